import type { Exception, ExceptionRule } from '../../kit/component.ts';
import { containersOf, type Fields, list, map } from './pods.ts';
import type { Demands } from './types.ts';

/** What `restricted-v2` lets a pod mount; a volume's kind is its key in the pod. */
const always: readonly string[] = ['configMap', 'downwardAPI', 'emptyDir', 'persistentVolumeClaim', 'projected', 'secret'];

/** What a pod does beyond `restricted-v2`; undefined when it does nothing. `fixedUser`: its image needs the number that it is given. */
export function demandsOf(spec: Fields, fixedUser: boolean): Demands | undefined {
  const containers = containersOf(spec).map((container) => ({
    container,
    security: { ...map(spec['securityContext']), ...map(container['securityContext']) } as Fields,
  }));
  const some = (what: (security: Fields) => boolean) => containers.some(({ security }) => what(security));
  const capabilities = containers.flatMap(({ security }) => texts(map(security['capabilities'])['add']));
  const root = some(({ runAsUser, runAsNonRoot }) => runAsUser === 0 || runAsNonRoot !== true);
  const volumes = list(spec['volumes']).flatMap((volume) => Object.keys(volume).filter((key) => key !== 'name'));
  const hostNetwork = spec['hostNetwork'] === true;
  const ports = containers.flatMap(({ container }) => list(container['ports']));
  const demands: Demands = {
    hostNetwork,
    hostPid: spec['hostPID'] === true,
    // On the host's network the API server makes every port one of the host.
    hostPorts: ports.some(({ hostPort }) => hostPort !== undefined) || (hostNetwork && ports.length > 0),
    hostPath: volumes.includes('hostPath'),
    privileged: some(({ privileged }) => privileged === true),
    escalation: some(({ allowPrivilegeEscalation }) => allowPrivilegeEscalation !== false),
    seccomp: some(({ seccompProfile }) => map(seccompProfile)['type'] !== 'RuntimeDefault'),
    capabilities: [...new Set(capabilities)].sort(),
    dropsAll: !some((security) => !texts(map(security['capabilities'])['drop']).includes('ALL')),
    readOnlyRoot: !some(({ readOnlyRootFilesystem }) => readOnlyRootFilesystem !== true),
    user: root || fixedUser ? userOf(containers.map(({ security }) => security['runAsUser'])) : undefined,
    fsGroup: root || fixedUser ? numberOr(map(spec['securityContext'])['fsGroup']) : undefined,
    volumes: [...new Set([...always, ...volumes])].sort(),
  };
  return isBeyond(demands) ? demands : undefined;
}

/** What a component states of pods that are not written out: those of its operator. */
export function statedDemands(exceptions: readonly Exception[]): Demands | undefined {
  const has = (rule: ExceptionRule) => exceptions.some((exception) => exception.rule === rule);
  const privileged = has('privileged');
  const demands: Demands = {
    hostNetwork: has('host-network'),
    hostPid: has('host-pid'),
    hostPorts: has('host-network'),
    hostPath: has('host-path'),
    privileged,
    escalation: privileged || has('privilege-escalation'),
    seccomp: has('seccomp'),
    // Without that they keep what the runtime gives, and add none.
    capabilities: privileged ? ['*'] : [],
    dropsAll: !has('capabilities'),
    readOnlyRoot: !has('writable-root'),
    user: has('root-user') || has('fixed-user') ? 'any' : undefined,
    fsGroup: undefined,
    volumes: [...new Set([...always, ...(has('host-path') ? ['hostPath'] : [])])].sort(),
  };
  return isBeyond(demands) ? demands : undefined;
}

function isBeyond({ hostNetwork, hostPid, hostPorts, hostPath, privileged, escalation, seccomp, capabilities, dropsAll, user }: Demands): boolean {
  return (
    [hostNetwork, hostPid, hostPorts, hostPath, privileged, escalation, seccomp].some(Boolean) || capabilities.length > 0 || !dropsAll || user !== undefined
  );
}

function userOf(users: readonly unknown[]): number | 'any' {
  const different = [...new Set(users)];
  const [only] = different;
  return different.length === 1 && typeof only === 'number' ? only : 'any';
}

function numberOr(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

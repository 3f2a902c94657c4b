import { type Pods, within } from '../../charts-ts/checks/pods.ts';
import { isMap } from '../../charts-ts/config/merge.ts';
import type { SecurityContextConstraints } from '../../charts-ts/emit/openshift/types.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What every pod on OpenShift may use; its fields are those of OpenShift 4.21. */
export const restrictedV2: SecurityContextConstraints = {
  apiVersion: 'security.openshift.io/v1',
  kind: 'SecurityContextConstraints',
  metadata: { name: 'restricted-v2' },
  allowHostDirVolumePlugin: false,
  allowHostIPC: false,
  allowHostNetwork: false,
  allowHostPID: false,
  allowHostPorts: false,
  allowPrivilegeEscalation: false,
  allowPrivilegedContainer: false,
  allowedCapabilities: ['NET_BIND_SERVICE'],
  defaultAddCapabilities: [],
  priority: 0,
  readOnlyRootFilesystem: false,
  requiredDropCapabilities: ['ALL'],
  runAsUser: { type: 'MustRunAsRange' },
  seLinuxContext: { type: 'MustRunAs' },
  fsGroup: { type: 'MustRunAs' },
  supplementalGroups: { type: 'RunAsAny' },
  seccompProfiles: ['runtime/default'],
  volumes: ['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'image', 'persistentVolumeClaim', 'projected', 'secret'],
};

/**
 * Why an SCC refuses a pod, by the rules of OpenShift's own admission, after it has filled in what the pod left out.
 * https://github.com/openshift/apiserver-library-go/blob/master/pkg/securitycontextconstraints/sccmatching/provider.go
 */
export function refusedBy(scc: SecurityContextConstraints, { spec }: Pods): string[] {
  const pod = spec as unknown as Fields;
  const podContext = map(pod['securityContext']);
  const volumes = (spec.volumes ?? []).flatMap((volume) => Object.keys(volume).filter((key) => key !== 'name'));
  return [
    ...when(pod['hostNetwork'] === true && !scc.allowHostNetwork, 'hostNetwork'),
    ...when(pod['hostPID'] === true && !scc.allowHostPID, 'hostPID'),
    ...when(pod['hostIPC'] === true && !scc.allowHostIPC, 'hostIPC'),
    ...volumes.filter((kind) => !scc.volumes.includes(kind) || (kind === 'hostPath' && !scc.allowHostDirVolumePlugin)).map((kind) => `volume ${kind}`),
    ...when(podContext['seLinuxOptions'] !== undefined && scc.seLinuxContext.type !== 'RunAsAny', 'seLinuxOptions'),
    ...when(!groupFits(scc.fsGroup, podContext['fsGroup']), 'fsGroup'),
    ...[...spec.containers, ...(spec.initContainers ?? [])].flatMap((container) =>
      inContainer(scc, container as unknown as Fields, podContext, pod['hostNetwork'] === true).map((why) => `container ${container.name}: ${why}`),
    ),
  ];
}

function inContainer(scc: SecurityContextConstraints, container: Fields, podContext: Fields, hostNetwork: boolean): string[] {
  const context: Fields = { ...podContext, ...map(container['securityContext']) };
  const capabilities = map(context['capabilities']);
  const [add, drop] = [texts(capabilities['add']), [...texts(capabilities['drop']), ...scc.requiredDropCapabilities]];
  const ports = Array.isArray(container['ports']) ? container['ports'] : [];
  const profile = within(context, 'seccompProfile', 'type');
  return [
    ...when(!userFits(scc.runAsUser, context['runAsUser']), `user ${String(context['runAsUser'])}`),
    ...when(context['privileged'] === true && !scc.allowPrivilegedContainer, 'privileged'),
    ...when(context['allowPrivilegeEscalation'] === true && !scc.allowPrivilegeEscalation, 'allowPrivilegeEscalation'),
    ...when(scc.readOnlyRootFilesystem && context['readOnlyRootFilesystem'] === false, 'readOnlyRootFilesystem'),
    ...when(ports.some((port) => hostNetwork || within(port, 'hostPort') !== undefined) && !scc.allowHostPorts, 'hostPort'),
    ...when(!(scc.seccompProfiles.includes('*') || profile === 'RuntimeDefault' || profile === undefined), 'seccomp'),
    ...add.filter((one) => !scc.allowedCapabilities.includes(one) && !scc.allowedCapabilities.includes('*')).map((one) => `adds ${one}`),
    ...scc.requiredDropCapabilities.filter((one) => !drop.includes(one)).map((one) => `keeps ${one}`),
  ];
}

/** A range is the namespace's own: no number that Git knows lies in it. */
function userFits(strategy: SecurityContextConstraints['runAsUser'], user: unknown): boolean {
  if (strategy.type === 'RunAsAny') return true;
  if (strategy.type === 'MustRunAs') return user === undefined || user === strategy.uid;
  return strategy.type === 'MustRunAsNonRoot' ? user !== 0 : user === undefined;
}

function groupFits(strategy: SecurityContextConstraints['fsGroup'], group: unknown): boolean {
  if (strategy.type === 'RunAsAny' || group === undefined) return true;
  return (strategy.ranges ?? []).some(({ min, max }) => typeof group === 'number' && min <= group && group <= max);
}

function when(condition: boolean, why: string): string[] {
  return condition ? [why] : [];
}

function map(value: unknown): Fields {
  return isMap(value) ? value : {};
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

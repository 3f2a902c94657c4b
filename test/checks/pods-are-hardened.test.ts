import { describe, expect, it } from 'vitest';
import { podsAreHardened } from '../../charts-ts/checks/pods-are-hardened.ts';
import type { Exception } from '../../charts-ts/kit/component.ts';
import type { KubeObject } from '../../charts-ts/kit/object.ts';
import { verdict } from '../support/check.ts';
import { built, deploymentObject } from '../support/fakes.ts';

const hardened = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' },
};

function web(security: Readonly<Record<string, unknown>> = {}, pod: Readonly<Record<string, unknown>> = {}): KubeObject {
  return deploymentObject({ container: { securityContext: { ...hardened, ...security } }, pod });
}

function check(made: KubeObject, exceptions: readonly Exception[] = []): string[] {
  return verdict(podsAreHardened, [built('web', [made], { exceptions })]).map((message) => message.replace('Deployment/apps/web (charts-ts/base/web): ', ''));
}

describe('podsAreHardened', () => {
  it('takes a pod with the secure defaults', () => {
    expect(check(web())).toEqual([]);
  });

  it.each([
    ['a privileged container', { privileged: true }, 'container main is privileged; leave that out'],
    ['one that may gain privileges', { allowPrivilegeEscalation: undefined }, 'container main may gain privileges; set allowPrivilegeEscalation: false'],
    ['added capabilities', { capabilities: { drop: ['ALL'], add: ['NET_RAW'] } }, 'container main has capabilities; drop ALL and add none'],
    ['root', { runAsUser: 0 }, 'container main may run as root; set runAsNonRoot: true'],
    ['a writable root', { readOnlyRootFilesystem: false }, 'container main writes into its image; set readOnlyRootFilesystem: true and mount what it writes'],
    ['no seccomp', { seccompProfile: { type: 'Unconfined' } }, 'container main has no seccomp profile; set RuntimeDefault'],
  ])('refuses %s without a reason', (_, security, message) => {
    expect(check(web(security))).toEqual([`${message}, or state an exception with its reason`]);
  });

  it.each([
    ["the host's network", { hostNetwork: true }, "uses the host's network; leave out hostNetwork"],
    ["the host's processes", { hostPID: true }, "sees the host's processes; leave out hostPID"],
    ["the host's folders", { volumes: [{ name: 'root', hostPath: { path: '/' } }] }, 'mounts a folder of the host; leave out hostPath'],
  ])('refuses %s without a reason', (_, pod, message) => {
    expect(check(web({}, pod))).toEqual([`${message}, or state an exception with its reason`]);
  });

  it('takes from the pod what a container leaves out', () => {
    const { seccompProfile: _, ...container } = hardened;

    expect(
      check(deploymentObject({ container: { securityContext: container }, pod: { securityContext: { seccompProfile: { type: 'RuntimeDefault' } } } })),
    ).toEqual([]);
  });

  it('looks at init containers', () => {
    expect(check(web({}, { initContainers: [{ name: 'first', image: 'r.nl/web:v1', securityContext: { ...hardened, privileged: true } }] }))).toEqual([
      'container first is privileged; leave that out, or state an exception with its reason',
    ]);
  });

  it('takes a deviation that has a reason, and no reason without one', () => {
    const exceptions: Exception[] = [{ object: 'Deployment/web', rule: 'host-network', reason: 'it announces addresses' }];

    expect(check(web({}, { hostNetwork: true }), exceptions)).toEqual([]);
    expect(check(web(), exceptions)).toEqual(['has an exception for host-network that it does not use; remove the exception']);
  });
});

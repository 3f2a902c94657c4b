import { describe, expect, it } from 'vitest';
import { namespacesAreClosed } from '../../charts-ts/checks/namespaces-are-closed.ts';
import { verdict } from '../support/check.ts';
import { built, deploymentObject, object } from '../support/fakes.ts';

function policy(spec: Readonly<Record<string, unknown>>, namespace = 'apps') {
  return built('base', [object('networking.k8s.io/v1', 'NetworkPolicy', 'default-deny', { spec }, namespace)]);
}

const web = built('web', [deploymentObject()]);
const both = ['Ingress', 'Egress'];
const open = ['Deployment/apps/web (charts-ts/base/web): namespace apps has no default-deny network policy'];

describe('namespacesAreClosed', () => {
  it('takes pods where a policy of every pod and both directions opens nothing', () => {
    expect(verdict(namespacesAreClosed, [policy({ podSelector: {}, policyTypes: both }), web])).toEqual([]);
  });

  it('asks nothing of a namespace without pods', () => {
    expect(verdict(namespacesAreClosed, [built('base', [object('v1', 'ConfigMap', 'x', {}, 'empty')])])).toEqual([]);
  });

  it.each([
    ['there is none', []],
    ['it is of another namespace', [policy({ podSelector: {}, policyTypes: both }, 'other')]],
    ['it selects only some pods', [policy({ podSelector: { matchLabels: { app: 'x' } }, policyTypes: both })]],
    ['it closes one direction only', [policy({ podSelector: {}, policyTypes: ['Ingress'] })]],
    ['it opens something', [policy({ podSelector: {}, policyTypes: both, egress: [{}] })]],
  ])('refuses pods where %s', (_, policies) => {
    expect(verdict(namespacesAreClosed, [...policies, web])).toEqual(open);
  });
});

import { describe, expect, it } from 'vitest';
import { selectorsSelect } from '../../charts-ts/checks/selectors-select.ts';
import type { KubeObject } from '../../charts-ts/kit/object.ts';
import { verdict } from '../support/check.ts';
import { built, deploymentObject, object } from '../support/fakes.ts';

const web = deploymentObject();
const right = { 'app.kubernetes.io/name': 'web' };

function selecting(kind: string, labels: Readonly<Record<string, string>>, namespace = 'apps'): KubeObject {
  const spec = {
    Service: { selector: labels },
    NetworkPolicy: { podSelector: { matchLabels: labels } },
    PodDisruptionBudget: { selector: { matchLabels: labels } },
  }[kind];
  return object('v1', kind, 'x', { spec }, namespace);
}

describe('selectorsSelect', () => {
  it.each(['Service', 'NetworkPolicy', 'PodDisruptionBudget'])('takes a %s that selects pods, also of another component', (kind) => {
    expect(verdict(selectorsSelect, [built('web', [web]), built('other', [selecting(kind, right)])])).toEqual([]);
  });

  it.each(['Service', 'NetworkPolicy', 'PodDisruptionBudget'])('refuses a %s that selects no pod', (kind) => {
    expect(verdict(selectorsSelect, [built('web', [web, selecting(kind, { app: 'web' })])])).toEqual([
      `${kind}/apps/x (charts-ts/base/web): its selector {"app":"web"} selects no pod of namespace apps`,
    ]);
  });

  it('refuses one that selects only pods of another namespace', () => {
    expect(verdict(selectorsSelect, [built('web', [web, selecting('Service', right, 'other')])])).toHaveLength(1);
  });

  it('takes an empty selector: all pods, or none by intent', () => {
    expect(verdict(selectorsSelect, [built('web', [selecting('NetworkPolicy', {}), object('v1', 'Service', 'external', { spec: {} }, 'apps')])])).toEqual([]);
  });

  it('refuses a Deployment whose selector misses its own pods', () => {
    const spec = { selector: { matchLabels: { app: 'other' } }, template: { metadata: { labels: right }, spec: { containers: [] } } };

    expect(verdict(selectorsSelect, [built('web', [object('apps/v1', 'Deployment', 'x', { spec }, 'apps')])])).toEqual([
      'Deployment/apps/x (charts-ts/base/web): its selector {"app":"other"} selects no pod of namespace apps',
    ]);
  });
});

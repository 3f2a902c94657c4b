import { describe, expect, it } from 'vitest';
import { customResourcesAreDefined } from '../../charts-ts/checks/custom-resources-are-defined.ts';
import type { CrdSource } from '../../charts-ts/kit/component.ts';
import { verdict } from '../support/check.ts';
import { built, deploymentObject, object } from '../support/fakes.ts';

const source: CrdSource = {
  repository: 'https://github.com/x/y.git',
  tag: 'v1',
  commit: '0'.repeat(40),
  path: 'crds',
  include: '*.yaml',
  kinds: { 'shop.example.nl/Shelf': 'Namespaced' },
};
const shelf = object('shop.example.nl/v1', 'Shelf', 'main', {}, 'apps');
const shop = built('shop', [], { crds: [source] });

describe('customResourcesAreDefined', () => {
  it('takes built-in kinds', () => {
    const kinds = [deploymentObject(), object('v1', 'ConfigMap', 'x'), object('networking.k8s.io/v1', 'NetworkPolicy', 'x')];

    expect(verdict(customResourcesAreDefined, [built('web', kinds)])).toEqual([]);
  });

  it('takes a kind that the component defines, or one in the closure of its needs', () => {
    expect(verdict(customResourcesAreDefined, [built('shop', [shelf], { crds: [source] })])).toEqual([]);
    expect(verdict(customResourcesAreDefined, [shop, built('web', [shelf], {}, { closure: new Set(['shop']) })])).toEqual([]);
  });

  it('takes a kind of a group that the cluster provides', () => {
    expect(verdict(customResourcesAreDefined, [built('web', [shelf], {}, { providedGroups: new Set(['shop.example.nl']) })])).toEqual([]);
  });

  it('refuses a kind that nobody defines', () => {
    expect(verdict(customResourcesAreDefined, [built('web', [shelf])])).toEqual([
      'Shelf/apps/main (charts-ts/base/web): no component brings the definition of shop.example.nl/Shelf; name it in the kinds of a CRD source',
    ]);
  });

  it('refuses a kind of a component that is not needed: it might be synced later', () => {
    expect(verdict(customResourcesAreDefined, [shop, built('web', [shelf])])).toEqual([
      'Shelf/apps/main (charts-ts/base/web): shop.example.nl/Shelf is defined by shop, which web does not need; add what it offers to needs',
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { rolesHaveNoWildcards } from '../../charts-ts/checks/roles-have-no-wildcards.ts';
import type { KubeObject } from '../../charts-ts/kit/object.ts';
import { verdict } from '../support/check.ts';
import { built, object } from '../support/fakes.ts';

const named = { apiGroups: [''], resources: ['pods'], verbs: ['get'] };

function role(rule: Readonly<Record<string, readonly string[]>>): KubeObject {
  return object('rbac.authorization.k8s.io/v1', 'ClusterRole', 'web', { rules: [rule] });
}

const exceptions = [{ object: 'ClusterRole/web', rule: 'rbac-wildcard', reason: 'it must see all' }] as const;

describe('rolesHaveNoWildcards', () => {
  it('takes a role that names what it grants', () => {
    expect(verdict(rolesHaveNoWildcards, [built('web', [role(named)])])).toEqual([]);
  });

  it.each(['verbs', 'resources', 'apiGroups'])('refuses a wildcard in %s', (field) => {
    expect(verdict(rolesHaveNoWildcards, [built('web', [role({ ...named, [field]: ['*'] })])])).toEqual([
      'ClusterRole/web (charts-ts/base/web): grants "*"; name verbs, resources and groups, or state an exception with its reason',
    ]);
  });

  it('takes a wildcard that has a reason', () => {
    expect(verdict(rolesHaveNoWildcards, [built('web', [role({ ...named, verbs: ['*'] })], { exceptions })])).toEqual([]);
  });

  it('refuses an exception that is not used', () => {
    expect(verdict(rolesHaveNoWildcards, [built('web', [role(named)], { exceptions })])).toEqual([
      'ClusterRole/web (charts-ts/base/web): has an exception for rbac-wildcard that it does not use; remove the exception',
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { kindsAreServed } from '../../charts-ts/checks/kinds-are-served.ts';
import { verdict } from '../support/check.ts';
import { built, object } from '../support/fakes.ts';

function check(apiVersion: string, kind: string, kubernetes = '1.36'): string[] {
  return verdict(kindsAreServed, [built('web', [object(apiVersion, kind, 'web')])], { kubernetes });
}

describe('kindsAreServed', () => {
  it('takes stable kinds of Kubernetes, and custom ones', () => {
    expect(check('apps/v1', 'Deployment', '1.34')).toEqual([]);
    expect(check('cert-manager.io/v1', 'Certificate')).toEqual([]);
  });

  it('refuses a version that no supported Kubernetes serves', () => {
    expect(check('policy/v1beta1', 'PodDisruptionBudget')).toEqual([
      'PodDisruptionBudget/web (charts-ts/base/web): no supported Kubernetes serves PodDisruptionBudget in policy/v1beta1 as a stable kind; write it in a version that one does',
    ]);
  });

  it('refuses a kind that only another minor than the cluster’s serves', () => {
    expect(check('admissionregistration.k8s.io/v1', 'MutatingAdmissionPolicy', '1.36')).toEqual([]);
    expect(check('admissionregistration.k8s.io/v1', 'MutatingAdmissionPolicy', '1.34')).toEqual([
      'MutatingAdmissionPolicy/web (charts-ts/base/web): Kubernetes 1.34 does not serve MutatingAdmissionPolicy in admissionregistration.k8s.io/v1, which 1.36, 1.37 does; leave the component out',
    ]);
  });
});

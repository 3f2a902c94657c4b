import { polder } from '../../../charts-ts/kit/labels.ts';
import { own } from './attempt.ts';

/** What is tried to be made, where no case of the policies has it. */

export function configMap(namespace: string): object {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'tried', namespace }, data: { a: 'b' } };
}

/** What the tenant has before it tries: a protected object, and one that is not. */
export const keptName = 'kept';
export const looseName = 'loose';
export const its = [
  { ...configMap(own), metadata: { name: keptName, namespace: own, labels: { [polder.protected]: 'true' } } },
  { ...configMap(own), metadata: { name: looseName, namespace: own } },
];

export function serviceAccount(namespace: string): object {
  return { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'tried', namespace } };
}

export function claim(namespace: string, storage: string): object {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'tried', namespace },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } },
  };
}

export const clusterRole = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'tried' }, rules: [] };
export const clusterRoleBinding = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name: 'tried' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
  subjects: [{ kind: 'Group', apiGroup: 'rbac.authorization.k8s.io', name: 'oidc:zaakloket-beheer' }],
};
export const webhook = { apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingWebhookConfiguration', metadata: { name: 'tried' }, webhooks: [] };
export const policy = {
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'ValidatingAdmissionPolicyBinding',
  metadata: { name: 'tried' },
  spec: { policyName: 'polder-no-host-access' },
};
export const definition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'things.tried.example.nl' },
  spec: {
    group: 'tried.example.nl',
    names: { kind: 'Thing', plural: 'things' },
    scope: 'Namespaced',
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
  },
};
export const volume = {
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name: 'tried' },
  spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/' } },
};
export const priorityClass = { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name: 'tried' }, value: 1_000_000_000 };
export const signingRequest = {
  apiVersion: 'certificates.k8s.io/v1',
  kind: 'CertificateSigningRequest',
  metadata: { name: 'tried' },
  spec: { signerName: 'kubernetes.io/kube-apiserver-client', usages: ['client auth'], request: Buffer.from('none').toString('base64') },
};

export function argoApplication(namespace: string, project: string): object {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name: 'tried', namespace },
    spec: {
      project,
      source: { repoURL: 'https://git.example.nl/duinveen/zaakloket.git', path: '.', targetRevision: 'main' },
      destination: { server: 'https://kubernetes.default.svc', namespace: 'kube-system' },
    },
  };
}

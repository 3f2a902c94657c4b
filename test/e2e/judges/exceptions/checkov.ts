import type { Exception } from '../lib/findings.ts';
import { pullsOnce, states } from '../lib/where.ts';

/** https://www.checkov.io/5.Policy%20Index/kubernetes.html */
export const exceptions: readonly Exception[] = [
  { rule: 'CKV_K8S_43', reason: 'digests are facts of a site: its lock.yaml names them, and the reference sites have no registry to ask' },
  { rule: 'CKV_K8S_15', where: pullsOnce, reason: 'a version is never published twice; nodes must be able to start their pods while the registry is away' },
  {
    rule: 'CKV_K8S_38',
    reason: 'the kit mounts a token only for programs that call the API; rego/accounts.rego holds that each such account is bound to a role',
  },
  { rule: 'CKV_K8S_40', reason: 'the user is the one of the image, whose files belong to it: below 10000 in most; none is root, but for stated exceptions' },
  {
    rule: 'CKV_K8S_35',
    objects: [
      'argo-cd */argocd/argocd-*',
      'external-dns Deployment/external-dns/external-dns',
      'keycloak */keycloak/keycloak*',
      'oauth2-proxy Deployment/oauth2-proxy/login-*',
      'velero *velero/velero',
      'velero *velero/node-agent',
    ],
    reason: 'the program takes it from its environment, which nobody sees who may not also see the Secret',
  },

  // What an object states itself, with its reason: charts-ts/checks/ demands exactly the ones that are used.
  { rule: 'CKV_K8S_19', where: states('host-network'), reason: 'stated on the object' },
  { rule: 'CKV_K8S_23', where: states('root-user'), reason: 'stated on the object' },
  { rule: 'CKV_K8S_25', where: states('capabilities'), reason: 'stated on the object' },
  { rule: 'CKV_K8S_49', where: states('rbac-wildcard'), reason: 'stated on the object' },
  { rule: 'CKV_K8S_156', where: states('rbac-wildcard'), reason: 'stated on the object' },
  { rule: 'CKV_K8S_157', where: states('rbac-wildcard'), reason: 'stated on the object' },
  { rule: 'CKV_K8S_158', where: states('rbac-wildcard'), reason: 'stated on the object' },
  { rule: 'CKV_K8S_155', where: states('rbac-wildcard'), reason: 'stated on the object' },
  {
    rule: 'CKV_K8S_155',
    objects: ['cert-manager ClusterRole/cert-manager-cainjector', 'cloudnative-pg ClusterRole/cloudnative-pg', 'kyverno ClusterRole/kyverno*'],
    reason: 'it writes webhook configurations: the injector the CA into those that ask for it, CloudNativePG and Kyverno their own',
  },
];

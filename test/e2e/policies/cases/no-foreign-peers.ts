import { polder } from '../../../../charts-ts/kit/labels.ts';
import type { Case } from '../case.ts';
import { networkPolicy } from '../objects.ts';
import { closed, oldOpenPolicy, other, ownPolicy, team, tenantAdmin } from '../setting.ts';

const toOthers = `opens to others than the namespaces of voorbeeld; use podSelector alone for this namespace, matchLabels ${polder.tenant}: voorbeeld for all of its own, and declare connections to others in the tenant's file`;
const toAll = 'has a rule that opens to everybody; name who may talk under from and to, or remove the rule';
const isOurs = `NetworkPolicy "polder-default-deny" is the platform's, as is each whose name begins with polder-; use another name, or declare the connection in the tenant's file`;
const ofOthers = { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': other } } };
const ofOwn = { namespaceSelector: { matchLabels: { [polder.tenant]: 'voorbeeld' } } };

export const noForeignPeers: readonly Case[] = [
  ...[
    [
      'that opens to pods of its namespace',
      { ingress: [{ from: [{ podSelector: {} }] }], egress: [{ to: [{ podSelector: { matchLabels: { app: 'db' } } }] }] },
    ],
    ['that opens to namespaces of its tenant', { ingress: [{ from: [{ ...ofOwn, podSelector: {} }], ports: [{ port: 8080 }] }] }],
    ['that opens nothing', { policyTypes: ['Ingress', 'Egress'] }],
  ].map(
    ([it, spec]): Case => ({
      policy: 'no-foreign-peers',
      it: `lets one pass ${it}`,
      as: tenantAdmin,
      request: { create: networkPolicy(team, 'web', spec as object as Record<string, unknown>) },
    }),
  ),
  { policy: 'no-foreign-peers', it: 'asks nothing outside tenants', request: { create: networkPolicy(other, 'web', { ingress: [{}] }) } },
  ...(
    [
      ['all addresses', { egress: [{ to: [{ ipBlock: { cidr: '0.0.0.0/0' } }] }] }],
      ['another namespace', { ingress: [{ from: [{ podSelector: {} }, ofOthers] }] }],
      ['every namespace', { egress: [{ to: [{ namespaceSelector: {} }] }] }],
      ['namespaces by an expression', { egress: [{ to: [{ namespaceSelector: { matchExpressions: [{ key: polder.tenant, operator: 'Exists' }] } }] }] }],
      ['another tenant', { egress: [{ to: [{ namespaceSelector: { matchLabels: { [polder.tenant]: 'kaal' } } }] }] }],
    ] as const
  ).map(
    ([whom, spec]): Case => ({
      policy: 'no-foreign-peers',
      it: `refuses one that opens to ${whom}`,
      request: { create: networkPolicy(team, 'web', spec) },
      refused: `NetworkPolicy "web" ${toOthers}`,
    }),
  ),
  {
    policy: 'no-foreign-peers',
    it: 'refuses a rule for everybody',
    request: { create: networkPolicy(team, 'web', { ingress: [{ ports: [{ port: 8080 }] }] }) },
    refused: `NetworkPolicy "web" ${toAll}`,
  },
  {
    policy: 'no-foreign-peers',
    it: 'refuses that one of its own is opened',
    as: tenantAdmin,
    request: { update: ownPolicy, to: { spec: { ingress: [{ from: [ofOthers] }] } } },
    refused: `NetworkPolicy "own" ${toOthers}`,
  },
  { policy: 'no-foreign-peers', it: 'lets one of its own be deleted', as: tenantAdmin, request: { delete: ownPolicy } },
  {
    policy: 'no-foreign-peers',
    it: 'lets one of before be labelled',
    as: tenantAdmin,
    request: { update: oldOpenPolicy, to: { metadata: { labels: { a: 'b' } } } },
  },
  { policy: 'no-foreign-peers', it: 'refuses that a tenant deletes what closes its namespace', as: tenantAdmin, request: { delete: closed }, refused: isOurs },
  {
    policy: 'no-foreign-peers',
    it: 'refuses that a tenant opens it',
    as: tenantAdmin,
    request: { update: closed, to: { spec: { podSelector: { matchLabels: { a: 'b' } } } } },
    refused: isOurs,
  },
  {
    policy: 'no-foreign-peers',
    it: 'refuses that a tenant gives it an owner that is not there, with which it would go',
    as: tenantAdmin,
    request: {
      update: closed,
      to: { metadata: { ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'gone', uid: '00000000-0000-0000-0000-000000000000' }] } },
    },
    refused: isOurs,
  },
  {
    policy: 'no-foreign-peers',
    it: "refuses a name of the platform's, also to Argo CD when a tenant's repository has it",
    request: {
      create: networkPolicy(
        team,
        'polder-mine',
        { ingress: [{}] },
        { annotations: { 'argocd.argoproj.io/tracking-id': 'voorbeeld.app:networking.k8s.io/NetworkPolicy:cases-team/polder-mine' } },
      ),
    },
    refused: `NetworkPolicy "polder-mine" is the platform's, as is each whose name begins with polder-; use another name, or declare the connection in the tenant's file`,
  },
  {
    policy: 'no-foreign-peers',
    it: 'lets the platform open what the tenant declared',
    request: {
      create: networkPolicy(
        team,
        'polder-to-internet',
        { egress: [{ to: [{ ipBlock: { cidr: '0.0.0.0/0' } }] }] },
        { annotations: { 'argocd.argoproj.io/tracking-id': 'tenant-voorbeeld:networking.k8s.io/NetworkPolicy:cases-team/polder-to-internet' } },
      ),
    },
  },
  {
    policy: 'no-foreign-peers',
    it: "lets the Application of the tenant's databases open the way to them",
    request: {
      create: networkPolicy(
        team,
        'polder-to-databases',
        { egress: [{ to: [{ podSelector: { matchLabels: { 'cnpg.io/cluster': 'orders' } } }] }] },
        { annotations: { 'argocd.argoproj.io/tracking-id': 'tenant-voorbeeld.databases:networking.k8s.io/NetworkPolicy:cases-team/polder-to-databases' } },
      ),
    },
  },
];

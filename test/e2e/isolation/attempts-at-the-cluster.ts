import { networkPolicy } from '../policies/objects.ts';
import { type Attempt, create, forbidden, kubectl, own, synced } from './attempt.ts';
import { triedDeployment } from './attempts-of-pods.ts';
import { argoApplication, claim, configMap, definition, policy, priorityClass, volume, webhook } from './objects.ts';

/** What a tenant tries at what all share: policies, definitions, nodes, and Argo CD. */
export function attemptsAtTheCluster(image: string): readonly Attempt[] {
  const deployment = (pod: object = {}) => triedDeployment(image, pod);
  const fine = deployment();
  const finePolicy = create(networkPolicy(own, 'tried', { policyTypes: ['Ingress'], ingress: [{ from: [{ podSelector: {} }] }] }));
  const itsApplication = synced('zaakloket.acceptatie');

  return [
    { to: 'judge the requests of others by a webhook', as: 'admin', refused: create(webhook), words: forbidden, allowed: fine },
    { to: 'bind a policy of the API server', as: 'admin', refused: create(policy), words: forbidden, allowed: finePolicy },
    {
      to: "delete a policy's binding",
      as: 'admin',
      refused: kubectl('delete', 'validatingadmissionpolicybinding', 'polder-no-host-access', '--dry-run=server'),
      words: forbidden,
      allowed: fine,
    },
    { to: 'make a new kind', as: 'admin', refused: create(definition), words: forbidden, allowed: create(configMap(own)) },
    { to: 'make a volume of a folder of the node', as: 'admin', refused: create(volume), words: forbidden, allowed: create(claim(own, '1Gi')) },
    { to: 'make a priority class', as: 'admin', refused: create(priorityClass), words: forbidden, allowed: deployment({ priorityClassName: 'polder-tenant' }) },
    {
      to: 'mark a node',
      as: 'admin',
      refused: kubectl('taint', 'nodes', '--all', 'tried=1:NoSchedule', '--dry-run=server'),
      words: forbidden,
      allowed: deployment({ nodeSelector: { 'kubernetes.io/os': 'linux' } }),
    },
    {
      to: 'make an Application of the platform',
      as: 'admin',
      refused: create(argoApplication('argocd', 'platform')),
      words: forbidden,
      allowed: itsApplication,
    },
    {
      to: 'make an Application in its own namespace',
      as: 'admin',
      refused: create(argoApplication(own, 'zaakloket')),
      words: forbidden,
      allowed: itsApplication,
    },
    {
      to: 'change its own project',
      as: 'admin',
      refused: kubectl('patch', 'appproject', 'zaakloket', '-n', 'argocd', '--type=merge', '--patch={"spec":{"sourceRepos":["*"]}}'),
      words: forbidden,
      allowed: itsApplication,
    },
    {
      to: 'send its Application elsewhere',
      as: 'admin',
      refused: kubectl(
        'patch',
        'application.argoproj.io',
        'zaakloket.acceptatie',
        '-n',
        'argocd',
        '--type=merge',
        '--patch={"spec":{"destination":{"namespace":"kube-system"}}}',
      ),
      words: forbidden,
      allowed: itsApplication,
    },
  ];
}

import type { Planned, SuppliedSecret } from '../../kit/component.ts';
import type { ArgoCdConfig } from './settings.ts';

const namespace = 'argocd';

/** What a person brings: the way into a Git repository that not everybody may read, and what notifications log in with. */
export function argoCdSecrets(planned: Planned<ArgoCdConfig>): readonly SuppliedSecret[] {
  const keys = planned.config.notifications ? notificationKeys(planned.config.notificationSettings) : [];
  return [
    ...repository(planned),
    ...(keys.length === 0
      ? []
      : [
          {
            name: 'argocd-notifications-secret',
            keys,
            purpose: 'what notifications log in with at chat and mail: the tokens that notificationSettings names with $',
          },
        ]),
  ];
}

/**
 * A Secret that Argo CD knows by its label, in place of a password in the address of the repository.
 * https://argo-cd.readthedocs.io/en/stable/operator-manual/declarative-setup/#repositories
 */
function repository({ cluster, config }: Planned<ArgoCdConfig>): SuppliedSecret[] {
  const url = cluster.git.repository;
  const overSsh = url.startsWith('ssh:');
  if (!(config.privateRepository ?? overSsh)) return [];
  const secret = 'platform-repository';
  const [ask, login] = overSsh
    ? ['', '--from-file=sshPrivateKey=FILE']
    : [
        "read -rp 'username: ' username; read -rsp 'password or token: ' password; echo\n",
        '--from-file=username=<(printf %s "$username") --from-file=password=<(printf %s "$password")',
      ];
  return [
    {
      name: secret,
      keys: ['type', 'url', ...(overSsh ? ['sshPrivateKey'] : ['username', 'password'])],
      purpose: `the ${overSsh ? 'private key' : 'login'} that reads ${url}, and nothing else: from whoever runs that Git server. Without it Argo CD syncs nothing`,
      command: `${ask}kubectl -n ${namespace} create secret generic ${secret} --from-literal=type=git --from-literal=url=${url} ${login} --dry-run=client -o yaml | kubectl label --local -f - argocd.argoproj.io/secret-type=repository -o yaml | kubectl apply --server-side -f -`,
    },
  ];
}

/** A service names a key of the Secret as `$key`: https://argo-cd.readthedocs.io/en/stable/operator-manual/notifications/services/overview/ */
function notificationKeys(settings: Readonly<Record<string, string>>): string[] {
  const services = Object.entries(settings).filter(([key]) => key.startsWith('service.'));
  const named = services.flatMap(([, text]) => [...text.matchAll(/\$([A-Za-z0-9][-._A-Za-z0-9]*)/g)].flatMap(([, key]) => key ?? []));
  return [...new Set(named)].sort();
}

import { loginScopes } from '../../kit/login.ts';
import { callbackOf, clientId } from './client.ts';

export const port = 4466;
export const pluginFolder = '/plugins';

interface Settings {
  readonly cluster: { readonly name: string; readonly ingress: { readonly domain: string } };
  readonly sessionHours: number;
  readonly identityProvider: { readonly issuer: string; readonly usernameClaim: string; readonly groupsClaim: string } | undefined;
  /** The file with the CAs that the issuer's certificate may be of. */
  readonly caFile: string | undefined;
}

/** Flags: backend/pkg/config/config.go of v0.45.0. Helm, changes of kubeconfigs, more clusters and telemetry stay off, as they are by default. */
export function headlampArgs({ cluster, sessionHours, identityProvider, caFile }: Settings): string[] {
  return [
    '-in-cluster',
    // Otherwise it asks kube-system for kubeadm's settings, which it has no right to.
    `-in-cluster-context-name=${cluster.name}`,
    '-html-static-dir=/headlamp/frontend',
    // An empty folder: no plugin, not even those in the image, which would run in people's browsers with their rights.
    `-plugins-dir=${pluginFolder}`,
    `-user-plugins-dir=${pluginFolder}`,
    `-port=${port}`,
    `-session-ttl=${sessionHours * 3600}`,
    '-log-level=info',
    // Its metrics name each path that somebody asks for, and stand at the hostname that all can reach.
    '-metrics-enabled=false',
    '-tracing-enabled=false',
    ...(identityProvider === undefined ? [] : oidcArgs(identityProvider, callbackOf(cluster))),
    ...(identityProvider === undefined || caFile === undefined ? [] : [`-oidc-ca-file=${caFile}`]),
  ];
}

function oidcArgs({ issuer, usernameClaim, groupsClaim }: NonNullable<Settings['identityProvider']>, callback: string): string[] {
  return [
    `-oidc-idp-issuer-url=${issuer}`,
    `-oidc-client-id=${clientId}`,
    // It adds openid itself.
    `-oidc-scopes=${loginScopes.filter((scope) => scope !== 'openid').join(',')}`,
    '-oidc-use-pkce=true',
    `-oidc-callback-url=${callback}`,
    `-me-username-path=${usernameClaim}`,
    `-me-groups-path=${groupsClaim}`,
  ];
}

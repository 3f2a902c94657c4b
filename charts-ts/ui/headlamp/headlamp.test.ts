import { describe, expect, it } from 'vitest';
import { exampleCluster, renderComponent } from '../../../test/support/render.ts';
import { clusterContext } from '../../order.ts';
import { headlampClient } from './client.ts';
import { headlamp } from './index.ts';

const idp = { 'identity-provider': { issuer: 'https://login.apps.example.nl/realms/platform' } };
const metrics = { metrics: { namespace: 'monitoring', podLabels: { 'app.kubernetes.io/name': 'prometheus' } } };

function rendered(changes: Readonly<Record<string, unknown>> = {}) {
  return renderComponent(headlamp, { provides: { ...idp, ...metrics }, ...changes });
}

function args(changes: Readonly<Record<string, unknown>> = {}): readonly string[] {
  const deployment = rendered(changes).object('Deployment', 'headlamp') as unknown as {
    readonly spec: { readonly template: { readonly spec: { readonly containers: readonly { readonly args: readonly string[] }[] } } };
  };
  return deployment.spec.template.spec.containers[0]?.args ?? [];
}

describe('logging in', () => {
  it('is with the identity provider, with PKCE and without a secret, whose certificate may be of the site', () => {
    expect(args()).toEqual(
      expect.arrayContaining([
        '-oidc-idp-issuer-url=https://login.apps.example.nl/realms/platform',
        '-oidc-client-id=headlamp',
        '-oidc-scopes=profile,email,groups',
        '-oidc-use-pkce=true',
        '-oidc-callback-url=https://headlamp.apps.example.nl/oidc-callback',
        '-oidc-ca-file=/etc/platform-trust/ca-certificates.crt',
      ]),
    );
    expect(args().join()).not.toMatch(/secret|skip-tls/);
  });

  it('gives tokens that the API server takes too', () => {
    expect(headlampClient(clusterContext(exampleCluster()))).toMatchObject({
      id: 'headlamp',
      authentication: 'none',
      pkce: true,
      forApiServer: true,
      redirectUris: ['https://headlamp.apps.example.nl/oidc-callback'],
    });
  });

  it('is by a pasted token where there is no identity provider', () => {
    expect(args({ provides: {} }).join()).not.toContain('oidc');
  });

  it('lasts as long as the site says', () => {
    expect(args({ components: { headlamp: { sessionHours: 2 } } })).toContain('-session-ttl=7200');
  });
});

describe('what Headlamp may', () => {
  it('is nothing by itself: whoever looks brings their own rights', () => {
    expect(rendered().objects.filter(({ kind }) => /Role/.test(kind))).toEqual([]);
    expect(args().join()).not.toMatch(/service-account-token|proxy-auth|enable-helm|allow-kubeconfig/);
  });

  it('runs no plugins, not even those in its image', () => {
    expect(args()).toEqual(expect.arrayContaining(['-plugins-dir=/plugins', '-user-plugins-dir=/plugins']));
    expect(JSON.stringify(rendered().object('Deployment', 'headlamp'))).toContain('{"name":"HEADLAMP_STATIC_PLUGINS_DIR","value":"/plugins"}');
  });

  it('tells nobody what people look at', () => {
    expect(args()).toEqual(expect.arrayContaining(['-metrics-enabled=false', '-tracing-enabled=false']));
  });

  it('is reached through the Gateway only, and reaches the API server and the identity provider', () => {
    const policy = rendered().object('NetworkPolicy', 'headlamp')['spec'] as { readonly ingress: unknown; readonly egress: unknown[] };
    expect(policy.ingress).toEqual([
      expect.objectContaining({ ports: [{ port: 4466, protocol: 'TCP' }], from: [expect.objectContaining({ podSelector: expect.anything() })] }),
    ]);
    expect(policy.egress).toHaveLength(3);
  });
});

describe('running it', () => {
  it('stands at its hostname', () => {
    expect(rendered().object('HTTPRoute', 'headlamp')['spec']).toMatchObject({ hostnames: ['headlamp.apps.example.nl'] });
  });

  it.each(['lab', 'small', 'production'])('holds all checks on a cluster of profile %s, with a mirror and without metrics too', (profile) => {
    expect(rendered({ profile }).objects.length).toBeGreaterThan(0);
    expect(JSON.stringify(renderComponent(headlamp, { profile, mirrors: { registry: 'registry.example.nl' } }).objects)).toContain(
      'registry.example.nl/ghcr.io/headlamp-k8s/headlamp:v',
    );
  });
});

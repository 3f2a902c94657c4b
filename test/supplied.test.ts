import { describe, expect, it } from 'vitest';
import type { SuppliedSecret } from '../charts-ts/kit/component.ts';
import { type Supplied, suppliedSecrets } from '../charts-ts/supplied.ts';
import { fake, fakeCluster } from './support/fakes.ts';

function supplied(...bySupplier: readonly (readonly SuppliedSecret[])[]): readonly Supplied[] {
  const catalogue = bySupplier.map((secrets, index) =>
    fake(`component-${index}`, { namespace: { name: 'apps', podSecurity: 'restricted' }, supplies: () => secrets }),
  );
  const found = suppliedSecrets(catalogue, fakeCluster(catalogue));
  if (!found.ok) throw new Error(JSON.stringify(found.problems));
  return found.value;
}

function command(...keys: readonly string[]): readonly string[] {
  return supplied([{ name: 'login', keys, purpose: 'a test' }])[0]?.command.split('\n') ?? [];
}

describe('what people supply', () => {
  it('is told by namespace and name, with the component that reads it', () => {
    const secrets = supplied([
      { name: 'b', keys: ['k'], purpose: 'the second' },
      { name: 'a', keys: ['k'], purpose: 'the first' },
      { name: 'z', namespace: 'all', keys: ['k'], purpose: 'elsewhere' },
    ]);

    expect(secrets.map(({ namespace, name, components }) => [namespace, name, components])).toEqual([
      ['all', 'z', ['component-0']],
      ['apps', 'a', ['component-0']],
      ['apps', 'b', ['component-0']],
    ]);
  });

  it('is told once where two components read it, with the keys of both', () => {
    expect(supplied([{ name: 'store', keys: ['id'], purpose: 'backups' }], [{ name: 'store', keys: ['id', 'key'], purpose: 'backups' }])).toMatchObject([
      { name: 'store', keys: ['id', 'key'], components: ['component-0', 'component-1'] },
    ]);
  });

  it('includes the secrets of its clients, where the site has an identity provider of its own', () => {
    const client = { id: 'shop', title: 'Shop', redirectUris: ['https://shop.example.nl/callback'], pkce: true, deviations: [] };
    const catalogue = [
      fake('shop', { oidcClients: () => [{ ...client, authentication: 'client-secret' }] }),
      fake('desk', { oidcClients: () => [{ ...client, id: 'desk', authentication: 'none' }] }),
    ];
    const provides = { 'identity-provider': { issuer: 'https://login.example.nl' } };

    expect(suppliedSecrets(catalogue, fakeCluster(catalogue))).toEqual({ ok: true, value: [] });
    expect(suppliedSecrets(catalogue, fakeCluster(catalogue, { provides }))).toMatchObject({
      ok: true,
      value: [{ name: 'oidc-shop', keys: ['client-id', 'client-secret'], purpose: expect.stringContaining('https://shop.example.nl/callback') }],
    });
  });

  it('says nothing of a component that the cluster has not', () => {
    const catalogue = [fake('absent', { supplies: () => [{ name: 'a', keys: ['k'], purpose: 'a test' }] })];

    expect(suppliedSecrets(catalogue, fakeCluster(catalogue, { without: ['absent'] }))).toEqual({ ok: true, value: [] });
  });
});

describe('the command', () => {
  it('asks for a value, and shows it neither to the history nor to other users', () => {
    expect(command('password')).toEqual([
      "read -rsp 'password: ' value1; echo",
      'kubectl -n apps create secret generic login --from-file=password=<(printf %s "$value1") --dry-run=client -o yaml | kubectl apply --server-side -f -',
      'unset value1',
    ]);
  });

  it('takes a certificate, a key or a whole file from a file', () => {
    expect(command('tls.crt', 'tls.key', 'config.json', 'sshPrivateKey')).toEqual([
      'kubectl -n apps create secret generic login --from-file=tls.crt=FILE --from-file=tls.key=FILE --from-file=config.json=FILE --from-file=sshPrivateKey=FILE --dry-run=client -o yaml | kubectl apply --server-side -f -',
    ]);
  });

  it('is the component’s own where it knows better', () => {
    expect(supplied([{ name: 'a', keys: ['k'], purpose: 'a test', command: 'kubectl do' }])[0]?.command).toBe('kubectl do');
  });
});

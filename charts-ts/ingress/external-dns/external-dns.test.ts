import { describe, expect, it } from 'vitest';
import { type RenderedComponent, renderComponent } from '../../../test/support/render.ts';
import { traefik } from '../traefik/index.ts';
import { externalDns } from './index.ts';

type Changes = Readonly<Record<string, unknown>>;

const metrics = { provides: { metrics: { namespace: 'monitoring', podLabels: { 'app.kubernetes.io/name': 'prometheus' } } } };
const rfc2136 = { nameserver: '192.0.2.53', zones: ['example.nl'], tsigKeyName: 'polder' };
const powerdns = { url: 'https://pdns.example.nl:8081', zones: ['apps.example.nl'] };

function rendered(config: Changes = { rfc2136 }, changes: Changes = {}) {
  return renderComponent(externalDns, { ...changes, components: { 'external-dns': config } });
}

function args(config?: Changes, changes?: Changes): readonly string[] {
  return argsOf(rendered(config, changes));
}

function argsOf({ object }: RenderedComponent): readonly string[] {
  const { spec } = object('Deployment', 'external-dns') as unknown as {
    readonly spec: { readonly template: { readonly spec: { readonly containers: readonly [{ readonly args: readonly string[] }] } } };
  };
  return spec.template.spec.containers[0].args;
}

describe('which hostnames get a record', () => {
  it('are those of routes that the Gateway has accepted', () => {
    expect(args()).toEqual(expect.arrayContaining(['--source=gateway-httproute', '--gateway-name=public', '--gateway-namespace=traefik']));
  });

  it('are those below the domain of the cluster, or below others that are named', () => {
    expect(args()).toContain('--domain-filter=apps.example.nl');
    expect(args({ rfc2136, domains: ['www.example.nl'] })).toContain('--domain-filter=www.example.nl');
    expect(args({ rfc2136, domains: ['www.example.nl'] })).not.toContain('--domain-filter=apps.example.nl');
  });

  it('are never taken from an annotation, which the policies of tenants do not check', () => {
    expect(args()).toContain('--annotation-filter=!external-dns.kubernetes.io/hostname');
  });

  describe('of Services', () => {
    const git = {
      provides: { 'block-storage': { storageClass: 'block' }, 'external-secrets': {} },
      components: { 'cloudnative-pg': { enabled: true }, forgejo: { enabled: true, ssh: true }, 'external-dns': { rfc2136 } },
    };
    const withGit = renderComponent(externalDns, git);
    const flags = argsOf(withGit);

    it('are those that components of the platform claim, each of one Service, and none that an annotation says', () => {
      expect(flags).toEqual(
        expect.arrayContaining([
          '--source=gateway-httproute',
          '--source=service',
          '--service-type-filter=LoadBalancer',
          '--ignore-hostname-annotation',
          '--fqdn-template={{if and (isSource "service") (eq .Namespace "forgejo") (eq .Name "forgejo-ssh")}}git-ssh.apps.example.nl{{end}}',
        ]),
      );
      expect(flags).not.toContain('--combine-fqdn-annotation');
    });

    it('are not looked at where no component claims one: it may not even read Services', () => {
      const rights = ({ objects }: RenderedComponent) => JSON.stringify(objects.filter(({ kind }) => kind === 'ClusterRole'));

      expect(args().join(' ')).not.toMatch(/source=service|fqdn-template/);
      expect(rights(rendered())).not.toContain('"services"');
      expect(rights(withGit)).toContain('"services"');
    });
  });

  it('are no wildcard because of security.txt, which is served at every hostname', () => {
    expect(renderComponent(traefik).object('HTTPRoute', 'security-txt').metadata.annotations).toEqual({
      'external-dns.kubernetes.io/gateway-hostname-source': 'defined-hosts-only',
    });
  });
});

describe('a record', () => {
  it('says which cluster made it, so that no other touches it', () => {
    expect(args()).toEqual(expect.arrayContaining(['--registry=txt', '--txt-owner-id=site/example']));
  });

  it('is kept by resolvers for some minutes', () => {
    expect(args()).toContain('--min-ttl=300s');
    expect(args({ rfc2136, ttlSeconds: 60 })).toContain('--min-ttl=60s');
  });

  it('is removed only where that is said: a Gateway without an address would lose all', () => {
    expect(args()).toContain('--policy=upsert-only');
    expect(args({ rfc2136, policy: 'sync' })).toContain('--policy=sync');
  });
});

describe('the key', () => {
  it('comes from the Secret that a person supplies, and stands on no command line', () => {
    expect(rendered().object('Deployment', 'external-dns')).toMatchObject({
      spec: {
        template: {
          spec: {
            containers: [{ env: [{ name: 'EXTERNAL_DNS_RFC2136_TSIG_SECRET', valueFrom: { secretKeyRef: { name: 'external-dns', key: 'tsig' } } }] }],
          },
        },
      },
    });
    expect(args().join(' ')).not.toMatch(/tsig-secret=|api-key/);
    expect(externalDns.supplies?.({ cluster: {} as never, config: externalDns.config.parse({ rfc2136 }) })).toMatchObject([
      { name: 'external-dns', keys: ['tsig'] },
    ]);
  });

  it('is the API key for PowerDNS', () => {
    expect(JSON.stringify(rendered({ powerdns }).object('Deployment', 'external-dns'))).toContain('"EXTERNAL_DNS_PDNS_API_KEY"');
    expect(externalDns.supplies?.({ cluster: {} as never, config: externalDns.config.parse({ powerdns }) })).toMatchObject([{ keys: ['api-key'] }]);
  });
});

describe('the name server', () => {
  it('is all that the pod reaches beside the API server: updates by UDP and TCP', () => {
    expect(rendered().object('NetworkPolicy', 'external-dns')['spec']).toMatchObject({
      egress: [
        { to: [{ ipBlock: { cidr: '10.20.0.0/24' } }], ports: [{ port: 6443 }] },
        { to: [{ ipBlock: { cidr: '192.0.2.53/32' } }], ports: [{ port: 53, protocol: 'UDP' }] },
        { to: [{ ipBlock: { cidr: '192.0.2.53/32' } }], ports: [{ port: 53, protocol: 'TCP' }] },
      ],
    });
  });

  it('may have any address outside the cluster when it is written as a name', () => {
    expect(rendered({ powerdns }).object('NetworkPolicy', 'external-dns')['spec']).toMatchObject({
      egress: [
        { ports: [{ port: 6443 }] },
        { to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['10.42.0.0/16', '10.43.0.0/16'] } }, { ipBlock: { cidr: '::/0' } }], ports: [{ port: 8081 }] },
      ],
    });
    expect(() => rendered({ powerdns: { ...powerdns, url: 'http://[2001:db8::53]' } })).not.toThrow();
  });

  it('is asked for a transfer of the zone, without which no record is ever changed', () => {
    expect(args()).toEqual(
      expect.arrayContaining(['--provider=rfc2136', '--rfc2136-axfr', '--rfc2136-zone=example.nl', '--rfc2136-tsig-secret-alg=hmac-sha256']),
    );
  });

  it('is trusted by the site’s own CAs too where it is PowerDNS over HTTPS', () => {
    expect(args({ powerdns })).toContain('--tls-ca=/etc/polder/trust/ca-certificates.crt');
    expect(args({ powerdns })).toContain('--domain-filter=apps.example.nl');
  });

  it.each([
    ['none', {}, /external-dns: there is no name server to write to; write rfc2136:/],
    ['two', { rfc2136, powerdns }, /external-dns: rfc2136 and powerdns are both here; keep one/],
    ['one of another zone', { rfc2136: { ...rfc2136, zones: ['example.org'] } }, /rfc2136\.zones: "apps\.example\.nl" is in none of the zones example\.org/],
    ['one with a port in its name', { rfc2136: { ...rfc2136, nameserver: '192.0.2.53:53' } }, /is not a name server/],
    ['PowerDNS with domains', { powerdns, domains: ['apps.example.nl'] }, /domains: powerdns is bounded by its zones alone/],
  ])('is exactly one: %s is refused', (_, config, message) => {
    expect(() => rendered(config)).toThrow(message);
  });

  it('of a wider file is taken back by null', () => {
    expect(args({ rfc2136: null, powerdns })).toContain('--provider=pdns');
  });
});

describe('running it', () => {
  it('needs to read routes and namespaces, and nothing else', () => {
    expect(rendered().object('ClusterRole', 'external-dns')['rules']).toEqual([
      { apiGroups: ['gateway.networking.k8s.io'], resources: ['gateways', 'httproutes', 'grpcroutes'], verbs: ['get', 'list', 'watch'] },
      { apiGroups: [''], resources: ['namespaces'], verbs: ['get', 'list', 'watch'] },
    ]);
  });

  it.each(['lab', 'small', 'production'])('holds all checks on a cluster of profile %s', (profile) => {
    expect(rendered({ rfc2136 }, { profile, ...metrics, mirrors: { registry: 'registry.example.nl' } }).objects.length).toBeGreaterThan(0);
    expect(rendered({ powerdns }, { profile }).objects.length).toBeGreaterThan(0);
  });
});

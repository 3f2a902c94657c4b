import fc from 'fast-check';
import { kubernetesMinors, profiles } from '../../charts-ts/config/facts.ts';
import { siteCertificate } from '../support/site-certificate.ts';

/** Holds the platform of any profile, whatever the other groups are. */
const large = { role: 'worker', zone: 'large', count: 3, cpu: '64', memory: '256Gi' };

/** Random configurations of a cluster, all of them valid: what `exampleCluster` takes as changes. */
export const configuration: fc.Arbitrary<Readonly<Record<string, unknown>>> = fc
  .record({
    profile: fc.constantFrom(...profiles),
    kubernetes: fc.constantFrom(...kubernetesMinors),
    organisation: fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme' }),
    nodes: fc.array(nodeGroup(), { minLength: 1, maxLength: 4 }).map((groups) => [...groups, large]),
    network: network(),
    domain: fc.tuple(label(), label()).map(([a, b]) => `${a}.${b}.example.nl`),
    airGapped: fc.boolean(),
    mirrors: mirrors(),
    trust: fc.constantFrom({}, { certificates: siteCertificate }),
    issuer: issuer(),
    revision: fc.constantFrom('main', 'v1.2.0', 'release/2027'),
    pods: fc.integer({ min: 1, max: 500 }),
    without: fc.subarray(['admission-policies', 'trust-manager', 'traefik']),
    provides: provides(),
  })
  .map(({ domain, airGapped, mirrors, issuer, revision, pods, without, provides, ...facts }) => ({
    ...facts,
    ingress: { domain },
    git: { revision },
    airGapped,
    mirrors: airGapped ? { registry: 'registry.example.nl:5000/mirror', git: 'https://git.example.nl/mirror' } : mirrors,
    provides: provides.values,
    components: {
      base: { pods },
      'cert-manager': { issuer: answerable(issuer, [...without, ...provides.without], provides.values), ...off(provides.without.includes('cert-manager')) },
      ...Object.fromEntries([...new Set([...without, ...provides.without])].filter((name) => name !== 'cert-manager').map((name) => [name, off(true)])),
    },
  }));

function off(left: boolean): Readonly<Record<string, unknown>> {
  return left ? { enabled: false } : {};
}

function label(): fc.Arbitrary<string> {
  return fc.stringMatching(/^[a-z][a-z0-9]{0,10}$/);
}

function nodeGroup() {
  return fc.record({
    role: fc.constantFrom('control-plane', 'worker', 'both'),
    zone: label(),
    count: fc.integer({ min: 1, max: 50 }),
    cpu: fc.oneof(
      fc.integer({ min: 1, max: 128 }),
      fc.integer({ min: 1, max: 9000 }).map((milli) => `${milli}m`),
    ),
    memory: fc.tuple(fc.integer({ min: 1, max: 512 }), fc.constantFrom('Mi', 'Gi')).map(([amount, unit]) => `${amount}${unit}`),
  });
}

/** Networks that share no address, IPv4 or both versions, large enough for any of the nodes above. */
function network() {
  return fc.record({ second: fc.integer({ min: 0, max: 200 }), dual: fc.boolean(), port: fc.constantFrom(443, 6443) }).map(({ second, dual, port }) => ({
    pods: [`10.${second}.0.0/16`, ...(dual ? [`fd00:${second.toString(16)}::/48`] : [])],
    services: [`10.${second + 1}.0.0/16`, ...(dual ? [`fd01:${second.toString(16)}::/112`] : [])],
    nodes: [`10.${second + 2}.0.0/20`, ...(dual ? [`fd02:${second.toString(16)}::/64`] : [])],
    apiServerPort: port,
  }));
}

function mirrors() {
  return fc.record(
    { registry: fc.constantFrom('registry.example.nl', 'registry.example.nl/a/b'), git: fc.constant('https://git.example.nl/mirror') },
    { requiredKeys: [] },
  );
}

/** HTTP-01 is answered through a Gateway: Traefik's, or the one that the cluster has; without any, a CA signs. */
function answerable(issuer: Issuer, without: readonly string[], provided: Readonly<Record<string, unknown>>): Issuer {
  if (!('acme' in issuer) || !without.includes('traefik')) return issuer;
  if (!('gateway' in provided)) return { ca: { secretName: 'site-ca' } };
  return { ca: null, acme: { ...(issuer['acme'] as Issuer), solver: { http01: { gateway: { name: 'public', namespace: 'edge' } } } } };
}

type Issuer = Readonly<Record<string, unknown>>;

function issuer() {
  const acme = { server: 'https://acme.example.nl/directory', serverCa: 'public' };
  return fc.constantFrom<Readonly<Record<string, unknown>>>(
    { ca: { secretName: 'site-ca' } },
    { ca: null, acme },
    { ca: null, acme: { ...acme, solver: { http01: {} } } },
  );
}

/** What the cluster has by itself, with the components that this replaces. */
function provides() {
  const metrics = { metrics: { namespace: 'monitoring', podLabels: { 'app.kubernetes.io/name': 'prometheus' } } };
  const gateway = { gateway: { name: 'public', namespace: 'edge', listener: 'https', podLabels: { app: 'haproxy' } } };
  const certificates = { certificates: {}, issuer: { name: 'site', wildcard: true } };
  return fc
    .subarray([
      { values: metrics, without: [] },
      { values: gateway, without: ['traefik'] },
      { values: certificates, without: ['cert-manager'] },
    ])
    .map((chosen) => ({
      values: Object.assign({}, ...chosen.map(({ values }) => values)) as Record<string, unknown>,
      without: chosen.flatMap((one): string[] => one.without),
    }));
}

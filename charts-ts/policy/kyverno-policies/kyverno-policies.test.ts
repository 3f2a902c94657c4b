import { generateKeyPairSync } from 'node:crypto';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { renderComponent } from '../../../test/support/render.ts';
import { siteCertificate } from '../../../test/support/site-certificate.ts';
import type { KubeObject } from '../../kit/object.ts';
import { matchesAny } from './cel.ts';
import { routeKinds } from './handed-over-routes.ts';
import { kyvernoPolicies } from './index.ts';
import type { DeletingPolicy, GeneratingPolicy, ImageValidatingPolicy, PolicyException } from './types.ts';

type Changes = Readonly<Record<string, unknown>>;

const publicKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ type: 'spki', format: 'pem' }).toString();
const ci = { publicKey };
const mirrors = { airGapped: true, mirrors: { registry: 'registry.example.nl/mirror', git: 'https://git.example.nl/mirror' } };

function withSettings(settings: Changes, changes: Changes = {}): Changes {
  return { ...changes, components: { kyverno: { enabled: true }, 'kyverno-policies': settings } };
}

function rendered(settings: Changes = {}, changes: Changes = {}) {
  return renderComponent(kyvernoPolicies, withSettings(settings, changes));
}

function image(policy: Changes, changes: Changes = {}): ImageValidatingPolicy['spec'] {
  const settings = { images: { team: { references: ['registry.example.nl/team/*'], signers: { ci }, ...policy } } };
  return (rendered(settings, changes).object('ImageValidatingPolicy', 'polder-image-team') as unknown as ImageValidatingPolicy).spec;
}

function signer(one: Changes, changes: Changes = {}) {
  return image({ signers: { one } }, changes).attestors[0];
}

function generated(name: string, settings: Changes = {}): Readonly<Record<string, unknown>>[] {
  const { spec } = rendered(settings).object('GeneratingPolicy', `polder-${name}`) as unknown as GeneratingPolicy;
  return spec.generate.map(({ template }) => load(template.value) as Readonly<Record<string, unknown>>);
}

function kinds(objects: readonly KubeObject[], kind: string): string[] {
  return objects.filter((object) => object.kind === kind).map(({ metadata }) => metadata.name);
}

describe('signatures', () => {
  it('are read at the ports that references, an own log and an own TUF repository name', () => {
    const keyless = { issuer: 'https://git.example.nl', subject: 'ci', roots: siteCertificate, tuf: { mirror: 'https://tuf.example.nl:8443' } };
    const signers = { ci: { ...ci, transparencyLog: { url: 'https://rekor.example.nl:3000', publicKey } }, people: { keyless } };
    const references = ['registry.example.nl:5000/team/*', 'registry.example.nl/team/app:9999'];
    const policies = rendered({ images: { team: { references, signers } } }).objects.filter(({ kind }) => kind === 'NetworkPolicy');

    expect(policies.map(({ spec }) => (spec as { readonly podSelector: object }).podSelector)).toEqual([
      { matchLabels: { 'app.kubernetes.io/name': 'kyverno-admission-controller' } },
      { matchLabels: { 'app.kubernetes.io/name': 'kyverno-reports-controller' } },
    ]);
    for (const policy of policies)
      expect(JSON.stringify(policy)).toContain('"ports":[{"port":3000,"protocol":"TCP"},{"port":5000,"protocol":"TCP"},{"port":8443,"protocol":"TCP"}]');
  });

  it('are read where Kyverno reaches anyhow without another opening', () => {
    const mirror = { mirrors: { registry: 'registry.example.nl:5000/mirror', git: 'https://git.example.nl' } };
    const images = { team: { references: ['registry.example.nl:5000/team/*'], signers: { ci } } };

    expect(kinds(rendered({ images }, mirror).objects, 'NetworkPolicy')).toEqual([]);
  });

  it('are asked of nothing until images are named', () => {
    expect(kinds(rendered().objects, 'ImageValidatingPolicy')).toEqual([]);
  });

  it('refuse a tenant’s unsigned pod, also when Kyverno does not answer', () => {
    expect(image({})).toMatchObject({
      validationActions: ['Deny'],
      failurePolicy: 'Fail',
      matchConstraints: { namespaceSelector: { matchExpressions: [{ key: 'polder.internal/tenant', operator: 'Exists' }] } },
    });
  });

  it('never keep the platform from starting', () => {
    expect(image({ where: 'platform' })).toMatchObject({
      failurePolicy: 'Ignore',
      matchConstraints: { namespaceSelector: { matchExpressions: [{ key: 'polder.internal/layer', operator: 'In', values: ['platform'] }] } },
    });
    expect(image({ where: 'everywhere' }).failurePolicy).toBe('Ignore');
  });

  it('can be looked at first: warned about, or reported alone', () => {
    expect(image({ action: 'warn' })).toMatchObject({ validationActions: ['Warn', 'Audit'], failurePolicy: 'Ignore' });
    expect(image({ action: 'audit' })).toMatchObject({ validationActions: ['Audit'], failurePolicy: 'Ignore' });
    expect(image({ whenUnsure: 'admit' }).failurePolicy).toBe('Ignore');
  });

  it('are looked at when images are new: a pod can end while the registry is away', () => {
    expect(image({}).matchConditions[0]?.expression).toMatch(/^request.operation == 'CREATE' \|\| object.spec/);
  });

  it('pin the digest that was judged, in pods only: Git says what Deployments are', () => {
    const { validationConfigurations, autogen, matchConstraints } = image({});

    expect(validationConfigurations).toEqual({ mutateDigest: true, verifyDigest: true, required: true });
    expect(autogen.podControllers.controllers).toEqual([]);
    expect(matchConstraints.resourceRules.flatMap(({ resources }) => resources)).toEqual(['pods', 'pods/ephemeralcontainers']);
  });

  it('may be of one of several signers, each asked by itself so that it is remembered', () => {
    const [validation] = image({ signers: { ci, release: ci } }).validations;

    expect(validation?.expression).toContain("verifyImageSignatures(image, [attestors['ci']]) > 0 || verifyImageSignatures(image, [attestors['release']]) > 0");
    expect(validation?.message).toContain('ci or release');
  });

  it('ask no log, as a site without internet must, unless one is named', () => {
    expect(signer(ci)).toMatchObject({ cosign: { key: { data: publicKey }, ctlog: { insecureIgnoreTlog: true } } });
    expect(signer({ ...ci, transparencyLog: { url: 'https://rekor.example.nl', publicKey } })).toMatchObject({
      cosign: { ctlog: { url: 'https://rekor.example.nl', rekorPubKey: publicKey } },
    });
  });

  it('are of a certificate, a login or Notation too', () => {
    expect(signer({ certificate: { certificate: siteCertificate } })).toMatchObject({ cosign: { certificate: { cert: { value: siteCertificate } } } });
    expect(signer({ notary: { certificates: siteCertificate } })).toEqual({ name: 'one', notary: { certs: { value: siteCertificate } } });
    expect(
      signer({
        keyless: {
          issuer: 'https://git.example.nl',
          subjectPattern: 'https://git.example.nl/team/.*',
          roots: siteCertificate,
          tuf: { mirror: 'https://tuf.example.nl' },
        },
        transparencyLog: { url: 'https://rekor.example.nl' },
      }),
    ).toMatchObject({
      cosign: {
        keyless: { identities: [{ issuer: 'https://git.example.nl', subjectRegExp: '^(https://git.example.nl/team/.*)$' }], roots: siteCertificate },
        tuf: { mirror: 'https://tuf.example.nl' },
      },
    });
  });

  it('come with statements where they are asked, which must say what they should', () => {
    const attestations = {
      sbom: {
        predicateType: 'https://cyclonedx.org/bom',
        conditions: [{ expression: "payload.predicate.bomFormat == 'CycloneDX'", message: 'is no CycloneDX' }],
      },
    };
    const { validations, ...spec } = image({ attestations });

    expect(spec.attestations).toEqual([{ name: 'sbom', intoto: { type: 'https://cyclonedx.org/bom' } }]);
    expect(validations.map(({ expression }) => /(verify\w+|extractPayload)\(image, /.exec(expression)?.[1])).toEqual([
      'verifyImageSignatures',
      'verifyAttestationSignatures',
      'extractPayload',
    ]);
    expect(validations[2]?.message).toBe('the sbom of an image of this pod: is no CycloneDX');
  });
});

describe('what a namespace gets that somebody makes', () => {
  it('is nothing in or out but DNS, amounts for containers, and a quota', () => {
    expect(generated('tenant-network')).toMatchObject([
      { kind: 'NetworkPolicy', metadata: { name: 'polder-default-deny', namespace: '(( object.metadata.name ))' } },
      { kind: 'NetworkPolicy', metadata: { name: 'polder-allow-dns' } },
    ]);
    expect(generated('tenant-limits')).toMatchObject([{ kind: 'LimitRange', spec: { limits: [{ defaultRequest: { cpu: '50m', memory: '128Mi' } }] } }]);
    expect(generated('tenant-quota')).toMatchObject([{ kind: 'ResourceQuota', spec: { hard: { pods: '20', 'requests.cpu': '4' } } }]);
  });

  it('opens the DNS that the cluster has', () => {
    expect(generated('tenant-network')[1]).toMatchObject({
      spec: { egress: [{ to: [{ podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } }], ports: [{ port: 53, protocol: 'UDP' }, { port: 53 }] }] },
    });
  });

  it('is not for what Argo CD syncs from Git, which has its own', () => {
    for (const name of ['tenant-network', 'tenant-limits', 'tenant-quota']) {
      const { spec } = rendered().object('GeneratingPolicy', `polder-${name}`) as unknown as GeneratingPolicy;

      expect(spec.matchConditions.map(({ expression }) => expression)).toEqual([
        "!('argocd.argoproj.io/tracking-id' in object.metadata.?annotations.orValue({}))",
      ]);
      expect(spec.matchConstraints.namespaceSelector).toEqual({ matchExpressions: [{ key: 'polder.internal/tenant', operator: 'Exists' }] });
    }
  });

  it('is put back when it is taken away, and stays when the policy goes', () => {
    const { spec } = rendered().object('GeneratingPolicy', 'polder-tenant-network') as unknown as GeneratingPolicy;

    expect(spec.evaluation).toMatchObject({
      synchronize: { enabled: true },
      generateExisting: { enabled: true },
      orphanDownstreamOnPolicyDelete: { enabled: true },
    });
  });

  it('is a Pod Security level where it names none', () => {
    const { spec } = rendered().object('MutatingPolicy', 'polder-tenant-pod-security');

    expect(JSON.stringify(spec)).toContain("path: '/metadata/labels/pod-security.kubernetes.io~1enforce', value: 'restricted'");
    expect(JSON.stringify(spec)).toContain("!('pod-security.kubernetes.io/enforce' in object.metadata.?labels.orValue({}))");
  });

  it('can be left out, one by one, with the rights that it needs', () => {
    const { objects } = rendered({ defaults: { podSecurity: 'off', networkPolicies: false, limits: null, quota: null } });

    expect([...kinds(objects, 'GeneratingPolicy'), ...kinds(objects, 'MutatingPolicy')]).toEqual([]);
    expect(kinds(objects, 'ClusterRole')).toEqual(['kyverno-policies-delete']);
  });
});

describe('clean-up', () => {
  function conditions(name: string, settings: Changes = {}): string {
    const { spec } = rendered(settings).object('DeletingPolicy', `polder-${name}`) as unknown as DeletingPolicy;
    expect(spec.matchConstraints.namespaceSelector).toEqual({ matchExpressions: [{ key: 'polder.internal/tenant', operator: 'Exists' }] });
    return spec.conditions.map(({ expression }) => expression).join('\n');
  }

  it('deletes Jobs of tenants that ended a week ago and say nothing themselves', () => {
    expect(conditions('finished-jobs')).toContain("duration('168h')");
    expect(conditions('finished-jobs')).toContain('!has(object.spec.ttlSecondsAfterFinished) && !has(object.metadata.ownerReferences)');
  });

  it('deletes pods that ended, but those of Jobs', () => {
    expect(conditions('ended-pods', { cleanUp: { endedPods: 3 } })).toContain("duration('72h')");
    expect(conditions('ended-pods')).toContain("owner.kind == 'Job'");
  });

  it('leaves what is protected', () => {
    for (const name of ['finished-jobs', 'ended-pods'])
      expect(conditions(name)).toContain("object.metadata.?labels[?'polder.internal/protected'].orValue('') != 'true'");
  });

  it('knows exemptions by itself, until their day', () => {
    const exemptions = [{ policy: 'finished-jobs', namespaces: ['archief'], owner: 'Team Archief', until: '2027-03-01', reason: 'reads them by hand' }];

    expect(conditions('finished-jobs', { exemptions })).toContain(
      "!(object.metadata.namespace in ['archief'] && time.now() < timestamp('2027-03-01T00:00:00Z'))",
    );
    expect(kinds(rendered({ exemptions }).objects, 'PolicyException')).toEqual([]);
  });

  it('takes a route from who had its hostname as soon as another has it, whatever the route is labelled', () => {
    const { spec } = rendered().object('DeletingPolicy', 'polder-handed-over-routes') as unknown as DeletingPolicy;

    expect(spec.schedule).toBe('*/10 * * * *');
    expect(spec.conditions.map(({ name }) => name)).toEqual(['has-hostnames-that-are-not-its-own', 'another-namespace-has-them-now']);
    expect(conditions('handed-over-routes')).toContain("namespaceObject.metadata.?annotations[?'polder.internal/hostnames']");
    expect(conditions('handed-over-routes')).toContain("resource.List('v1', 'namespaces', '')");
  });

  it('looks at routes of the Gateway API where the cluster has it, since a kind that is not there is an error each time', () => {
    const kindsOf = (hasGatewayApi: boolean) => routeKinds(hasGatewayApi).flatMap(({ resources }) => resources);

    expect(kindsOf(false)).toEqual(['ingresses']);
    expect(kindsOf(true)).toEqual(['httproutes', 'grpcroutes', 'ingresses']);
  });

  it('may delete only what is left to it', () => {
    expect(rendered({ cleanUp: { endedPods: null, handedOverRoutes: false } }).object('ClusterRole', 'kyverno-policies-delete')['rules']).toEqual([
      { apiGroups: ['batch'], resources: ['jobs'], verbs: ['get', 'list', 'watch', 'delete'] },
    ]);
  });
});

describe('exemptions', () => {
  const exemption = { policy: 'team', namespaces: ['winkel'], owner: 'Team Winkel', until: '2027-03-01', reason: 'signs from March' };
  const images = { team: { references: ['registry.example.nl/team/*'], signers: { ci } } };

  function exception(more: Changes = {}, name = 'team-1'): PolicyException {
    return rendered({ images, exemptions: [{ ...exemption, ...more }] }).object('PolicyException', name) as unknown as PolicyException;
  }

  it('are objects that say who answers, why, and when they end by themselves', () => {
    expect(exception()).toMatchObject({
      metadata: { namespace: 'kyverno', annotations: { 'polder.internal/exemptions': 'winkel until 2027-03-01, Team Winkel: signs from March' } },
      spec: {
        policyRefs: [{ kind: 'ImageValidatingPolicy', name: 'polder-image-team' }],
        matchConditions: [{ name: 'is-in-namespace', expression: "object.metadata.namespace in ['winkel']" }],
        expiresAt: '2027-03-01T00:00:00Z',
      },
    });
  });

  it('can be for some images: a pod with another unsigned image is refused all the same', () => {
    const [, condition] = exception({ images: ['registry.example.nl/team/oud*'] }).spec.matchConditions;

    expect(condition?.expression).toContain("image.matches('^(registry\\\\.example\\\\.nl/team/oud.*)$')");
  });

  it('of what namespaces get are about the namespace itself', () => {
    expect(exception({ policy: 'tenant-quota' }, 'tenant-quota-1').spec).toMatchObject({
      policyRefs: [{ kind: 'GeneratingPolicy', name: 'polder-tenant-quota' }],
      matchConditions: [{ expression: "object.metadata.name in ['winkel']" }],
    });
  });

  it('read a glob as Kyverno does', () => {
    expect(matchesAny('image', ['a.b/*:1.?'])).toBe("image.matches('^(a\\\\.b/.*:1\\\\..)$')");
  });
});

describe('mistakes', () => {
  const images = (one: Changes) => ({ images: { team: { references: ['registry.example.nl/team/*'], signers: { one } } } });

  it.each([
    ['a signer without a way of signing', images({}), /"one" names no way of signing; write one of publicKey/],
    ['a signer with two', images({ publicKey, notary: { certificates: siteCertificate } }), /names publicKey and notary/],
    ['nobody who may sign', { images: { team: { references: ['x/*'], signers: {} } } }, /nobody may have signed these images/],
    ['a text that is no key', images({ publicKey: 'abc' }), /is not a public key in PEM/],
    ['a login of which nothing tells when', images({ keyless: { issuer: 'https://git.example.nl', subject: 'x' } }), /certificates that last minutes/],
    [
      'an exemption from no policy',
      { exemptions: [{ policy: 'temas', namespaces: ['a'], owner: 'o', until: '2027-01-01', reason: 'r' }] },
      /there is no policy "temas"/,
    ],
    ['a policy with the name of another', { images: { 'ended-pods': { references: ['x/*'], signers: { ci } } } }, /is the name of another policy/],
  ])('tells %s', (_, settings, words) => {
    expect(() => rendered(settings)).toThrow(words);
  });

  it('tells an air-gapped site what it cannot ask', () => {
    expect(() => rendered(images({ publicKey, transparencyLog: {} }), mirrors)).toThrow(/asks a log on the internet/);
    const keyless = { issuer: 'https://git.example.nl', subject: 'x' };
    expect(() => rendered(images({ keyless, timestampCertificates: siteCertificate }), mirrors)).toThrow(/needs sigstore.dev's TUF repository/);
  });
});

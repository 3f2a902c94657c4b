import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { polder } from '../../charts-ts/kit/labels.ts';
import type { KubeObject } from '../../charts-ts/kit/object.ts';
import { kyverno } from '../../charts-ts/policy/kyverno/index.ts';
import { kyvernoPolicies } from '../../charts-ts/policy/kyverno-policies/index.ts';
import { imagesOfTenants } from '../../charts-ts/tenancy/images-of-tenants/index.ts';
import { renderAlone } from '../support/alone.ts';
import { renderComponent } from '../support/render.ts';
import { exampleTenants } from '../support/tenants.ts';
import { containerArguments, type Overrides, type Workload, withOverrides } from './support/arguments.ts';
import { type ControlPlane, startControlPlane } from './support/control-plane.ts';
import { manifests } from './support/kubectl.ts';
import { type RunningProcess, startProcess } from './support/process.ts';
import { type Binaries, buildPrograms, isBuilt, moduleFolder } from './support/programs.ts';
import { sandboxFolder } from './support/sandbox.ts';
import { type Registry, startRegistry } from './support/signed-images.ts';
import { waitFor } from './support/wait.ts';

/** What differs from a pod: the programs share one machine's ports, and the API server calls them there and not at a Service. */
const programs = {
  'kyverno-admission-controller': { webhookServerPort: '9443', serverIP: '127.0.0.1:9443', metricsPort: '8001' },
  'kyverno-background-controller': { metricsPort: '8002' },
  'kyverno-cleanup-controller': { cleanupServerPort: '9444', serverIP: '127.0.0.1:9444', metricsPort: '8003' },
  'kyverno-reports-controller': { metricsPort: '8004' },
} as const satisfies Readonly<Record<string, Overrides>>;
type Program = keyof typeof programs;

describe.runIf(isBuilt('kyverno'))('Kyverno, with exactly the rights, flags and policies that are generated', () => {
  const folder = join(sandboxFolder(), 'kyverno');
  let binaries: Binaries;
  let cluster: ControlPlane;
  let registry: Registry;
  const running: RunningProcess[] = [];

  const apply = (...objects: readonly object[]) => cluster.kubectl(['apply', '--server-side', '--validate=strict', '--filename', '-'], manifests(...objects));
  const create = (...objects: readonly object[]) => cluster.kubectl(['create', '--filename', '-'], manifests(...objects));
  const imageOf = (namespace: string, name: string) =>
    cluster.kubectl(['get', 'pod', name, '--namespace', namespace, '--output', 'jsonpath={.spec.containers[0].image}']);

  beforeAll(async () => {
    binaries = await buildPrograms(['kubernetes', 'etcd', 'kwok', 'kyverno']);
    cluster = await startControlPlane({ binaries, folder: join(folder, 'cluster') });
    registry = await startRegistry(5000);
    await apply(...definitions());
    await apply(namespace('kyverno', {}));
    const { objects } = renderAlone(kyverno, { profile: 'small' }).built;
    await apply(...objects.filter(isKubernetes));
    for (const program of Object.keys(programs) as Program[]) running.push(await start(program, objects));
    await waitFor('the webhook that judges policies', async () => {
      return (await cluster.kubectl(['get', 'validatingwebhookconfigurations', '--output', 'name'])).includes('kyverno-policy-validating-webhook-cfg');
    });
  });

  afterAll(async () => {
    for (const one of running) await one.stop();
    registry?.stop();
    await cluster?.stop();
  });

  async function start(program: Program, objects: readonly KubeObject[]): Promise<RunningProcess> {
    const deployment = objects.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === program) as unknown as Workload;
    const [container] = deployment.spec.template.spec.containers;
    const given = (container?.env ?? []).flatMap(({ name, value }) => (value === undefined || name === 'SSL_CERT_FILE' ? [] : [[name, value] as const]));
    return startProcess({
      name: program,
      command: binaries[program],
      args: withOverrides(containerArguments(deployment), { kubeconfig: await cluster.kubeconfigFor('kyverno', program), ...programs[program] }),
      env: { ...Object.fromEntries(given), KYVERNO_NAMESPACE: 'kyverno', KYVERNO_POD_NAME: `${program}-e2e`, TUF_ROOT: join(folder, 'tuf') },
      logFile: join(folder, 'log', `${program}.log`),
      ready: async () => (await fetch(`http://127.0.0.1:${programs[program].metricsPort}/metrics`)).ok,
    });
  }

  function policies(): readonly KubeObject[] {
    const ci = { publicKey: registry.publicKey };
    const attestations = {
      sbom: {
        predicateType: 'https://cyclonedx.org/bom',
        conditions: [{ expression: "payload.predicate.bomFormat == 'CycloneDX'", message: 'is no CycloneDX' }],
      },
    };
    const exemption = { owner: 'Team Winkel', reason: 'signs from March' };
    const settings = {
      images: {
        team: { references: [`${registry.host}/team/*`], signers: { ci } },
        attested: { references: [`${registry.host}/attested/*`], signers: { ci }, attestations },
      },
      cleanUp: { schedule: '* * * * *' },
      exemptions: [
        { ...exemption, policy: 'team', namespaces: ['winkel-later'], until: '2099-01-01' },
        { ...exemption, policy: 'team', namespaces: ['winkel-voorbij'], until: '2026-01-01' },
        { ...exemption, policy: 'tenant-quota', namespaces: ['winkel-later'], until: '2099-01-01' },
      ],
    };
    return renderComponent(kyvernoPolicies, { components: { kyverno: { enabled: true }, 'kyverno-policies': settings } }).objects.filter(isKubernetes);
  }

  it('takes each policy, as Argo CD has it: nothing differs afterwards', async () => {
    await waitFor('the webhook to let the policies pass', () => apply(...policies()));

    await cluster.kubectl(['diff', '--server-side', '--filename', '-'], manifests(...policies()));
    await waitFor('the policies to be ready', async () => {
      const ready = await cluster.kubectl(['get', 'imagevalidatingpolicies', '--output', 'jsonpath={.items[*].status.conditionStatus.ready}']);
      return ready === 'true true';
    });
  });

  it('gives a namespace that somebody makes its level, its closed network, its limits and its quota', async () => {
    await create(namespace('winkel', { [polder.tenant]: 'winkel' }), namespace('winkel-later', { [polder.tenant]: 'winkel' }));
    await create(namespace('winkel-voorbij', { [polder.tenant]: 'winkel' }));

    await waitFor('the defaults of winkel', () =>
      made('winkel', ['networkpolicy/polder-default-deny', 'networkpolicy/polder-allow-dns', 'limitrange/polder-limits', 'resourcequota/polder-quota']),
    );
    expect(await cluster.kubectl(['get', 'namespace', 'winkel', '--output', 'jsonpath={.metadata.labels}'])).toContain(
      '"pod-security.kubernetes.io/enforce":"restricted"',
    );
  });

  it('gives an exempt namespace all but what it is exempt from', async () => {
    await waitFor('the limits of winkel-later', () => made('winkel-later', ['limitrange/polder-limits']));

    expect(await cluster.kubectl(['get', 'resourcequotas', '--namespace', 'winkel-later', '--output', 'name'])).toBe('');
  });

  it('leaves alone what Argo CD syncs from Git', async () => {
    await create({
      ...namespace('winkel-git', { [polder.tenant]: 'winkel' }),
      metadata: {
        name: 'winkel-git',
        labels: { [polder.tenant]: 'winkel' },
        annotations: { 'argocd.argoproj.io/tracking-id': 'winkel:/Namespace:/winkel-git' },
      },
    });
    await create(namespace('winkel-na', { [polder.tenant]: 'winkel' }));
    await waitFor('the limits of a namespace that came after it', () => made('winkel-na', ['limitrange/polder-limits']));

    expect(await cluster.kubectl(['get', 'networkpolicies,limitranges,resourcequotas', '--namespace', 'winkel-git', '--output', 'name'])).toBe('');
  });

  it('puts back what somebody takes away', async () => {
    await cluster.kubectl(['delete', 'networkpolicy', 'polder-default-deny', '--namespace', 'winkel']);

    await waitFor('the closed network', () => made('winkel', ['networkpolicy/polder-default-deny']));
  });

  it('lets a signed image in, with the digest that it judged', async () => {
    await create(pod('winkel', 'signed', registry.push('team/signed', { signed: 'well' })));

    expect(await imageOf('winkel', 'signed')).toBe(`${registry.host}/team/signed:1.0.0@${registry.digestOf('team/signed')}`);
  });

  it.each([
    ['an unsigned image', 'team/unsigned', {}, /an image of this pod is not signed by ci; sign it/],
    ['one that somebody else signed', 'team/other', { signed: 'by-another' }, /an image of this pod is not signed by ci/],
    ['one without a statement', 'attested/none', { signed: 'well' }, /has no sbom that is signed by ci/],
    [
      'one whose statement does not say what it should',
      'attested/bad',
      { attested: { type: 'https://cyclonedx.org/bom', predicate: { bomFormat: 'SPDX' } } },
      /the sbom of an image of this pod: is no CycloneDX/,
    ],
    ['one that the registry does not have', undefined, {}, /polder-image-team/],
  ] as const)('refuses %s', async (_, repository, how, words) => {
    const reference = repository === undefined ? `${registry.host}/team/absent:1.0.0` : registry.push(repository, how);

    await expect(create(pod('winkel', 'refused', reference))).rejects.toThrow(words);
  });

  it('lets an image in with the statement that is asked', async () => {
    await create(
      pod('winkel', 'attested', registry.push('attested/good', { attested: { type: 'https://cyclonedx.org/bom', predicate: { bomFormat: 'CycloneDX' } } })),
    );
  });

  it('asks nothing about images that no policy names, nor in namespaces of nobody', async () => {
    await create(pod('winkel', 'elsewhere', 'registry.example.nl/x/y:1.0.0'), pod('default', 'unsigned', registry.push('team/unsigned')));
  });

  it('lets an exempt namespace have unsigned images until the day, and not after it', async () => {
    await create(pod('winkel-later', 'unsigned', registry.push('team/unsigned')));

    await expect(create(pod('winkel-voorbij', 'unsigned', registry.push('team/unsigned')))).rejects.toThrow(/is not signed by ci/);
  });

  it('holds a tenant to the keys that its file names, in its own namespaces only, and asks nothing of what the platform starts beside a database', async () => {
    const database = `${registry.host}/ghcr.io/cloudnative-pg/postgresql`;
    const tenants = exampleTenants({
      sleutel: { namespaces: { productie: { size: 'small' } }, imageKeys: [registry.publicKey.trim()], databases: { orders: { namespace: 'productie' } } },
    });
    const having = {
      mirrors: { registry: registry.host },
      provides: { 'block-storage': { storageClass: 'fast' } },
      components: { kyverno: { enabled: true }, 'cloudnative-pg': { enabled: true } },
    };
    const { objects } = renderComponent(imagesOfTenants, having, {}, tenants);
    await create({ ...namespace('sleutel-productie', { [polder.tenant]: 'sleutel' }) });
    await apply(...objects);

    await waitFor('the policy of the tenant', async () => {
      const answer = await create(pod('sleutel-productie', 'unsigned', registry.push('elsewhere/unsigned'))).then(
        () => 'let in',
        (error: unknown) => String(error),
      );
      if (answer === 'let in') await cluster.kubectl(['delete', 'pod', 'unsigned', '--namespace', 'sleutel-productie', '--force']);
      return answer.includes("an image of this pod is not signed by a key of sleutel-productie's tenant");
    });
    await cluster.kubectl(['diff', '--server-side', '--filename', '-'], manifests(...objects));
    await create(pod('sleutel-productie', 'signed', registry.push('elsewhere/signed', { signed: 'well' })));
    expect(await imageOf('sleutel-productie', 'signed')).toBe(`${registry.host}/elsewhere/signed:1.0.0@${registry.digestOf('elsewhere/signed')}`);
    await expect(create(pod('sleutel-productie', 'other', registry.push('elsewhere/other', { signed: 'by-another' })))).rejects.toThrow(
      /is not signed by a key/,
    );
    await create(pod('sleutel-productie', 'database', `${database}:18.4-standard-trixie`), pod('winkel', 'free', registry.push('elsewhere/free')));
  });

  it('deletes a Job that ended long ago, and neither a young nor a protected one', async () => {
    await create(job('old'), job('young'), job('kept', { [polder.protected]: 'true' }));
    const now = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
    for (const [name, moment] of [
      ['old', '2026-01-01T00:00:00Z'],
      ['young', now],
      ['kept', '2026-01-01T00:00:00Z'],
    ] as const)
      await cluster.kubectl([
        'patch',
        'job',
        name,
        '--namespace',
        'winkel',
        '--subresource=status',
        '--type=merge',
        '--patch',
        JSON.stringify(failedAt(moment)),
      ]);

    await waitFor('the old Job to go', async () => !(await cluster.kubectl(['get', 'jobs', '--namespace', 'winkel', '--output', 'name'])).includes('/old'), {
      seconds: 150,
    });
    expect(await cluster.kubectl(['get', 'jobs', '--namespace', 'winkel', '--output', 'name'])).toBe('job.batch/kept\njob.batch/young\n');
  });

  it('reports what runs', async () => {
    await waitFor('a report of the signed pod', async () => {
      const reports = await cluster.kubectl([
        'get',
        'policyreports',
        '--namespace',
        'winkel',
        '--output',
        'jsonpath={range .items[*]}{.scope.name}={.summary.fail} {end}',
      ]);
      return reports.includes('signed=0 ');
    });
  });

  it('was refused nothing that it asked of the API server', () => {
    expect(
      running.flatMap((one) =>
        one
          .log()
          .split('\n')
          .filter((line) => / is forbidden: User \\?"system:serviceaccount:kyverno/.test(line)),
      ),
    ).toEqual([]);
  });

  it('refuses pods of tenants while it is down, and none of the platform', async () => {
    for (const one of running) await one.stop();

    await expect(create(pod('winkel', 'later', registry.push('team/signed', { signed: 'well' })))).rejects.toThrow(/failed calling webhook/);
    await create(pod('kyverno', 'itself', registry.push('team/unsigned')));
  });

  it('leaves nothing that refuses when a cluster gives it up', async () => {
    await cluster.kubectl(['delete', 'clusterrole', 'kyverno:webhook']);

    await waitFor('pods of tenants to be let in', () => create(pod('winkel', 'afterwards', registry.push('team/signed', { signed: 'well' }))));
  });

  async function made(of: string, objects: readonly string[]): Promise<boolean> {
    for (const one of objects) if ((await cluster.kubectl(['get', one, '--namespace', of, '--ignore-not-found', '--output', 'name'])) === '') return false;
    return true;
  }
});

/** What the API server here knows: no operator of Prometheus. */
function isKubernetes({ apiVersion }: KubeObject): boolean {
  return !apiVersion.startsWith('monitoring.coreos.com/');
}

/** The files that the component's CRD sources name, from the very module that the programs are built of. */
function definitions(): object[] {
  const module = moduleFolder('kyverno', 'github.com/kyverno/kyverno');
  return kyverno.crds.flatMap(({ path }) =>
    readdirSync(join(module, path)).flatMap((file) => loadAll(readFileSync(join(module, path, file), 'utf8')) as object[]),
  );
}

function namespace(name: string, labels: Readonly<Record<string, string>>) {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

const restricted = {
  securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
  container: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
};

function pod(namespaceName: string, name: string, image: string) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: namespaceName },
    spec: { securityContext: restricted.securityContext, containers: [{ name: 'main', image, securityContext: restricted.container }] },
  };
}

/** Suspended: nobody but the test says how it went. */
function job(name: string, labels: Readonly<Record<string, string>> = {}) {
  const { spec } = pod('winkel', name, 'registry.example.nl/x/y:1.0.0');
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name, namespace: 'winkel', labels },
    spec: { suspend: true, template: { spec: { ...spec, restartPolicy: 'Never' } } },
  };
}

function failedAt(moment: string) {
  const condition = (type: string) => ({ type, status: 'True', lastTransitionTime: moment, lastProbeTime: moment, reason: 'E2e', message: 'said by the test' });
  return { status: { startTime: moment, conditions: [condition('FailureTarget'), condition('Failed')] } };
}

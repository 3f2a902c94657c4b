import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ArgoCd, startArgoCd } from './support/argocd.ts';
import { type CertManager, startCertManager } from './support/cert-manager.ts';
import { type ControlPlane, startControlPlane } from './support/control-plane.ts';
import { makeMirror, mirroredHosts } from './support/git-mirror.ts';
import { type GitServer, startGitServer } from './support/git-server.ts';
import { manifests } from './support/kubectl.ts';
import { type Binaries, buildPrograms, moduleVersion } from './support/programs.ts';
import { sandboxFolder } from './support/sandbox.ts';
import { waitFor } from './support/wait.ts';

const mirror = 'https://git.odc-noord.example.nl/mirror';
const repository = 'https://git.odc-noord.example.nl/polder/harness.git';

/** The harness itself: each of its parts does its work, and they find each other. */
describe('harness', () => {
  const folder = join(sandboxFolder(), 'harness');
  let binaries: Binaries;
  let cluster: ControlPlane;
  let git: GitServer;
  let commits: Readonly<Record<string, string>>;
  let argoCd: ArgoCd | undefined;
  let certManager: CertManager | undefined;

  const apply = (...objects: readonly object[]) => cluster.kubectl(['apply', '--server-side', '--filename', '-'], manifests(...objects));

  beforeAll(async () => {
    binaries = await buildPrograms();
    cluster = await startControlPlane({
      binaries,
      folder: join(folder, 'cluster'),
      nodes: [
        { zone: 'noord-a', count: 1, role: 'control-plane' },
        { zone: 'noord-a', count: 1 },
        { zone: 'noord-b', count: 1 },
      ],
    });
    commits = makeMirror(join(folder, 'git'), [mirror]);
    git = await startGitServer({ folder: join(folder, 'git'), authority: cluster.authority, hosts: ['git.odc-noord.example.nl', ...mirroredHosts] });
  });

  afterAll(async () => {
    await certManager?.stop();
    await argoCd?.stop();
    await git?.stop();
    await cluster?.stop();
  });

  it('makes a Deployment ready, spread over the zones', async () => {
    await apply(deployment('default', 'pretend', { replicas: 2 }));

    await cluster.kubectl(['rollout', 'status', 'deployment/pretend', '--timeout=60s']);
    const nodes = await cluster.kubectl(['get', 'pods', '--selector=app=pretend', '--output', 'jsonpath={.items[*].spec.nodeName}']);
    expect(nodes.split(' ').sort()).toEqual(['noord-a-worker-1', 'noord-b-worker-1']);
  });

  it('keeps what it was told through a crash of the API server and of etcd', async () => {
    await cluster.apiServer.kill();
    await cluster.etcd.kill();
    await cluster.etcd.restart();
    await cluster.apiServer.restart();

    expect(await cluster.kubectl(['get', 'deployment', 'pretend', '--output', 'name'])).toBe('deployment.apps/pretend\n');
  });

  it('syncs an Application, and third-party definitions, from the Git server with Argo CD', async () => {
    publish(git.repository(repository), { 'app/configmap.yaml': manifests({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'synced' } }) });
    await applyArgoCdBasics();
    argoCd = await startArgoCd({ binaries, controlPlane: cluster, folder: join(folder, 'argocd') });
    await apply(
      application('harness', { repoURL: repository, targetRevision: 'main', path: 'app' }),
      application('cert-manager-crds', {
        repoURL: `${mirror}/github.com/cert-manager/cert-manager.git`,
        targetRevision:
          commits[`https://github.com/cert-manager/cert-manager.git@${moduleVersion('cert-manager', 'github.com/cert-manager/cert-manager')}`] ?? '',
        path: 'deploy/crds',
      }),
    );

    await healthy('harness');
    await healthy('cert-manager-crds');
    expect(await cluster.kubectl(['get', 'configmap', 'synced', '--output', 'name'])).toBe('configmap/synced\n');
  });

  it('issues a certificate, injects the CA into the webhook, and refuses a bad issuer', async () => {
    await apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'cert-manager' } });
    await apply(deployment('cert-manager', 'cert-manager-webhook', { replicas: 1 }), ...webhookObjects());
    const dynamic = ['--dynamic-serving-ca-secret-namespace=cert-manager', '--dynamic-serving-ca-secret-name=cert-manager-webhook-ca'];
    certManager = await startCertManager({
      binaries,
      folder,
      kubeconfigs: { controller: cluster.kubeconfig, cainjector: cluster.kubeconfig, webhook: cluster.kubeconfig },
      args: {
        controller: ['--v=2', '--cluster-resource-namespace=cert-manager', '--leader-election-namespace=cert-manager', '--max-concurrent-challenges=60'],
        cainjector: ['--v=2', '--leader-election-namespace=cert-manager'],
        webhook: ['--v=2', '--secure-port=10250', ...dynamic, '--dynamic-serving-dns-names=cert-manager-webhook.cert-manager.svc'],
      },
    });
    for (const kind of ['validatingwebhookconfiguration', 'mutatingwebhookconfiguration'])
      await waitFor(`cainjector to fill in caBundle of the ${kind}`, async () => {
        const path = 'jsonpath={.webhooks[0].clientConfig.caBundle}';
        return (await cluster.kubectl(['get', kind, 'cert-manager-webhook', '--output', path])) !== '';
      });

    // The API server takes a moment to see the new CA.
    await waitFor('the webhook to let a good issuer pass', () => apply(issuer('self-signed', { selfSigned: {} })));
    await apply({
      apiVersion: 'cert-manager.io/v1',
      kind: 'Certificate',
      metadata: { name: 'site', namespace: 'default' },
      spec: { secretName: 'site-tls', dnsNames: ['www.example.nl'], issuerRef: { kind: 'ClusterIssuer', name: 'self-signed' } },
    });

    await cluster.kubectl(['wait', '--for=condition=Ready', 'clusterissuer/self-signed', 'certificate/site', '--timeout=60s']);
    await expect(apply(issuer('two-kinds', { selfSigned: {}, ca: { secretName: 'x' } }))).rejects.toThrow(/admission webhook "webhook.cert-manager.io" denied/);
  });

  async function applyArgoCdBasics(): Promise<void> {
    const configMap = (name: string, data: Readonly<Record<string, string>>) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, namespace: 'argocd', labels: { 'app.kubernetes.io/part-of': 'argocd' } },
      data,
    });
    const checkout = join(folder, 'argocd-crds');
    const source = 'https://github.com/argoproj/argo-cd.git';
    // The mirror's certificate is checked here as well.
    execFileSync('git', ['-c', `http.sslCAInfo=${cluster.authority.certificateFile}`, 'clone', '--quiet', source, checkout]);
    for (const name of ['application', 'applicationset', 'appproject'])
      await cluster.kubectl(['apply', '--server-side', '--filename', join(checkout, 'manifests/crds', `${name}-crd.yaml`)]);
    await apply(
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'argocd' } },
      configMap('argocd-cm', { 'application.resourceTrackingMethod': 'annotation' }),
      configMap('argocd-rbac-cm', {}),
      configMap('argocd-tls-certs-cm', { 'git.odc-noord.example.nl': cluster.authority.certificate }),
      { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'argocd-secret', namespace: 'argocd', labels: { 'app.kubernetes.io/part-of': 'argocd' } } },
    );
    const everything = { sourceRepos: ['*'], destinations: [{ namespace: '*', server: '*' }], clusterResourceWhitelist: [{ group: '*', kind: '*' }] };
    await waitFor('AppProjects to be served', () =>
      apply({ apiVersion: 'argoproj.io/v1alpha1', kind: 'AppProject', metadata: { name: 'default', namespace: 'argocd' }, spec: everything }),
    );
  }

  async function healthy(name: string): Promise<void> {
    const state = () =>
      cluster.kubectl(['get', 'application', name, '--namespace', 'argocd', '--output', 'jsonpath={.status.sync.status} {.status.health.status}']);
    const conditions = () => cluster.kubectl(['get', 'application', name, '--namespace', 'argocd', '--output', 'jsonpath={.status.conditions}']);
    await waitFor(`Application ${name}`, async () => (await state()) === 'Synced Healthy', { seconds: 90, explain: conditions });
  }
});

function publish(bare: string, files: Readonly<Record<string, string>>): void {
  const tree = `${bare}.tree`;
  const git = (...args: readonly string[]) => execFileSync('git', ['-c', 'user.name=e2e', '-c', 'user.email=e2e@example.nl', '-C', tree, ...args]);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), text);
  }
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'harness');
  git('clone', '--quiet', '--bare', tree, bare);
}

function application(name: string, source: Readonly<Record<string, string>>): object {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name, namespace: 'argocd' },
    spec: {
      project: 'default',
      source,
      destination: { server: 'https://kubernetes.default.svc', namespace: 'default' },
      syncPolicy: { automated: {}, syncOptions: ['ServerSideApply=true'] },
    },
  };
}

function deployment(namespace: string, name: string, { replicas }: { replicas: number }): object {
  const labels = { app: name };
  const zones = { maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'DoNotSchedule', labelSelector: { matchLabels: labels } };
  const container = { name: 'main', image: 'registry.example.nl/pretend:1', ports: [{ containerPort: 10250 }] };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { topologySpreadConstraints: [zones], containers: [container] } },
    },
  };
}

function webhookObjects(): object[] {
  const name = 'cert-manager-webhook';
  const namespace = 'cert-manager';
  const configuration = (kind: 'Validating' | 'Mutating', path: string, operations: readonly string[], resources: string) => ({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: `${kind}WebhookConfiguration`,
    metadata: { name, annotations: { 'cert-manager.io/inject-ca-from-secret': `${namespace}/cert-manager-webhook-ca` } },
    webhooks: [
      {
        name: 'webhook.cert-manager.io',
        rules: [{ apiGroups: ['cert-manager.io'], apiVersions: ['v1'], operations, resources: [resources] }],
        admissionReviewVersions: ['v1'],
        failurePolicy: 'Fail',
        sideEffects: 'None',
        clientConfig: { service: { name, namespace, path } },
      },
    ],
  });
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace },
      spec: { selector: { app: name }, ports: [{ port: 443, targetPort: 10250 }] },
    },
    configuration('Validating', '/validate', ['CREATE', 'UPDATE'], '*/*'),
    // It writes into each request who made it; the other refuses requests that do not say so.
    configuration('Mutating', '/mutate', ['CREATE'], 'certificaterequests'),
  ];
}

function issuer(name: string, spec: object): object {
  return { apiVersion: 'cert-manager.io/v1', kind: 'ClusterIssuer', metadata: { name }, spec };
}

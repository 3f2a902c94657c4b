import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { traefik } from '../../charts-ts/ingress/traefik/index.ts';
import { polder } from '../../charts-ts/kit/labels.ts';
import type { KubeObject } from '../../charts-ts/kit/object.ts';
import { certificatesOfTenants } from '../../charts-ts/tenancy/certificates-of-tenants/index.ts';
import { renderComponent } from '../support/render.ts';
import { exampleTenants } from '../support/tenants.ts';
import { containerArguments, type Workload } from './support/arguments.ts';
import { type Authority, issueCertificate, makeAuthority } from './support/ca.ts';
import { type ControlPlane, startControlPlane } from './support/control-plane.ts';
import { manifests } from './support/kubectl.ts';
import type { RunningProcess } from './support/process.ts';
import { buildPrograms, moduleFolder } from './support/programs.ts';
import { sandboxFolder } from './support/sandbox.ts';
import { startTraefik } from './support/traefik.ts';
import { waitFor } from './support/wait.ts';

const domain = 'apps.example.nl';
const tenants = exampleTenants({ winkel: { namespaces: { productie: { size: 'small', hostnames: ['winkel'] } } } });
/** An issuer that proves names one by one. */
const byHttp = {
  components: { 'cert-manager': { issuer: { ca: null, acme: { server: 'https://acme.example.nl/dir', serverCa: 'public', solver: { http01: {} } } } } },
};
const kinds = ['ClusterRole', 'ClusterRoleBinding', 'ConfigMap', 'Gateway', 'GatewayClass', 'Role', 'RoleBinding', 'Service', 'ServiceAccount'];

describe('certificates of tenants, at a real Traefik with exactly the rights that are generated', () => {
  const folder = join(sandboxFolder(), 'tenant-certificates');
  let cluster: ControlPlane;
  let authority: Authority;
  let program: RunningProcess;

  const apply = (...objects: readonly object[]) => cluster.kubectl(['apply', '--server-side', '--filename', '-'], manifests(...objects));

  beforeAll(async () => {
    const binaries = await buildPrograms(['kubernetes', 'etcd', 'kwok', 'traefik']);
    cluster = await startControlPlane({ binaries, folder: join(folder, 'cluster') });
    authority = makeAuthority(join(folder, 'ca'));
    await cluster.kubectl([
      'apply',
      '--server-side',
      '--filename',
      join(moduleFolder('crds', 'sigs.k8s.io/gateway-api'), 'config/crd/standard/gateway.networking.k8s.io_gatewayclasses.yaml'),
      ...['gateways', 'httproutes', 'grpcroutes', 'tlsroutes', 'referencegrants', 'backendtlspolicies'].flatMap((name) => [
        '--filename',
        join(moduleFolder('crds', 'sigs.k8s.io/gateway-api'), `config/crd/standard/gateway.networking.k8s.io_${name}.yaml`),
      ]),
    ]);
    const own = renderComponent(traefik, byHttp, {}, tenants).objects;
    const more = renderComponent(certificatesOfTenants, byHttp, {}, tenants).objects;
    const wanted = [...own, ...more].filter(({ kind }) => kinds.includes(kind));
    const namespaces = [...new Set(wanted.flatMap(({ metadata }) => metadata.namespace ?? []))];
    await apply(...namespaces.map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { [polder.routes]: 'public' } } })));
    await apply(
      ...wanted.filter(({ kind }) => kind !== 'Gateway'),
      secret('public', `argocd.${domain}`),
      secret('tenant-winkel-productie', `winkel.${domain}`),
    );
    await apply(...wanted.filter(({ kind }) => kind === 'Gateway'), route('argocd', 'argocd'), route('winkel-productie', 'winkel'));
    program = await start(binaries, own);
  });

  afterAll(async () => {
    await program?.stop();
    await cluster?.stop();
  });

  async function start(binaries: Parameters<typeof startTraefik>[0]['binaries'], objects: readonly KubeObject[]): Promise<RunningProcess> {
    const workload = objects.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === 'traefik') as unknown as Workload;
    const files = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'traefik')?.['data'] as Readonly<Record<string, string>>;
    const mounted = join(folder, 'dynamic');
    mkdirSync(mounted, { recursive: true });
    for (const [name, text] of Object.entries(files)) writeFileSync(join(mounted, name), text);
    return startTraefik({
      binaries,
      folder,
      kubeconfig: await cluster.kubeconfigFor('traefik', 'traefik'),
      args: containerArguments(workload),
      overrides: { 'providers.file.filename': join(mounted, Object.keys(files)[0] ?? '') },
      port: 8443,
    });
  }

  /** What cert-manager would make. */
  function secret(name: string, hostname: string): object {
    const { certificateFile, keyFile } = issueCertificate(authority, name, { hosts: [hostname] });
    const [crt, key] = [certificateFile, keyFile].map((file) => readFileSync(file, 'utf8'));
    return {
      apiVersion: 'v1',
      kind: 'Secret',
      type: 'kubernetes.io/tls',
      metadata: { name, namespace: 'traefik' },
      stringData: { 'tls.crt': crt, 'tls.key': key },
    };
  }

  it("serves each name with the certificate that is for it, though its route names the platform's Gateway only", async () => {
    await waitFor('the certificates', async () => (await namesAt('argocd')) === `DNS:argocd.${domain}`);

    await waitFor("the tenant's certificate", async () => (await namesAt('winkel')) === `DNS:winkel.${domain}`);
  });

  it("attaches the tenant's route to the platform's listener, and none to the one that brings its certificate", async () => {
    await waitFor('the routes', async () => (await attached('public', 'https')) === 2);

    expect(await attached('tenant-winkel-productie', 'https-1')).toBe(0);
  });

  it("keeps the platform's hostnames up while a tenant's certificate is missing", async () => {
    await cluster.kubectl(['delete', 'secret', 'tenant-winkel-productie', '--namespace', 'traefik']);
    await waitFor("the tenant's certificate to go", async () => (await namesAt('winkel')) !== `DNS:winkel.${domain}`);

    expect(await namesAt('argocd')).toBe(`DNS:argocd.${domain}`);
    expect(await attached('public', 'https')).toBe(2);
  });

  async function attached(gateway: string, listener: string): Promise<number> {
    const path = `jsonpath={.status.listeners[?(@.name=="${listener}")].attachedRoutes}`;
    return Number(await cluster.kubectl(['get', 'gateways.gateway.networking.k8s.io', gateway, '--namespace', 'traefik', '--output', path]));
  }
});

function route(namespace: string, name: string): object {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name, namespace },
    spec: {
      parentRefs: [{ name: 'public', namespace: 'traefik', sectionName: 'https' }],
      hostnames: [`${name}.${domain}`],
      rules: [{ filters: [{ type: 'RequestRedirect', requestRedirect: { hostname: 'elsewhere.example.nl', statusCode: 302 } }] }],
    },
  };
}

/** The names in the certificate that a client gets which asks for this hostname. */
function namesAt(name: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port: 8443, servername: `${name}.${domain}`, rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().subjectaltname ?? 'none');
      socket.end();
    });
    socket.on('error', (error) => resolve(error.message));
  });
}

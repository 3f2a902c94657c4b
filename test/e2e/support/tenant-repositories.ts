import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { PolderCluster } from '../../../charts-ts/catalogue.ts';
import { hostnameBelow, namespaceOf } from '../../../charts-ts/config/tenants.ts';
import { makeBare } from './git-bare.ts';
import type { GitServer } from './git-server.ts';
import { manifests } from './kubectl.ts';

/** The host names of the repositories that a cluster's tenants sync from. */
export function tenantHosts({ tenants }: PolderCluster): string[] {
  return tenants.flatMap(({ config }) => Object.values(config.repositories).map(({ url }) => new URL(url).hostname));
}

/** Makes the repositories that the tenants of a cluster name, as their teams would: each folder holds one application that runs `image`. */
export function makeTenantRepositories(git: GitServer, { tenants, config: { ingress } }: PolderCluster, image: string): void {
  for (const tenant of tenants) {
    for (const { url, path, revision, namespace } of Object.values(tenant.config.repositories)) {
      const [hostname] = (tenant.config.namespaces[namespace]?.hostnames ?? []).filter((one) => !one.startsWith('*'));
      const application = tenantApplication({
        name: tenant.name,
        namespace: namespaceOf(tenant, namespace),
        image,
        ...(hostname === undefined ? {} : { hostname: hostnameBelow(ingress.domain, hostname) }),
      });
      publishFiles(git.repository(url), revision, { [`${path}/application.yaml`]: manifests(...application) });
    }
  }
}

interface ApplicationOptions {
  readonly name: string;
  readonly namespace: string;
  readonly image: string;
  readonly hostname?: string;
}

/** A small web application as a team would write it: programs/probe behind a Service, and behind a hostname where it has one. */
function tenantApplication({ name, namespace, image, hostname }: ApplicationOptions): object[] {
  const metadata = { name, namespace };
  return [
    tenantDeployment({ name, namespace, image }),
    { apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: { app: name }, ports: [{ name: 'http', port: 80, targetPort: 'http' }] } },
    ...(hostname === undefined ? [] : [tenantRoute({ name, namespace, hostname })]),
  ];
}

/** A Deployment that the policies let pass, with changes of its pod and its container. */
export function tenantDeployment(
  { name, namespace, image }: Pick<ApplicationOptions, 'name' | 'namespace' | 'image'>,
  { pod = {}, container = {} }: { readonly pod?: object; readonly container?: object } = {},
): object {
  const probe = { httpGet: { path: '/healthz', port: 'http' } };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: {
          automountServiceAccountToken: false,
          securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
          containers: [
            {
              name,
              image,
              args: ['serve', '--port', '8080'],
              ports: [{ name: 'http', containerPort: 8080 }],
              resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { cpu: '100m', memory: '16Mi' } },
              readinessProbe: probe,
              livenessProbe: probe,
              securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
              ...container,
            },
          ],
          ...pod,
        },
      },
    },
  };
}

/** A route of the platform's Gateway to the Service of the same name. */
export function tenantRoute({ name, namespace, hostname }: { readonly name: string; readonly namespace: string; readonly hostname: string }): object {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name, namespace },
    spec: {
      parentRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'public', namespace: 'traefik', sectionName: 'https' }],
      hostnames: [hostname],
      rules: [{ matches: [{ path: { type: 'PathPrefix', value: '/' } }], backendRefs: [{ group: '', kind: 'Service', name, port: 80, weight: 1 }] }],
    },
  };
}

/**
 * Adds files to a branch of a bare repository; makes both where they are not there. `more` may do with the work tree what files alone
 * cannot. Returns the commit.
 */
export function publishFiles(bare: string, branch: string, files: Readonly<Record<string, string>>, more: (work: string) => void = () => {}): string {
  makeBare(bare);
  const work = mkdtempSync(join(dirname(bare), '.work-'));
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=team', '-c', 'user.email=team@example.nl', '-c', 'commit.gpgsign=false', ...args], { cwd: work, stdio: 'pipe' });
  try {
    git('clone', '--quiet', bare, '.');
    git('checkout', '--quiet', '-B', branch, ...(isBranch(bare, branch) ? [`origin/${branch}`] : []));
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(work, path)), { recursive: true });
      writeFileSync(join(work, path), text);
    }
    more(work);
    git('add', '--all');
    git('commit', '--quiet', '--message', 'our application');
    git('push', '--quiet', 'origin', branch);
    return git('rev-parse', 'HEAD').toString().trim();
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function isBranch(bare: string, branch: string): boolean {
  try {
    execFileSync('git', ['--git-dir', bare, 'rev-parse', '--verify', '--quiet', `refs/heads/${branch}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { dump } from 'js-yaml';
import type { AppInput } from '../../../charts-ts/app/declaration.ts';
import { appFiles, readApp, readFacts } from '../../../charts-ts/app/render.ts';
import type { PolderCluster } from '../../../charts-ts/catalogue.ts';
import type { Loaded } from '../../../charts-ts/config/problem.ts';
import type { ClusterTenant } from '../../../charts-ts/config/tenants.ts';
import { makeBare } from './git-bare.ts';
import type { GitServer } from './git-server.ts';

/** The host names of the repositories that a cluster's tenants sync from. */
export function tenantHosts({ tenants }: PolderCluster): string[] {
  return tenants.flatMap(({ config }) => Object.values(config.repositories).map(({ url }) => new URL(url).hostname));
}

/**
 * Makes the repositories that the tenants of a cluster name, as their teams would: each folder holds what polder-app makes of one
 * application that runs `image`, which is programs/probe. `root` has the generated platform/ of the cluster.
 */
export function makeTenantRepositories(git: GitServer, root: string, { id, tenants }: PolderCluster, image: string): void {
  if (tenants.length === 0) return;
  const file = `platform/${id}/for-tenants.yaml`;
  const facts = loaded(readFacts(file, readFileSync(join(root, file), 'utf8')));
  for (const tenant of tenants) {
    for (const { url, path, revision, namespace } of Object.values(tenant.config.repositories)) {
      const declared = loaded(readApp('app.yaml', dump(declaration(tenant, namespace, image)), facts));
      publishFiles(
        git.repository(url),
        revision,
        Object.fromEntries([...loaded(appFiles(facts, [declared]))].map(([name, text]) => [`${path}/${name}`, text])),
      );
    }
  }
}

/** What the team writes: it is public where its namespace has a hostname, and uses the database that stands there. */
function declaration({ name, config }: ClusterTenant, namespace: string, image: string): AppInput {
  const hostnames = (config.namespaces[namespace]?.hostnames ?? []).filter((one) => !one.startsWith('*'));
  const [database] = Object.entries(config.databases).flatMap(([one, { namespace: its }]) => (its === namespace ? [one] : []));
  return {
    name,
    image,
    args: ['serve', '--port', '8080'],
    health: '/healthz',
    replicas: 1,
    size: { cpu: '10m', memory: '16Mi', cpuLimit: '100m' },
    hostnames: hostnames.slice(0, 1),
    ...(database === undefined ? {} : { needs: { database } }),
  };
}

function loaded<T>(one: Loaded<T>): T {
  if (!one.ok) throw new Error(one.problems.map(({ message }) => message).join('\n'));
  return one.value;
}

/** A Deployment that the policies let pass, with changes of its pod and its container. */
export function tenantDeployment(
  { name, namespace, image }: { readonly name: string; readonly namespace: string; readonly image: string },
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

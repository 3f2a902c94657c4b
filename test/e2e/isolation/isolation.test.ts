import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { dump, load } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { within } from '../../../charts-ts/checks/pods.ts';
import { networkPolicy, role, roleBinding } from '../policies/objects.ts';
import { applications, lookedAtGit } from '../support/applications.ts';
import { type Fleet, foundationOnly } from '../support/fleet.ts';
import { kubectlFor, manifests, writeKubeconfig } from '../support/kubectl.ts';
import { buildPrograms } from '../support/programs.ts';
import { sandboxFolder } from '../support/sandbox.ts';
import { publishFiles, tenantDeployment, tenantRoute } from '../support/tenant-repositories.ts';
import { waitFor } from '../support/wait.ts';
import { clusterOf, startWorld, tenantImage, type World } from '../support/world.ts';
import { type Action, type Actor, other, own } from './attempt.ts';
import { attempts } from './attempts.ts';
import { its } from './objects.ts';

const id = 'odc-west/prod-1';
const repository = 'https://git.example.nl/duinveen/zaakloket.git';
const application = 'zaakloket.acceptatie';
const folder = 'deploy/acceptatie';
const groups: Readonly<Record<Exclude<Actor, 'program'>, string>> = {
  admin: 'oidc:zaakloket-beheer',
  developer: 'oidc:zaakloket-ontwikkel',
  viewer: 'oidc:zaakloket-functioneel',
};

interface State {
  /** The commit that the cluster is as; undefined while it differs. */
  readonly synced: string | undefined;
  readonly phase: string;
  readonly revision: string | undefined;
  readonly words: string;
}

/** The foundation, and what gives monitors and rules their kinds. */
function withMonitors(fleet: Fleet): void {
  foundationOnly(fleet, id);
  fleet.edit(`clusters/${id}/cluster.yaml`, (text) => dump({ ...(load(text) as object), components: { 'prometheus-operator': { enabled: true } } }));
}

/** Tenant A's people, programs and repository, on a cluster where B's are too: a real API server and real Argo CD, with the reference fleet's files. */
describe('a tenant', () => {
  let world: World;
  let image: string;
  let asProgram: ReturnType<typeof kubectlFor>;
  const { domain } = clusterOf(process.cwd(), id).config.ingress;
  const kubectl = (...args: readonly string[]) => world.cluster.kubectl(args);

  beforeAll(async () => {
    const binaries = await buildPrograms();
    world = await startWorld(binaries, id, { prepare: withMonitors });
    expect(world.bootstrap.code, world.bootstrap.output).toBe(0);
    image = tenantImage(clusterOf(world.fleet.root, id));
    await waitFor('the tenants to be there', async () => (await stateOf(application)).phase === 'Succeeded', { seconds: 180, everyMilliseconds: 2000 });
    await world.cluster.kubectl(['create', '--filename', '-'], manifests(...its));
    const token = await kubectl('create', 'token', 'default', '--namespace', own);
    const kubeconfig = join(sandboxFolder(), 'kubeconfig-program');
    const { server, authority } = world.cluster;
    writeKubeconfig(kubeconfig, { context: 'program', server, certificate: authority.certificate, token: token.trim() });
    asProgram = kubectlFor(binaries.kubectl, kubeconfig);
  }, 1_500_000);

  afterAll(() => world?.stop(), 120_000);

  async function act(actor: Actor, action: Action): Promise<string> {
    if ('create' in action) return kubectlOf(actor, ['create', '--dry-run=server', '--filename', '-'], manifests(action.create));
    if ('kubectl' in action) return kubectlOf(actor, action.kubectl);
    if ('synced' in action) {
      const { synced, phase } = await stateOf(action.synced);
      if (synced === undefined || phase !== 'Succeeded') throw new Error(`${action.synced} is not synced: ${phase}`);
      return synced;
    }
    const review = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview', spec: { resourceAttributes: action.may } };
    const allowed = await kubectlOf(actor, ['create', '--validate=false', '--output', 'jsonpath={.status.allowed}', '--filename', '-'], manifests(review));
    if (allowed !== 'true') throw new Error('no');
    return allowed;
  }

  function kubectlOf(actor: Actor, words: readonly string[], stdin?: string): Promise<string> {
    if (actor === 'program') return asProgram(words, stdin);
    return world.cluster.kubectl([...words, '--as=oidc:wim', `--as-group=${groups[actor]}`, '--as-group=system:authenticated'], stdin);
  }

  describe('cannot, at the API server,', () => {
    // The image is known once the cluster is: the table asks for one only to write it down.
    it.each(attempts('docker.io/library/busybox:1.38.0-musl', domain))('$to (as $as)', async ({ as, refused, words, allowed }) => {
      await expect(act(as, refused)).rejects.toThrow(words);
      await act(as, allowed);
    });

    /** Makes a Deployment as its developer, and waits until its ReplicaSet is refused a pod. */
    async function refusedPod(name: string, deployment: object): Promise<string> {
      const asDeveloper = ['--as=oidc:wim', `--as-group=${groups.developer}`, '--as-group=system:authenticated'];
      await world.cluster.kubectl(['create', ...asDeveloper, '--filename', '-'], manifests(deployment));
      return waitFor('the ReplicaSet to be refused its pod', async () => {
        const text = await ofReplicaSets(name, '.status.conditions[*].message');
        return text === '' ? undefined : text;
      });
    }

    const ofReplicaSets = (name: string, path: string) =>
      kubectl('get', 'replicasets', '--namespace', own, '--selector', `app=${name}`, '--output', `jsonpath={.items[*]${path}}`);

    it('run as root, or with more privileges than its node gives everybody: its pods are refused where they are made', async () => {
      const risen = tenantDeployment({ name: 'risen', namespace: own, image }, { container: { securityContext: { privileged: true } } });
      expect(await refusedPod('risen', risen)).toContain('violates PodSecurity "restricted');
      await kubectl('delete', 'deployment', 'risen', '--namespace', own);
    });

    it("fill the nodes' disks: a pod fits its namespace's quota, and a second such one does not", async () => {
      const disk = { cpu: '10m', memory: '16Mi', 'ephemeral-storage': '12Gi' };
      const one = tenantDeployment({ name: 'greedy', namespace: own, image }, { container: { resources: { requests: disk, limits: disk } } });
      const spec = within(one, 'spec') as object;
      expect(await refusedPod('greedy', { ...one, spec: { ...spec, replicas: 2 } })).toMatch(/exceeded quota: polder-quota.*limits\.ephemeral-storage=12Gi/);
      await waitFor('the first pod to be there', async () => (await ofReplicaSets('greedy', '.status.replicas')) === '1');
      await kubectl('delete', 'deployment', 'greedy', '--namespace', own);
    });

    it("fill a node's disk by a container that names nothing: it has a limit all the same", async () => {
      const path = '{.items[*].spec.containers[*].resources.limits.ephemeral-storage}';
      const limits = await kubectl('get', 'pods', '--namespace', own, '--selector', 'app.kubernetes.io/name=zaakloket', '--output', `jsonpath=${path}`);
      expect(new Set(limits.split(' '))).toEqual(new Set(['1Gi']));
    });
  });

  describe('cannot, by its repository,', () => {
    /** What Argo CD says of the tenant's Application: the result of each object, and what it could not even compare. */
    async function tried(files: Readonly<Record<string, string>>, more?: (work: string) => void): Promise<string> {
      const commit = publishFiles(world.git.repository(repository), 'main', files, more);
      await lookedAtGit(world);
      const seen = await waitFor(
        'Argo CD to refuse the commit',
        async () => {
          const state = await stateOf(application);
          return /ComparisonError/.test(state.words) ||
            (state.revision === commit && state.phase !== 'Succeeded' && /not permitted|denied|tried/.test(state.words))
            ? state
            : undefined;
        },
        { seconds: 120, everyMilliseconds: 1000, explain: async () => JSON.stringify(await stateOf(application)) },
      );
      return seen.words;
    }

    async function mended(remove: readonly string[]): Promise<void> {
      const commit = publishFiles(world.git.repository(repository), 'main', {}, (work) => {
        for (const path of remove) rmSync(join(work, path), { recursive: true, force: true });
      });
      await lookedAtGit(world);
      await waitFor('its Application to be well again', async () => isWell(await stateOf(application), commit), {
        seconds: 240,
        everyMilliseconds: 1000,
        explain: async () => JSON.stringify(await stateOf(application)),
      });
    }

    const isWell = ({ synced, phase, words }: State, commit: string) => synced === commit && phase === 'Succeeded' && !/ComparisonError/.test(words);

    const kinds: readonly (readonly [string, object, RegExp])[] = [
      [
        'bind cluster-admin',
        { ...roleBinding(own, 'tried-binding', 'cluster-admin'), kind: 'ClusterRoleBinding', metadata: { name: 'tried-binding' } },
        /ClusterRoleBinding/,
      ],
      ['make a ClusterRole', { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name: 'tried-role' }, rules: [] }, /ClusterRole/],
      ['make a Role', role(own, 'tried-role', []), /:Role /],
      ['bind a role', roleBinding(own, 'tried-binding', 'view'), /RoleBinding/],
      ['make a namespace', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'tried' } }, /Namespace/],
      ['raise its quota', { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'tried', namespace: own }, spec: {} }, /ResourceQuota/],
      ['put a secret into Git', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'tried', namespace: own } }, /Secret/],
      [
        'make an Application of the platform',
        {
          apiVersion: 'argoproj.io/v1alpha1',
          kind: 'Application',
          metadata: { name: 'tried', namespace: 'argocd' },
          spec: { project: 'platform', source: { repoURL: repository, path: '.' }, destination: { namespace: 'kube-system' } },
        },
        /Application/,
      ],
      [
        'change its own project',
        { apiVersion: 'argoproj.io/v1alpha1', kind: 'AppProject', metadata: { name: 'zaakloket', namespace: 'argocd' }, spec: { sourceRepos: ['*'] } },
        /AppProject/,
      ],
      [
        'make a webhook',
        { apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingWebhookConfiguration', metadata: { name: 'tried' }, webhooks: [] },
        /ValidatingWebhookConfiguration/,
      ],
      ['write into the namespace of another tenant', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'tried', namespace: other } }, new RegExp(other)],
      ['write into a namespace of the platform', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'tried', namespace: 'argocd' } }, /argocd/],
    ];

    it.each(kinds)('%s: its project does not permit it', async (_, object, words) => {
      const said = await tried({ [`${folder}/tried.yaml`]: manifests(object) });
      expect(said).toMatch(/not permitted in project|is not permitted/);
      expect(said).toMatch(words);
      await mended([`${folder}/tried.yaml`]);
    });

    it('get what the policies refuse its people: each is refused with the same words, and nothing else of the commit is lost', async () => {
      const refused = [
        networkPolicy(own, 'tried-open', { policyTypes: ['Ingress'], ingress: [{}] }),
        networkPolicy(own, 'polder-to-internet', { policyTypes: ['Egress'], egress: [{ to: [{ podSelector: {} }] }] }),
        tenantRoute({ name: 'tried-route', namespace: own, hostname: `argocd.${domain}` }),
        tenantDeployment({ name: 'tried-image', namespace: own, image: 'evil.example.com/miner:1.0.0' }),
        tenantDeployment({ name: 'tried-priority', namespace: own, image }, { pod: { priorityClassName: 'polder-platform' } }),
        tenantDeployment({ name: 'tried-node', namespace: own, image }, { pod: { tolerations: [{ operator: 'Exists' }] } }),
        { apiVersion: 'v1', kind: 'Service', metadata: { name: 'tried-service', namespace: own }, spec: { type: 'LoadBalancer', ports: [{ port: 80 }] } },
      ];
      const said = await tried({ [`${folder}/tried.yaml`]: manifests(...refused) });
      for (const words of [
        /opens to everybody/,
        /is the platform's/,
        /is not one that this namespace has/,
        /which is not from/,
        /priority class/,
        /tolerates every taint/,
        /leads around the Gateway/,
      ])
        expect(said).toMatch(words);
      await mended([`${folder}/tried.yaml`]);
    });

    it('take over what the platform closes its namespace with', async () => {
      const before = await kubectl('get', 'networkpolicy', 'polder-default-deny', '--namespace', own, '--output', 'jsonpath={.spec}');
      const said = await tried({ [`${folder}/tried.yaml`]: manifests(networkPolicy(own, 'polder-default-deny', { policyTypes: ['Egress'] })) });
      expect(said).toMatch(/is the platform's|is part of/);
      expect(await kubectl('get', 'networkpolicy', 'polder-default-deny', '--namespace', own, '--output', 'jsonpath={.spec}')).toBe(before);
      await mended([`${folder}/tried.yaml`]);
    });

    it('read files of the repo-server by a symbolic link', async () => {
      const said = await tried({}, (work) => symlinkSync('/etc/passwd', join(work, folder, 'tried.yaml')));
      expect(said).toMatch(/out-of-bounds symlink|symlink/);
      await mended([`${folder}/tried.yaml`]);
    });

    it("read the platform's repository by a submodule: it is not fetched", async () => {
      const commit = publishFiles(world.git.repository(repository), 'main', {}, (work) => {
        const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: work, stdio: 'pipe' });
        mkdirSync(join(work, folder, 'stolen'), { recursive: true });
        const [url, head] = ['https://git.example.nl/polder/polder.git', world.fleet.head()];
        git('config', '--file', '.gitmodules', 'submodule.stolen.path', `${folder}/stolen`);
        git('config', '--file', '.gitmodules', 'submodule.stolen.url', url);
        git('update-index', '--add', '--cacheinfo', `160000,${head},${folder}/stolen`);
      });
      await lookedAtGit(world);
      await waitFor('the commit to be synced as if there were no submodule', async () => isWell(await stateOf(application), commit), {
        seconds: 120,
        explain: async () => JSON.stringify(await stateOf(application)),
      });
      const { resources } = await resourcesOf(application);
      expect(resources.filter(({ namespace }) => namespace !== own)).toEqual([]);
      await mended(['.gitmodules', `${folder}/stolen`]);
    });
  });

  it('has left nothing behind of all that', async () => {
    const left = await kubectl(
      'get',
      'configmaps,deployments,services,networkpolicies,roles,rolebindings,clusterroles,clusterrolebindings,namespaces',
      '--all-namespaces',
      '--output',
      'name',
    );
    expect(left.split('\n').filter((name) => name.includes('tried'))).toEqual([]);
  });

  async function resourcesOf(name: string) {
    const text = await kubectl('get', 'applications.argoproj.io', name, '--namespace', 'argocd', '--output', 'json');
    return (JSON.parse(text) as { readonly status: { readonly resources: readonly { readonly namespace?: string }[] } }).status;
  }

  async function stateOf(name: string): Promise<State> {
    const { status } = (await applications(world)).find(({ metadata }) => metadata.name === name) ?? {};
    const operation = status?.operationState as
      | { readonly phase: string; readonly message?: string; readonly syncResult?: { readonly revision?: string; readonly resources?: readonly object[] } }
      | undefined;
    return {
      synced: status?.sync?.status === 'Synced' ? status.sync.revision : undefined,
      phase: operation?.phase ?? '',
      revision: operation?.syncResult?.revision,
      words: JSON.stringify([status?.conditions ?? [], operation?.message, operation?.syncResult?.resources ?? []]),
    };
  }
});

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { App, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { describe, expect, it } from 'vitest';
import { catalogue, componentFolder } from '../charts-ts/catalogue.ts';
import { DnsLabel } from '../charts-ts/config/values.ts';
import { tenantFolder } from '../charts-ts/emit/tenants.ts';
import { type AnyComponent, areas } from '../charts-ts/kit/component.ts';
import type { KubeObject } from '../charts-ts/kit/object.ts';
import { policyNames } from '../charts-ts/policy/admission-policies/policies.ts';
import { contextOf, render } from '../charts-ts/render.ts';
import { loadFleet } from '../scripts/lib/fleet.ts';
import { usedBy } from '../scripts/lib/images.ts';
import { renderAlone } from './support/alone.ts';
import { renderVariants, type Variant } from './support/profiles.ts';

const repository = join(import.meta.dirname, '..');
const components = catalogue as readonly AnyComponent[];
const rendered = renderVariants();

/** Licences that the Open Source Initiative approved, by SPDX identifier: https://spdx.org/licenses/ */
const openSource = [
  'AGPL-3.0-only',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'EUPL-1.2',
  'GPL-2.0-only',
  'GPL-3.0-only',
  'GPL-3.0-or-later',
  'ISC',
  'LGPL-3.0-only',
  'MIT',
  'MPL-2.0',
  'PostgreSQL',
  'Unlicense',
  'Zlib',
];

describe('the catalogue', () => {
  it('has every component folder', () => {
    const folders = [...areas, 'local'].flatMap((area) =>
      existsSync(join(repository, 'charts-ts', area))
        ? readdirSync(join(repository, 'charts-ts', area), { withFileTypes: true }).flatMap((entry) =>
            entry.isDirectory() ? [`charts-ts/${area}/${entry.name}`] : [],
          )
        : [],
    );

    const missing = folders.filter((folder) => !components.some((component) => componentFolder(component) === folder));

    expect(missing.map((folder) => `add the component of ${folder} to charts-ts/catalogue.ts (charts-ts/local/index.ts for one in local)`)).toEqual([]);
  });

  it('has each name once', () => {
    expect(new Set(components.map(({ name }) => name)).size).toBe(components.length);
  });

  it('has no name that a folder of Applications has, or the Application of a tenant', () => {
    const taken = (name: string) => ['applications', 'root', tenantFolder].includes(name) || name.startsWith('tenant-');

    expect(components.map(({ name }) => name).filter(taken)).toEqual([]);
  });

  it('names each custom kind in one source of definitions only', () => {
    const kinds = components.flatMap(({ crds }) => crds.flatMap((source) => Object.keys(source.kinds)));

    expect(kinds.filter((kind, index) => kinds.indexOf(kind) !== index)).toEqual([]);
  });
});

describe('images', () => {
  it('are each named by an object, of a reference cluster or of the component alone: what nothing pulls is not mirrored', () => {
    const fleet = loadFleet(repository);
    const clusters = (fleet.ok ? fleet.value : []).flatMap((cluster) => {
      const made = render(components, cluster);
      return made.ok ? [{ cluster, built: made.value.built }] : [];
    });
    const used = new Set([...rendered, ...clusters].flatMap(({ cluster, built }) => usedBy(built, cluster).images.map(({ upstream }) => upstream)));
    const left = components.flatMap((component) => unusedImages(component, used));

    expect(left.map(({ name, image }) => `${name} declares ${image}, which no object names; hand it to the operator, or remove it`)).toEqual([]);
  });
});

/** Images of a component that are not among the used ones, nor in what it makes alone. */
function unusedImages(component: AnyComponent, used: ReadonlySet<string>): { readonly name: string; readonly image: string }[] {
  const declared = Object.values(component.images).map((image) => `${image.repository}:${image.version}`);
  if (declared.every((image) => used.has(image))) return [];
  const { cluster, built } = renderAlone(component);
  const alone = usedBy([built], cluster).images.map(({ upstream }) => upstream);
  return declared.filter((image) => !used.has(image) && !alone.includes(image)).map((image) => ({ name: component.name, image }));
}

describe.each(components)('the component $name', (component) => {
  it('has a name and a namespace that Kubernetes takes', () => {
    expect(DnsLabel.safeParse(component.name).success).toBe(true);
    expect(DnsLabel.safeParse(component.namespace.name).success).toBe(true);
  });

  it('says what it is for, whose it is, and that it is open source', () => {
    expect(component.purpose).toMatch(/^.{10,140}[^.]$/);
    expect(component.homepage).toMatch(/^https:\/\//);
    expect(openSource).toContain(component.licence);
  });

  it('stands in its folder, with its rules beside it', () => {
    expect(existsSync(join(repository, componentFolder(component), 'index.ts'))).toBe(true);
    expect(existsSync(join(repository, componentFolder(component), `${component.name}.test.ts`))).toBe(true);
  });

  it('pins each image to a version at a named registry', () => {
    for (const { repository: image, version, rolling } of Object.values(component.images)) {
      expect(image).toMatch(/^[a-z0-9.-]+\.[a-z]+(:\d+)?\/[a-z0-9][a-z0-9._/-]*$/);
      if (rolling !== true) expect(version).toMatch(/\d+\.\d+/);
      expect(version).not.toMatch(/latest|stable|nightly|main|edge/);
    }
  });

  it('pins each source of definitions to a release, by its commit where that is known', () => {
    for (const source of component.crds) {
      expect(source.repository).toMatch(/^https:\/\/.+\.git$/);
      expect(source.tag).toMatch(/^v?\d+\.\d+/);
      expect(source.commit ?? '0'.repeat(40)).toMatch(/^[0-9a-f]{40}$/);
      expect(source.path).not.toMatch(/^\/|\.\./);
    }
  });

  it('gives tenants only kinds of its own that have a namespace', () => {
    const scopes = Object.assign({}, ...component.crds.map(({ kinds }) => kinds)) as Readonly<Record<string, string>>;

    for (const kind of component.tenantKinds ?? []) expect(scopes[kind], kind).toBe('Namespaced');
  });

  it('is exempt only from policies that there are, each with a reason', () => {
    for (const { policy, reason } of component.policyExemptions ?? []) {
      expect(policyNames).toContain(policy);
      expect(reason.length).toBeGreaterThan(20);
    }
  });

  it('gives a reason for each exception', () => {
    for (const { reason } of component.exceptions ?? []) expect(reason.length).toBeGreaterThan(20);
  });

  it('has dashboards that Perses and Grafana both take', () => {
    for (const { name, rows } of component.dashboards ?? []) {
      const panels = rows.flatMap((row) => row.panels);

      expect(DnsLabel.safeParse(name).success, name).toBe(true);
      // Grafana's uid: https://grafana.com/docs/grafana/latest/developers/http_api/dashboard/
      expect(name.length, name).toBeLessThanOrEqual(40);
      expect(rows.filter((row) => row.panels.length === 0).map(({ title }) => `${title} has no panels`)).toEqual([]);
      expect(panels.filter(({ queries }) => queries.length === 0).map(({ title }) => `${title} asks nothing`)).toEqual([]);
      expect(panels.filter(({ thresholds: at }) => at !== undefined && at.warning > at.critical).map(({ title }) => `${title} is bad before it warns`)).toEqual(
        [],
      );
    }
  });

  it('renders the same wherever it stands in the tree', () => {
    for (const variant of rendered) {
      const [here, elsewhere] = [objectsIn(component, variant, (chart) => chart), objectsIn(component, variant, (chart) => new Construct(chart, 'elsewhere'))];

      expect(elsewhere).toEqual(here);
    }
  });
});

/** What a component makes below a construct of the test's choice, with cdk8s's hashes on. */
function objectsIn(component: AnyComponent, { cluster, built }: Variant, place: (chart: Chart) => Construct): readonly unknown[] {
  const plan = built.find((one) => one.component.name === component.name);
  if (plan === undefined) return [];
  const chart = new Chart(new App({ outdir: 'unused' }), component.name);
  component.build(place(chart), contextOf(plan, built, cluster) as never);
  return (chart.toJson() as KubeObject[]).map((object) => JSON.stringify(object)).sort();
}

describe.each(rendered)('every object of the cluster $variant', ({ built }) => {
  const objects = built.flatMap((one) => one.objects);
  const workloads = objects.filter(({ kind }) => ['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob'].includes(kind));

  it('has no hash of a path of the code in a name, a label or a selector', () => {
    const named = objects.map(({ kind, metadata, spec }) => JSON.stringify({ kind, metadata, selectors: selectorsOf(spec) }));

    expect(named.filter((text) => /c8[0-9a-f]{6}/.test(text))).toEqual([]);
  });

  it('says what it is part of', () => {
    // Argo CD finds its own settings by the label's value argocd.
    const parts = ['polder', 'argocd'];

    expect(objects.filter(({ metadata }) => !parts.includes(metadata.labels?.['app.kubernetes.io/part-of'] ?? '')).map(name)).toEqual([]);
  });

  it('has no data of a secret', () => {
    expect(objects.filter((object) => object.kind === 'Secret' && (object['data'] ?? object['stringData']) !== undefined).map(name)).toEqual([]);
    // Not its mere name: collectors know it by a pattern, to cut keys from logs.
    expect(JSON.stringify(objects)).not.toMatch(/PRIVATE KEY-----(\\+n)?[A-Za-z0-9+/]{16}/);
  });

  it('grants everything to nobody, but for the exceptions that show their reason', () => {
    const wild = objects.filter((object) => /Role$/.test(object.kind) && JSON.stringify(object['rules']).includes('"*"'));

    expect(wild.filter(({ metadata }) => metadata.annotations?.['polder.internal/exception'] === undefined).map(name)).toEqual([]);
  });

  // Each deviation is held against the component's exceptions when it is rendered: charts-ts/checks/pods-are-hardened.ts.
  const plain = workloads.filter(({ metadata }) => metadata.annotations?.['polder.internal/exception'] === undefined);
  it.each(plain.map((object) => ({ title: name(object), object })))('$title is hardened', ({ object }) => {
    const pod = podSpecOf(object);

    expect(pod.hostNetwork ?? pod.hostPID ?? pod.hostIPC ?? false).toBe(false);
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    for (const container of [...(pod.initContainers ?? []), ...pod.containers]) {
      expect(container.securityContext, container.name).toMatchObject({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        runAsNonRoot: true,
        capabilities: { drop: ['ALL'] },
        seccompProfile: { type: 'RuntimeDefault' },
      });
      expect(container.securityContext?.capabilities?.add, container.name).toBeUndefined();
    }
  });

  it('spreads over zones and survives a drain where it has more than one replica', () => {
    const many = workloads.filter((object) => Number((object['spec'] as { readonly replicas?: number }).replicas ?? 1) > 1);
    const budgets = objects.filter(({ kind }) => kind === 'PodDisruptionBudget').map(name);

    expect(many.filter((object) => !budgets.includes(name({ ...object, kind: 'PodDisruptionBudget' }))).map(name)).toEqual([]);
    expect(
      many.filter((object) => !JSON.stringify(podSpecOf(object).topologySpreadConstraints ?? []).includes('topology.kubernetes.io/zone')).map(name),
    ).toEqual([]);
  });

  it('writes amounts as the API server does, so that Argo CD sees no difference', () => {
    const amounts = workloads.flatMap((object) =>
      [...podSpecOf(object).containers, ...(podSpecOf(object).initContainers ?? [])].flatMap(({ resources }) => [
        ...Object.values(resources?.requests ?? {}),
        ...Object.values(resources?.limits ?? {}),
      ]),
    );

    expect(amounts.filter((amount) => !isCanonical(amount))).toEqual([]);
  });
});

interface PodSpec {
  readonly hostNetwork?: boolean;
  readonly hostPID?: boolean;
  readonly hostIPC?: boolean;
  readonly securityContext?: unknown;
  readonly containers: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly topologySpreadConstraints?: unknown;
}

interface Container {
  readonly name: string;
  readonly securityContext?: { readonly capabilities?: { readonly add?: unknown } };
  readonly resources?: { readonly requests?: Readonly<Record<string, string>>; readonly limits?: Readonly<Record<string, string>> };
}

interface Templated {
  readonly template: { readonly spec: PodSpec };
  readonly jobTemplate?: { readonly spec: Templated };
}

function podSpecOf(object: KubeObject): PodSpec {
  const spec = object['spec'] as Templated;
  return (spec.jobTemplate?.spec ?? spec).template.spec;
}

function selectorsOf(spec: unknown): unknown {
  const { selector, podSelector, template } = (spec ?? {}) as {
    readonly selector?: unknown;
    readonly podSelector?: unknown;
    readonly template?: { readonly metadata?: { readonly labels?: unknown } };
  };
  return { selector, podSelector, labels: template?.metadata?.labels };
}

function name({ kind, metadata }: KubeObject): string {
  return `${kind}/${metadata.namespace ?? ''}/${metadata.name}`;
}

/** 1000m is stored as 1, and 1024Mi as 1Gi. */
function isCanonical(amount: string): boolean {
  const [, digits, unit] = /^(\d+)(.*)$/.exec(amount) ?? [];
  return digits !== undefined && !(unit === 'm' && Number(digits) % 1000 === 0) && !(/^[KMG]i$/.test(unit ?? '') && Number(digits) % 1024 === 0);
}

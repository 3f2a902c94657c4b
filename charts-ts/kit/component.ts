import type { Construct } from 'constructs';
import type { z } from 'zod';
import type { ClusterFacts, Profile } from '../config/facts.ts';
import type { Path } from '../config/problem.ts';
import type { ClusterTenant } from '../config/tenants.ts';
import type { Capability, Offer } from './capability.ts';
import type { Dashboard } from './dashboard.ts';
import type { Ending } from './ending.ts';
import type { OidcClient, WebUi } from './login.ts';
import type { Size } from './workload.ts';

export const areas = [
  'base',
  'gitops',
  'ingress',
  'storage',
  'data',
  'secrets',
  'observability',
  'backup',
  'policy',
  'identity',
  'security',
  'registry',
  'cost',
  'ui',
  'scaling',
  'tenancy',
] as const;
export type Area = (typeof areas)[number];

/** Required checks of the Haven Compliancy Checker that a component can meet: https://haven.commonground.nl/techniek/checks */
export type HavenCheck = 'autocerts' | 'logs' | 'metrics' | 'rwxvolumes';

/** An upstream image; `build` gets it as the site's registry serves it. */
export interface Image {
  /** Registry and path, such as quay.io/argoproj/argocd. */
  readonly repository: string;
  readonly version: string;
  /** What is published anew under the same version, such as a database of vulnerabilities: a digest would keep the first one for ever. */
  readonly rolling?: true;
}

/** Where a program's custom resource definitions stand: they are synced from there, never copied. */
export interface CrdSource {
  /** The upstream Git repository, as it is cloned. */
  readonly repository: string;
  /** The release's tag, which Renovate raises. */
  readonly tag: string;
  /** The commit that the tag stands for: this is what is synced. Left out where nobody has looked it up yet: then the tag is. */
  readonly commit?: string;
  /** The folder in the repository. */
  readonly path: string;
  /** Argo CD's glob of the files to take. */
  readonly include: string;
  /** What it defines, and its scope, by `<group>/<Kind>`. */
  readonly kinds: Readonly<Record<string, 'Namespaced' | 'Cluster'>>;
}

/** The namespace that a component's objects live in. */
export interface NamespaceFacts {
  readonly name: string;
  /** Pod Security Admission: https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
  readonly podSecurity: 'restricted' | 'baseline' | 'privileged';
}

/** The secure defaults that an object may deviate from, with a reason. */
export type ExceptionRule =
  | 'rbac-wildcard'
  | 'host-network'
  | 'host-pid'
  | 'host-path'
  | 'privileged'
  | 'privilege-escalation'
  | 'capabilities'
  | 'root-user'
  | 'writable-root'
  | 'seccomp'
  /** The image works only as the user that the pod names: where a platform hands out users (OpenShift), it keeps this one. */
  | 'fixed-user';

/** A deviation from the secure defaults, with its reason: `render` writes it on the object itself. */
export interface Exception {
  /** `Kind/name` of the object; of the custom resource where an operator makes the pods. */
  readonly object: string;
  readonly rule: ExceptionRule;
  readonly reason: string;
}

/** An admission policy that does not hold in the component's namespace, since its operator makes pods that cannot meet it. */
export interface PolicyExemption {
  /** The policy's name, such as required-probes. */
  readonly policy: string;
  readonly reason: string;
}

/** A Secret that a person puts into the cluster: no program can make it, and it never goes into Git. */
export interface SuppliedSecret {
  readonly name: string;
  /** The component's own when left out. */
  readonly namespace?: string;
  readonly keys: readonly string[];
  /** What it is for, and where a person gets it. */
  readonly purpose: string;
  /** How to make it, where `kubectl create secret generic` with a file for each key is not the way. */
  readonly command?: string;
}

/** Pods that an operator starts for a custom resource: no other object tells that they come. */
export interface OperatedPods {
  readonly name: string;
  /** Where they run; the component's own when left out. Those in a tenant's count against its quota, and not as the platform's. */
  readonly namespace?: string;
  /** `node`: one on each node that runs pods. */
  readonly count: number | 'node';
  /** All containers of one pod together. */
  readonly size: Size;
  /** What its operator labels them with, where selectors of the component's objects select them. */
  readonly labels?: Readonly<Record<string, string>>;
}

/** An object that is not in Git because a program or a person makes it in the cluster. */
export interface MadeAtRunTime {
  readonly kind: 'Secret' | 'ConfigMap' | 'Service' | 'ServiceAccount';
  readonly name: string;
  /** Who makes it, and when. */
  readonly by: string;
}

/** A mistake in a component's own part of cluster.yaml; the path starts inside it. */
export interface Mistake {
  readonly path: Path;
  readonly message: string;
}

/** What is known of a cluster outside its components. */
export interface ClusterContext extends ClusterFacts {
  readonly id: string;
  readonly site: string;
  readonly name: string;
  /** Who has namespaces on it, by name. */
  readonly tenants: readonly ClusterTenant[];
}

type Needs = Readonly<Record<string, Capability<unknown>>>;
type Given<N extends Needs> = { readonly [K in keyof N]: N[K] extends Capability<infer T> ? T : never };
type Wanted<N extends Needs> = { readonly [K in keyof N]: N[K] extends Capability<infer T> ? T | undefined : never };

/** A component that was chosen for a cluster: what `base` and `argo-cd` must know of the others. */
export interface Chosen {
  readonly component: AnyComponent;
  readonly config: unknown;
  /** Sync wave: one more than the highest wave of what it needs. */
  readonly wave: number;
  /** Names of the components whose offers it uses, directly or through others. */
  readonly closure: ReadonlySet<string>;
  /** API groups of needed capabilities that the cluster provides itself. */
  readonly providedGroups: ReadonlySet<string>;
}

export interface Context<Config = unknown, N extends Needs = Needs, W extends Needs = Needs, I extends string = string, K extends Needs = Needs> {
  readonly cluster: ClusterContext;
  /** The namespace of the component. */
  readonly namespace: string;
  readonly config: Config;
  /** The facts that the needed capabilities carry. */
  readonly needs: Given<N>;
  /** The same for capabilities that it uses when there are any. */
  readonly wants: Wanted<W>;
  /** The same for capabilities whose facts it writes down, without waiting for whoever offers them. */
  readonly knows: Wanted<K>;
  /** Image references at the site's registry, with a digest where the lock knows one. */
  readonly images: Readonly<Record<I, string>>;
  /** All chosen components. */
  readonly platform: readonly Chosen[];
  /** Where a third party's repository is read, and at which commit: the site's mirror, or upstream. */
  gitSource(source: CrdSource): { readonly repoURL: string; readonly targetRevision: string };
}

/** What there is to know before anything is built. */
export interface Planned<Config> {
  readonly cluster: ClusterContext;
  readonly config: Config;
}

/** A hostname and the Service in the component's namespace that has its address. */
export interface ServiceHostname {
  readonly hostname: string;
  readonly service: string;
}

/** What a chosen component's own functions are asked with, when its types do not matter. */
export function plannedFor({ config }: Pick<Chosen, 'config'>, cluster: ClusterContext): Planned<Record<string, unknown>> {
  return { cluster, config: config as Record<string, unknown> };
}

export interface Component<
  Name extends string = string,
  Config extends z.ZodObject = z.ZodObject,
  N extends Needs = Needs,
  W extends Needs = Needs,
  I extends string = string,
  K extends Needs = Needs,
> {
  readonly name: Name;
  readonly area: Area;
  /** One sentence: what it is for. */
  readonly purpose: string;
  readonly homepage: string;
  /** SPDX identifier. */
  readonly licence: string;
  /** Whose it is: a foundation with its level, or the body behind it, such as `CNCF graduated`. */
  readonly governance: string;
  /** Why this one, and why not the runner-up: one sentence for `docs/components.md`. */
  readonly choice: { readonly runnerUp: string; readonly because: string };
  /** What to heed when its version is raised: one sentence, or a few. */
  readonly upgrade: string;
  /** Checks of the Haven Compliancy Checker that it helps to meet. */
  readonly haven?: readonly HavenCheck[];
  readonly images: Readonly<Record<I, Image>>;
  readonly crds: readonly CrdSource[];
  /** Kinds of `crds` that a tenant's repository may hold where the cluster has it: none with which its programs act for a tenant elsewhere. */
  readonly tenantKinds?: readonly string[];
  readonly namespace: NamespaceFacts;
  /** Its part of cluster.yaml, `components.<name>`. Each key has a default, or a mistake that says what to write. */
  readonly config: Config;
  /** Defaults of its part by profile, below the files. */
  readonly profiles: Readonly<Partial<Record<Profile, z.input<Config>>>>;
  /** True when a cluster cannot be without it. */
  readonly required?: boolean;
  /** Profiles that have it without being asked; all of them when left out, none for an opt-in. */
  readonly enabledIn?: readonly Profile[];
  readonly needs: N;
  readonly wants: W;
  /**
   * Capabilities that it only has the facts of: it is synced before or after whoever offers them. So Argo CD knows where people
   * log in, and still comes first.
   */
  readonly knows?: K;
  readonly exceptions?: readonly Exception[];
  readonly policyExemptions?: readonly PolicyExemption[];
  /** What people let hold until a day in its configuration, where nothing but an alert minds the day. */
  endings?(planned: Planned<z.output<Config>>): readonly Ending[];
  /** Objects that a program makes at run time, which others refer to. */
  readonly madeAtRunTime?: readonly MadeAtRunTime[];
  /** Secrets that a person must supply for this configuration. */
  supplies?(planned: Planned<z.output<Config>>): readonly SuppliedSecret[];
  /** Pods that its operator starts by itself. */
  operated?(planned: Planned<z.output<Config>>): readonly OperatedPods[];
  /** What its users look at, in whichever program shows dashboards. */
  readonly dashboards?: readonly Dashboard[];
  /** Hostnames that its routes claim at the platform's Gateway. Having it, even when it names none, lets its namespace have routes. */
  hostnames?(planned: Planned<z.output<Config>>, platform: readonly Chosen[]): readonly string[];
  /** Hostnames that answer at an address of their own, beside the Gateway: that of a Service of the type LoadBalancer. */
  serviceHostnames?(planned: Planned<z.output<Config>>): readonly ServiceHostname[];
  /** The path where its hostnames answer a stranger, for whoever asks whether they do; default /. */
  readonly answersAt?: string;
  /** What it is to the identity provider, where people log in to it. */
  oidcClients?(planned: Planned<z.output<Config>>, platform: readonly Chosen[]): readonly OidcClient[];
  /** Its user interfaces without a login of their own: the login proxy, where there is one, serves them. */
  webUis?(planned: Planned<z.output<Config>>): readonly WebUi[];
  /** Mistakes that the schema alone cannot see. */
  mistakes?(planned: Planned<z.output<Config>>): readonly Mistake[];
  /** What others may need of it. Pure: known before anything is built. */
  offers(planned: Planned<z.output<Config>>): readonly Offer[];
  build(scope: Construct, context: Context<z.output<Config>, N, W, I, K>): void;
  /** What it makes for each tenant, in a folder and an Application of their own: so that neither grows with the number of tenants. */
  readonly forTenants?: {
    /** The Application's name. */
    application(tenant: string): string;
    /**
     * Where in its file a tenant asks for it; undefined where it does not. Without this every tenant has it. With this the component has
     * no switch: a cluster has it where a tenant asks, and what it needs then is the tenant's to hear.
     */
    asks?(tenant: ClusterTenant): Path | undefined;
    /** Each object names its namespace. */
    build(scope: Construct, tenant: ClusterTenant, context: Context<z.output<Config>, N, W, I, K>): void;
  };
}

/** Any component, when its own types do not matter. */
export type AnyComponent = Component<string, z.ZodObject, Needs, Needs, string, Needs>;

/** Declares a component; its types are inferred from its data. */
export function component<
  const Name extends string,
  Config extends z.ZodObject,
  const N extends Needs,
  const W extends Needs,
  const I extends string,
  const K extends Needs = Record<never, never>,
>(declared: Component<Name, Config, N, W, I, K>): Component<Name, Config, N, W, I, K> {
  return declared;
}

/** The tenants of a cluster that a component makes something for, with the place in their files where they ask for it. */
export function askersOf(
  { forTenants }: Pick<AnyComponent, 'forTenants'>,
  { tenants }: Pick<ClusterContext, 'tenants'>,
): { readonly tenant: ClusterTenant; readonly path: Path }[] {
  if (forTenants === undefined) return [];
  return tenants.flatMap((tenant) => {
    const path = forTenants.asks === undefined ? [] : forTenants.asks(tenant);
    return path === undefined ? [] : [{ tenant, path }];
  });
}

/** Whether a cluster has a component where a tenant asks for it, and only there. */
export function comesWhenAsked({ forTenants }: Pick<AnyComponent, 'forTenants'>): boolean {
  return forTenants?.asks !== undefined;
}

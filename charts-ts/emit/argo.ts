import { compare } from '../config/problem.ts';
import type { KubeObject } from '../kit/object.ts';

/** The fact of the capability `gitops`. */
export interface GitOps {
  readonly namespace: string;
  readonly signatureKeys: readonly string[];
}

export interface ApplicationSource {
  readonly repoURL: string;
  readonly targetRevision: string;
  readonly path: string;
  /** Left out where all files of the folder count: Argo CD drops a setting that says the default, and would differ for ever. */
  readonly directory?: { readonly include: string };
}

interface ApplicationOptions {
  readonly project: string;
  readonly wave: number;
  readonly namespace: string;
  readonly source: ApplicationSource;
  /** Whether what Git no longer names is removed. */
  readonly prune: boolean;
  /** Whether removing the Application removes what it made. */
  readonly cascade: boolean;
  /** Of the Application itself, beside its wave. */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A kind, of all names or of those that fit a pattern of Argo CD's. */
export interface Group {
  readonly group: string;
  readonly kind: string;
  readonly name?: string;
}

const inCluster = 'https://kubernetes.default.svc';

/** An Application that keeps a namespace, or the cluster, as a folder in Git says. */
export function application(name: string, { namespace }: GitOps, options: ApplicationOptions): KubeObject {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: {
      name,
      namespace,
      labels: { 'app.kubernetes.io/part-of': 'polder' },
      annotations: { 'argocd.argoproj.io/sync-wave': String(options.wave), ...options.annotations },
      ...(options.cascade ? { finalizers: ['resources-finalizer.argocd.argoproj.io'] } : {}),
    },
    spec: {
      project: options.project,
      source: options.source,
      destination: { server: inCluster, namespace: options.namespace },
      syncPolicy: {
        automated: { enabled: true, prune: options.prune, selfHeal: true },
        // Large CRDs do not fit client-side apply's annotation; fields of other controllers stay theirs.
        syncOptions: ['ServerSideApply=true', 'FailOnSharedResource=true', 'ApplyOutOfSyncOnly=true', ...(options.prune ? [] : ['Prune=false'])],
        // Without end: a webhook that still starts or a registry that is away is no failure, and a mended commit is taken at the next try.
        retry: { limit: -1, refresh: true, backoff: { duration: '10s', factor: 2, maxDuration: '3m' } },
      },
      revisionHistoryLimit: 5,
    },
  };
}

/** An AppProject: what its Applications may read, and what they may touch. Without `clusterWide` kinds, none. */
export function project(
  name: string,
  description: string,
  namespace: string,
  {
    namespaces,
    clusterWide,
    ...rest
  }: {
    readonly sourceRepos: readonly string[];
    readonly namespaces: readonly string[];
    readonly clusterWide: readonly Group[];
    readonly [field: string]: unknown;
  },
): KubeObject {
  const kinds = new Map(clusterWide.map((one) => [`${one.group}/${one.kind}`, one]));
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    // Before the Applications: without its project an Application can do nothing.
    metadata: { name, namespace, labels: { 'app.kubernetes.io/part-of': 'polder' }, annotations: { 'argocd.argoproj.io/sync-wave': '-1' } },
    spec: {
      description,
      ...rest,
      destinations: namespaces.map((one) => ({ server: inCluster, namespace: one })),
      ...(kinds.size === 0 ? {} : { clusterResourceWhitelist: [...kinds.values()].sort((a, b) => compare(`${a.group}/${a.kind}`, `${b.group}/${b.kind}`)) }),
    },
  };
}

/** What the platform's own repository must bear; nothing where Argo CD has no keys. https://argo-cd.readthedocs.io/en/stable/user-guide/source-integrity/ */
export function signed(repository: string, { signatureKeys }: GitOps): Readonly<Record<string, unknown>> {
  if (signatureKeys.length === 0) return {};
  return { sourceIntegrity: { git: { policies: [{ repos: [{ url: repository }], gpg: { mode: 'head', keys: [...signatureKeys] } }] } } };
}

import type { Resource } from '../../kit/resource.ts';

/** https://argo-cd.readthedocs.io/en/stable/operator-manual/project-specification/: only what `default` needs; the others are made with the Applications. */
export interface AppProject extends Resource {
  readonly apiVersion: 'argoproj.io/v1alpha1';
  readonly kind: 'AppProject';
  readonly spec: { readonly description: string };
}

/** Kinds that Argo CD does not watch, as argocd-cm writes them. */
export interface ResourceFilter {
  readonly apiGroups: readonly string[];
  readonly kinds: readonly string[];
}

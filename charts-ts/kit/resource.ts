import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';

export interface Metadata {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A custom resource: a component declares a small interface for each kind that it writes. */
export interface Resource {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata;
}

/** Adds an object whose kind cdk8s-plus does not model; `T` is its typed shape. */
export function resource<T extends Resource>(scope: Construct, object: T): void {
  new ApiObject(scope, `${object.kind}-${object.metadata.namespace ?? ''}-${object.metadata.name}`, { ...object });
}

/** Inside one component's Application: synced after the objects of earlier steps are healthy. Default step 0. */
export function step(number: number): Readonly<Record<string, string>> {
  return { 'argocd.argoproj.io/sync-wave': String(number) };
}

/**
 * Annotations of what holds data or others' work: Argo CD neither prunes nor deletes it, and does not call an
 * Application out of sync for one that Git no longer names. https://argo-cd.readthedocs.io/en/stable/user-guide/sync-options/
 */
export const keepAnnotations: Readonly<Record<string, string>> = {
  'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
  'argocd.argoproj.io/compare-options': 'IgnoreExtraneous',
};

/** Annotations of an object whose health counts for nobody else's: no wave waits for it, and its Application is well without it. */
export const ownHealth: Readonly<Record<string, string>> = { 'argocd.argoproj.io/ignore-healthcheck': 'true' };

/** The annotation that Argo CD writes on what it syncs, and no repository can: https://argo-cd.readthedocs.io/en/stable/user-guide/resource_tracking/ */
export const trackingId = 'argocd.argoproj.io/tracking-id';

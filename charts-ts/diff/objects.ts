import { isMap } from '../config/merge.ts';
import { groupOf, type KubeObject } from '../kit/object.ts';

/** What makes an object the same one in two revisions: its group without the version, which only says how it is written. */
export interface Identity {
  readonly group: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

/** A file of a component as it was and as it is; one of both is undefined where it came or went. */
export interface FileChange {
  readonly component: string;
  readonly before: KubeObject | undefined;
  readonly after: KubeObject | undefined;
}

/** An object as it was and as it is, wherever its file stands. */
export interface ObjectPair {
  /** The component that has it now, or that had it. */
  readonly component: string;
  /** The component that had it, where another has it now. */
  readonly movedFrom?: string;
  readonly before: KubeObject | undefined;
  readonly after: KubeObject | undefined;
}

export function identityOf(object: KubeObject): Identity {
  const { name, namespace } = object.metadata;
  return { group: groupOf(object), kind: object.kind, ...(namespace === undefined ? {} : { namespace }), name };
}

/** `Kind/namespace/name`, as messages name an object; the group only where two kinds share a name. */
export function identityText({ kind, namespace, name }: Identity): string {
  return `${kind}/${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

/** One text for each identity. */
export function identityKey(object: KubeObject): string {
  const { group, kind, namespace = '', name } = identityOf(object);
  return `${group}/${kind}/${namespace}/${name}`;
}

/** Whether a value that was read from a file is an object of Kubernetes: all else is told as a mistake. */
export function isObject(value: unknown): value is KubeObject {
  return (
    isMap(value) &&
    typeof value['apiVersion'] === 'string' &&
    typeof value['kind'] === 'string' &&
    isMap(value['metadata']) &&
    typeof value['metadata']['name'] === 'string'
  );
}

/** Pairs the objects of a cluster's changed files by identity: an object that another component now makes is one that moved. */
export function pairsOf(files: readonly FileChange[]): readonly ObjectPair[] {
  const had = new Map<string, FileChange>();
  for (const file of files) if (file.before !== undefined) had.set(identityKey(file.before), file);
  const pairs: ObjectPair[] = [];
  for (const { component, after } of files) {
    if (after === undefined) continue;
    const key = identityKey(after);
    const old = had.get(key);
    had.delete(key);
    if (old?.before === after && old.component === component) continue;
    pairs.push({ component, before: old?.before, after, ...(old === undefined || old.component === component ? {} : { movedFrom: old.component }) });
  }
  for (const { component, before } of had.values()) pairs.push({ component, before, after: undefined });
  return pairs;
}

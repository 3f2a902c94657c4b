import type { ApiObject } from 'cdk8s';
import type { KubeObject } from './object.ts';
import { recent } from './remember.ts';

/**
 * A construct as the object that it stands for, in a namespace where it names none. The same construct gives the same object again,
 * frozen: most objects of a fleet are alike in every cluster, and cdk8s takes ten times as long to write one as to tell what it is made from.
 */
export function finished(construct: ApiObject, namespace: string | undefined): KubeObject {
  return objects(madeFrom(construct, namespace), () => {
    const object = construct.toJson() as KubeObject;
    return freeze(namespace === undefined ? object : { ...object, metadata: { ...object.metadata, namespace } });
  });
}

const objects = recent<KubeObject>(4096);

/** All that a finished object follows from: the construct's kind, its own fields and its metadata's, without its place in the tree. */
function madeFrom(construct: ApiObject, namespace: string | undefined): string {
  const { node, chart, metadata, ...own } = construct;
  // cdk8s keeps most of the metadata to itself, and the way back to the construct with it.
  const { apiObject, ...ofMetadata } = metadata as unknown as Readonly<Record<string, unknown>>;
  return JSON.stringify([construct.constructor.name, namespace, own, ofMetadata]);
}

function freeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const inner of Object.values(value)) freeze(inner);
  return Object.freeze(value);
}

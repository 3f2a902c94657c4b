import served from '../config/served-kinds.json' with { type: 'json' };
import { groupOf, isBuiltIn } from '../kit/object.ts';
import type { Check } from './checks.ts';
import { eachObject } from './objects.ts';

const minors: Readonly<Record<string, readonly string[]>> = served;

/** The cluster's Kubernetes minor has each built-in kind in its version, stable: what a minor removed, or not yet has, is told before Argo CD fails on it. */
export const kindsAreServed: Check = (built, cluster) =>
  eachObject(built, cluster, ({ apiVersion, kind }) => {
    if (!isBuiltIn(groupOf({ apiVersion }))) return [];
    const having = minors[`${apiVersion} ${kind}`];
    if (having === undefined) return [`no supported Kubernetes serves ${kind} in ${apiVersion} as a stable kind; write it in a version that one does`];
    const { kubernetes } = cluster.config;
    return having.includes(kubernetes)
      ? []
      : [`Kubernetes ${kubernetes} does not serve ${kind} in ${apiVersion}, which ${having.join(', ')} does; leave the component out`];
  });

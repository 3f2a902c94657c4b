import { groupsOf } from '../kit/distribution.ts';
import { groupOf, isBuiltIn } from '../kit/object.ts';
import type { Check } from './checks.ts';
import { eachObject } from './objects.ts';

/** A custom resource is synced after its definition: so the component that brings the CRD must be among what it needs. */
export const customResourcesAreDefined: Check = (built, cluster) =>
  eachObject(built, cluster, (object, { component, closure, providedGroups }) => {
    const group = groupOf(object);
    const kind = `${group}/${object.kind}`;
    if (isBuiltIn(group) || providedGroups.has(group) || groupsOf(cluster.config.distribution).includes(group)) return [];
    const defines = built.find((candidate) => candidate.component.crds.some((source) => kind in source.kinds));
    if (defines === undefined) return [`no component brings the definition of ${kind}; name it in the kinds of a CRD source`];
    if (defines.component.name === component.name || closure.has(defines.component.name)) return [];
    return [`${kind} is defined by ${defines.component.name}, which ${component.name} does not need; add what it offers to needs`];
  });

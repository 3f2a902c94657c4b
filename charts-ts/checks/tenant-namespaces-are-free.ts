import { catalogue } from '../catalogue.ts';
import { type Path, pathText } from '../config/problem.ts';
import { tenantProblem } from '../config/rules/rules.ts';
import { namespaceOf } from '../config/tenants.ts';
import type { AnyComponent } from '../kit/component.ts';
import { isSystemNamespace, type SystemNamespaces, systemNamespaces } from '../kit/distribution.ts';
import type { Check } from './checks.ts';

/** No tenant has a namespace of the platform, of the cluster itself or of what it provides, those of components that are not there yet included. */
export const tenantNamespacesAreFree: Check = (_, cluster) => {
  if (cluster.tenants.length === 0) return [];
  const components = new Map([...catalogue].reverse().map((component: AnyComponent) => [component.namespace.name, component.name]));
  const provided = namespacesIn(cluster.config.provides, ['provides']);
  const system = systemNamespaces(cluster.config);
  return cluster.tenants.flatMap((tenant) =>
    Object.keys(tenant.config.namespaces).flatMap((name) => {
      const whole = namespaceOf(tenant, name);
      const component = components.get(whole);
      if (component !== undefined)
        return [tenantProblem(tenant, ['namespaces', name], `"${whole}" is that of the component ${component}; choose another name`)];
      const place = provided.get(whole);
      if (place !== undefined) {
        const words = `"${whole}" is where ${cluster.id} has something of its own (${pathText(place)}); choose another name`;
        return [tenantProblem(tenant, ['namespaces', name], words)];
      }
      if (!isTheClusters(system, whole)) return [];
      return [tenantProblem(tenant, ['namespaces', name], `"${whole}" is one of the cluster ${cluster.id} itself; choose another name`)];
    }),
  );
};

/** The namespaces that facts of capabilities name, however deep, each with its path. */
function namespacesIn(value: unknown, path: Path): ReadonlyMap<string, Path> {
  if (typeof value !== 'object' || value === null) return new Map();
  return new Map(
    Object.entries(value).flatMap(([key, inner]): (readonly [string, Path])[] => {
      const here = [...path, key];
      // Labels of pods may be called so too.
      if (key === 'podLabels') return [];
      return typeof inner === 'string' && /^(namespace|\w+Namespace)$/.test(key) ? [[inner, here]] : [...namespacesIn(inner, here)];
    }),
  );
}

/** Kubernetes keeps names that begin with kube- for itself: https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/ */
function isTheClusters(system: SystemNamespaces, namespace: string): boolean {
  return isSystemNamespace(system, namespace) || namespace.startsWith('kube-');
}

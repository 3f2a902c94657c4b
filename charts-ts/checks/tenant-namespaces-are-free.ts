import { catalogue } from '../catalogue.ts';
import { tenantProblem } from '../config/rules/rules.ts';
import { namespaceOf } from '../config/tenants.ts';
import type { AnyComponent } from '../kit/component.ts';
import { isSystemNamespace, type SystemNamespaces, systemNamespaces } from '../kit/distribution.ts';
import type { Check } from './checks.ts';

/** No tenant has a namespace of the platform or of the cluster itself, those of components that are not there yet included. */
export const tenantNamespacesAreFree: Check = (_, cluster) => {
  if (cluster.tenants.length === 0) return [];
  const components = new Map([...catalogue].reverse().map((component: AnyComponent) => [component.namespace.name, component.name]));
  const system = systemNamespaces(cluster.config);
  return cluster.tenants.flatMap((tenant) =>
    Object.keys(tenant.config.namespaces).flatMap((name) => {
      const whole = namespaceOf(tenant, name);
      const component = components.get(whole);
      if (component !== undefined)
        return [tenantProblem(tenant, ['namespaces', name], `"${whole}" is that of the component ${component}; choose another name`)];
      if (!isTheClusters(system, whole)) return [];
      return [tenantProblem(tenant, ['namespaces', name], `"${whole}" is one of the cluster ${cluster.id} itself; choose another name`)];
    }),
  );
};

/** Kubernetes keeps names that begin with kube- for itself: https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/ */
function isTheClusters(system: SystemNamespaces, namespace: string): boolean {
  return isSystemNamespace(system, namespace) || namespace.startsWith('kube-');
}

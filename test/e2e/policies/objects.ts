import { polder } from '../../../charts-ts/kit/labels.ts';
import type { KubeObject } from '../../../charts-ts/kit/object.ts';

/** Objects that cases are made of: each complies with every policy, and a case says what is different. */

type Fields = Readonly<Record<string, unknown>>;

export const image = 'registry.example.nl/mirror/docker.io/library/web:1.29.3';

export function container(fields: Fields = {}): Fields {
  return {
    name: 'web',
    image,
    resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { cpu: '100m', memory: '16Mi' } },
    readinessProbe: { tcpSocket: { port: 8080 } },
    livenessProbe: { tcpSocket: { port: 8080 } },
    ...fields,
  };
}

export function pod(namespace: string, name: string, spec: Fields = {}): KubeObject {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace }, spec: { containers: [container()], ...spec } };
}

export function deployment(namespace: string, name: string, spec: Fields = {}): KubeObject {
  return workload('apps/v1', 'Deployment', namespace, name, spec);
}

export function workload(apiVersion: string, kind: string, namespace: string, name: string, spec: Fields = {}): KubeObject {
  const labels = { app: name };
  const template = { metadata: { labels }, spec: { containers: [container()], ...spec } };
  const more = kind === 'StatefulSet' ? { serviceName: name } : {};
  return { apiVersion, kind, metadata: { name, namespace }, spec: { selector: { matchLabels: labels }, template, ...more } };
}

export function job(namespace: string, name: string, spec: Fields = {}): KubeObject {
  return { apiVersion: 'batch/v1', kind: 'Job', metadata: { name, namespace }, spec: jobSpec(spec) };
}

export function cronJob(namespace: string, name: string, spec: Fields = {}): KubeObject {
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name, namespace },
    spec: { schedule: '0 3 * * *', jobTemplate: { spec: jobSpec(spec) } },
  };
}

function jobSpec(spec: Fields): Fields {
  const { readinessProbe: _, livenessProbe: __, ...once } = container();
  return { template: { spec: { restartPolicy: 'Never', containers: [once], ...spec } } };
}

export function httpRoute(namespace: string, name: string, spec: Fields): KubeObject {
  return { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute', metadata: { name, namespace }, spec };
}

export function ingress(namespace: string, name: string, spec: Fields): KubeObject {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: { name, namespace }, spec };
}

/** The rule of an Ingress for a hostname; none: for all. */
export function ingressRule(host?: string): Fields {
  const path = { path: '/', pathType: 'Prefix', backend: { service: { name: 'web', port: { number: 80 } } } };
  return { ...(host === undefined ? {} : { host }), http: { paths: [path] } };
}

export function namespace(name: string, labels: Readonly<Record<string, string>> = {}, annotations: Readonly<Record<string, string>> = {}): KubeObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels, annotations } };
}

/** A namespace as a tenant gets it. */
export function tenantNamespace(name: string, tenant: string, more: Readonly<Record<string, string>> = {}): KubeObject {
  return namespace(
    name,
    { [polder.tenant]: tenant },
    { [polder.owner]: 'Gemeente Voorbeeld', [polder.costCentre]: '4711', [polder.contact]: 'team@voorbeeld.example.nl', ...more },
  );
}

export function service(namespace: string, name: string, spec: Fields = {}): KubeObject {
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace }, spec: { ports: [{ port: 80 }], ...spec } };
}

export function networkPolicy(namespace: string, name: string, spec: Fields, metadata: Fields = {}): KubeObject {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace, ...metadata }, spec: { podSelector: {}, ...spec } };
}

export function role(namespace: string, name: string, rules: readonly Fields[]): KubeObject {
  return { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name, namespace }, rules };
}

export function roleBinding(namespace: string, name: string, clusterRole: string): KubeObject {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name, namespace },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: clusterRole },
    subjects: [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'someone@voorbeeld.example.nl' }],
  };
}

/** A definition of the smallest kind: any content. */
export function definition(group: string, kind: string, annotations: Readonly<Record<string, string>> = {}): KubeObject {
  const plural = `${kind.toLowerCase()}s`;
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}`, annotations },
    spec: {
      group,
      names: { kind, plural, singular: kind.toLowerCase() },
      scope: 'Namespaced',
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } } }],
    },
  };
}

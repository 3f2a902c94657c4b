import { describe, expect, it } from 'vitest';
import { referencesExist } from '../../charts-ts/checks/references-exist.ts';
import type { KubeObject } from '../../charts-ts/kit/object.ts';
import { verdict } from '../support/check.ts';
import { built, deploymentObject, object } from '../support/fakes.ts';

const namespace = object('v1', 'Namespace', 'apps');

/** What one object names that nothing makes. */
function missing(made: KubeObject, ...others: readonly KubeObject[]): string[] {
  return verdict(referencesExist, [built('web', [namespace, made, ...others])]).map((message) => message.replace(/^.*?\): /, ''));
}

function tells(what: string, from: string): string {
  return `${from} names ${what}, which nothing makes; make it, or declare it in madeAtRunTime or supplies`;
}

function inApps(apiVersion: string, kind: string, name: string, rest: Readonly<Record<string, unknown>> = {}): KubeObject {
  return object(apiVersion, kind, name, rest, 'apps');
}

describe('referencesExist', () => {
  it('tells an object in a namespace that nothing makes, and knows those of Kubernetes', () => {
    expect(missing(object('v1', 'ConfigMap', 'x', {}, 'nowhere'))).toEqual([tells('Namespace nowhere', 'metadata.namespace')]);
    expect(missing(object('v1', 'ConfigMap', 'x', {}, 'kube-system'))).toEqual([]);
  });

  it('tells what pods name', () => {
    const pod = {
      serviceAccountName: 'web',
      priorityClassName: 'high',
      volumes: [
        { configMap: { name: 'settings' } },
        { secret: { secretName: 'key' } },
        { projected: { sources: [{ secret: { name: 'p' } }, { configMap: { name: 'q' } }] } },
      ],
    };
    const env = [{ valueFrom: { secretKeyRef: { name: 'password' } } }, { valueFrom: { configMapKeyRef: { name: 'level' } } }];
    const envFrom = [{ secretRef: { name: 'all' } }, { configMapRef: { name: 'more' } }];

    expect(missing(deploymentObject({ pod, container: { env, envFrom } }))).toEqual([
      tells('ServiceAccount apps/web', 'serviceAccountName'),
      tells('PriorityClass high', 'priorityClassName'),
      tells('ConfigMap apps/settings', 'volumes'),
      tells('Secret apps/key', 'volumes'),
      tells('Secret apps/p', 'volumes'),
      tells('ConfigMap apps/q', 'volumes'),
      tells('Secret apps/password', 'env of main'),
      tells('ConfigMap apps/level', 'env of main'),
      tells('Secret apps/all', 'envFrom of main'),
      tells('ConfigMap apps/more', 'envFrom of main'),
    ]);
  });

  it('takes what is there, what is optional and what a program makes at run time', () => {
    const pod = { volumes: [{ configMap: { name: 'settings' } }, { secret: { secretName: 'maybe', optional: true } }, { secret: { secretName: 'made' } }] };
    const objects = [namespace, deploymentObject({ pod }), inApps('v1', 'ConfigMap', 'settings')];
    const madeAtRunTime = [{ kind: 'Secret', name: 'made', by: 'web at its start' }] as const;

    expect(verdict(referencesExist, [built('web', objects, { namespace: { name: 'apps', podSecurity: 'restricted' }, madeAtRunTime })])).toEqual([]);
  });

  it('does not take an object of another namespace for one of its own', () => {
    const pod = { serviceAccountName: 'web' };

    expect(missing(deploymentObject({ pod }), object('v1', 'ServiceAccount', 'web', {}, 'kube-system'))).toEqual([
      tells('ServiceAccount apps/web', 'serviceAccountName'),
    ]);
  });

  it('tells what bindings name, but for the roles of Kubernetes itself', () => {
    const subjects = [{ kind: 'ServiceAccount', namespace: 'apps', name: 'web' }];
    const binding = (name: string) => object('rbac.authorization.k8s.io/v1', 'ClusterRoleBinding', 'x', { roleRef: { kind: 'ClusterRole', name }, subjects });

    expect(missing(binding('reader'))).toEqual([tells('ClusterRole reader', 'roleRef'), tells('ServiceAccount apps/web', 'subjects')]);
    expect(missing(binding('system:auth-delegator'), inApps('v1', 'ServiceAccount', 'web'))).toEqual([]);
    expect(missing(binding('view'), inApps('v1', 'ServiceAccount', 'web'))).toEqual([]);
  });

  it.each<[string, KubeObject, string, string]>([
    [
      'a webhook',
      object('admissionregistration.k8s.io/v1', 'ValidatingWebhookConfiguration', 'x', {
        webhooks: [{ clientConfig: { service: { namespace: 'apps', name: 'hook' } } }],
      }),
      'Service apps/hook',
      'clientConfig',
    ],
    [
      'a policy binding',
      object('admissionregistration.k8s.io/v1', 'ValidatingAdmissionPolicyBinding', 'x', { spec: { policyName: 'p' } }),
      'ValidatingAdmissionPolicy p',
      'policyName',
    ],
    [
      'a StatefulSet',
      inApps('apps/v1', 'StatefulSet', 'x', { spec: { serviceName: 'x', template: { spec: { containers: [] } } } }),
      'Service apps/x',
      'serviceName',
    ],
    [
      'a route to a Gateway',
      inApps('gateway.networking.k8s.io/v1', 'HTTPRoute', 'x', { spec: { parentRefs: [{ name: 'public' }] } }),
      'Gateway apps/public',
      'parentRefs',
    ],
    [
      'a route to a Service',
      inApps('gateway.networking.k8s.io/v1', 'HTTPRoute', 'x', { spec: { rules: [{ backendRefs: [{ name: 'web' }] }] } }),
      'Service apps/web',
      'backendRefs',
    ],
    ["a Gateway's class", inApps('gateway.networking.k8s.io/v1', 'Gateway', 'x', { spec: { gatewayClassName: 'c' } }), 'GatewayClass c', 'gatewayClassName'],
    [
      "a Gateway's certificate",
      inApps('gateway.networking.k8s.io/v1', 'Gateway', 'x', { spec: { listeners: [{ tls: { certificateRefs: [{ name: 't' }] } }] } }),
      'Secret apps/t',
      'certificateRefs',
    ],
    [
      'a certificate',
      inApps('cert-manager.io/v1', 'Certificate', 'x', { spec: { issuerRef: { kind: 'ClusterIssuer', name: 'ca' } } }),
      'ClusterIssuer ca',
      'issuerRef',
    ],
    ['a claim', inApps('v1', 'PersistentVolumeClaim', 'x', { spec: { storageClassName: 'fast' } }), 'StorageClass fast', 'storageClassName'],
    ['an Ingress', inApps('networking.k8s.io/v1', 'Ingress', 'x', { spec: { ingressClassName: 'nginx' } }), 'IngressClass nginx', 'ingressClassName'],
  ])('tells what %s names', (_, made, what, from) => {
    expect(missing(made)).toEqual([tells(what, from)]);
  });

  it('tells the class of the volumes that pods of a StatefulSet and of Prometheus claim, and takes one that the cluster provides', () => {
    const template = { spec: { storageClassName: 'fast' } };
    const store = inApps('monitoring.coreos.com/v1', 'Prometheus', 'x', { spec: { storage: { volumeClaimTemplate: template } } });
    const set = inApps('apps/v1', 'StatefulSet', 'x', { spec: { volumeClaimTemplates: [template] } });

    expect(missing(store)).toEqual([tells('StorageClass fast', 'storageClassName')]);
    expect(missing(set)).toEqual([tells('StorageClass fast', 'storageClassName')]);
    expect(verdict(referencesExist, [built('web', [namespace, store])], { provides: { 'block-storage': { storageClass: 'fast' } } })).toEqual([]);
  });

  it('takes the Secrets that programs make of an ExternalSecret and of a database', () => {
    const [password, database] = [
      inApps('external-secrets.io/v1', 'ExternalSecret', 'x', { spec: { target: { name: 'password' } } }),
      inApps('postgresql.cnpg.io/v1', 'Cluster', 'db'),
    ];
    const pod = { volumes: [{ secret: { secretName: 'password' } }, { secret: { secretName: 'db-app' } }] };

    expect(missing(deploymentObject({ pod }), password, database)).toEqual([]);
    expect(missing(deploymentObject({ pod }))).toEqual([tells('Secret apps/password', 'volumes'), tells('Secret apps/db-app', 'volumes')]);
  });

  it('takes the Secret that a person supplies', () => {
    const supplies = () => [{ name: 'keys', keys: ['a'], purpose: 'a test' }];
    const pod = { volumes: [{ secret: { secretName: 'keys' } }] };
    const apps = { namespace: { name: 'apps', podSecurity: 'restricted' }, supplies } as const;

    expect(verdict(referencesExist, [built('web', [namespace, deploymentObject({ pod })], apps)])).toEqual([]);
  });

  it('takes the Secret that a Certificate makes', () => {
    const certificate = inApps('cert-manager.io/v1', 'Certificate', 'web', { spec: { secretName: 'web-tls' } });

    expect(missing(deploymentObject({ pod: { volumes: [{ secret: { secretName: 'web-tls' } }] } }), certificate)).toEqual([]);
  });

  it('takes the Gateway, the issuer and the bundle that the cluster provides, and no others', () => {
    const route = (name: string) => inApps('gateway.networking.k8s.io/v1', 'HTTPRoute', name, { spec: { parentRefs: [{ name, namespace: 'edge' }] } });
    const certificate = inApps('cert-manager.io/v1', 'Certificate', 'x', { spec: { issuerRef: { kind: 'ClusterIssuer', name: 'site' } } });
    const web = deploymentObject({ pod: { volumes: [{ configMap: { name: 'site-trust' } }] } });
    const provides = {
      gateway: { name: 'public', namespace: 'edge', listener: 'https', podLabels: {} },
      issuer: { name: 'site', wildcard: true },
      'trust-bundle': { configMap: 'site-trust', key: 'ca.crt' },
    };
    const apps = { namespace: { name: 'apps', podSecurity: 'restricted' } } as const;

    const told = verdict(referencesExist, [built('web', [namespace, route('public'), route('other'), certificate, web], apps)], { provides });

    expect(told).toEqual([`HTTPRoute/apps/other (charts-ts/base/web): ${tells('Gateway edge/other', 'parentRefs')}`]);
  });
});

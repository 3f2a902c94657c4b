import { z } from 'zod';
import { namespaceOf } from '../../config/tenants.ts';
import { namespaces, objectStorage } from '../../kit/capability.ts';
import { component } from '../../kit/component.ts';
import { platformPrefix, polder } from '../../kit/labels.ts';
import { allow, pods } from '../../kit/network.ts';
import { keepAnnotations, type Resource, resource } from '../../kit/resource.ts';
import { addToTenantRole } from '../../kit/tenant-roles.ts';

/** https://rook.io/docs/rook/latest/Storage-Configuration/Object-Storage-RGW/ceph-object-bucket-claim/ */
interface ObjectBucketClaim extends Resource {
  readonly apiVersion: 'objectbucket.io/v1alpha1';
  readonly kind: 'ObjectBucketClaim';
  readonly spec: { readonly generateBucketName: string; readonly storageClassName: string; readonly additionalConfig: { readonly maxSize: string } };
}

/** Buckets for tenants: where each is, and its keys, stand in a ConfigMap and a Secret of the claim's name. */
export const bucketsOfTenants = component({
  name: 'buckets-of-tenants',
  area: 'tenancy',
  purpose: 'Buckets that tenants ask for in their files, each with a size that it cannot outgrow and keys of its own',
  homepage: 'https://rook.io/docs/rook/latest/Storage-Configuration/Object-Storage-RGW/ceph-object-bucket-claim/',
  licence: 'Apache-2.0',
  governance: 'CNCF graduated (Rook)',
  choice: { runnerUp: 'COSI', because: 'Rook makes buckets of claims since long, and COSI is alpha still' },
  upgrade: 'Nothing to raise: it follows rook-ceph.',
  images: {},
  crds: [],
  // Each object of a tenant names its own.
  namespace: { name: 'kube-system', podSecurity: 'privileged' },
  config: z.strictObject({}),
  profiles: {},
  needs: { namespaces, objectStorage },
  wants: {},
  offers: () => [],
  build(scope) {
    addToTenantRole(scope, 'buckets', 'viewer', [{ apiGroups: ['objectbucket.io'], resources: ['objectbucketclaims'], verbs: ['get', 'list', 'watch'] }]);
  },
  forTenants: {
    application: (tenant) => `tenant-${tenant}.buckets`,
    asks: ({ config }) => (Object.keys(config.buckets).length === 0 ? undefined : ['buckets']),
    build(scope, tenant, { needs }) {
      const buckets = Object.entries(tenant.config.buckets);
      const { storageClass, namespace: storage, podLabels, port } = needs.objectStorage;
      for (const [bucket, { namespace, size, confirm }] of buckets)
        resource<ObjectBucketClaim>(scope, {
          apiVersion: 'objectbucket.io/v1alpha1',
          kind: 'ObjectBucketClaim',
          // With the claim the bucket goes, and all that is in it.
          metadata: {
            name: bucket,
            namespace: namespaceOf(tenant, namespace),
            labels: { [polder.protected]: 'true' },
            annotations: { ...keepAnnotations, ...(confirm === undefined ? {} : { [polder.allowDeletion]: bucket }) },
          },
          spec: {
            generateBucketName: `${namespaceOf(tenant, namespace)}-${bucket}`.slice(0, 26),
            storageClassName: storageClass,
            additionalConfig: { maxSize: size },
          },
        });
      if (tenant.archived !== undefined) return;
      const staying = buckets.filter(([, { leaving }]) => !leaving);
      for (const namespace of new Set(staying.map(([, settings]) => settings.namespace)))
        allow(scope, `${platformPrefix}to-buckets`, { to: [{ peers: pods(storage, podLabels), ports: [port] }] }, {}, namespaceOf(tenant, namespace));
    },
  },
});

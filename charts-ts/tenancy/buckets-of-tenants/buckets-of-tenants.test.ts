import { describe, expect, it } from 'vitest';
import { exampleCluster, renderComponent } from '../../../test/support/render.ts';
import { exampleTenants } from '../../../test/support/tenants.ts';
import { catalogue } from '../../catalogue.ts';
import { problemText } from '../../config/problem.ts';
import type { AnyComponent } from '../../kit/component.ts';
import { render } from '../../render.ts';
import { bucketsOfTenants } from './index.ts';

const objectStorage = {
  url: 'http://objects.rook-ceph.svc:80',
  namespace: 'rook-ceph',
  podLabels: { app: 'rook-ceph-rgw' },
  port: 8080,
  storageClass: 'buckets',
};
const tenant = { buckets: { stukken: { namespace: 'productie', size: '20Gi' } } };

describe('a bucket of a tenant', () => {
  const rendered = () => renderComponent(bucketsOfTenants, { provides: { 'object-storage': objectStorage } }, {}, exampleTenants({ archief: tenant }));

  it('is a claim with a size that it cannot outgrow', () => {
    expect(rendered().object('ObjectBucketClaim', 'stukken')).toMatchObject({
      metadata: { namespace: 'archief-productie' },
      spec: { generateBucketName: 'archief-productie-stukken', storageClassName: 'buckets', additionalConfig: { maxSize: '20Gi' } },
    });
  });

  it('is neither pruned nor deleted without a named confirmation: with the claim goes what is in it', () => {
    expect(rendered().object('ObjectBucketClaim', 'stukken').metadata).toMatchObject({
      labels: { 'polder.internal/protected': 'true' },
      annotations: { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' },
    });
  });

  it('opens the way to the object storage, and to nothing else', () => {
    expect(rendered().object('NetworkPolicy', 'polder-to-buckets')['spec']).toEqual({
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [
        {
          to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'rook-ceph' } }, podSelector: { matchLabels: { app: 'rook-ceph-rgw' } } }],
          ports: [{ port: 8080, protocol: 'TCP' }],
        },
      ],
    });
  });

  it('is cut off when it is leaving, and may be deleted once its name says so', () => {
    const made = (changes: object) =>
      renderComponent(
        bucketsOfTenants,
        { provides: { 'object-storage': objectStorage } },
        {},
        exampleTenants({ archief: { buckets: { stukken: { ...tenant.buckets.stukken, leaving: true, ...changes } }, withoutBackup: ['buckets'] } }),
      );

    expect(made({}).objects.filter(({ kind }) => kind === 'NetworkPolicy')).toEqual([]);
    expect(made({}).object('ObjectBucketClaim', 'stukken').metadata.annotations).not.toHaveProperty(['polder.internal/allow-deletion']);
    expect(made({ confirm: 'stukken' }).object('ObjectBucketClaim', 'stukken').metadata.annotations).toMatchObject({
      'polder.internal/allow-deletion': 'stukken',
      'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
    });
  });

  it('cannot be had where there is no object storage, which its line tells', () => {
    const done = render(catalogue as readonly AnyComponent[], exampleCluster({}, {}, exampleTenants({ archief: tenant })));

    expect(done.ok ? [] : done.problems.map(problemText)).toEqual([
      'clusters/tenants/archief.yaml:1:1 buckets: site/example has no "object-storage" (Buckets in the cluster, by ObjectBucketClaim); set components.rook-ceph.enabled: true, or tell under provides.object-storage what the cluster has, or remove this',
    ]);
  });
});

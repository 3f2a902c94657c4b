import { describe, expect, it } from 'vitest';
import { renderComponent } from '../../../test/support/render.ts';
import { storageClasses } from './index.ts';

type Changes = Readonly<Record<string, unknown>>;

const fast = { provisioner: 'csi.example.nl', default: true, parameters: { tier: 'ssd' } };
const shared = { provisioner: 'nfs.csi.example.nl', access: 'readWriteMany' };
const withSnapshots = { ...fast, snapshots: { parameters: { copies: '2' } } };

function rendered(classes: Changes, config: Changes = {}, changes: Changes = {}) {
  return renderComponent(storageClasses, { ...changes, components: { 'snapshot-controller': { enabled: true }, 'storage-classes': { classes, ...config } } });
}

function offers(config: Changes): Readonly<Record<string, unknown>> {
  const list = storageClasses.offers({ cluster: {} as never, config: storageClasses.config.parse(config) });
  return Object.fromEntries(list.map(({ id, value }) => [id, value]));
}

describe('a class', () => {
  it('is made of what is said, with safe defaults', () => {
    expect(rendered({ fast }).object('StorageClass', 'fast')).toMatchObject({
      metadata: { annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
      provisioner: 'csi.example.nl',
      parameters: { tier: 'ssd' },
      reclaimPolicy: 'Delete',
      volumeBindingMode: 'WaitForFirstConsumer',
      allowVolumeExpansion: true,
    });
  });

  it('stays in the cluster when Git no longer names it: volumes are of it', () => {
    expect(rendered({ fast, shared }).object('StorageClass', 'shared').metadata.annotations).toEqual({
      'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
      'argocd.argoproj.io/compare-options': 'IgnoreExtraneous',
    });
  });

  it('that the cluster has already is used, and not made', () => {
    expect(rendered({ standard: { existing: true, default: true }, shared }).objects.map(({ metadata }) => metadata.name)).toEqual(['shared']);
    expect(offers({ classes: { standard: { existing: true, default: true } } })).toEqual({ 'block-storage': { storageClass: 'standard' } });
  });

  it('of a wider file is taken back by null', () => {
    expect(rendered({ fast, shared: null }).objects.map(({ metadata }) => metadata.name)).toEqual(['fast']);
  });
});

describe('snapshots', () => {
  it('have a class that Velero finds', () => {
    expect(rendered({ fast: withSnapshots }).object('VolumeSnapshotClass', 'fast')).toMatchObject({
      metadata: { labels: { 'velero.io/csi-volumesnapshot-class': 'true' }, annotations: { 'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false' } },
      driver: 'csi.example.nl',
      deletionPolicy: 'Delete',
      parameters: { copies: '2' },
    });
    expect(rendered({ fast: withSnapshots }).object('VolumeSnapshotClass', 'fast').metadata.namespace).toBeUndefined();
  });

  it('are told to who makes claims, also where the cluster has the class already', () => {
    expect(offers({ classes: { fast: withSnapshots } })).toEqual({ 'block-storage': { storageClass: 'fast', snapshotClass: 'fast' } });
    expect(offers({ classes: { fast: { existing: true, default: true, snapshots: { class: 'site', existing: true } } } })).toEqual({
      'block-storage': { storageClass: 'fast', snapshotClass: 'site' },
    });
  });

  it('are none where nothing is said', () => {
    expect(rendered({ fast }).objects.map(({ kind }) => kind)).toEqual(['StorageClass']);
  });
});

describe('what the platform takes', () => {
  it('is the default class, and the one that many nodes can use', () => {
    expect(offers({ classes: { fast, shared } })).toEqual({ 'block-storage': { storageClass: 'fast' }, 'shared-storage': { storageClass: 'shared' } });
  });

  it('is the named one of several that many nodes can use', () => {
    expect(offers({ classes: { fast, shared, more: shared }, shared: 'more' })['shared-storage']).toEqual({ storageClass: 'more' });
  });

  it('is no shared storage where there is none', () => {
    expect(offers({ classes: { fast } })).toEqual({ 'block-storage': { storageClass: 'fast' } });
  });
});

describe('what is refused', () => {
  it.each([
    ['no class', {}, {}, /classes: there is no class; write classes:/],
    ['no default', { shared, other: shared }, { shared: 'shared' }, /classes: none of shared, other is the default/],
    ['two defaults', { fast, slow: fast }, {}, /classes\.slow\.default: fast is the default already/],
    ['two for many nodes', { fast, shared, more: shared }, {}, /shared: shared, more can each be used by many nodes/],
    ['an unknown class', { fast }, { shared: 'fats' }, /shared: "fats" is no class; there is fast/],
    ['a class for one node', { fast }, { shared: 'fast' }, /shared: "fast" has access: readWriteOnce/],
    ['a class without a driver', { fast: { default: true } }, {}, /classes\.fast: has no provisioner; write the name of its CSI driver, or existing: true/],
    ['snapshots without a driver', { fast: { existing: true, default: true, snapshots: {} } }, {}, /classes\.fast\.snapshots\.driver: is not known/],
    [
      'two snapshot classes of a driver',
      { fast: withSnapshots, slow: { ...withSnapshots, default: false } },
      {},
      /write snapshots: \{ class: fast, existing: true \}/,
    ],
  ])('is %s', (_, classes, config, message) => {
    expect(() => rendered(classes, config)).toThrow(message);
  });

  it('is nothing else, on a cluster of any profile', () => {
    for (const profile of ['lab', 'small', 'production']) expect(() => rendered({ fast: withSnapshots, shared }, {}, { profile })).not.toThrow();
  });
});

import { z } from 'zod';
import { ObjectName } from '../../config/values.ts';

const parameters = z.record(z.string(), z.string()).default({});

const Snapshots = z
  .strictObject({
    class: ObjectName.optional().describe('The name of the VolumeSnapshotClass; that of the class when left out'),
    existing: z.boolean().default(false).describe('True when the cluster has that VolumeSnapshotClass already: it is used, not made'),
    driver: z.string().min(1).optional().describe('The CSI driver; the provisioner of the class when left out'),
    parameters: parameters.describe("The driver's parameters for snapshots"),
    deletionPolicy: z.enum(['Delete', 'Retain']).default('Delete').describe("What happens to the driver's snapshot when its object goes"),
  })
  .describe('How the driver makes snapshots; left out: it makes none');

const Class = z.strictObject({
  existing: z.boolean().default(false).describe('True when the cluster has the class already: it is used, not made'),
  provisioner: z.string().min(1).optional().describe("The CSI driver's name, such as csi.example.nl; as kubectl get csidrivers shows it"),
  parameters: parameters.describe("The driver's parameters"),
  access: z
    .enum(['readWriteOnce', 'readWriteMany'])
    .default('readWriteOnce')
    .describe('Who uses a volume: pods of one node, or of many. A fact about the driver, which nothing here can check'),
  default: z.boolean().default(false).describe('Whether a claim that names no class gets a volume of this one; exactly one class says true'),
  reclaimPolicy: z.enum(['Delete', 'Retain']).default('Delete').describe('What happens to a volume when its claim goes'),
  volumeBindingMode: z
    .enum(['WaitForFirstConsumer', 'Immediate'])
    .default('WaitForFirstConsumer')
    .describe('When a volume is made: when its pod has a node (so in the right zone), or at once'),
  allowVolumeExpansion: z.boolean().default(true).describe('Whether a volume can grow'),
  mountOptions: z.array(z.string().min(1)).default([]).describe('Options of the mount'),
  snapshots: Snapshots.nullish(),
});

/** storage-classes' part of cluster.yaml. */
export const StorageClassesConfig = z.strictObject({
  // null takes back a class that a wider file has, since maps are merged.
  classes: z.record(ObjectName, Class.nullable()).default({}).describe("The site's storage as StorageClasses, by name; null takes one of a wider file back"),
  shared: ObjectName.optional().describe('The class for volumes that many nodes use, where more than one can'),
});
export type StorageClassesConfig = z.output<typeof StorageClassesConfig>;
export type Class = z.output<typeof Class>;
export type Snapshots = z.output<typeof Snapshots>;

export type NamedClass = Class & { readonly name: string };

/** The classes that are left when those of `null` are gone. */
export function classesOf({ classes }: StorageClassesConfig): NamedClass[] {
  return Object.entries(classes).flatMap(([name, one]) => (one === null ? [] : [{ name, ...one }]));
}

export function snapshotClass({ name, snapshots }: NamedClass): string | undefined {
  return snapshots ? (snapshots.class ?? name) : undefined;
}

export function snapshotDriver({ snapshots, provisioner }: NamedClass): string | undefined {
  return snapshots?.driver ?? provisioner;
}

/** What claims of the platform get: the default class, and the one that many nodes can use, if any. */
export function chosenClasses(config: StorageClassesConfig): { readonly block: NamedClass | undefined; readonly shared: NamedClass | undefined } {
  const classes = classesOf(config);
  const many = classes.filter(({ access }) => access === 'readWriteMany');
  return {
    block: classes.find((one) => one.default),
    shared: config.shared === undefined ? (many.length === 1 ? many[0] : undefined) : many.find(({ name }) => name === config.shared),
  };
}

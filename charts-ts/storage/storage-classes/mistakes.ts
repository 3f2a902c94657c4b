import type { Mistake, Planned } from '../../kit/component.ts';
import { classesOf, type NamedClass, type StorageClassesConfig, snapshotClass, snapshotDriver } from './config.ts';

/** What the schema alone cannot see. */
export function storageMistakes({ config }: Planned<StorageClassesConfig>): Mistake[] {
  const classes = classesOf(config);
  if (classes.length === 0)
    return [
      {
        path: ['classes'],
        message: 'there is no class; write classes: { fast: { provisioner: csi.example.nl, default: true } }, or existing: true for one that the cluster has',
      },
    ];
  return [...defaultMistakes(classes), ...sharedMistakes(classes, config.shared), ...classes.flatMap(classMistakes), ...snapshotMistakes(classes)];
}

function defaultMistakes(classes: readonly NamedClass[]): Mistake[] {
  const [first, ...others] = classes.filter((one) => one.default);
  if (first === undefined)
    return [{ path: ['classes'], message: `none of ${names(classes)} is the default; write default: true in the one that claims get when they name none` }];
  return others.map(({ name }) => ({ path: ['classes', name, 'default'], message: `${first.name} is the default already; write true in one class only` }));
}

function sharedMistakes(classes: readonly NamedClass[], shared: string | undefined): Mistake[] {
  const many = classes.filter(({ access }) => access === 'readWriteMany');
  if (shared === undefined)
    return many.length > 1
      ? [{ path: ['shared'], message: `${names(many)} can each be used by many nodes; write shared: ${many[0]?.name} or another of them` }]
      : [];
  const named = classes.find(({ name }) => name === shared);
  if (named === undefined) return [{ path: ['shared'], message: `"${shared}" is no class; there is ${names(classes)}` }];
  return named.access === 'readWriteMany'
    ? []
    : [{ path: ['shared'], message: `"${shared}" has access: ${named.access}; name a class with access: readWriteMany, or remove this` }];
}

function classMistakes(one: NamedClass): Mistake[] {
  const path = ['classes', one.name];
  if (!one.existing && one.provisioner === undefined)
    return [{ path, message: 'has no provisioner; write the name of its CSI driver, or existing: true when the cluster has this class already' }];
  return one.snapshots && !one.snapshots.existing && snapshotDriver(one) === undefined
    ? [{ path: [...path, 'snapshots', 'driver'], message: 'is not known; write the name of the CSI driver' }]
    : [];
}

/** Velero takes one VolumeSnapshotClass for each driver. https://velero.io/docs/main/csi/ */
function snapshotMistakes(classes: readonly NamedClass[]): Mistake[] {
  const made = classes.filter(({ snapshots }) => snapshots && !snapshots.existing);
  return made.flatMap((one, index) => {
    const earlier = made.slice(0, index);
    const twin = earlier.find((other) => snapshotClass(other) === snapshotClass(one)) ?? earlier.find((other) => snapshotDriver(other) === snapshotDriver(one));
    return twin === undefined
      ? []
      : [
          {
            path: ['classes', one.name, 'snapshots'],
            message: `${twin.name} makes the VolumeSnapshotClass of this driver already; write snapshots: { class: ${snapshotClass(twin)}, existing: true }`,
          },
        ];
  });
}

function names(classes: readonly NamedClass[]): string {
  return classes.map(({ name }) => name).join(', ');
}

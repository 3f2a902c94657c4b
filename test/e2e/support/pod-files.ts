import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { KubeObject } from '../../../charts-ts/kit/object.ts';
import type { Workload } from './arguments.ts';

interface Source {
  readonly configMap?: { readonly name: string };
}

interface Volume {
  readonly name: string;
  readonly configMap?: { readonly name: string };
  readonly projected?: { readonly sources: readonly Source[] };
  readonly emptyDir?: object;
}

interface Mounted {
  readonly volumes?: readonly Volume[];
  readonly containers: readonly { readonly name: string; readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[] }[];
}

/**
 * Lays out, below a folder, what a container's volumes hold: files of ConfigMaps, and folders that are empty, as are those that its image has. Returns
 * what changes the container's paths in a text to those; it is done to the files too. Throws when the objects lack a ConfigMap.
 */
export function layOut(
  objects: readonly KubeObject[],
  workload: Workload,
  container: string,
  { folder, inImage = [] }: { readonly folder: string; readonly inImage?: readonly string[] },
): (text: string) => string {
  const { volumes = [], containers } = workload.spec.template.spec as Mounted;
  const mounts = containers.find(({ name }) => name === container)?.volumeMounts ?? [];
  const paths = [...inImage, ...mounts.map(({ mountPath }) => mountPath)].sort((one, another) => another.length - one.length);
  // A path is one where nothing stands before it that would make it another's end.
  const known = new RegExp(`(?<![\\w./-])(${paths.map(escaped).join('|')})(?=$|[^\\w.-])`, 'gm');
  const moved = (text: string) => (paths.length === 0 ? text : text.replace(known, (path) => join(folder, path)));
  for (const path of paths) mkdirSync(join(folder, path), { recursive: true });
  for (const { name, mountPath } of mounts) {
    const volume = volumes.find((one) => one.name === name);
    for (const configMap of configMapsOf(volume)) {
      const found = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === configMap);
      if (found === undefined) throw new Error(`${workload.metadata.name} mounts the ConfigMap ${configMap}, which is not there`);
      for (const [file, text] of Object.entries((found['data'] ?? {}) as Readonly<Record<string, string>>)) {
        const target = join(folder, mountPath, file);
        mkdirSync(dirname(target), { recursive: true });
        writeFileSync(target, moved(text));
      }
    }
  }
  return moved;
}

function configMapsOf(volume: Volume | undefined): string[] {
  if (volume?.configMap !== undefined) return [volume.configMap.name];
  return (volume?.projected?.sources ?? []).flatMap(({ configMap }) => (configMap === undefined ? [] : [configMap.name]));
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { checksumOf } from '../kit/checksum.ts';
import { configMapVolume, mount } from '../kit/workload.ts';
import type { App } from './declaration.ts';

/** What a pod gets of the declaration's configuration files. */
export interface Files {
  readonly volumes: readonly k8s.Volume[];
  readonly mounts: readonly k8s.VolumeMount[];
  readonly annotations: Readonly<Record<string, string>>;
}

/** Puts the files into a ConfigMap, and each at its path; a change rolls the pods, since a file that is mounted alone never follows. */
export function filesOf(scope: Construct, { name, files }: App): Files {
  const entries = Object.entries(files).map(([path, text], index) => ({ path, text, key: `${index + 1}-${path.slice(path.lastIndexOf('/') + 1)}` }));
  if (entries.length === 0) return { volumes: [], mounts: [], annotations: {} };
  const configMap = `${name}-files`;
  const data = Object.fromEntries(entries.map(({ key, text }) => [key, text]));
  new k8s.KubeConfigMap(scope, `ConfigMap-${configMap}`, { metadata: { name: configMap }, data });
  return {
    volumes: [configMapVolume('files', configMap)],
    mounts: entries.map(({ key, path }) => mount('files', path, { subPath: key })),
    annotations: { 'polder.internal/config-checksum': checksumOf(JSON.stringify(data)) },
  };
}

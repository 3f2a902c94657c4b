import { type Kubectl, manifests } from '../kubectl.ts';
import type { Live } from './live.ts';

interface Claim {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly uid: string };
  readonly spec: {
    readonly storageClassName?: string;
    readonly accessModes: readonly string[];
    readonly volumeMode?: string;
    readonly resources: { readonly requests: { readonly storage: string } };
  };
  readonly status?: { readonly phase?: string };
}

/** Makes a volume for each claim that waits, as a storage driver does: the control plane itself then binds the two. Nothing is ever written to it. */
export async function bindClaims(kubectl: Kubectl, objects: readonly Live[]): Promise<void> {
  const claims = objects.filter(({ kind }) => kind === 'PersistentVolumeClaim') as unknown as readonly Claim[];
  const waiting = claims.filter(({ status }) => status?.phase === 'Pending');
  if (waiting.length > 0) await kubectl(['apply', '--server-side', '--filename', '-'], manifests(...waiting.map(volume)));
}

function volume({ metadata: { name, namespace, uid }, spec }: Claim): object {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: `e2e-${uid}` },
    spec: {
      capacity: { storage: spec.resources.requests.storage },
      accessModes: spec.accessModes,
      volumeMode: spec.volumeMode ?? 'Filesystem',
      storageClassName: spec.storageClassName ?? '',
      persistentVolumeReclaimPolicy: 'Delete',
      claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name, namespace },
      hostPath: { path: `/nowhere/${uid}` },
    },
  };
}

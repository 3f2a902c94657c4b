import type { k8s } from 'cdk8s-plus-28';
import { configMapVolume, mount } from './workload.ts';

/** The fact of the capability `trust-bundle`. */
interface TrustBundle {
  readonly configMap: string;
  readonly key: string;
}

/** What a pod of a program in Go gets, so that it trusts the bundle and not only what its image brings. */
export interface Trust {
  readonly volumes: readonly k8s.Volume[];
  readonly mounts: readonly k8s.VolumeMount[];
  readonly env: readonly k8s.EnvVar[];
}

const folder = '/etc/polder/trust';

/** For a program that asks these addresses: nothing where none is HTTPS, for inside the cluster the platform speaks HTTP behind its policies. */
export function trusting(bundle: TrustBundle | undefined, addresses: readonly (string | undefined)[]): Trust {
  if (bundle === undefined || !addresses.some((address) => address?.startsWith('https:'))) return { volumes: [], mounts: [], env: [] };
  return {
    volumes: [configMapVolume('trust', bundle.configMap)],
    mounts: [mount('trust', folder)],
    // https://pkg.go.dev/crypto/x509#SystemCertPool: instead of the image's own; the bundle has the public CAs too.
    env: [{ name: 'SSL_CERT_FILE', value: `${folder}/${bundle.key}` }],
  };
}

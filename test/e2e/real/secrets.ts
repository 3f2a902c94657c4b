import type { ControlPlane } from '../support/control-plane.ts';

/** What a key of a Secret holds. Throws while the Secret is not there. */
export async function secretValue({ kubectl }: ControlPlane, namespace: string, name: string, key: string): Promise<Buffer> {
  const path = `jsonpath={.data.${key.replaceAll('.', '\\.')}}`;
  return Buffer.from(await kubectl(['get', 'secret', name, '--namespace', namespace, '--output', path]), 'base64');
}

/** The certificate of the platform's own CA. */
export function platformRoot(cluster: ControlPlane): Promise<Buffer> {
  return secretValue(cluster, 'cert-manager', 'platform-root', 'tls.crt');
}

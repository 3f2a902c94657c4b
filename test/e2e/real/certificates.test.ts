import { X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { manifests } from '../support/kubectl.ts';
import { waitFor } from '../support/wait.ts';
import { type Running, running } from './running.ts';
import { secretValue } from './secrets.ts';

describe('a certificate', () => {
  let world: Running;
  beforeAll(async () => {
    world = await running();
  });

  it('that is about to expire is renewed, with a new key', async () => {
    const certificate = {
      apiVersion: 'cert-manager.io/v1',
      kind: 'Certificate',
      metadata: { name: 'e2e', namespace: 'traefik' },
      spec: {
        secretName: 'e2e-certificate',
        dnsNames: [`short.${world.config.ingress.domain}`],
        issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: 'platform' },
        // An hour is the shortest that there is; half a minute after it is made, it counts as about to expire.
        duration: '1h',
        renewBefore: '59m30s',
        privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
      },
    };
    await world.cluster.kubectl(['apply', '--filename', '-'], manifests(certificate));
    const current = async () => new X509Certificate(await secretValue(world.cluster, 'traefik', 'e2e-certificate', 'tls.crt'));
    const first = await waitFor('the certificate', current, { seconds: 60 });

    const second = await waitFor('its successor', async () => ((await current()).serialNumber === first.serialNumber ? undefined : current()), {
      seconds: 120,
      everyMilliseconds: 2000,
    });
    expect(second.subjectAltName).toBe(first.subjectAltName);
    expect(second.publicKey.equals(first.publicKey)).toBe(false);
    expect(Date.parse(second.validTo)).toBeGreaterThan(Date.parse(first.validTo));
    await world.cluster.kubectl(['delete', 'certificate', 'e2e', '--namespace', 'traefik']);
  });
});

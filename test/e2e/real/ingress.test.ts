import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { sandboxFolder } from '../support/sandbox.ts';
import { type Running, running } from './running.ts';
import { platformRoot } from './secrets.ts';
import { ingressAddress } from './world.ts';

describe('a browser outside of the cluster', () => {
  let world: Running;
  const ca = join(sandboxFolder(), 'platform-root.crt');
  const host = () => `argocd.${world.config.ingress.domain}`;

  beforeAll(async () => {
    world = await running();
    writeFileSync(ca, await platformRoot(world.cluster));
  });

  /** Answers to HTTPS at the address that MetalLB announces. */
  const curl = (...args: readonly string[]) =>
    world.outside.run(
      'curl',
      '--silent',
      '--show-error',
      '--max-time',
      '20',
      '--cacert',
      ca,
      '--resolve',
      `*:443:${ingressAddress}`,
      '--resolve',
      `*:80:${ingressAddress}`,
      ...args,
    );

  it('gets the platform at the address that MetalLB announces, with a certificate of the platform', async () => {
    expect((await curl(`https://${host()}/healthz`)).trim()).toBe('ok');
  });

  it('is sent from HTTP to HTTPS', async () => {
    const answer = await curl('--output', '/dev/null', '--write-out', '%{http_code} %{redirect_url}', `http://${host()}/healthz`);
    expect(answer).toBe(`301 https://${host()}/healthz`);
  });

  it('is not served where the certificate would have to be trusted blindly: without the platform’s CA it refuses', async () => {
    await expect(world.outside.run('curl', '--silent', '--show-error', '--resolve', `*:443:${ingressAddress}`, `https://${host()}/`)).rejects.toThrow(
      /certificate/,
    );
  });

  it('agrees on TLS 1.2 and 1.3, and is refused with TLS 1.1', async () => {
    const handshake = (version: string) =>
      world.outside.run(
        'openssl',
        's_client',
        '-connect',
        `${ingressAddress}:443`,
        '-servername',
        host(),
        '-CAfile',
        ca,
        '-verify_return_error',
        '-brief',
        version,
        '-cipher',
        'DEFAULT@SECLEVEL=0',
      );
    await handshake('-tls1_3');
    await handshake('-tls1_2');
    await expect(handshake('-tls1_1')).rejects.toThrow(/alert protocol version|unsupported protocol|no protocols available/);
  });

  it('finds where to report a vulnerability on every hostname (RFC 9116)', async () => {
    for (const name of ['argocd', 'login', 'prometheus']) {
      expect(await curl(`https://${name}.${world.config.ingress.domain}/.well-known/security.txt`)).toContain('Contact: mailto:security@odc.example.nl');
    }
  });

  it('is told by headers to stay with HTTPS', async () => {
    expect((await curl('--head', `https://${host()}/`)).toLowerCase()).toContain('strict-transport-security: max-age=');
  });
});

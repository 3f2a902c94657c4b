import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import { issueCertificate } from '../ca.ts';
import type { ControlPlane } from '../control-plane.ts';

/** A validating or mutating webhook whose program cannot run here: it is answered "allowed". */
interface Silent {
  /** The name of its configurations starts with this. */
  readonly prefix: string;
  readonly namespace: string;
  readonly service: string;
  /** The port of the container that the Service leads to. */
  readonly port: number;
  readonly why: string;
}

/** Whose validation the tests do not have: test/e2e/README.md lists it. */
export const silent: readonly Silent[] = [];

interface Review {
  readonly request: { readonly uid: string };
}

/**
 * Answers these webhooks in the place of their pods. `trust` tells the API server the test's CA where a configuration has none yet:
 * the program itself, or cert-manager, would.
 */
export async function startWebhooks({ authority, kubectl }: ControlPlane): Promise<{ trust(): Promise<void>; stop(): Promise<void> }> {
  const servers = await Promise.all([...new Set(silent.map(({ port }) => port))].map((port) => listen(port)));
  const caBundle = Buffer.from(authority.certificate).toString('base64');

  function listen(port: number): Promise<Server> {
    const hosts = silent.filter((one) => one.port === port).map(({ service, namespace }) => `${service}.${namespace}.svc`);
    const { certificateFile, keyFile } = issueCertificate(authority, `webhook-${port}`, { hosts });
    const server = createServer({ cert: readFileSync(certificateFile), key: readFileSync(keyFile) }, async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      const { request: asked } = JSON.parse(Buffer.concat(chunks).toString()) as Review;
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify({ apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response: { uid: asked.uid, allowed: true } }));
    });
    return new Promise((done, fail) => server.once('error', fail).listen(port, '0.0.0.0', () => done(server)));
  }

  return {
    async trust() {
      if (silent.length === 0) return;
      for (const resource of ['validatingwebhookconfigurations', 'mutatingwebhookconfigurations']) {
        const { items } = JSON.parse(await kubectl(['get', resource, '--output', 'json'])) as {
          readonly items: readonly {
            readonly metadata: { readonly name: string };
            readonly webhooks: readonly { readonly clientConfig: { readonly caBundle?: string } }[];
          }[];
        };
        for (const { metadata, webhooks } of items.filter(({ metadata: { name } }) => silent.some(({ prefix }) => name.startsWith(prefix)))) {
          const patch = webhooks.flatMap(({ clientConfig }, index) =>
            clientConfig.caBundle === caBundle ? [] : [{ op: 'add', path: `/webhooks/${index}/clientConfig/caBundle`, value: caBundle }],
          );
          if (patch.length > 0) await kubectl(['patch', resource, metadata.name, '--type=json', '--patch', JSON.stringify(patch)]);
        }
      }
    },
    async stop() {
      await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
    },
  };
}

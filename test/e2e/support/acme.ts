import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { issueCertificate } from './ca.ts';
import type { ControlPlane } from './control-plane.ts';
import { startProcess } from './process.ts';
import type { Binaries } from './programs.ts';
import { addHosts } from './sandbox.ts';
import { isListening } from './wait.ts';

export interface Acme {
  stop(): Promise<void>;
}

const address = '127.0.0.2';

/** A real ACME server (pebble) at https://<host>/directory, and what answers in the place of cert-manager's solver pods. */
export async function startAcme(binaries: Binaries, cluster: ControlPlane, folder: string, host: string): Promise<Acme> {
  const { certificateFile, keyFile } = issueCertificate(cluster.authority, 'acme', { hosts: [host] });
  const config = join(folder, 'pebble.json');
  const pebble = {
    listenAddress: `${address}:443`,
    managementListenAddress: '127.0.0.1:15000',
    certificate: certificateFile,
    privateKey: keyFile,
    httpPort: 80,
    tlsPort: 443,
  };
  writeFileSync(config, JSON.stringify({ pebble }));
  addHosts([host], address);
  const server = await startProcess({
    name: 'pebble',
    command: binaries.pebble,
    args: ['-config', config],
    // Each nonce is good and nothing sleeps: what is tested is the platform, not the client's patience.
    env: { PEBBLE_VA_NOSLEEP: '1', PEBBLE_WFE_NONCEREJECT: '0' },
    logFile: join(folder, 'log', 'pebble.log'),
    ready: () => isListening(15000),
  });
  const closeSolver = await answerChallenges(cluster);
  return {
    stop: async () => {
      await closeSolver();
      await server.stop();
    },
  };
}

interface SolverPod {
  readonly spec: { readonly containers: readonly { readonly args?: readonly string[] }[] };
}

/** Answers on the solver pods' port with the tokens and keys that cert-manager gave to the pods that exist at that moment. */
async function answerChallenges({ kubectl }: ControlPlane): Promise<() => Promise<void>> {
  const server = createServer(async (request, response) => {
    const found = JSON.parse(
      await kubectl(['get', 'pods', '--all-namespaces', '--selector=acme.cert-manager.io/http01-solver=true', '--output', 'json']).catch(() => '{"items":[]}'),
    ) as { readonly items: readonly SolverPod[] };
    const flag = (pod: SolverPod, name: string) => pod.spec.containers[0]?.args?.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
    const pod = found.items.find((one) => request.url === `/.well-known/acme-challenge/${flag(one, 'token')}`);
    response.writeHead(pod === undefined ? 404 : 200).end(pod === undefined ? '' : flag(pod, 'key'));
  });
  await new Promise<void>((ready, fail) => server.once('error', fail).listen(8089, '0.0.0.0', ready));
  return () =>
    new Promise((closed) => {
      server.close(() => closed());
      server.closeAllConnections();
    });
}

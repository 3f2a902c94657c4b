import { connect, createServer, type Socket } from 'node:net';

/** Hands connections to a port of a loopback address on to another port, as a load balancer does. Returns a function that closes it, and what is open. */
export async function forwardPort(address: string, from: number, to: number): Promise<() => Promise<void>> {
  const open = new Set<Socket>();
  const server = createServer((inward) => {
    open.add(inward);
    inward.once('close', () => open.delete(inward));
    const outward = connect(to, '127.0.0.1');
    inward.on('error', () => outward.destroy()).pipe(outward);
    outward.on('error', () => inward.destroy()).pipe(inward);
  });
  await new Promise<void>((ready, fail) => server.once('error', fail).listen(from, address, ready));
  return () =>
    new Promise((closed) => {
      server.close(() => closed());
      // Clients keep connections for minutes.
      for (const socket of open) socket.destroy();
    });
}

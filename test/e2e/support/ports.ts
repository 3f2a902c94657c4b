import { connect, createServer } from 'node:net';

/** Hands connections to a port of a loopback address on to another port, as a load balancer does. Returns a function that closes it. */
export async function forwardPort(address: string, from: number, to: number): Promise<() => Promise<void>> {
  const server = createServer((inward) => {
    const outward = connect(to, '127.0.0.1');
    inward.on('error', () => outward.destroy()).pipe(outward);
    outward.on('error', () => inward.destroy()).pipe(inward);
  });
  await new Promise<void>((ready, fail) => server.once('error', fail).listen(from, address, ready));
  return () => new Promise((closed) => server.close(() => closed()));
}

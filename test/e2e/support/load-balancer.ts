import { setTimeout as sleep } from 'node:timers/promises';
import type { Kubectl } from './kubectl.ts';

/** An address of the documentation range (RFC 5737): nothing is there. */
const address = '198.51.100.10';

/**
 * Does what a site's load balancer does: gives each Service of type LoadBalancer an address. Argo CD calls such a Service
 * Progressing until then. Returns a function that ends it.
 */
export function giveAddresses(kubectl: Kubectl): () => Promise<void> {
  let on = true;
  const work = async () => {
    while (on) {
      // The API server is killed by some tests: it is asked again.
      await once(kubectl).catch(() => {});
      await sleep(1000);
    }
  };
  const working = work();
  return async () => {
    on = false;
    await working;
  };
}

async function once(kubectl: Kubectl): Promise<void> {
  const { items } = JSON.parse(await kubectl(['get', 'services', '--all-namespaces', '--output', 'json'])) as {
    readonly items: readonly {
      readonly metadata: { readonly name: string; readonly namespace: string };
      readonly spec: { readonly type: string };
      readonly status: { readonly loadBalancer: { readonly ingress?: readonly unknown[] } };
    }[];
  };
  for (const { metadata, spec, status } of items) {
    if (spec.type !== 'LoadBalancer' || status.loadBalancer.ingress !== undefined) continue;
    const patch = JSON.stringify({ status: { loadBalancer: { ingress: [{ ip: address }] } } });
    await kubectl(['patch', 'service', metadata.name, '--namespace', metadata.namespace, '--subresource=status', '--type=merge', '--patch', patch]);
  }
}

import type { Kubectl } from '../kubectl.ts';

/** An address of the documentation range (RFC 5737): nothing is there. */
const address = '198.51.100.10';

/** Gives each Service of type LoadBalancer an address, as a site's load balancer does: Argo CD calls such a Service Progressing until then. */
export async function giveAddresses(kubectl: Kubectl): Promise<void> {
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

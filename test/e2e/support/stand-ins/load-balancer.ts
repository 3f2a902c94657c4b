import type { Kubectl } from '../kubectl.ts';
import type { Live } from './live.ts';

interface Service {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: { readonly type: string };
  readonly status: { readonly loadBalancer: { readonly ingress?: readonly unknown[] } };
}

/** An address of the documentation range (RFC 5737): nothing is there. */
const address = '198.51.100.10';

/** Gives each Service of type LoadBalancer an address, as a site's load balancer does: Argo CD calls such a Service Progressing until then. */
export async function giveAddresses(kubectl: Kubectl, objects: readonly Live[]): Promise<void> {
  const services = objects.filter(({ kind }) => kind === 'Service') as unknown as readonly Service[];
  for (const { metadata, spec, status } of services) {
    if (spec.type !== 'LoadBalancer' || status.loadBalancer.ingress !== undefined) continue;
    const patch = JSON.stringify({ status: { loadBalancer: { ingress: [{ ip: address }] } } });
    await kubectl(['patch', 'service', metadata.name, '--namespace', metadata.namespace, '--subresource=status', '--type=merge', '--patch', patch]);
  }
}

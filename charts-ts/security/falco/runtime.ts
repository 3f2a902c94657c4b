import type { Distribution } from '../../config/facts.ts';

export const runtimes = ['containerd', 'rke2', 'cri-o'] as const;
export type Runtime = (typeof runtimes)[number];

/** Where the runtime's socket stands on a node, and what it is called; rke2: containerd as RKE2 and K3s run it. */
const places: Readonly<Record<Runtime, { readonly folder: string; readonly socket: string }>> = {
  containerd: { folder: '/run/containerd', socket: 'containerd.sock' },
  rke2: { folder: '/run/k3s/containerd', socket: 'containerd.sock' },
  'cri-o': { folder: '/run/crio', socket: 'crio.sock' },
};

const own: Readonly<Partial<Record<Distribution, Runtime>>> = { rke2: 'rke2', openshift: 'cri-o' };

/** The folder of the runtime's socket, and the socket in it: what a person says, or what the distribution has. */
export function runtimePlace(runtime: Runtime | undefined, distribution: Distribution): { readonly folder: string; readonly socket: string } {
  const { folder, socket } = places[runtime ?? own[distribution] ?? 'containerd'];
  return { folder, socket: `${folder}/${socket}` };
}

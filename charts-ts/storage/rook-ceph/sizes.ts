import { quantity } from '../../config/values.ts';
import type { OperatedPods } from '../../kit/component.ts';
import type { Size } from '../../kit/workload.ts';
import { osdCount, type RookCephConfig } from './config.ts';
import { callsApi, cephPods, csiControllerPods, gatewayPods } from './names.ts';
import type { Resources } from './types.ts';

export const counts = { mon: 3, mgr: 2, mds: 2 } as const;

/** Sidecars of a driver's controller: csi-provisioner, csi-resizer, csi-attacher, csi-snapshotter. */
const controllerSidecars = 4;

export function resourcesOf({ cpu, memory, cpuLimit }: Size): Resources {
  return { requests: { cpu, memory }, limits: { cpu: cpuLimit, memory } };
}

/** Everything that the two operators start. */
export function operatedPods(config: RookCephConfig): OperatedPods[] {
  const { sizes } = config;
  const drivers = config.filesystem ? 2 : 1;
  const daemon = (app: string, count: number | 'node', size: Size, labels: Readonly<Record<string, string>> = {}): OperatedPods => ({
    name: app,
    count,
    size,
    labels: { ...labels, ...cephPods, app: `rook-ceph-${app}` },
  });
  return [
    daemon('mon', counts.mon, sizes.mon),
    // The sidecar that tells which one is active.
    daemon('mgr', counts.mgr, together(sizes.mgr, sizes.node), callsApi),
    daemon('osd', osdCount(config), sizes.osd),
    ...(config.filesystem ? [daemon('mds', counts.mds, sizes.mds)] : []),
    ...(config.objects.enabled ? [daemon('rgw', config.objects.gateways, sizes.rgw, gatewayPods)] : []),
    daemon('crashcollector', 'node', sizes.node),
    daemon('exporter', 'node', sizes.node),
    { name: 'csi-node', count: 'node', size: times(drivers, together(sizes.csiPlugin, sizes.csiSidecar)) },
    {
      name: 'csi-controller',
      count: drivers * config.csiControllers,
      size: together(sizes.csiPlugin, times(controllerSidecars, sizes.csiSidecar)),
      labels: csiControllerPods,
    },
  ];
}

function together(a: Size, b: Size): Size {
  return { cpu: cores(quantity(a.cpu) + quantity(b.cpu)), memory: mebibytes(quantity(a.memory) + quantity(b.memory)), cpuLimit: a.cpuLimit };
}

function times(count: number, size: Size): Size {
  return { cpu: cores(count * quantity(size.cpu)), memory: mebibytes(count * quantity(size.memory)), cpuLimit: size.cpuLimit };
}

function cores(amount: number): string {
  return `${Math.round(amount * 1000)}m`;
}

function mebibytes(amount: number): string {
  return `${Math.round(amount / 2 ** 20)}Mi`;
}

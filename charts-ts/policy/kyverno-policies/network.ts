import type { Construct } from 'constructs';
import type { ClusterContext } from '../../kit/component.ts';
import { allow, distinctPorts, outside, portOfUrl } from '../../kit/network.ts';
import { portsInReferences, registryPorts } from '../../kit/registry-ports.ts';
import type { ImagePolicy, Settings } from './settings.ts';

/** The way to what the policies of images name on other ports than those that Kyverno reaches anyhow. */
export function registries(scope: Construct, cluster: ClusterContext, images: Settings['images'], readers: readonly Readonly<Record<string, string>>[]): void {
  const open = registryPorts(cluster);
  const named = distinctPorts(Object.values(images).flatMap(portsOf)).filter((port) => !open.includes(port));
  if (named.length === 0) return;
  readers.forEach((labels, index) => {
    allow(scope, `kyverno-policies-registries-${index + 1}`, { to: [{ peers: outside(cluster), ports: named }] }, labels);
  });
}

/** Of images, signatures that stand elsewhere, and an own Sigstore. */
function portsOf({ references, signers }: ImagePolicy): number[] {
  const each = Object.values(signers);
  const logs = each.flatMap(({ transparencyLog }) => (transparencyLog === false ? [] : (transparencyLog.url ?? [])));
  return [
    ...portsInReferences([...references, ...each.flatMap(({ signatureRepository }) => signatureRepository ?? [])]),
    ...[...logs, ...each.flatMap(({ keyless }) => keyless?.tuf?.mirror ?? [])].map(portOfUrl),
  ];
}

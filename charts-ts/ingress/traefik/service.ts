import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { selectorLabels } from '../../kit/labels.ts';
import { service } from '../../kit/workload.ts';
import type { TraefikConfig } from './config.ts';

/** The way in from outside, and a Service inside for the metrics alone. */
export function traefikServices(scope: Construct, name: string, { type, annotations, nodePorts }: TraefikConfig['service']): void {
  const port = (portName: string, number: number, target: string, nodePort: number | undefined): k8s.ServicePort => ({
    name: portName,
    port: number,
    targetPort: k8s.IntOrString.fromString(target),
    protocol: 'TCP',
    ...(nodePort === undefined ? {} : { nodePort }),
  });
  new k8s.KubeService(scope, 'public', {
    metadata: { name, labels: selectorLabels(name), ...(Object.keys(annotations).length === 0 ? {} : { annotations }) },
    spec: {
      type,
      // Keeps the client's address, for the access log and for what limits by address.
      externalTrafficPolicy: 'Local',
      ipFamilyPolicy: 'PreferDualStack',
      selector: selectorLabels(name),
      ports: [port('http', 80, 'web', nodePorts?.http), port('https', 443, 'websecure', nodePorts?.https)],
    },
  });
  service(scope, `${name}-metrics`, { metrics: { port: 9100, target: 'metrics' } }, { workload: name });
}

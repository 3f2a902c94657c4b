import type { Construct } from 'constructs';
import { serviceAccount } from '../../kit/rbac.ts';
import { deployment, httpProbe, type Size, service } from '../../kit/workload.ts';
import { cainjectorArgs, controllerArgs, ports, webhookArgs } from './args.ts';
import type { Choice } from './choice.ts';
import type { Injected } from './injected.ts';
import { cainjector, controller, webhook } from './names.ts';
import { cainjectorRights, controllerRights, webhookRights } from './rbac.ts';

interface Program {
  readonly namespace: string;
  readonly priorityClass: string;
  readonly image: string;
  readonly replicas: number;
  readonly size: Size;
}

const metrics = { metrics: { port: ports.metrics, target: 'metrics' } };

/** Makes and renews certificates. */
export function controllerProgram(scope: Construct, program: Program, choice: Choice, solverImage: string): void {
  controllerRights(scope, program.namespace, choice);
  deployment(scope, {
    ...program,
    name: controller,
    serviceAccount: serviceAccount(scope, controller),
    callsApi: true,
    containers: [
      {
        ...program,
        name: 'controller',
        args: controllerArgs(choice, program.namespace, solverImage),
        ports: { metrics: ports.metrics, health: ports.controllerHealth },
        // Its only health address: it fails when one that was elected lost its lease, as kube-controller-manager's does.
        probes: { readiness: httpProbe('/livez', 'health'), liveness: httpProbe('/livez', 'health', { timeoutSeconds: 15, failureThreshold: 8 }) },
      },
    ],
  });
  service(scope, controller, metrics);
}

/** Checks what others write of certificates and issuers. */
export function webhookProgram(scope: Construct, program: Program): void {
  webhookRights(scope, program.namespace);
  deployment(scope, {
    ...program,
    name: webhook,
    serviceAccount: serviceAccount(scope, webhook),
    callsApi: true,
    maxUnavailable: 0,
    containers: [
      {
        ...program,
        name: 'webhook',
        args: webhookArgs(program.namespace),
        ports: { https: ports.https, health: ports.webhookHealth, metrics: ports.metrics },
        // Ready when it has a certificate.
        probes: { readiness: httpProbe('/healthz', 'health', { periodSeconds: 5 }), liveness: httpProbe('/livez', 'health') },
      },
    ],
  });
  service(scope, webhook, { https: { port: 443, target: 'https' }, ...metrics });
}

/** Tells the API server which CA the certificate of a webhook, or of an API, comes from. */
export function cainjectorProgram(scope: Construct, program: Program, injected: Injected): void {
  cainjectorRights(scope, program.namespace, injected);
  deployment(scope, {
    ...program,
    name: cainjector,
    serviceAccount: serviceAccount(scope, cainjector),
    callsApi: true,
    containers: [
      {
        ...program,
        name: 'cainjector',
        args: cainjectorArgs(program.namespace, injected),
        ports: { metrics: ports.metrics },
        // It has no health address.
        probes: { readiness: httpProbe('/metrics', 'metrics'), liveness: httpProbe('/metrics', 'metrics', { timeoutSeconds: 5 }) },
      },
    ],
  });
  service(scope, cainjector, metrics);
}

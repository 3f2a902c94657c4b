import { z } from 'zod';
import { DnsLabel } from '../config/values.ts';

/** A fact that one component offers and others need; components know each other in no other way. */
export interface Capability<T> {
  /** Its key under `provides` in cluster.yaml. */
  readonly id: string;
  readonly description: string;
  readonly schema: z.ZodType<T>;
  /** API groups of custom resources that come with it where the cluster provides it by itself. */
  readonly apiGroups: readonly string[];
}

export interface Offer {
  readonly id: string;
  readonly value: unknown;
}

/** States a fact of a capability; the type of the fact is the capability's. */
export function offer<T>(what: Capability<T>, value: T): Offer {
  return { id: what.id, value };
}

function capability<S extends z.ZodType>(id: string, description: string, schema: S, apiGroups: readonly string[] = []): Capability<z.output<S>> {
  return { id, description, schema: schema as z.ZodType<z.output<S>>, apiGroups };
}

export const gitops = capability(
  'gitops',
  'Argo CD, which syncs the platform',
  z.strictObject({
    namespace: DnsLabel,
    signatureKeys: z.array(z.string()).default([]).describe('Ids of the GPG keys that must have signed what is synced; none: unsigned commits are synced too'),
  }),
  ['argoproj.io'],
);

export const namespaces = capability('namespaces', 'Namespaces with default-deny, and the priority classes', z.strictObject({ priorityClass: DnsLabel }));

export const gatewayApi = capability('gateway-api', "The Gateway API's definitions, standard channel", z.strictObject({}), ['gateway.networking.k8s.io']);

export const gateway = capability(
  'gateway',
  'A Gateway that serves the hostnames of the platform over HTTPS',
  z.strictObject({
    name: DnsLabel,
    namespace: DnsLabel,
    listener: DnsLabel.describe("The section name of the Gateway's HTTPS listener"),
    podLabels: z.record(z.string(), z.string()).describe("Labels of the Gateway's pods: network policies let them in"),
  }),
);

export const certificates = capability('certificates', 'cert-manager, which makes certificates', z.strictObject({}), [
  'cert-manager.io',
  'acme.cert-manager.io',
]);

export const issuer = capability(
  'issuer',
  'A ClusterIssuer for the hostnames of the platform',
  z.strictObject({
    name: DnsLabel,
    wildcard: z.boolean().describe('Whether it can issue for *.<domain>'),
    root: z
      .strictObject({ namespace: DnsLabel, secretName: DnsLabel })
      .optional()
      .describe("The Secret whose tls.crt is the issuer's own root, where neither the public nor trust.certificates knows it"),
  }),
);

export const trustBundle = capability(
  'trust-bundle',
  "A ConfigMap in every namespace with the public CAs and the site's own",
  z.strictObject({ configMap: DnsLabel, key: z.string() }),
);

export const metrics = capability(
  'metrics',
  'A Prometheus operator that reads ServiceMonitor and PrometheusRule',
  z.strictObject({ namespace: DnsLabel, podLabels: z.record(z.string(), z.string()).describe("Labels of Prometheus' pods: network policies let them in") }),
  ['monitoring.coreos.com'],
);

/** All capabilities: the schema of `provides` is made from them. */
export const capabilities: readonly Capability<unknown>[] = [gitops, namespaces, gatewayApi, gateway, certificates, issuer, trustBundle, metrics];

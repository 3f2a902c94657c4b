import { z } from 'zod';
import { sized } from '../../kit/size.ts';

export const KubeletCertificates = z.enum(['cluster-ca', 'unverified']);
export type KubeletCertificates = z.output<typeof KubeletCertificates>;

/** metrics-server's part of cluster.yaml. */
export const MetricsServerConfig = z.strictObject({
  replicas: z.int().min(1).max(5).default(1).describe('How many pods; each asks every kubelet, and any may answer'),
  kubeletCertificates: KubeletCertificates.default('cluster-ca').describe(
    "Who signed the kubelets' serving certificates: the cluster's own CA (RKE2, K3s, Talos; kubeadm with serverTLSBootstrap), or unverified where each kubelet signed its own (kubeadm's and kind's default), for labs",
  ),
  size: sized({ cpu: '50m', memory: '128Mi', cpuLimit: '500m' }),
});

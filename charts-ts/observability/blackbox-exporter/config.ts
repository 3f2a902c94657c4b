import { z } from 'zod';
import { DnsName, HttpsUrl } from '../../config/values.ts';
import { quoted } from '../../config/words.ts';
import { sized } from '../../kit/size.ts';

const HostAndPort = z.string().refine((value) => /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?:[0-9]{1,5}$/.test(value), {
  error: (issue) => `${quoted(issue.input)} is not a host and port; write it like traefik.traefik.svc:443`,
});

/** blackbox-exporter's part of cluster.yaml. */
export const BlackboxConfig = z.strictObject({
  gatewayAddress: HostAndPort.optional().describe(
    'Where the Gateway answers, such as traefik.traefik.svc:443, for clusters whose hostnames are in no DNS; without it hostnames are asked as users do, through DNS and the load balancer',
  ),
  urls: z.array(HttpsUrl).default([]).describe('More addresses to watch, such as those of important applications; each must answer 2xx, 3xx, 401 or 403'),
  except: z.array(DnsName).default([]).describe('Hostnames of the platform that are not watched'),
  intervalSeconds: z.int().min(15).max(3600).default(60).describe('Seconds between two questions'),
  slowSeconds: z.number().min(0.1).max(9).default(2).describe('From how many seconds on an answer is slow'),
  certificateDays: z.int().min(1).max(90).default(10).describe('How many days before its end a certificate that is still served is an alert'),
  size: sized({ cpu: '20m', memory: '64Mi', cpuLimit: '250m' }),
});
export type BlackboxConfig = z.output<typeof BlackboxConfig>;

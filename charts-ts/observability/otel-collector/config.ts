import { z } from 'zod';
import { quoted } from '../../config/words.ts';
import type { ClusterContext } from '../../kit/component.ts';
import { auditLogOf } from '../../kit/distribution.ts';
import { SizeSetting } from '../../kit/size.ts';

/** An absolute path of a file: its folder is mounted, so it must have one. */
const LogFile = z.string().regex(/^(\/[\w.-]+){2,}\.\w+$/, {
  error: ({ input }) => `${quoted(input)} is not the absolute path of a file; write it like /var/log/kubernetes/audit/audit.log`,
});

/** An expression of RE2, which looks neither ahead nor back. */
const Re2 = z.string().refine((text) => isRe2(text), {
  error: ({ input }) =>
    `${quoted(input)} is not a regular expression of RE2 (https://github.com/google/re2/wiki/Syntax); it has no look-around and no back-references`,
});

const size = SizeSetting.describe('CPU that each pod requests, memory that it requests and gets at most, CPU that it gets at most');

export const config = z.strictObject({
  podLogs: z.boolean().default(true).describe("False leaves the pods' logs to another program, such as Alloy"),
  events: z.boolean().default(true).describe('Whether events of Kubernetes are kept as logs'),
  auditLog: z
    .strictObject({
      path: LogFile.optional().describe(
        "The API server's --audit-log-path on the nodes of the control plane; left out: where the distribution writes it, of kubeadm /var/log/kubernetes/audit/audit.log",
      ),
    })
    .optional()
    .describe("The API server's audit log; leave it out where the API server writes none"),
  redact: z
    .array(Re2)
    .default([])
    .describe('More of what is replaced by **** in logs and traces, beside passwords, tokens and keys: regular expressions (RE2)'),
  agent: z
    .strictObject({ size: size.default({ cpu: '50m', memory: '192Mi', cpuLimit: '1' }) })
    .prefault({})
    .describe('The pod on each node'),
  gateway: z
    .strictObject({
      replicas: z.int().min(1).max(9).default(1).describe('How many pods take OTLP'),
      size: size.default({ cpu: '50m', memory: '192Mi', cpuLimit: '1' }),
    })
    .prefault({})
    .describe('The pods that take OTLP from programs'),
});
export type Config = z.output<typeof config>;

/** With the path of the audit log, where there is one. */
export type Settled = Omit<Config, 'auditLog'> & { readonly auditLog: { readonly path: string } | undefined };

/** Where the cluster's distribution writes what nobody told otherwise. */
export function settled(config: Config, cluster: ClusterContext): Settled {
  return { ...config, auditLog: config.auditLog && { path: config.auditLog.path ?? auditLogOf(cluster) } };
}

function isRe2(text: string): boolean {
  if (text === '' || /\(\?(?:[=!]|<[=!])|\\[1-9]/.test(text)) return false;
  try {
    // RE2 takes flags for the whole expression in front, which JavaScript does not.
    new RegExp(text.replace(/^\(\?[imsU]+\)/, ''));
    return true;
  } catch {
    return false;
  }
}

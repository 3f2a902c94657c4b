import { DnsName, HttpsUrl } from './values.ts';
import { quoted } from './words.ts';

/** Names that mean something inside a cluster or on one machine only. */
const inside = /\.(svc|local|localhost)$/;

/** Where Alertmanager, which all share, posts a tenant's alerts: never to what only the platform reaches. It fills in `{{ … }}` before it asks. */
export const WebhookUrl = HttpsUrl.superRefine((value, context) => {
  const told = problemOf(value);
  if (told !== undefined) context.addIssue({ code: 'custom', message: `${quoted(value)} ${told}` });
});

function problemOf(value: string): string | undefined {
  if (!HttpsUrl.safeParse(value).success) return undefined;
  if (/[{}]/.test(value)) return 'has braces, which Alertmanager would fill in; write the address as it is';
  const hostname = new URL(value).hostname.replace(/\.$/, '');
  const isName = DnsName.safeParse(hostname).success && !/\.\d+$/.test(hostname);
  return isName && !inside.test(hostname) ? undefined : 'is not outside the cluster; write an address with a whole name, like https://chat.example.nl/hook';
}

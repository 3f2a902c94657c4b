import { type ClusterTenant, namespacesOf, present } from '../../config/tenants.ts';
import type { AlertmanagerFile, Route } from './configuration.ts';
import { secretFolder } from './names.ts';

type Receivers = AlertmanagerFile['receivers'];

/** How alerts of tenants are told. */
export interface TenantTelling {
  /** Whether there is a mail server, which the file's `global` names. */
  readonly byMail: boolean;
  readonly subject: string;
  /** The interval in which warnings wait, where there is one. */
  readonly quiet: string | undefined;
  /** The receiver that tells nobody. */
  readonly nobody: string;
}

/** The keys of the Secret that a tenant's receiver reads: the address of its webhook, where the file tells none. */
export function tenantKeys({ name, config, archived }: ClusterTenant): string[] {
  const { webhook } = config.contacts;
  return archived === undefined && webhook !== undefined && webhook.url === undefined ? [keyOf(name)] : [];
}

/** Ports of the webhooks whose address is known; where it is a secret, HTTPS's. */
export function tenantPorts(tenants: readonly ClusterTenant[]): number[] {
  return present(tenants).flatMap(({ config: { contacts } }) => {
    if (contacts.webhook === undefined) return [];
    return [contacts.webhook.url === undefined ? 443 : Number(new URL(contacts.webhook.url).port || 443)];
  });
}

/** A receiver for each tenant that can be told. */
export function tenantReceivers(tenants: readonly ClusterTenant[], telling: TenantTelling): Receivers {
  return told(tenants, telling).map(({ name, config: { contacts } }) => ({
    name: receiverOf(name),
    ...(telling.byMail ? { email_configs: [{ to: contacts.email.join(', '), send_resolved: true as const, headers: { Subject: telling.subject } }] } : {}),
    ...(contacts.webhook === undefined
      ? {}
      : {
          webhook_configs: [
            { ...(contacts.webhook.url === undefined ? { url_file: `${secretFolder}/${keyOf(name)}` } : { url: contacts.webhook.url }), send_resolved: true },
          ],
        }),
  }));
}

/**
 * What is a tenant's goes to its people, and to nobody else. Before all other routes: the operator writes the true `namespace` on what a
 * tenant's own rules say, so none reaches another's people, or the dead man's switch, by a label or a name of its choice.
 * Each is a plain list of names: some hundreds of them are matched in less than a millisecond.
 */
export function tenantRoutes(tenants: readonly ClusterTenant[], telling: TenantTelling): Route[] {
  if (tenants.length === 0) return [];
  const names = new Set(told(tenants, telling).map(({ name }) => name));
  const receiver = (tenant: ClusterTenant) => (names.has(tenant.name) ? receiverOf(tenant.name) : telling.nobody);
  const ofNamespaces = tenants.map((tenant) => route(oneOf('namespace', namespacesOf(tenant)), receiver(tenant), telling));
  // Its own Applications are in a project of its name; what the platform makes for it is the platform's.
  const ofApplications = present(tenants).map((tenant) => route(oneOf('project', [tenant.name]), receiver(tenant), telling));
  return [{ matchers: ['severity="none"', 'namespace!=""'], receiver: telling.nobody }, ...ofNamespaces, ...ofApplications];
}

/** With quiet hours: these are not inherited, so what is critical stands in a route below. */
function route(matcher: string, receiver: string, { quiet, nobody }: TenantTelling): Route {
  if (quiet === undefined || receiver === nobody) return { matchers: [matcher], receiver };
  return { matchers: [matcher], receiver, mute_time_intervals: [quiet], routes: [{ matchers: ['severity="critical"'], receiver }] };
}

function oneOf(label: string, values: readonly string[]): string {
  return values.length === 1 ? `${label}="${values[0]}"` : `${label}=~"${values.join('|')}"`;
}

/** Nobody is told of one that has left: what stops there stops on purpose. */
function told(tenants: readonly ClusterTenant[], { byMail }: TenantTelling): ClusterTenant[] {
  return present(tenants).filter(({ config }) => byMail || config.contacts.webhook !== undefined);
}

function receiverOf(tenant: string): string {
  return `tenant-${tenant}`;
}

function keyOf(tenant: string): string {
  return `tenant-${tenant}-url`;
}

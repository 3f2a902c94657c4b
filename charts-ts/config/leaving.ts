import type { Mistake } from './problem.ts';
import type { Tenant } from './tenant.ts';
import type { TenantFile } from './tenants.ts';
import { quoted } from './words.ts';

/** The folder, among the files of tenants, of those that have left. */
export const archivedFolder = 'archived';

type Namespaces = Tenant['namespaces'];

/** What is left of a tenant that has left: no way in or out, nothing that is synced, and its people only look. What holds data is untouched. */
export function closed(config: Tenant): Tenant {
  return {
    ...config,
    access: Object.fromEntries(Object.keys(config.access).map((group) => [group, 'viewer'])),
    namespaces: mapped(config.namespaces, shut),
    repositories: {},
  };
}

/** The same for single namespaces of a tenant that stays: what they hold leaves with them, and nothing is synced or logged in to there. */
export function withoutLeaving(config: Tenant): Tenant {
  const leaves = (namespace: string) => config.namespaces[namespace]?.leaving === true;
  const withIts = <T extends { readonly namespace: string; readonly leaving: boolean }>(one: T): T => (leaves(one.namespace) ? { ...one, leaving: true } : one);
  return {
    ...config,
    namespaces: mapped(config.namespaces, (one) => (one.leaving ? shut(one) : one)),
    databases: mapped(config.databases, withIts),
    buckets: mapped(config.buckets, withIts),
    repositories: staying(config.repositories, leaves),
    logins: staying(config.logins, leaves),
  };
}

function shut(namespace: Namespaces[string]): Namespaces[string] {
  return { ...namespace, hostnames: [], connections: { internet: [], to: [], from: [], platform: [], eventSources: [] } };
}

function mapped<T>(record: Readonly<Record<string, T>>, change: (one: T) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([name, one]) => [name, change(one)]));
}

function staying<T extends { readonly namespace: string }>(record: Readonly<Record<string, T>>, leaves: (namespace: string) => boolean): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([, { namespace }]) => !leaves(namespace)));
}

/** Confirmations that confirm nothing: of another name, or of what is not leaving. */
export function confirmMistakes({ name, archived = false, source }: TenantFile, config: Tenant): Mistake[] {
  const { confirm } = config;
  const parts = partMistakes(archived, config);
  if (confirm === undefined || (archived && confirm === name)) return [...parts, ...needless(config)];
  const folder = source.file.slice(0, source.file.lastIndexOf('/'));
  const message = archived
    ? `${quoted(confirm)} is not the name of this tenant; write ${name}, or remove this key as long as nothing may be deleted`
    : `is for a tenant that has left; remove this key, or let it leave: move the file to ${folder}/${archivedFolder}/`;
  return [...parts, { path: ['confirm'], message }];
}

function partMistakes(archived: boolean, config: Tenant): Mistake[] {
  return (['namespaces', 'databases', 'buckets'] as const).flatMap((kind) =>
    Object.entries(config[kind]).flatMap(([part, { leaving, confirm }]) => {
      if (confirm === undefined) return [];
      const path = [kind, part, 'confirm'];
      if (confirm !== part)
        return [{ path, message: `${quoted(confirm)} is not its name; write ${part}, or remove this key as long as it may not be deleted` }];
      return leaving || archived ? [] : [{ path, message: 'is for what is leaving; write leaving: true beside it, or remove this key' }];
    }),
  );
}

function needless(config: Tenant): Mistake[] {
  const parts = [config.namespaces, config.databases, config.buckets].flatMap((record) => Object.values<{ readonly confirm?: string | undefined }>(record));
  if (config.withoutBackup.length === 0 || config.confirm !== undefined || parts.some(({ confirm }) => confirm !== undefined)) return [];
  return [{ path: ['withoutBackup'], message: 'is for what may be deleted, and nothing in this file is confirmed; remove this key' }];
}

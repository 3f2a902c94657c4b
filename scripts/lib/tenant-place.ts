import { DnsLabel } from '../../charts-ts/config/values.ts';
import { Refusal } from './command.ts';

/** Where a tenant's file stands. */
export interface TenantPlace {
  readonly name: string;
  /** Below clusters/. */
  readonly folder: string;
}

/** What a person calls a tenant: `<name>` of all clusters that its file names, `<site>/<cluster>/<name>` of one. Refuses anything else. */
export function tenantPlace(id: string): TenantPlace {
  const parts = id.split('/');
  const name = parts.at(-1) ?? '';
  if (parts.length === 1) return { name, folder: 'tenants' };
  const isFolder = parts.slice(0, -1).every((part) => DnsLabel.safeParse(part).success);
  if (parts.length === 3 && isFolder) return { name, folder: `${parts[0]}/${parts[1]}/tenants` };
  throw noPlace(id);
}

export function noPlace(id: string): Refusal {
  return new Refusal(`"${id}" is neither <name> nor <site>/<cluster>/<name>; write it like zaakloket, or odc-west/prod-1/zaakloket`);
}

import type { Construct } from 'constructs';
import { polder } from '../../kit/labels.ts';
import { tenantStoreName } from '../../kit/secret.ts';
import { type StoreOptions, vaultStore } from '../../kit/secret-store.ts';

interface Facts extends Pick<StoreOptions, 'vault' | 'operator'> {
  /** The fact of the capability `tenant-secrets`. */
  readonly folders: { readonly mount: string; readonly role: string; readonly account: string };
}

/**
 * One store for all tenants, which is nobody by itself: it logs in as the account of the namespace that asks, so what is read is up to the
 * secret store. A SecretStore in each namespace would need the CA there too, and to let tenants bring stores of their own.
 */
export function storeOfTenants(scope: Construct, { vault, folders: { mount, role, account }, operator }: Facts): void {
  vaultStore(scope, {
    name: tenantStoreName,
    vault,
    mount,
    role,
    account: { name: account },
    operator,
    users: { matchExpressions: [{ key: polder.tenant, operator: 'Exists' }] },
  });
}

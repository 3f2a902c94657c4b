import type { Construct } from 'constructs';
import { polder } from '../../kit/labels.ts';
import { secretStoreName } from '../../kit/secret.ts';
import { type StoreOptions, vaultStore } from '../../kit/secret-store.ts';

/** The fact of the capability `vault`. */
interface SecretStore extends Omit<StoreOptions['vault'], 'auth'> {
  readonly mount: string;
  readonly auth: StoreOptions['vault']['auth'] & { readonly role: string; readonly account: string };
}

/** The platform's secrets, for the platform's own namespaces: tenants cannot name it. */
export function platformStore(scope: Construct, namespace: string, store: SecretStore): void {
  const { mount, auth } = store;
  vaultStore(scope, {
    name: secretStoreName,
    vault: store,
    mount,
    role: auth.role,
    account: { name: auth.account, namespace },
    operator: namespace,
    users: { matchExpressions: [{ key: polder.layer, operator: 'In', values: ['platform', 'system'] }] },
  });
}

import { describe, expect, it } from 'vitest';
import { fixedObjects } from '../../charts-ts/config/tenant-objects.ts';
import { trustManager } from '../../charts-ts/ingress/trust-manager/index.ts';
import { backupStore } from '../../charts-ts/kit/backup-store.ts';
import { tenantClientSecret } from '../../charts-ts/kit/login.ts';

describe('the names that lines of a tenant may not take', () => {
  const names = fixedObjects.map(({ name }) => name);

  it('are those that the components give', () => {
    expect(names).toContain(backupStore.name);
    expect(names).toContain(trustManager.madeAtRunTime?.[0]?.name);
  });

  it('know the Secret of a login as its component calls it', () => {
    expect(tenantClientSecret('loket').name).toBe('oidc-loket');
  });
});

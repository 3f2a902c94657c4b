import { trackingId } from '../../../kit/resource.ts';
import { tenantStoreName } from '../../../kit/secret.ts';
import { all, cel, each, isNew, literal, say, untyped, when } from '../cel.ts';
import type { Policy } from '../types.ts';
import { inTenants } from '../where.ts';

const kind = cel(`${untyped}.kind`);
const name = cel(`${untyped}.metadata.name`);
const sources = `${untyped}.spec.?data.orValue([]) + ${untyped}.spec.?dataFrom.orValue([])`;
/** As Go writes spans, which External Secrets reads: https://external-secrets.io/latest/api/externalsecret/ */
const span = literal('^(0|([0-9]+([.][0-9]+)?(ns|us|ms|s|m|h))+)$');
const refresh = 'variables.refreshInterval';
const remedy = `secretStoreRef: { kind: ClusterSecretStore, name: ${tenantStoreName} }`;

/**
 * Stores bound what reads them by themselves, and External Secrets starts nothing for the other kinds here. This says so before it is
 * stored, and still holds where a store of a component has no such bound. What the platform has made for a tenant, such as the secret of a
 * login, comes by its own Applications (tenant-<name>…) and from whoever may make stores.
 */
export const noForeignStores: Policy<'no-foreign-stores'> = {
  name: 'no-foreign-stores',
  rule: `ExternalSecrets of a tenant read from its own folder only, at most once a minute, and no secret is pushed anywhere; write ${remedy}`,
  requests: [
    {
      apiGroups: ['external-secrets.io'],
      apiVersions: ['*'],
      operations: ['CREATE', 'UPDATE'],
      resources: ['externalsecrets', 'pushsecrets', 'secretstores'],
    },
  ],
  where: inTenants,
  onlyWhen: {
    'spec-is-new': isNew((of) => `${of}.spec`),
    // Here and not among the variables: a message that the API server fills in cannot ask who may do what.
    'is-not-the-platforms': `!(${untyped}.metadata.?annotations[?${literal(trackingId)}].orValue('').startsWith('tenant-') && authorizer.group('external-secrets.io').resource('clustersecretstores').check('create').allowed())`,
  },
  variables: {
    isRead: `${untyped}.kind == 'ExternalSecret'`,
    sources: `variables.isRead ? (${sources}).filter(one, has(one.sourceRef)).map(one, one.sourceRef) : []`,
    // As External Secrets reads it: without a kind it is a SecretStore, which nobody here has.
    stores: `variables.isRead ? ([${untyped}.spec.?secretStoreRef.orValue({})] + variables.sources.filter(one, has(one.storeRef)).map(one, one.storeRef)).filter(one, one.?name.orValue('') != '') : []`,
    // Its default is an hour.
    refreshInterval: `variables.isRead ? string(${untyped}.spec.?refreshInterval.orValue('1h')) : '1h'`,
    generators: 'variables.sources.filter(one, has(one.generatorRef)).map(one, one.generatorRef)',
  },
  complaints: all([
    when('!variables.isRead', say`${kind} "${name}" is not for tenants: secrets come from the folder of their namespace, and go nowhere; remove it`),
    each(
      'variables.stores',
      'one',
      `one.name != ${literal(tenantStoreName)} || one.?kind.orValue('SecretStore') != 'ClusterSecretStore'`,
      say`${kind} "${name}" reads from the ${cel("one.?kind.orValue('SecretStore')")} "${cel('one.name')}", which is not this tenant's; write ${remedy}`,
    ),
    each(
      'variables.generators',
      'one',
      "one.?kind.orValue('') != 'Password'",
      say`${kind} "${name}" has a ${cel("one.?kind.orValue('')")} made, and tenants have passwords only; use a generator of the kind Password`,
    ),
    // Every reading is a request to the secret store that all share; 0s reads once.
    when(
      `!${refresh}.matches(${span}) || (duration(${refresh}) > duration('0s') && duration(${refresh}) < duration('1m'))`,
      say`${kind} "${name}" has the refreshInterval "${cel(refresh)}"; write 1m or longer, or 0s to read once`,
    ),
  ]),
};

import { databaseLabel } from '../../../kit/postgres-config.ts';
import { cel, isNew, literal, say, untyped, when } from '../cel.ts';
import type { Policy } from '../types.ts';
import { inTenants } from '../where.ts';

const kind = cel(`${untyped}.kind`);
const name = cel(`${untyped}.metadata.?name.orValue(${untyped}.metadata.?generateName.orValue(''))`);
/** Of the pods that the object is or makes. */
const label = (of: string) =>
  `(${of}.kind == 'Job' ? ${of}.spec.template.?metadata.?labels[?${literal(databaseLabel)}] : ${of}.metadata.?labels[?${literal(databaseLabel)}])`;
/** Kubernetes' own, which makes the pods of a Job that was judged itself; under its own name, or as all of its controllers do. */
const jobController = "['system:serviceaccount:kube-system:job-controller', 'system:kube-controller-manager']";
const byJob = [
  `${untyped}.kind == 'Pod'`,
  `request.userInfo.username in ${jobController}`,
  `${untyped}.metadata.?ownerReferences.orValue([]).exists(one, one.kind == 'Job' && one.?controller.orValue(false))`,
].join(' && ');

/** Network policies know the instances of a database by their label, and let them reach the API server and the place of their backups. */
export const noPretendedDatabases: Policy<'no-pretended-databases'> = {
  name: 'no-pretended-databases',
  rule: `pods with the label ${databaseLabel} are made by the operator of databases; remove the label, and ask for a database in the tenant's file`,
  requests: [
    { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['pods'] },
    { apiGroups: ['batch'], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['jobs'] },
  ],
  where: inTenants,
  onlyWhen: {
    'label-is-new': isNew(label),
    'has-the-label': `${label(untyped)}.hasValue()`,
  },
  complaints: when(
    `request.userInfo.username != variables.operator && !(${byJob})`,
    say`${kind} "${name}" has the label ${databaseLabel}, by which databases are known; remove it, and ask for a database in the tenant's file`,
  ),
  parameters: ({ databases }) => ({
    operator: literal(databases === undefined ? '' : `system:serviceaccount:${databases.namespace}:${databases.account}`),
  }),
};

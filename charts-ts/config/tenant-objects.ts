import type { Mistake, Path } from './problem.ts';
import type { Tenant } from './tenant.ts';

type Kind = 'Secret' | 'ConfigMap';

/** An object with data that the platform makes in a namespace of a tenant. */
interface Made {
  readonly kind: Kind;
  readonly name: string;
  /** Whose it is, for who must choose another name. */
  readonly of: string;
}

interface Asked extends Made {
  /** As named under namespaces. */
  readonly namespace: string;
  /** The line of the tenant's file that brings it. */
  readonly path: Path;
}

/** What the platform may make in each namespace, whatever its tenant's file says. */
export const fixedObjects: readonly Made[] = [
  { kind: 'ConfigMap', name: 'platform-trust', of: 'the CAs to trust' },
  { kind: 'Secret', name: 'backup-store', of: 'the backups of databases' },
  // CloudNativePG copies its queries beside each database: DefaultMonitoringConfigMapName in api/v1/common_types.go.
  { kind: 'ConfigMap', name: 'cnpg-default-monitoring', of: 'the metrics of databases' },
];

/** The Secrets of a database: https://cloudnative-pg.io/documentation/current/certificates/ and …/applications/#secrets */
const databaseEnds = ['app', 'ca', 'replication', 'server'];

/** Every Secret and ConfigMap that lines of a tenant's file bring. */
function askedBy({ databases, logins, buckets }: Tenant): Asked[] {
  return [
    ...Object.entries(databases).flatMap(([name, { namespace }]) =>
      databaseEnds.map((end): Asked => ({ kind: 'Secret', name: `${name}-${end}`, of: `the database ${name}`, namespace, path: ['databases', name] })),
    ),
    ...Object.entries(logins).map(
      ([name, { namespace }]): Asked => ({ kind: 'Secret', name: `oidc-${name}`, of: `the login ${name}`, namespace, path: ['logins', name] }),
    ),
    ...Object.entries(buckets).flatMap(([name, { namespace }]) =>
      (['Secret', 'ConfigMap'] as const).map((kind): Asked => ({ kind, name, of: `the bucket ${name}`, namespace, path: ['buckets', name] })),
    ),
  ];
}

/** Two programs that write one Secret or ConfigMap would each undo what the other wrote: the later line is told of it, once. */
export function objectsThatMeet(config: Tenant): Mistake[] {
  const id = (namespace: string, { kind, name }: Made) => `${namespace}/${kind}/${name}`;
  const taken = new Map(Object.keys(config.namespaces).flatMap((namespace) => fixedObjects.map((made) => [id(namespace, made), made] as const)));
  const told = new Set<string>();
  return askedBy(config).flatMap((asked) => {
    const other = taken.get(id(asked.namespace, asked));
    if (other === undefined) taken.set(id(asked.namespace, asked), asked);
    const line = asked.path.join('.');
    if (other === undefined || told.has(line)) return [];
    told.add(line);
    return [{ path: asked.path, message: `its ${asked.kind} "${asked.name}" is that of ${other.of} too; choose another name` }];
  });
}

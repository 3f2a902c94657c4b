import { describe, expect, it } from 'vitest';
import type { Built } from '../../charts-ts/built.ts';
import { catalogue } from '../../charts-ts/catalogue.ts';
import { landscapeOf } from '../../charts-ts/checks/reach/landscape.ts';
import { portsText } from '../../charts-ts/checks/reach/ports.ts';
import { problemText } from '../../charts-ts/config/problem.ts';
import { type ClusterTenant, namespacesOf } from '../../charts-ts/config/tenants.ts';
import type { AnyComponent } from '../../charts-ts/kit/component.ts';
import type { KubeObject } from '../../charts-ts/kit/object.ts';
import { render } from '../../charts-ts/render.ts';
import { readFleet } from '../../scripts/lib/fleet.ts';
import { exampleCluster } from '../support/render.ts';
import { exampleTenants } from '../support/tenants.ts';
import { endsOf, places } from './lib/connections.ts';

/** Tenants have no pods in Git: one stands in each of their namespaces, with every label that a careless selector might ask for. */
function standIn(namespace: string): KubeObject {
  const labels = { app: 'web', 'app.kubernetes.io/name': 'traefik', 'k8s-app': 'kube-dns' };
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'stand-in', namespace, labels }, spec: { containers: [{ name: 'web' }] } };
}

/** Which pods reach which, and on what ports, between the namespaces of tenants and all else of a cluster. */
function reached(cluster: ReturnType<typeof exampleCluster>): readonly { readonly from: string; readonly to: string; readonly ports: string }[] {
  const done = render(catalogue as readonly AnyComponent[], cluster);
  if (!done.ok) throw new Error(done.problems.map(problemText).join('\n'));
  const namespaces = cluster.tenants.flatMap(namespacesOf);
  const built = done.value.built.map(
    (one): Built => (one.component.name === 'tenants' ? { ...one, objects: [...one.objects, ...namespaces.map(standIn)] } : one),
  );
  const landscape = landscapeOf(built, cluster);
  const ends = [...endsOf(landscape)];
  const isTenants = (name: string) => namespaces.some((namespace) => name.startsWith(`${namespace}/`));
  return ends.flatMap(([from, source]) =>
    ends.flatMap(([to, target]) => {
      if (!isTenants(from) && !isTenants(to)) return [];
      const ports = landscape.judge(source, target).possible;
      return ports.length === 0 ? [] : [{ from, to, ports: portsText(ports) }];
    }),
  );
}

const text = ({ from, to, ports }: { readonly from: string; readonly to: string; readonly ports: string }) => `${from} to ${to} on ${ports}`;

const size = 'small';
const winkel = { productie: { size, connections: { to: [{ tenant: 'magazijn', namespace: 'api', ports: [8080] }] } }, test: { size } };
const magazijn = { api: { size, connections: { from: [{ tenant: 'winkel', namespace: 'productie', ports: [8080, 9000] }] } } };

describe('a tenant', () => {
  it('that declares nothing reaches DNS only, and nobody reaches it; not even a pod of its own namespace', () => {
    const cluster = exampleCluster({}, {}, exampleTenants({ bakker: {}, slager: {} }));

    expect(reached(cluster).map(text).sort()).toEqual(
      ['bakker', 'slager'].map((tenant) => `${tenant}-productie/stand-in to kube-system/dns on TCP 53; UDP 53`),
    );
  });

  it('reaches another where both have agreed, from and to the namespaces that they named, on these ports', () => {
    const cluster = exampleCluster({}, {}, exampleTenants({ winkel: { namespaces: winkel }, magazijn: { namespaces: magazijn } }));

    expect(
      reached(cluster)
        .filter(({ to }) => to !== 'kube-system/dns')
        .map(text),
    ).toEqual(['winkel-productie/stand-in to magazijn-api/stand-in on TCP 8080']);
  });

  it('with hostnames is reached by the Gateway, and reaches addresses outside that it named', () => {
    const namespaces = { productie: { size, hostnames: ['bakker'], connections: { internet: [{ ports: [443] }] } } };
    const cluster = exampleCluster({}, {}, exampleTenants({ bakker: { namespaces }, slager: {} }));

    expect(
      reached(cluster)
        .filter(({ to }) => to !== 'kube-system/dns')
        .map(text)
        .sort(),
    ).toEqual([`bakker-productie/stand-in to ${places.internet} on TCP 443`, 'traefik/traefik to bakker-productie/stand-in on every port']);
  });

  it('is reached by KEDA on the ports of its event sources, where it names any; nobody else asks them', () => {
    const namespaces = { productie: { size, connections: { eventSources: [15672] } }, test: { size } };
    const cluster = exampleCluster({ components: { keda: { enabled: true } } }, {}, exampleTenants({ bakker: { namespaces }, slager: {} }));

    expect(
      reached(cluster)
        .filter(({ to }) => to !== 'kube-system/dns')
        .map(text),
    ).toEqual(['keda/keda-operator to bakker-productie/stand-in on TCP 15672']);
  });

  it('reaches its database from that namespace alone; so do its operator, and nobody else', () => {
    const provides = {
      postgres: { namespace: 'cnpg-system', podLabels: { 'app.kubernetes.io/name': 'cloudnative-pg' }, imageCatalog: 'platform', backups: false },
      'block-storage': { storageClass: 'fast' },
    };
    const tenants = exampleTenants({
      bakker: { namespaces: { productie: { size }, test: { size } }, databases: { orders: { namespace: 'productie' } } },
      slager: {},
    });

    expect(
      reached(exampleCluster({ provides }, {}, tenants))
        .filter(({ to }) => to === 'bakker-productie/orders')
        .map(text)
        .sort(),
    ).toEqual([
      'bakker-productie/orders to bakker-productie/orders on TCP 5432, 8000',
      'bakker-productie/orders-jobs to bakker-productie/orders on TCP 5432, 8000',
      'bakker-productie/stand-in to bakker-productie/orders on TCP 5432',
      'cnpg-system/postgres to bakker-productie/orders on TCP 5432, 8000',
    ]);
  });
});

describe.each(readFleet(process.cwd()).filter(({ tenants }) => tenants.length > 0))('tenants of $id', (cluster) => {
  const connections = reached(cluster);
  const ofTenant = (name: string): ClusterTenant | undefined =>
    cluster.tenants.find((tenant) => namespacesOf(tenant).some((one) => name.startsWith(`${one}/`)));

  /** The pods of its databases: what is open for the other pods of the namespace is not for them. */
  const databasesIn = (tenant: ClusterTenant, namespace: string) =>
    Object.keys(tenant.config.databases)
      .filter((database) => tenant.config.databases[database]?.namespace === namespace)
      .flatMap((database) => [database, `${database}-jobs`].map((pods) => `${tenant.name}-${namespace}/${pods}`));
  const databases = cluster.tenants.flatMap((tenant) => Object.keys(tenant.config.namespaces).flatMap((namespace) => databasesIn(tenant, namespace)));

  it('reach each other only where both files say so', () => {
    const across = connections.filter(({ from, to }) => ofTenant(from) !== undefined && ofTenant(to) !== undefined && ofTenant(from) !== ofTenant(to));
    const agreed = cluster.tenants.flatMap((tenant) =>
      Object.entries(tenant.config.namespaces).flatMap(
        ([
          name,
          {
            connections: { to },
          },
        ]) => to.map((other) => `${tenant.name}-${name}/stand-in to ${other.tenant}-${other.namespace}/stand-in on TCP ${other.ports.join(', ')}`),
      ),
    );

    expect(across.map(text).sort()).toEqual(agreed.sort());
  });

  it('are reached from outside by nobody but the Gateway and Prometheus, and their databases by their operator', () => {
    const isOperators = ({ from, to }: (typeof connections)[number]) => databases.includes(to) && /^cnpg-system\/cloudnative-pg$/.test(from);
    const callers = connections
      .filter((one) => ofTenant(one.to) !== undefined && ofTenant(one.from) === undefined && !isOperators(one))
      .map(({ from }) => from);
    const known = [/^traefik\/traefik$/, /^openshift-ingress\/gateway$/, /^monitoring\/prometheus$/, /^openshift-user-workload-monitoring\/metrics$/];

    expect(callers.filter((from) => !known.some((one) => one.test(from)))).toEqual([]);
  });

  it('reach no node, no API server and nothing of the platform that they did not ask for', () => {
    const quiet = cluster.tenants.flatMap((tenant) =>
      Object.entries(tenant.config.namespaces).flatMap(
        ([
          name,
          {
            connections: { platform, internet },
          },
        ]) => (platform.length + internet.length === 0 ? [`${tenant.name}-${name}/stand-in`] : []),
      ),
    );
    const outgoing = connections.filter(({ from, to }) => quiet.includes(from) && ofTenant(to) === undefined);

    expect(outgoing.filter(({ to }) => !/\/dns$/.test(to)).map(text)).toEqual([]);
    // A copy of a database tells the API server who is written to.
    const others = connections.filter(({ from }) => ofTenant(from) !== undefined && !databases.includes(from));
    expect(others.filter(({ to }) => to === places.nodes).map(text)).toEqual([]);
  });
});

import { access } from '../../../charts-ts/identity/access/index.ts';
import type { KubeObject } from '../../../charts-ts/kit/object.ts';
import { type RenderedComponent, renderComponent } from '../../support/render.ts';
import { exampleTenants } from '../../support/tenants.ts';
import type { Workload } from '../support/arguments.ts';
import type { Person } from '../support/issuer.ts';
import { metricStore } from './stores.ts';

export const domain = 'apps.example.nl';
export const loginHost = `login.${domain}`;
/** The page's client at the identity provider. */
export const client = { id: 'dashboards-page', secret: 'e2e-secret', forApiServer: true } as const;
export const identityProvider = { 'identity-provider': { issuer: `https://${loginHost}/realms/platform` } };

const podLabels = { app: 'prometheus' };
const changes = {
  access: { 'platform-beheer': 'administrator', 'platform-dienst': 'operator', 'platform-audit': 'viewer' },
  provides: {
    ...identityProvider,
    metrics: { namespace: 'monitoring', podLabels },
    'metric-store': { url: metricStore, namespace: 'monitoring', podLabels, port: 9090 },
    'block-storage': { storageClass: 'fast' },
    'external-secrets': {},
  },
  components: { 'oauth2-proxy': { enabled: true }, 'victoria-logs': { enabled: true }, 'dashboards-of-tenants': { enabled: true } },
};

const tenants = exampleTenants({
  winkel: { access: { 'winkel-lezers': 'viewer', 'winkel-bouwers': 'developer', 'winkel-beheer': 'admin' } },
  bank: { access: { 'bank-lezers': 'viewer' } },
});

export const people = {
  viewer: { preferred_username: 'anna', groups: ['winkel-lezers'] },
  developer: { preferred_username: 'dirk', groups: ['winkel-bouwers', 'elsewhere'] },
  admin: { preferred_username: 'bea', groups: ['winkel-beheer'] },
  /** Of the other tenant. */
  banker: { preferred_username: 'bert', groups: ['bank-lezers'] },
  both: { preferred_username: 'thea', groups: ['winkel-lezers', 'bank-lezers'] },
  administrator: { preferred_username: 'adam', groups: ['platform-beheer'] },
  operator: { preferred_username: 'otto', groups: ['platform-dienst'] },
  auditor: { preferred_username: 'vera', groups: ['platform-audit'] },
  nobody: { preferred_username: 'noor', groups: ['elsewhere'] },
  loner: { preferred_username: 'lea', groups: [] },
} as const satisfies Readonly<Record<string, Person>>;
export type Who = keyof typeof people;

/** A component of the cluster of both tenants, as generate makes it. */
export function rendered(name: string): RenderedComponent {
  return renderComponent({ name }, changes, {}, tenants);
}

/** The rights that the platform gives to people, and to the component itself: nothing more is applied. */
export function rights(): KubeObject[] {
  const all = [...rendered('tenants').objects, ...rendered('dashboards-of-tenants').objects, ...rendered(access.name).objects];
  return all.filter(({ kind }) => /^(ServiceAccount|(Cluster)?Role(Binding)?)$/.test(kind));
}

export function workload({ object }: RenderedComponent, kind: 'Deployment' | 'StatefulSet', name: string): Workload {
  return object(kind, name) as unknown as Workload;
}

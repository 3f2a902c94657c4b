import { profiles } from '../../charts-ts/config/facts.ts';
import { Tenant } from '../../charts-ts/config/tenant.ts';
import type { ClusterTenant } from '../../charts-ts/config/tenants.ts';
import { deviations, oidcNlGov, oidcNlGovRules } from '../../charts-ts/identity/keycloak/standards.ts';
import type { AnyComponent, Chosen, ClusterContext } from '../../charts-ts/kit/component.ts';
import { clientsOf } from '../../charts-ts/kit/login.ts';
import { table } from './markdown.ts';
import { standards } from './standards.ts';

const head = `<!-- Written by \`npm run docs\` from scripts/lib/standards.ts and charts-ts/identity/keycloak/standards.ts. Change those, not this page. -->

# Standards: applied, or explained

The Dutch government's open standards that touch a platform, and how Polder keeps them. In Dutch this is *pas toe of leg uit*: what is not applied is explained below.

In het Nederlands: deze pagina is de lijst *pas toe of leg uit* van het platform. *applied* is toegepast, *site* hangt van het datacenter af, *supports* van de toepassing, *not yet* is er nog niet. Onder "Explained" staat ieder programma dat een regel niet kan volgen, met de reden.
`;

/** docs/standards.md: the standards, the rules of OpenID NLGov, and each deviation of a program of the catalogue. */
export function standardsPage(catalogue: readonly AnyComponent[], cluster: ClusterContext): string {
  const explained = deviations(clientsOf(everything(catalogue), { ...cluster, tenants: [someTenant] }));
  return [
    head,
    table(
      ['standard', 'status', 'how'],
      standards.map(({ name, url, status, how }) => [`[${name}](${url})`, status, how]),
    ),
    `## ${oidcNlGov.name}, rule by rule\n`,
    `Each is held by the realm that \`charts-ts/identity/keycloak\` makes, and has a test by its id in \`standards.test.ts\`; \`test/e2e/keycloak.test.ts\` tries the main ones against the real program.\n`,
    table(
      ['id', 'level', 'rule', 'how'],
      oidcNlGovRules.map(({ id, level, rule, applied, link }) => [`\`${id}\``, level, `[${rule}](${link})`, applied]),
    ),
    '## Explained\n',
    `What a program does otherwise, over all components of the catalogue. A cluster has those of its own components.\n`,
    table(
      ['program', 'standard', 'rule', 'reason'],
      explained.map(({ subject, standard, rule, reason }) => [subject, standard, `\`${rule}\``, reason]),
    ),
  ].join('\n');
}

/** For what a cluster with tenants has; this one has no programs. */
const someTenant: ClusterTenant = {
  name: 'tenant',
  file: '',
  config: Tenant.parse({
    body: 'body',
    costCentre: '1',
    classification: 'BBN1',
    contacts: { email: ['team@example.nl'] },
    access: { team: 'admin' },
    namespaces: { namespace: { size: 'small' } },
  }),
  place: () => ({ file: '', line: 1, column: 1 }),
  isWritten: () => true,
};

/** All components at once, each with its defaults: no such cluster exists, but each client does. */
function everything(catalogue: readonly AnyComponent[]): Chosen[] {
  return catalogue.map((component) => ({
    component,
    config: component.config.parse(component.profiles[profiles[1]] ?? {}),
    wave: 0,
    closure: new Set(),
    providedGroups: new Set(),
  }));
}

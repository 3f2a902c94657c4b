import type { Mistake, Planned } from '../../kit/component.ts';
import { type Acme, type CertManagerConfig, Http01, type Rfc2136 } from './config.ts';

/** Who signs, and for ACME how hostnames are proven. */
export type Choice =
  | { readonly by: 'acme'; readonly acme: Acme; readonly serverCa: 'public' | 'site'; readonly solver: Solver }
  | { readonly by: 'ca'; readonly secretName: string }
  | { readonly by: 'selfSigned' };

export type Solver = { readonly by: 'http01'; readonly http01: Http01 } | { readonly by: 'rfc2136'; readonly rfc2136: Rfc2136 };

type Told = Planned<CertManagerConfig>;

/** The issuer that a cluster has. Not among the profile's defaults: maps are merged, so it would stay beside another choice. */
export function choiceOf({ cluster, config: { issuer } }: Told): Choice {
  if (issuer?.acme) {
    const { acme } = issuer;
    return { by: 'acme', acme, serverCa: acme.serverCa ?? (cluster.airGapped ? 'site' : 'public'), solver: solverOf(acme) };
  }
  return issuer?.ca ? { by: 'ca', secretName: issuer.ca.secretName } : { by: 'selfSigned' };
}

function solverOf({ solver: { http01, rfc2136 } }: Acme): Solver {
  return rfc2136 ? { by: 'rfc2136', rfc2136 } : { by: 'http01', http01: http01 ?? Http01.parse({}) };
}

/** A wildcard can be proven by DNS only. */
export function signsWildcards(choice: Choice): boolean {
  return choice.by !== 'acme' || choice.solver.by === 'rfc2136';
}

/** What the schema alone cannot see. */
export function certManagerMistakes(told: Told): Mistake[] {
  const { cluster, config } = told;
  const named = Object.entries(config.issuer ?? {}).flatMap(([name, value]) => (value ? [name] : []));
  if (named.length > 1) return [{ path: ['issuer'], message: onlyOne(named) }];
  if (named.length === 0 && cluster.profile !== 'lab')
    return [
      {
        path: ['issuer'],
        message:
          'nobody signs the certificates of the platform; write acme: { server: https://acme.example.nl/directory }, or ca: { secretName: site-ca } for a CA of your own',
      },
    ];
  const choice = choiceOf(told);
  return choice.by === 'acme' ? acmeMistakes(choice, told) : [];
}

function acmeMistakes({ acme, serverCa }: Extract<Choice, { by: 'acme' }>, { cluster }: Told): Mistake[] {
  const path = ['issuer', 'acme'];
  const { hostname } = new URL(acme.server);
  const both = acme.solver.http01 && acme.solver.rfc2136;
  return [
    ...(both ? [{ path: [...path, 'solver'], message: onlyOne(['http01', 'rfc2136']) }] : []),
    ...(cluster.airGapped && /(^|\.)letsencrypt\.org$/.test(hostname)
      ? [
          {
            path: [...path, 'server'],
            message: `"${acme.server}" is on the internet, which an air-gapped cluster does not reach; write the site's own ACME server, or a ca`,
          },
        ]
      : []),
    ...(serverCa === 'site' && cluster.trust.certificates === undefined
      ? [
          {
            path: [...path, 'serverCa'],
            message: `the certificate of ${hostname} is checked with trust.certificates, which holds none; put the site's CA there, or write serverCa: public`,
          },
        ]
      : []),
  ];
}

function onlyOne(named: readonly string[]): string {
  return `names ${named.join(' and ')}, and there can be one; remove the other, or write null for what a wider file says (${named[0]}: null)`;
}

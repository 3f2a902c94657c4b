import { describe, expect, it } from 'vitest';
import { catalogue } from '../../charts-ts/catalogue.ts';
import { landscapeOf } from '../../charts-ts/checks/reach/landscape.ts';
import type { AnyComponent } from '../../charts-ts/kit/component.ts';
import { render } from '../../charts-ts/render.ts';
import { answer, answerText, listing, listingText } from '../../scripts/lib/reach.ts';
import { type NamedEnd, readEnds } from '../../scripts/lib/reach-ends.ts';
import { exampleCluster } from '../support/render.ts';

const cluster = exampleCluster();
const rendered = render(catalogue as readonly AnyComponent[], cluster);
if (!rendered.ok) throw new Error(rendered.problems.map(({ message }) => message).join('\n'));
const landscape = landscapeOf(rendered.value.built, cluster);

function end(written: string): NamedEnd {
  const [first] = readEnds(written, landscape, cluster.config.network);
  if (first === undefined) throw new Error(`${written} is nothing`);
  return first;
}

/** What `npm run reach` answers for two ends. */
function answered(from: string, to: string) {
  return answer(landscape, end(from), end(to), ({ object }) => `${object.metadata.name}.yaml`);
}

describe('an answer', () => {
  it.each([
    ['nodes', 'cert-manager-webhook:https', 'allowed'],
    ['argocd-application-controller', 'api-server', 'allowed'],
    ['argocd-application-controller', 'internet:443', 'denied'],
    ['argocd-repo-server', 'internet:443', 'allowed'],
    ['argocd-repo-server', '192.0.2.7:443', 'allowed'],
    ['argocd-repo-server', '192.0.2.7:80', 'denied'],
    ['argocd-repo-server', '10.42.1.7:443', 'denied'],
    ['argocd-repo-server', '10.0.0.0/8:443', 'partly'],
    ['argocd-repo-server', '[2001:db8::7]:443', 'allowed'],
    ['argocd-repo-server', 'kube-system/dns:53/udp', 'allowed'],
    ['argocd-repo-server', 'kube-system/dns:54/udp', 'denied'],
    ['tenant', 'traefik/traefik:8443', 'allowed'],
    ['tenant', 'argocd-server', 'denied'],
  ] as const)('for %s to %s: %s', (from, to, verdict) => {
    expect(answered(from, to).verdict).toBe(verdict);
  });

  it('has all ports where none is asked for', () => {
    expect(answered('internet', 'traefik/traefik')).toMatchObject({ verdict: 'allowed', ports: 'TCP 8080, 8443' });
  });

  it('names the policies that allow it at each end', () => {
    expect(answered('argocd-server', 'argocd-valkey:6379')).toMatchObject({
      egress: { verdict: 'allowed', by: [{ policy: 'argocd/argocd-server', file: 'argocd-server.yaml' }] },
      ingress: { verdict: 'allowed', by: [{ policy: 'argocd/argocd-valkey', file: 'argocd-valkey.yaml' }] },
    });
  });

  it('names the policies of which none allows it', () => {
    const { ingress } = answered('traefik', 'argocd-valkey:6379');

    expect(ingress).toMatchObject({ verdict: 'denied', by: [], isolatedBy: [{ policy: 'argocd/default-deny' }, { policy: 'argocd/argocd-valkey' }] });
  });

  it('follows a port of a Service to that of its pods, and says so', () => {
    const { ports, notes } = answered('traefik', 'argocd/argocd-server:80');

    expect(ports).toBe('TCP 8080');
    expect(notes).toEqual(['port 80 of the Service argocd/argocd-server leads to port 8080 of the pods']);
  });

  it('takes the name of a Service for the pods behind it', () => {
    expect(answered('traefik', 'argocd/argocd-server-metrics:metrics').to).toBe('argocd/argocd-server');
  });

  it.each([
    ['argocd-repo-server', '10.0.0.0/8:443', 'allowed to a part of the addresses only, so not to all'],
    ['argocd-repo-server', '10.0.0.0/8:443', 'note: 10.0.0.0/8 has addresses of pods or Services: name the workload to ask about these'],
    ['internet', 'traefik', 'out of internet: open, no policy isolates it'],
    ['nodes', 'traefik', 'note: the node that a pod runs on always reaches it'],
    ['traefik', 'argocd-server:9999', 'note: no container says that it listens on 9999; they say 8080, 8083'],
    ['argocd-server', 'argocd-server:8080', 'note: between two of its pods; a pod always reaches itself'],
  ])('tells people what they should know: %s to %s', (from, to, words) => {
    expect(answerText(answered(from, to))).toContain(words);
  });
});

describe('a list', () => {
  it('has all that an end may reach', () => {
    const { connections } = listing(landscape, end('argocd-application-controller'), 'to');

    expect(connections).toEqual([
      { with: 'argocd/argocd-repo-server', ports: 'TCP 8081' },
      { with: 'argocd/argocd-valkey', ports: 'TCP 6379' },
      { with: 'kube-system/dns', ports: 'TCP 53; UDP 53' },
      { with: 'nodes', ports: 'TCP 6443' },
    ]);
  });

  it('has all that may reach a port', () => {
    expect(listing(landscape, end('argocd-server:http'), 'from').connections).toEqual([{ with: 'traefik/traefik', ports: 'TCP 8080' }]);
  });

  it('says when there is nothing', () => {
    expect(listingText(listing(landscape, end('argocd-valkey:80'), 'from'))).toBe('nothing may reach argocd/argocd-valkey\n');
  });
});

describe('an end that is not there', () => {
  it.each([
    ['traefik/traefic', 'there is no "traefik/traefic"; did you mean "traefik/traefik"?'],
    ['intrenet', 'there is no "intrenet"; did you mean "internet"?'],
    ['argocd/nothing-like-it', 'in argocd there is argocd-application-controller'],
    ['qqqqqqqq', 'write <namespace>/<workload or Service>, an address, or one of internet, nodes, api-server, tenant'],
    ['argocd-server.argocd.svc', 'is a name in DNS; write argocd/argocd-server'],
    ['git.example.nl:443', 'network policies know addresses only; write its address, or internet'],
    ['10.43.0.1:443', "addresses are replaced by a pod's before policies are applied; name the Service"],
    ['argocd-server:metrcs', 'argocd/argocd-server has no port called metrcs; did you mean "metrics"?'],
    ['argocd-valkey:99999', '"99999" of argocd-valkey:99999 is not a port; write a number from 1 to 65535'],
    ['internet:https', '"https" of internet:https is not a port'],
    ['argocd/argocd-metrics:1', 'the Service argocd/argocd-metrics has no port 1; there is 8082'],
  ])('is refused with the way out: %s', (written, words) => {
    expect(() => end(written)).toThrow(words);
  });
});

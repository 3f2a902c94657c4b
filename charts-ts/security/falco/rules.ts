import type { Chosen, ClusterContext } from '../../kit/component.ts';
import { systemNamespaces } from '../../kit/distribution.ts';
import { polder } from '../../kit/labels.ts';
import type { Exception, FalcoConfig, SiteRule } from './config.ts';
import { connectionRules } from './rules/connections.ts';
import { escapeRules } from './rules/escapes.ts';
import { fileRules } from './rules/files.ts';
import { programRules } from './rules/programs.ts';
import { lists, macros } from './rules/words.ts';
import type { FalcoRule, Lists, Rule, RulesFile } from './types.ts';

/** The platform's own rules. */
export const platformRules: readonly Rule[] = [...programRules, ...fileRules, ...escapeRules, ...connectionRules];

/** What each message shows. User names would need the node's own /etc, so numbers. */
export const always = [
  'k8s.ns.name',
  'k8s.pod.name',
  'container.name',
  'container.image.repository',
  'container.image.tag',
  'container.id',
  'proc.name',
  'proc.cmdline',
  'proc.exepath',
  'proc.pname',
  'proc.aname[2]',
  'user.uid',
  'user.loginuid',
];

/** Components whose pods speak with the cluster alone. */
const inner = ['kube-state-metrics', 'metrics-server', 'node-exporter', 'snapshot-controller', 'falco'];

/** Lists that are made from the cluster: its networks, and the namespaces of the platform by what they may do. */
export function clusterLists(cluster: ClusterContext, platform: readonly Chosen[]): Lists {
  const { network } = cluster;
  const namespacesOf = (which: (one: Chosen) => boolean) => [...new Set(platform.filter(which).map(({ component }) => component.namespace.name))].sort();
  const ofNode = namespacesOf(({ component }) => component.namespace.podSecurity === 'privileged');
  const others = namespacesOf(({ component }) => !inner.includes(component.name));
  return {
    own_networks: [...network.pods, ...network.services, ...network.nodes, ...network.tunnels, '127.0.0.0/8', '::1/128'],
    platform_namespaces: namespacesOf(() => true),
    node_namespaces: [...new Set([...ofNode, ...systemNamespaces(cluster).names])].sort(),
    inner_namespaces: namespacesOf(({ component }) => inner.includes(component.name)).filter((name) => !others.includes(name)),
  };
}

/** What Falco reads: words first, since rules are made of them. */
export function rulesFile(config: FalcoConfig, cluster: ClusterContext, platform: readonly Chosen[]): RulesFile {
  const site = Object.entries(config.rules).map(([name, rule]) => siteRule(name, rule));
  const rules = [...platformRules.map(platformRule), ...site];
  return [
    { required_engine_version: '0.50.0' },
    { required_plugin_versions: [{ name: 'container', version: '0.4.0' }] },
    ...Object.entries({ ...lists, ...clusterLists(cluster, platform), ...config.lists }).map(([list, items]) => ({ list, items })),
    ...Object.entries({ ...macros, of_node: ofNode(cluster) }).map(([macro, condition]) => ({ macro, condition })),
    ...rules.map((rule) => ({
      ...rule,
      condition: withExceptions(
        rule.condition,
        config.exceptions.filter((exception) => exception.rule === rule.rule),
      ),
    })),
  ];
}

/** The cluster provider's own namespaces too: OpenShift makes more of them with each release. */
function ofNode(cluster: ClusterContext): string {
  return [macros.of_node, ...systemNamespaces(cluster).prefixes.map((prefix) => `k8s.ns.name startswith ${prefix}`)].join(' or ');
}

function platformRule({ name, why, condition, shows = [], priority, mitre, bio }: Rule): FalcoRule {
  return {
    rule: name,
    desc: why,
    condition,
    output: output(name, shows),
    priority,
    source: 'syscall',
    tags: ['platform', tag(`bio2_${bio}`), `mitre_${mitre.tactic}`, tag(mitre.technique)],
  };
}

function siteRule(name: string, { why, condition, shows, priority, tags }: SiteRule): FalcoRule {
  return { rule: name, desc: why, condition, output: output(name, shows), priority, source: 'syscall', tags: ['site', ...tags] };
}

/** Tags become labels of metrics, whose names have no dots. */
function tag(text: string): string {
  return text.replaceAll('.', '_');
}

function output(name: string, shows: readonly string[]): string {
  return [`${name} |`, ...[...shows, ...always].map((field) => `${field}=%${field}`)].join(' ');
}

/** An exception ends by itself: from its day on Falco's own clock lets the rule hold again. */
function withExceptions(condition: string, exceptions: readonly Exception[]): string {
  const without = exceptions.map(({ namespaces, images, programs, until }) => {
    const parts = [
      among('k8s.ns.name', namespaces),
      among('container.image.repository', images),
      among('proc.name', programs),
      `evt.rawtime.s < ${Date.parse(until) / 1000}`,
    ];
    return ` and not (${parts.filter((part) => part !== '').join(' and ')})`;
  });
  return without.length === 0 ? condition : `(${condition})${without.join('')}`;
}

function among(field: string, values: readonly string[]): string {
  return values.length === 0 ? '' : `${field} in (${values.map((value) => `"${value}"`).join(', ')})`;
}

/** Whose each exception is, until when and why: for whoever reads the rules in the cluster. */
export function exceptionAnnotations({ exceptions }: FalcoConfig): Readonly<Record<string, string>> {
  const words = exceptions.map(({ rule, owner, until, reason }) => `${rule} until ${until}, ${owner}: ${reason}`);
  return words.length === 0 ? {} : { [polder.exemptions]: words.join('; ') };
}

import { load } from 'js-yaml';
import { capacity } from '../../charts-ts/checks/nodes-hold-the-requests.ts';
import type { ClusterFacts } from '../../charts-ts/config/facts.ts';
import { isMap, merge, valueAt } from '../../charts-ts/config/merge.ts';
import { Prices } from '../../charts-ts/cost/opencost/prices.ts';
import type { ClusterNotes } from '../../charts-ts/diff/findings.ts';

/** The text of a file under clusters/, or undefined. */
export type ReadFile = (path: string) => string | undefined;

/**
 * What the files of a cluster tell beside its objects: its nodes, the site's prices, the names that only it has. A file that is not valid
 * tells nothing here: generate says what is wrong with it.
 */
export function notesReader(read: ReadFile): (id: string) => ClusterNotes {
  const known = new Map<string, unknown>();
  const value = (path: string) => {
    if (!known.has(path)) known.set(path, parsed(read(path)));
    return known.get(path);
  };
  const at = (file: string) => () => ({ file, line: 1, column: 1 });
  return (id) => {
    const files = ['clusters/fleet.yaml', `clusters/${id.split('/')[0]}/site.yaml`, `clusters/${id}/cluster.yaml`];
    const merged = merge(files.map((file) => ({ value: value(file), at: at(file) }))).value;
    const prices = Prices.safeParse(valueAt(merged, ['components', 'opencost', 'prices']));
    return { nodes: nodesOf(valueAt(merged, ['nodes'])), ...(prices.success ? { prices: prices.data } : {}), ownNames: ownNames(id, merged) };
  };
}

function parsed(text: string | undefined): unknown {
  if (text === undefined) return {};
  try {
    const value = load(text);
    return isMap(value) ? value : {};
  } catch {
    return {};
  }
}

function nodesOf(value: unknown): number {
  const groups = Array.isArray(value) ? value.filter(isMap).map((group) => ({ role: 'worker', count: 1, cpu: '0', memory: '0', ...group })) : [];
  const count = capacity({ nodes: groups as unknown as ClusterFacts['nodes'] }).nodes;
  return Number.isFinite(count) && count > 0 ? count : 1;
}

/** The longest first: a domain may stand within another name. A short one could stand anywhere. */
function ownNames(id: string, merged: unknown): ClusterNotes['ownNames'] {
  const named: readonly (readonly [unknown, string])[] = [
    [valueAt(merged, ['ingress', 'domain']), '<domain>'],
    [valueAt(merged, ['mirrors', 'registry']), '<registry>'],
    [valueAt(merged, ['mirrors', 'git']), '<git mirror>'],
    [id, '<cluster>'],
  ];
  return named.flatMap(([name, word]) => (typeof name === 'string' && name.length > 3 ? [[name, word] as const] : [])).sort(([a], [b]) => b.length - a.length);
}

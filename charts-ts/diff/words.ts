import type { Change } from './compare.ts';
import type { Disruption, Effect } from './disruption.ts';
import type { Exposure } from './exposure.ts';
import type { ImageChange } from './images.ts';
import { identityText } from './objects.ts';
import type { Opening } from './openings.ts';
import type { Permission } from './permissions.ts';
import type { Report, Side, Summary } from './report.ts';
import type { Requests } from './requests.ts';
import type { SourceChange } from './sources.ts';

/** What a finding is called, what it says, and where more of it stands; text and Markdown are written of these. */
export interface Line {
  readonly label: string;
  /** How much it asks for attention. */
  readonly weight: 'bad' | 'care' | 'note';
  /** What of it is a name or a value, so that Markdown sets it apart. */
  readonly subject: string;
  readonly words: string;
  readonly link?: string;
}

const labels: Readonly<Record<Effect, readonly [label: string, weight: Line['weight']]>> = {
  data: ['data lost', 'bad'],
  refused: ['refused', 'bad'],
  gone: ['gone', 'bad'],
  downtime: ['downtime', 'bad'],
  replaced: ['replaced', 'bad'],
  restart: ['restart', 'care'],
  operator: ['restart?', 'care'],
  scaled: ['scaled', 'note'],
  runs: ['runs', 'note'],
  kept: ['kept', 'note'],
};

export function disruptionLine({ effect, object, why, source }: Disruption): Line {
  const [label, weight] = labels[effect];
  return { label, weight, subject: identityText(object), words: why, link: source };
}

export function permissionLine({ change, subject, namespace, verbs, group, resources, names, risky }: Permission): Line {
  const what = `${some(resources)}${group === '' ? '' : ` (${group})`}${names === undefined ? '' : ` named ${some(names)}`}`;
  // Of a ClusterRole that no binding here gives, its bindings say where.
  const where = namespace !== undefined ? `in ${namespace}` : subject.startsWith('whoever ') ? 'where it is given' : 'everywhere';
  const weight = change === 'withdrawn' ? 'note' : risky ? 'bad' : 'care';
  return { label: change, weight, subject, words: `${change === 'granted' ? 'may now' : 'may no longer'} ${verbs.join(', ')} ${what} ${where}` };
}

/** Roles that list a hundred resources would hide the others: all of them stand in the JSON. */
function some(items: readonly string[]): string {
  return items.length <= 8 ? items.join(', ') : `${items.slice(0, 7).join(', ')} and ${items.length - 7} more`;
}

export function exposureLine({ change, kind, what, by }: Exposure): Line {
  return { label: change, weight: change === 'opened' ? 'care' : 'note', subject: what, words: `${kind} of ${identityText(by)}` };
}

export function networkLine({ change, pods, direction, peer, ports }: Opening): Line {
  return { label: change, weight: change === 'opened' ? 'care' : 'note', subject: pods, words: `${direction} ${peer} on ${ports}` };
}

export function imageLine({ repository, before, after, notes }: ImageChange): Line {
  const versions =
    before.length === 0 ? `${after.join(', ')}, new` : after.length === 0 ? `${before.join(', ')}, gone` : `${before.join(', ')} → ${after.join(', ')}`;
  return { label: 'image', weight: 'note', subject: repository, words: versions, ...(notes === undefined ? {} : { link: notes }) };
}

export function sourceLine({ application, repository, before, after, notes }: SourceChange): Line {
  return {
    label: 'source',
    weight: 'note',
    subject: identityText(application),
    words: `${before} → ${after} of ${repository}`,
    ...(notes === undefined ? {} : { link: notes }),
  };
}

export function requestsLine(requests: Requests): Line {
  return { label: 'requests', weight: 'note', subject: '', words: requestsText(requests) };
}

/** `+0.1 CPU, +256 MiB of memory, +10 GiB of volumes, +€ 2.30 a month`; what does not change is left out. */
export function requestsText({ cpu, memory, storage, cost }: Requests): string {
  const parts = [
    ...(cpu === 0 ? [] : [`${signed(cpu, String(Math.abs(cpu)))} CPU`]),
    ...(memory === 0 ? [] : [`${signed(memory, bytesText(memory))} of memory`]),
    ...(storage === 0 ? [] : [`${signed(storage, bytesText(storage))} of volumes`]),
    ...(cost === undefined || cost === 0 ? [] : [signed(cost, `€ ${Math.abs(cost).toFixed(2)} a month`)]),
  ];
  return parts.length === 0 ? 'as much as before' : parts.join(', ');
}

function signed(value: number, text: string): string {
  return `${value < 0 ? '−' : '+'}${text}`;
}

function bytesText(bytes: number): string {
  const [unit, size] = Math.abs(bytes) >= 2 ** 30 ? (['GiB', 2 ** 30] as const) : (['MiB', 2 ** 20] as const);
  return `${Math.round((Math.abs(bytes) / size) * 100) / 100} ${unit}`;
}

/** So much is written out unless all is asked for: of a value, of a text's lines, of an object's places. */
const longest = 160;
const mostLines = 12;
const mostChanges = 15;

export type DiffLine = readonly [sign: '-' | '+' | ' ', text: string];

/** The lines of an object's changes; not `all`: at most so many that a reader looks at them. */
export function changesLines(changes: readonly Change[], all: boolean): readonly DiffLine[] {
  const shown = all ? changes : changes.slice(0, mostChanges);
  return [
    ...shown.flatMap((change) => changeLines(change, all)),
    ...(shown.length === changes.length ? [] : [[' ', `… ${changes.length - shown.length} more places`] as const]),
  ];
}

function changeLines({ path, before, after, of, removed = [], added = [], hidden }: Change, all: boolean): readonly DiffLine[] {
  const place = clean(path);
  const listed = (indent: string) => [
    ...few(removed, all).map((item) => ['-', `${indent}${item}`] as const),
    ...few(added, all).map((item) => ['+', `${indent}${item}`] as const),
  ];
  if (hidden === 'secret') return [[' ', `${place}: another value, not shown`]];
  if (hidden === 'checksum') return [[' ', `${place}: another checksum`]];
  if (of === 'order') return [[' ', `${place}: another order`]];
  if (of === 'items') return listed(`${place}: `);
  if (of === 'lines') return [[' ', `${place}:`], ...listed('  ')];
  if (before !== undefined && after !== undefined && isPlain(before) && isPlain(after))
    return [[' ', `${place}: ${valueText(before, all)} → ${valueText(after, all)}`]];
  return [
    ...(before === undefined ? [] : [['-', `${place}: ${valueText(before, all)}`] as const]),
    ...(after === undefined ? [] : [['+', `${place}: ${valueText(after, all)}`] as const]),
  ];
}

function few(items: readonly string[], all: boolean): readonly string[] {
  const shown = (all ? items : items.slice(0, mostLines)).map((item) => cut(clean(item), all));
  return shown.length < items.length ? [...shown, `… ${items.length - shown.length} more`] : shown;
}

function isPlain(value: unknown): boolean {
  return (typeof value !== 'object' || value === null) && valueText(value, true).length <= 60;
}

function valueText(value: unknown, all: boolean): string {
  return cut(typeof value === 'string' && /^[\w./:@%+=,*-]+$/.test(value) ? value : clean(JSON.stringify(value)), all);
}

function cut(text: string, all: boolean): string {
  return text.length > longest && !all ? `${text.slice(0, longest)}…` : text;
}

/** Without what a terminal would obey, or what would turn the direction of reading: values come from whoever changed the files. */
export function clean(text: string): string {
  return text.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, (character) =>
    character === '\t' ? '  ' : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** `12 clusters: a, b, c and 9 more`, or `every changed cluster (12)`. */
export function clustersText(clusters: readonly string[], all: number): string {
  if (clusters.length === 1) return clusters[0] ?? '';
  if (clusters.length === all) return `all ${all} clusters that change`;
  const named = clusters.length <= 4 ? clusters.join(', ') : `${clusters.slice(0, 3).join(', ')} and ${clusters.length - 3} more`;
  return `${clusters.length} clusters: ${named}`;
}

export function sideText({ name, commit }: Side): string {
  return commit === undefined || commit.startsWith(name) ? name : `${name} (${commit.slice(0, 10)})`;
}

/** The first sentences of a report, the worst first. */
export function summaryLines({ summary, clusters }: Report): readonly string[] {
  if (clusters.length === 0) return ['nothing changes'];
  const { objects, disruptions, permissions, exposure, network, images, requests } = summary;
  const list = (...parts: readonly (readonly [number: number | undefined, one: string, more?: string])[]) =>
    parts.flatMap(([number = 0, one, more = one]) => (number === 0 ? [] : [`${number} ${number === 1 ? one : more}`])).join(', ');
  const risky = permissions.risky === 0 ? '' : ` (${permissions.risky} that ${permissions.risky === 1 ? 'leads' : 'lead'} to more)`;
  const changes = list(
    [objects.added, 'object added', 'objects added'],
    [objects.removed, 'object removed', 'objects removed'],
    [objects.changed, 'object changed', 'objects changed'],
  );
  return [
    [clusterCounts(summary), changes].filter((part) => part !== '').join(': '),
    list(
      [disruptions.data, 'may lose data'],
      [disruptions.refused, 'refused by the API server'],
      [disruptions.gone, 'gone'],
      [disruptions.downtime, 'with downtime'],
      [disruptions.replaced, 'replaced'],
      [disruptions.restart, 'restarts', 'restart'],
      [disruptions.operator, 'may restart'],
    ),
    list(
      [permissions.granted, `permission granted${risky}`, `permissions granted${risky}`],
      [permissions.withdrawn, 'permission withdrawn', 'permissions withdrawn'],
      [exposure.opened, 'way in from outside opened', 'ways in from outside opened'],
      [exposure.closed, 'way in closed', 'ways in closed'],
      [network.opened, 'connection inside opened', 'connections inside opened'],
      [network.closed, 'connection inside closed', 'connections inside closed'],
    ),
    list([images, 'image in another version', 'images in another version']),
    requests.cpu === 0 && requests.memory === 0 && requests.storage === 0 ? '' : `together ${requestsText(requests)}`,
  ].filter((line) => line !== '');
}

function clusterCounts({ clusters }: Summary): string {
  return [
    ...(clusters.changed === 0 ? [] : [`${clusters.changed} ${clusters.changed === 1 ? 'cluster changes' : 'clusters change'}`]),
    ...(clusters.added === 0 ? [] : [`${clusters.added} new`]),
    ...(clusters.removed === 0 ? [] : [`${clusters.removed} removed`]),
  ].join(', ');
}

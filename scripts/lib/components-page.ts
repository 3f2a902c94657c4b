import { componentFolder } from '../../charts-ts/catalogue.ts';
import { profiles } from '../../charts-ts/config/facts.ts';
import { compare } from '../../charts-ts/config/problem.ts';
import { type AnyComponent, areas, type CrdSource, comesWhenAsked } from '../../charts-ts/kit/component.ts';
import { table } from './markdown.ts';

const head = `<!-- Written by \`npm run docs\` from charts-ts/catalogue.ts. Change the components, not this page. -->

# Components

What the platform is made of, with the versions of this commit. A cluster has the components of its [profile](configuration.md); \`components.<name>.enabled\` in a cluster file says otherwise. ● has it, ○ does not unless asked.
`;

/** docs/components.md: a table of all components, and a section for each. */
export function componentsPage(catalogue: readonly AnyComponent[]): string {
  const sorted = [...catalogue].sort((a, b) => areas.indexOf(a.area) - areas.indexOf(b.area) || compare(a.name, b.name));
  const sections = areas.flatMap((area) => {
    const own = sorted.filter((component) => component.area === area);
    return own.length === 0 ? [] : [`## Area ${area}\n`, ...own.map(section)];
  });
  return [head, overview(sorted), ...sections].join('\n').replace(/\n{3,}/g, '\n\n');
}

function overview(components: readonly AnyComponent[]): string {
  return table(
    ['area', 'component', 'version', 'licence', 'governance', ...profiles],
    components.map((component) => [
      component.area,
      `[${component.name}](#${component.name})`,
      version(component),
      component.licence,
      component.governance,
      ...profiles.map((profile) => (hasIt(component, profile) ? '●' : '○')),
    ]),
  );
}

function section(component: AnyComponent): string {
  const { name, purpose, homepage, licence, governance, choice, upgrade, haven = [], exceptions = [], crds, images, needs, wants, knows = {} } = component;
  return [
    `### ${name}`,
    '',
    `${purpose}. [Homepage](${homepage}), [code](../${componentFolder(component)}/index.ts).`,
    '',
    ...items({
      'Licence and governance': `${licence}; ${governance}`,
      Profiles: profilesOf(component),
      Images: Object.values(images).map((image) => code(`${image.repository}:${image.version}`)),
      Definitions: crds.map(definitions),
      Needs: Object.values(needs).map(({ id }) => code(id)),
      'Uses where there': Object.values(wants).map(({ id }) => code(id)),
      'Has the facts of': Object.values(knows).map(({ id }) => code(id)),
      'Haven checks': haven.map(code),
      [`Rather than ${choice.runnerUp}`]: choice.because,
      Upgrade: upgrade,
    }),
    ...(exceptions.length === 0
      ? []
      : [
          '',
          'Exceptions to the secure defaults:',
          '',
          table(
            ['object', 'rule', 'reason'],
            exceptions.map(({ object, rule, reason }) => [code(object), code(rule), reason]),
          ),
        ]),
    '',
  ].join('\n');
}

/** A list of what there is to say; what is empty is left out. */
function items(facts: Readonly<Record<string, string | readonly string[]>>): string[] {
  return Object.entries(facts)
    .map(([name, value]) => [name, typeof value === 'string' ? value : value.join(', ')] as const)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `- **${name}**: ${value}`);
}

function definitions({ repository, tag, kinds }: CrdSource): string {
  return `${Object.keys(kinds)
    .map((kind) => code(kind.slice(kind.lastIndexOf('/') + 1)))
    .join(' ')} from <${repository}> ${tag}`;
}

/** The program's version: of the first image, or of the definitions where nothing runs. */
function version({ images, crds }: AnyComponent): string {
  return Object.values(images)[0]?.version ?? crds[0]?.tag ?? '';
}

function hasIt(component: AnyComponent, profile: (typeof profiles)[number]): boolean {
  const { required, enabledIn } = component;
  if (comesWhenAsked(component)) return false;
  return required === true || enabledIn === undefined || enabledIn.includes(profile);
}

function profilesOf(component: AnyComponent): string {
  if (component.required) return 'all; no cluster can be without it';
  if (comesWhenAsked(component)) return "where a tenant's file asks for it";
  const having = profiles.filter((profile) => hasIt(component, profile));
  if (having.length === 0) return `none; \`components.${component.name}.enabled: true\` asks for it`;
  return having.length === profiles.length ? 'all' : having.join(', ');
}

function code(text: string): string {
  return `\`${text}\``;
}

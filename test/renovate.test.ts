import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { catalogue } from '../charts-ts/catalogue.ts';
import type { AnyComponent } from '../charts-ts/kit/component.ts';

/** The parts of renovate.json that decide what is seen and raised together: https://docs.renovatebot.com/configuration-options/ */
interface Configuration {
  readonly extends: readonly string[];
  readonly ignorePresets: readonly string[];
  readonly ignorePaths: readonly string[];
  readonly 'pip-compile': { readonly managerFilePatterns: readonly string[] };
  readonly customManagers: readonly {
    readonly description: string;
    readonly managerFilePatterns: readonly string[];
    readonly matchStrings: readonly string[];
  }[];
  readonly packageRules: readonly Rule[];
}

interface Rule {
  readonly description: string;
  readonly matchFileNames?: readonly string[];
  readonly matchPackageNames?: readonly string[];
  readonly groupName?: string;
}

/** Who reads a file, and what it finds there, as `<name>@<version>`. */
interface Manager {
  readonly name: string;
  readonly files: readonly RegExp[];
  pins(text: string): readonly string[];
}

const repository = join(import.meta.dirname, '..');
const configuration = JSON.parse(readFileSync(join(repository, 'renovate.json'), 'utf8')) as Configuration;
const components = catalogue as readonly AnyComponent[];

/** The managers that have something here. Patterns of files: https://docs.renovatebot.com/modules/manager/ */
const managers: readonly Manager[] = [
  ...configuration.customManagers.map(({ managerFilePatterns, matchStrings }, index) => ({
    name: `custom ${index}`,
    files: managerFilePatterns.map(pattern),
    pins: (text: string) =>
      matchStrings.flatMap((expression) =>
        [...text.matchAll(new RegExp(expression, 'g'))].map(({ groups }) => `${groups?.['depName']}@${groups?.['currentValue']}`),
      ),
  })),
  { name: 'npm', files: [/(^|\/)package\.json$/], pins: npmPins },
  { name: 'gomod', files: [/(^|\/)go\.mod$/], pins: goPins },
  { name: 'maven', files: [/(^|\/|\.)pom\.xml$/], pins: (text) => [...text.matchAll(/<version>([^<$]+)<\/version>/g)].map(([, version]) => `@${version}`) },
  { name: 'github-actions', files: [/(^|\/)(workflow-templates|\.(?:github|gitea|forgejo)\/(?:workflows|actions))\/.+\.ya?ml$/], pins: actionPins },
  { name: 'pip-compile', files: configuration['pip-compile'].managerFilePatterns.map(pattern), pins: pythonPins },
];

const files = filesBelow('').filter((file) => !isIgnored(file));

describe('renovate.json', () => {
  it('says of each manager and rule what it is for', () => {
    const described = [...configuration.customManagers, ...configuration.packageRules, configuration['pip-compile'] as { readonly description?: string }];

    expect(described.filter(({ description = '' }) => description.length < 20)).toEqual([]);
  });

  it('sees the programs of the tests: the recommended preset would leave out every folder named test', () => {
    expect(configuration.extends).toContain('config:recommended');
    expect(configuration.ignorePresets).toContain(':ignoreModulesAndTests');
  });

  it('has no rule for what is not there', () => {
    const names = new Set(
      files.flatMap((file) => managersOf(file).flatMap((manager) => manager.pins(textOf(file)).map((pin) => pin.slice(0, pin.lastIndexOf('@'))))),
    );
    const dead = configuration.packageRules.filter(
      ({ matchFileNames = ['**'], matchPackageNames = [] }) =>
        !files.some((file) => matchFileNames.some((glob) => globbed(glob).test(file))) || matchPackageNames.some((name) => !names.has(name)),
    );

    expect(dead.map(({ description, matchPackageNames }) => `${description}: ${matchPackageNames}`)).toEqual([]);
  });
});

describe('every version', () => {
  it('stands in a file that one manager reads, and none of it is read twice', () => {
    const pinned = files.map((file) => ({ file, by: managersOf(file).filter((manager) => manager.pins(textOf(file)).length > 0) }));

    // A component has images and sources of definitions: two managers, each with its own.
    const twice = pinned.filter(({ file, by }) => by.length > 1 && !file.startsWith('charts-ts/'));
    expect(twice.map(({ file, by }) => `${file}: ${by.map(({ name }) => name).join(', ')}`)).toEqual([]);
    for (const { name, pins } of managers)
      expect(
        files.filter((file) => managersOf(file).some((one) => one.name === name && pins(textOf(file)).length > 0)),
        name,
      ).not.toEqual([]);
  });

  it('of an image is found exactly once, and of a source of definitions once, however many folders are read at it', () => {
    const images = components.flatMap((component) => Object.values(component.images).map((image) => `${image.repository}@${image.version}`));
    const sources = components.flatMap(({ crds }) => crds.map((source) => `${source.repository}@${source.tag}`));

    expect(foundBy('custom 0')).toEqual(images.sort());
    expect([...new Set(foundBy('custom 1'))]).toEqual([...new Set(sources)].sort());
    expect(foundBy('custom 1').length).toBeLessThanOrEqual(sources.length);
  });

  it('that stands in the code as a text is one of those', () => {
    const seen = new Set([...foundBy('custom 0'), ...foundBy('custom 1')].map((pin) => pin.slice(pin.lastIndexOf('@') + 1)));
    const code = files.filter((file) => /^(charts-ts|scripts|\.ci)\/.*(\.ts|\.mjs|\/run)$/.test(file) && !file.includes('.test.'));
    const texts = code.flatMap((file) => [...textOf(file).matchAll(/'(v?\d+\.\d+\.\d+(?:-[\w.]+)?)'/g)].map(([, version = '']) => ({ file, version })));

    expect(
      texts
        .filter(({ file, version }) => !seen.has(version) && noPins[file] === undefined)
        .map(({ file, version }) => `${file}: ${version} is seen by no manager`),
    ).toEqual([]);
  });

  it('of a dependency in package.json is exact', () => {
    const { dependencies, devDependencies, overrides } = JSON.parse(textOf('package.json')) as Readonly<Record<string, Readonly<Record<string, string>>>>;

    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies, ...overrides })) expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it('of a Go program is raised by Renovate: its module is required by itself, or for a tool', () => {
    // Ours, of Go's own library alone: only the go line is raised.
    const alone = /\/(traefik\/ext|pause|probe)\//;
    const modules = files.filter((file) => file.endsWith('/go.mod') && !alone.test(file));

    expect(modules.length).toBeGreaterThan(10);
    for (const file of modules) expect(goPins(textOf(file)).length, `${file}: the go line, and at least one module`).toBeGreaterThan(1);
  });

  it('of an action is a commit, with the version in words behind it', () => {
    const uses = files
      .filter((file) => file.startsWith('.github/workflows/'))
      .flatMap((file) => [...textOf(file).matchAll(/\buses: (.*)/g)].map(([, used = '']) => used));

    expect(uses.length).toBeGreaterThan(0);
    expect(uses.filter((used) => !/^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(used))).toEqual([]);
  });

  it('of Checkov is wanted once, and the whole list of what it needs is made of that', () => {
    const folder = 'test/e2e/programs/checkov';
    const [wanted = ''] = /^checkov==.+$/m.exec(textOf(`${folder}/requirements.in`)) ?? [];

    expect(pythonPins(textOf(`${folder}/requirements.txt`))).toContain(wanted.replace('==', '@'));
    // Renovate's pip-compile reads this head, and takes no other options.
    expect(textOf(`${folder}/requirements.txt`)).toContain('pip-compile --no-emit-index-url --output-file=requirements.txt --strip-extras requirements.in');
  });

  it('of a program is not repeated in the tables of the tests', () => {
    expect(textOf('test/e2e/README.md').match(/^\| `[^|]+ \| +v?\d+\.\d+\.\d+ +\|.*$/gm) ?? []).toEqual([]);
  });
});

describe('one change', () => {
  const names = components.map(({ name }) => name as string);
  /** Folders of programs that are of no component, and whose changes stand by themselves. */
  const judgesAndTools = ['checkov', 'conftest', 'kube-score', 'kubeconform', 'trivy-config', 'pebble', 'crane', 'registry', 'ext', 'gitea'];
  const cluster = ['etcd', 'kwok', 'kubernetes', 'cni', 'containerd', 'coredns', 'kube-router', 'runc', 'pause', 'probe'];
  const own = [...judgesAndTools, ...cluster];

  it('raises a component with the program of it that the tests build', () => {
    const folders = [...new Set(files.filter((file) => /^test\/e2e\/programs\/.*(go\.mod|pom\.xml)$/.test(file)))].filter((file) => !file.includes('/crds/'));
    const groups = folders.map((file) => ({ file, group: groupOf(file, '') }));

    expect(groups.filter(({ group }) => !names.includes(group) && !own.includes(group)).map(({ file, group }) => `${file}: ${group} is no component`)).toEqual(
      [],
    );
  });

  it('raises a component with the definitions of it that the tests read', () => {
    const file = 'test/e2e/programs/crds/go.mod';
    const modules = goPins(textOf(file))
      .map((pin) => pin.slice(0, pin.lastIndexOf('@')))
      .filter((name) => name !== 'go');

    expect(
      modules.filter((name) => !names.includes(groupOf(file, name)) && !standAlone.includes(name)).map((name) => `${name}: add a rule with its component`),
    ).toEqual([]);
  });

  it('raises images and definitions of a component together', () => {
    const inCharts = files.filter((file) => file.startsWith('charts-ts/') && managersOf(file).some((manager) => manager.pins(textOf(file)).length > 0));

    expect(inCharts.filter((file) => !names.includes(groupOf(file, ''))).map((file) => `${file}: its folder is no component`)).toEqual([]);
  });
});

/** Files with versions that nobody raises, and what they are. */
const noPins: Readonly<Record<string, string>> = {
  'charts-ts/security/falco/rules.ts': 'the oldest engine and plugin that know what the rules say',
};

/** Modules of programs/crds that are of no component. */
const standAlone: readonly string[] = ['github.com/openshift/api'];

/** The group of a package in a file: the last rule that matches has the word. */
function groupOf(file: string, name: string): string {
  const rules = configuration.packageRules.filter(
    ({ groupName, matchFileNames = ['**'], matchPackageNames, ...rest }) =>
      groupName !== undefined &&
      !('matchDepTypes' in rest) &&
      matchFileNames.some((glob) => globbed(glob).test(file)) &&
      (matchPackageNames === undefined || matchPackageNames.includes(name)),
  );
  return (rules.at(-1)?.groupName ?? '').replace('{{parentDir}}', file.split('/').at(-2) ?? '');
}

function foundBy(name: string): string[] {
  return files.flatMap((file) => managersOf(file).flatMap((manager) => (manager.name === name ? manager.pins(textOf(file)) : []))).sort();
}

function managersOf(file: string): readonly Manager[] {
  return managers.filter((manager) => manager.files.some((expression) => expression.test(file)));
}

function npmPins(text: string): readonly string[] {
  const manifest = JSON.parse(text) as Readonly<Record<string, unknown>>;
  const sections = ['dependencies', 'devDependencies', 'overrides', 'engines'].map((section) => manifest[section] ?? {});
  return sections.flatMap((section) => Object.entries(section as Readonly<Record<string, string>>).map(([name, version]) => `${name}@${version}`));
}

/** As Renovate takes them: what is required by itself, what a tool is of, what replaces something, and Go. */
function goPins(text: string): readonly string[] {
  const lines = text.split('\n').map((line) => line.trim().replace(/^(require|replace|tool)\s+(?!\()/, '$1 '));
  const tools = [...text.matchAll(/^(?:tool |\t)((?:[\w-]+\.)+[\w-]+\/[^\s]+)$/gm)].map(([, tool = '']) => tool);
  const required = lines.flatMap((line) => {
    const [, name = '', version = '', indirect] = /^(?:require )?([\w.-]+\.[\w./-]+) (v\S+)( \/\/ indirect)?$/.exec(line) ?? [];
    return name === '' || (indirect !== undefined && !tools.some((tool) => `${tool}/`.startsWith(`${name}/`))) ? [] : [`${name}@${version}`];
  });
  const replaced = [...text.matchAll(/=> ([\w.-]+\.[\w./-]+) (v\S+)$/gm)].map(([, name, version]) => `${name}@${version}`);
  return [...[...text.matchAll(/^go (\S+)$/gm)].map(([, version]) => `go@${version}`), ...required, ...replaced];
}

function actionPins(text: string): readonly string[] {
  return [...text.matchAll(/\buses: ([^@\s]+)@\S+ # (\S+)/g)].map(([, name, version]) => `${name}@${version}`);
}

function pythonPins(text: string): readonly string[] {
  return [...text.matchAll(/^([\w.-]+)==(\S+)$/gm)].map(([, name, version]) => `${name}@${version}`);
}

/** `/…/` is an expression, anything else a glob. */
function pattern(text: string): RegExp {
  const [, expression] = /^\/(.+)\/$/.exec(text) ?? [];
  return expression === undefined ? globbed(text) : new RegExp(expression);
}

function globbed(glob: string): RegExp {
  const parts = glob.split(/(\*\*\/|\*\*|\*)/).map((part) => {
    if (part === '**/') return '(?:.*/)?';
    if (part === '**') return '.*';
    return part === '*' ? '[^/]*' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${parts.join('')}$`);
}

function isIgnored(file: string): boolean {
  const preset = configuration.ignorePresets.includes(':ignoreModulesAndTests') ? [] : ['**/test/**', '**/tests/**', '**/vendor/**', '**/examples/**'];
  return [...configuration.ignorePaths, ...preset].some((glob) => globbed(glob).test(file));
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(join(repository, folder), { withFileTypes: true }).flatMap((entry) => {
    if (['.git', 'node_modules', 'platform', 'coverage'].includes(entry.name)) return [];
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesBelow(path) : entry.isFile() ? [path] : [];
  });
}

const texts = new Map<string, string>();

function textOf(file: string): string {
  const known = texts.get(file) ?? readFileSync(join(repository, file), 'utf8');
  texts.set(file, known);
  return known;
}

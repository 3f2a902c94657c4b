import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { catalogue } from '../../charts-ts/catalogue.ts';
import { DnsLabel } from '../../charts-ts/config/values.ts';
import { suggestion } from '../../charts-ts/config/words.ts';
import { type AnyComponent, type Area, areas } from '../../charts-ts/kit/component.ts';
import { Refusal } from './command.ts';
import { componentTemplate, componentTestTemplate, type Facts } from './new-component-text.ts';

/**
 * Writes a component that works and is in no cluster yet: `<area>/<name>`, or `local/<name>` for one of the fork's own. Adds it to
 * the list that it belongs to. Returns the files that were written; refuses a place or a name that is taken, and writes nothing then.
 */
export function newComponent(root: string, id: string): readonly string[] {
  const [place = '', name = '', ...more] = id.split('/');
  const places = ['local', ...areas];
  if (more.length > 0 || name === '' || !DnsLabel.safeParse(name).success)
    throw new Refusal(`"${id}" is not <area>/<name>; write an area and a DNS label, like ui/welcome, or local/welcome in a fork`);
  if (!places.includes(place)) throw new Refusal(`there is no area "${place}"${suggestion(place, places) || `; there is ${places.join(', ')}`}`);
  const taken = (catalogue as readonly AnyComponent[]).find((component) => component.name === name);
  if (taken !== undefined) throw new Refusal(`there is a component ${name} already, in the area ${taken.area}; give it another name`);
  const folder = `charts-ts/${place}/${name}`;
  if (existsSync(join(root, folder))) throw new Refusal(`${folder} is there already; edit it`);
  const list = place === 'local' ? 'charts-ts/local/index.ts' : 'charts-ts/catalogue.ts';
  const facts: Facts = { name, constant: camelCase(name), area: place === 'local' ? 'ui' : (place as Area), image: exampleImage() };
  const listed = listedIn(readFileSync(join(root, list), 'utf8'), place, facts, list);
  const files = { [`${folder}/index.ts`]: componentTemplate(facts), [`${folder}/${name}.test.ts`]: componentTestTemplate(facts), [list]: listed };
  try {
    for (const [path, text] of Object.entries(files)) writeWhole(join(root, path), text);
  } catch (error) {
    rmSync(join(root, folder), { recursive: true, force: true });
    throw error;
  }
  return Object.keys(files);
}

/** The list with one import and one entry more; both where the formatter would have them. */
function listedIn(text: string, place: string, { name, constant }: Facts, file: string): string {
  const line = `import { ${constant} } from './${place === 'local' ? '' : `${place}/`}${name}/index.ts';`;
  const imports = [...text.matchAll(/^import .* from '(\.[^']+)';$/gm)];
  const path = /'(.+)'/.exec(line)?.[1] ?? '';
  // The formatter sorts what is further away first.
  const after = imports.filter(([, from = '']) => from.startsWith('../') || (!path.startsWith('../') && from < path)).at(-1);
  const entries = /( = \[)([^\]]*)(\] as const satisfies readonly AnyComponent\[\];)/.exec(text);
  const [first] = imports;
  if (first === undefined || entries === null) throw new Refusal(`${file} is not the list that it was; add the component to it by hand`);
  const [whole, head = '', inside = '', tail = ''] = entries;
  const before = inside.includes('\n') ? inside : inside.trim() === '' ? '' : `${inside}, `;
  const added = text.replace(whole, `${head}${before}${inside.includes('\n') ? `  ${constant},\n` : constant}${tail}`);
  return after === undefined ? added.replace(first[0], `${line}\n${first[0]}`) : added.replace(after[0], `${after[0]}\n${line}`);
}

/** A small program that the platform has already, at the version that it has it. */
function exampleImage(): Facts['image'] {
  const image = (catalogue as readonly AnyComponent[])
    .flatMap(({ images }) => Object.values(images))
    .find(({ repository, version }) => repository === 'docker.io/library/busybox' && version.endsWith('-musl'));
  if (image === undefined) throw new Error('no component has busybox any longer: the template needs another image');
  return { repository: image.repository, version: image.version };
}

function camelCase(name: string): string {
  return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase()).replace(/^(\d)/, 'n$1');
}

function writeWhole(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}

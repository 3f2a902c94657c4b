import { existsSync, mkdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { archivedFolder } from '../../charts-ts/config/leaving.ts';
import { Refusal } from './command.ts';
import { readFleet } from './fleet.ts';
import { noPlace, tenantPlace } from './tenant-place.ts';

/** Moves the file of a tenant to those that have left. Returns its new path; takes it back when the fleet is not valid so. */
export function archive(root: string, id: string): string {
  const [from, name] = fileOf(id);
  const folder = `${dirname(from)}/${archivedFolder}`;
  const to = `${folder}/${name}.yaml`;
  if (existsSync(join(root, to)))
    throw new Refusal(existsSync(join(root, from)) ? `${from} and ${to} are both there; keep one` : `${name} has left already: ${to}`);
  if (!existsSync(join(root, from)))
    throw new Refusal(`there is no ${from}`, 'name a tenant as its file is called: <name>, or <site>/<cluster>/<name> for one in the folder of a cluster');
  const made = !existsSync(join(root, folder));
  const text = readFileSync(join(root, from), 'utf8');
  mkdirSync(join(root, folder), { recursive: true });
  // The old one first, under a name that nothing reads: were both there, the tenant would be there twice.
  const aside = join(root, `${from}.leaving`);
  renameSync(join(root, from), aside);
  try {
    // One folder deeper, its schema is one folder further up.
    writeFileSync(join(root, to), text.replace(/^(# yaml-language-server: \$schema=)(?=\.\.\/)/, '$1../'));
    readFleet(root);
  } catch (error) {
    rmSync(join(root, to), { force: true });
    if (made) rmdirSync(join(root, folder));
    renameSync(aside, join(root, from));
    throw error;
  }
  rmSync(aside);
  return to;
}

function fileOf(id: string): [string, string] {
  const isName = id.includes('/') ? id.split('/').every((part) => /^[a-z0-9-]+$/.test(part)) : id !== '';
  if (!isName) throw noPlace(id);
  const { name, folder } = tenantPlace(id);
  return [`clusters/${folder}/${name}.yaml`, name];
}

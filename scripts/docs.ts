import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { catalogue, isLocal } from '../charts-ts/catalogue.ts';
import { clusterContext } from '../charts-ts/order.ts';
import { Refusal, readArguments, run } from './lib/command.ts';
import { componentsPage } from './lib/components-page.ts';
import { readFleet } from './lib/fleet.ts';
import { standardsPage } from './lib/standards-page.ts';

const help = `Writes docs/components.md and docs/standards.md from the catalogue; of a fork's own components docs/local-components.md.

  npm run docs
`;

await run(async () => {
  readArguments(help, {});
  const own = catalogue.filter(isLocal);
  // Pages of their own: those of upstream stay as upstream writes them, and merge.
  write('docs/components.md', componentsPage(catalogue.filter((component) => !isLocal(component))));
  if (own.length > 0) write('docs/local-components.md', componentsPage(own));
  // Which cluster does not matter: the page says what programs cannot, not where they are.
  const [cluster] = readFleet(resolve('.'));
  if (cluster === undefined) throw new Refusal('there is no cluster; make one with npm run new -- cluster <site>/<name>');
  write('docs/standards.md', standardsPage(catalogue, clusterContext(cluster)));
});

function write(path: string, text: string): void {
  const file = resolve(path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}

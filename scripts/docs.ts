import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { catalogue } from '../charts-ts/catalogue.ts';
import { clusterContext } from '../charts-ts/order.ts';
import { Refusal, readArguments, run } from './lib/command.ts';
import { componentsPage } from './lib/components-page.ts';
import { readFleet } from './lib/fleet.ts';
import { standardsPage } from './lib/standards-page.ts';

const help = `Writes docs/components.md and docs/standards.md from the catalogue.

  npm run docs
`;

await run(async () => {
  readArguments(help, {});
  write('docs/components.md', componentsPage(catalogue));
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

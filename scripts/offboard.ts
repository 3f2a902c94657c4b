import { resolve } from 'node:path';
import { Refusal, readArguments, run } from './lib/command.ts';
import { archive } from './lib/offboarding.ts';

const help = `Lets a tenant leave: moves its file to the folder archived beside it. Nothing is deleted.

  npm run offboard -- zaakloket                     of the clusters that its file names
  npm run offboard -- odc-west/prod-1/zaakloket     whose file stands in the folder of that cluster

  --root FOLDER     the repository; default: this folder

What the next sync does: hostnames, connections and the Applications of its repositories go; its groups only look; no new pod starts.
Its namespaces, volumes, databases, buckets and quota stay, closed, and databases sleep. Moving the file back undoes it.
Where the cluster has Velero, objects and volumes are backed up each week; what is in buckets never is.
How its data is deleted, once somebody confirms it by name: docs/decisions/0023-offboarding.md
`;

await run(async () => {
  const { values, positionals } = readArguments(help, { root: { type: 'string' } });
  const [id, ...more] = positionals;
  if (id === undefined || more.length > 0) throw new Refusal('name one tenant: npm run offboard -- <name>', 'see --help');
  const path = archive(resolve(values.root ?? process.cwd()), id);
  console.log(`moved to ${path}; next: npm run generate`);
});

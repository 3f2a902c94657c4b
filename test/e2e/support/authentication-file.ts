import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { command } from '../../support/command.ts';
import { clusterFile, exampleFleet } from '../../support/fleet.ts';

/** What `npm run authentication` prints for a cluster of apps.example.nl whose identity provider this is, with its CA. Throws with its complaints. */
export async function authenticationFile(root: string, provides: object, ca: string): Promise<string> {
  const files = { ...exampleFleet, 'clusters/odc/prod-1/cluster.yaml': `${clusterFile('apps.example.nl')}provides: ${JSON.stringify(provides)}\n` };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const { stdout, stderr } = await command('authentication', ['--root', root, 'odc/prod-1', '--ca', ca]);
  if (stderr !== '') throw new Error(stderr);
  return stdout;
}

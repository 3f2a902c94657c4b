import { platform } from 'node:os';
import { buildE2e, missingPrograms, runE2e } from '../test/e2e/support/run.ts';
import { Refusal, readArguments, run } from './lib/command.ts';

const help = `Runs the platform of the reference clusters on a real control plane with real Argo CD, built from their Go modules.
Needs Linux, Go 1.26 or later and some Debian packages: test/e2e/README.md. The first run builds for about half an hour.

  npm run e2e
  npm run e2e -- test/e2e/clusters.test.ts    one file
  npm run e2e -- -t 'lab/laptop'              the tests whose names match
  npm run e2e -- --real                       the cluster lab/e2e on a real node, with real containers: needs root
  npm run e2e -- --scale                      500 tenants on one cluster, with what it takes
  npm run e2e -- --build                      only builds what it needs; with --real, what that needs
  npm run e2e -- --missing                    names what is not built yet, a line each; with --real, of what that needs
`;

await run(async () => {
  const args = process.argv.slice(2);
  if (args.includes('--help') || args.includes('-h')) readArguments(help, {}, ['--help']);
  if (platform() !== 'linux') throw new Refusal('the e2e needs Linux (namespaces, a kernel that runs the control plane): use a Linux machine or a virtual one');
  const suite = (['real', 'scale'] as const).find((one) => args.includes(`--${one}`)) ?? 'pretended';
  if (args.includes('--missing')) {
    for (const program of missingPrograms(suite)) console.log(program);
    return;
  }
  const rest = args.filter((arg) => arg !== `--${suite}`);
  const work = args.includes('--build') ? buildE2e(suite).then(() => 0) : runE2e(rest, { suite });
  process.exitCode = await work.catch((error: unknown) => {
    // Both say what is missing and how to get it.
    throw new Refusal(...String(error instanceof Error ? error.message : error).split('\n'));
  });
});

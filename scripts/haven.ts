import { resolve } from 'node:path';
import { catalogue } from '../charts-ts/catalogue.ts';
import { order } from '../charts-ts/order.ts';
import { Refusal, readArguments, refuseProblems, run } from './lib/command.ts';
import { chooseCluster, readFleet } from './lib/fleet.ts';
import { fromFacts, judged } from './lib/haven.ts';
import { differences, fromCluster, observe } from './lib/haven-live.ts';
import { type HavenReport, havenText } from './lib/haven-text.ts';
import { currentContext, kubectlFor } from './lib/kubectl.ts';

const help = `Tells for each check of the Haven Compliancy Checker whether a cluster would meet it, why, and what to do.
Only the checker itself says whether a cluster complies: docs/haven.md.

  npm run haven -- odc-noord/prod-1
  npm run haven -- odc-noord/prod-1 --live    the running cluster of the current kubeconfig context as well, and where it differs

  --context NAME    this context instead of the current one, with --live
  --json            as JSON on stdout
  --root FOLDER     the repository; default: this folder

Exit code 0 when no required check is "not met" (some may be unknown), 1 otherwise. Nothing is changed, and no Secret is read.
`;

await run(async () => {
  const { values, positionals } = readArguments(help, {
    live: { type: 'boolean' },
    context: { type: 'string' },
    json: { type: 'boolean' },
    root: { type: 'string' },
  });
  if (values.context !== undefined && values.live !== true) throw new Refusal('--context says which cluster is asked; write --live too');
  const cluster = chooseCluster(readFleet(resolve(values.root ?? process.cwd())), positionals);
  const plan = order(catalogue, cluster);
  if (!plan.ok) throw refuseProblems(plan.problems);
  const report: HavenReport = { cluster: cluster.id, checks: judged(fromFacts(cluster.config, plan.value)) };
  const seen = values.live ? await observe(kubectlFor(values.context ?? (await currentContext()))) : undefined;
  const whole: HavenReport =
    seen === undefined
      ? report
      : { ...report, live: { checks: judged(fromCluster(seen, cluster.config)), differences: differences(cluster.config, plan.value, seen) } };
  process.stdout.write(values.json ? `${JSON.stringify(whole, null, 2)}\n` : havenText(whole));
  if ((whole.live?.checks ?? whole.checks).some(({ verdict }) => verdict === 'not met')) process.exitCode = 1;
});

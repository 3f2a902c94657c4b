import { runE2e } from './support/run.ts';

process.exitCode = await runE2e(process.argv.slice(2));

// Adds up what vitest's JSON reports say, and prints what failed once more, and the closing line that CI reads.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

let passed = 0;
let failed = 0;
let skipped = 0;
/** Of a message, what fits where only the end of a long log is kept. */
const beginning = (text) => text.split('\n').slice(0, 30).join('\n').slice(0, 2000);
const [folder, ...suites] = process.argv.slice(2);
for (const name of suites.map((suite) => `${suite}.json`)) {
  const file = join(folder, name);
  if (!existsSync(file)) {
    console.log(`${name} is missing: those tests did not run`);
    failed += 1;
    continue;
  }
  const report = JSON.parse(readFileSync(file, 'utf8'));
  passed += report.numPassedTests;
  skipped += report.numPendingTests;
  // A file that fails outside of its tests, such as where it starts what they need, counts as one failure.
  const outside = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  );
  failed += report.numFailedTests + outside.length;
  for (const { name: path, message } of outside) console.log(`failed: ${path}\n${beginning(message)}`);
  const tests = report.testResults.flatMap(({ assertionResults }) => assertionResults).filter((test) => test.status === 'failed');
  for (const { fullName, failureMessages } of tests) console.log(`failed: ${fullName}\n${beginning(failureMessages.join('\n'))}`);
}
if (skipped > 0) console.log(`${skipped} skipped`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);

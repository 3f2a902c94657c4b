// Adds up what vitest's JSON reports say, and prints the closing line that CI reads.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

let passed = 0;
let failed = 0;
let skipped = 0;
for (const name of ['fast.json', 'e2e.json']) {
  const file = join(process.argv[2], name);
  if (!existsSync(file)) {
    console.log(`${name} is missing: those tests did not run`);
    failed += 1;
    continue;
  }
  const report = JSON.parse(readFileSync(file, 'utf8'));
  passed += report.numPassedTests;
  skipped += report.numPendingTests;
  // A file that fails before its first test counts as one failure.
  failed += report.numFailedTests + report.testResults.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0).length;
}
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exit(failed > 0 ? 1 : 0);

import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const report = process.env['VITEST_JSON'];

/** The tests of one cluster that really runs: what they have in common starts once, in setup.ts. */
export default defineConfig({
  test: {
    root: resolve(fileURLToPath(import.meta.url), '../../../..'),
    include: ['test/e2e/real/**/*.test.ts'],
    fileParallelism: false,
    isolate: false,
    sequence: { concurrent: false },
    reporters: report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]],
    testTimeout: 300_000,
    hookTimeout: 900_000,
  },
});

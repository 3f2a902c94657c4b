import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const report = process.env['VITEST_JSON'];

export default defineConfig({
  test: {
    root: resolve(fileURLToPath(import.meta.url), '../../..'),
    include: ['test/e2e/**/*.test.ts'],
    // Of a real node, and of very many tenants: their own configurations.
    exclude: ['test/e2e/real/**', 'test/e2e/scale/**'],
    setupFiles: ['test/e2e/support/end-all.ts'],
    // One file at a time: each starts a whole cluster, on the same ports.
    fileParallelism: false,
    sequence: { concurrent: false },
    reporters: report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]],
    testTimeout: 420_000,
    hookTimeout: 240_000,
  },
});

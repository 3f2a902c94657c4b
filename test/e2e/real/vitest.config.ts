import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const report = process.env['VITEST_JSON'];

/** What changes the cluster comes after what looks at it. A new rule is taken up at once only some minutes after Prometheus has started. */
const last = ['alerts', 'upgrade', 'faults'];

class InOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => last.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
    return files.toSorted((a, b) => rank(a) - rank(b) || (a.moduleId < b.moduleId ? -1 : 1));
  }
}

/** The tests of one cluster that really runs: what they have in common starts once, in running.ts. */
export default defineConfig({
  test: {
    root: resolve(fileURLToPath(import.meta.url), '../../../..'),
    include: ['test/e2e/real/**/*.test.ts'],
    fileParallelism: false,
    isolate: false,
    sequence: { concurrent: false, sequencer: InOrder },
    reporters: report === undefined ? ['default'] : ['default', ['json', { outputFile: report }]],
    testTimeout: 600_000,
    hookTimeout: 900_000,
  },
});

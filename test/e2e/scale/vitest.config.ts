import { defineConfig } from 'vitest/config';
import pretended from '../vitest.config.ts';

/** What takes longer than each change can wait for, and says what it took. */
export default defineConfig({
  test: { ...pretended.test, include: ['test/e2e/scale/**/*.test.ts'], exclude: [], testTimeout: 3_600_000 },
});

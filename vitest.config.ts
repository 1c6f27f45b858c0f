import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** More would only wait for each other: many tests start servers, and a browser. */
const MOST_WORKERS = 4;

/** Where CI wants the counts of the run, beside what a person sees. */
const reportFile = process.env.CCM_PREFLIGHT_TEST_REPORT;

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    reporters: ['default', ...(reportFile ? [['json', { outputFile: reportFile }] as const] : [])],
    // CommonJS packages as Node itself gives them, `.default` and all.
    deps: { interopDefault: false },
    // Vitest leaves a core free, which of two is half of the machine.
    maxWorkers: Math.min(MOST_WORKERS, availableParallelism()),
    testTimeout: 60_000,
    hookTimeout: 60_000,
    coverage: { provider: 'v8', include: ['shared/**'] },
  },
});

import { defineConfig } from 'vitest/config';

/** Where CI wants the counts of the run, beside what a person sees. */
const reportFile = process.env.CCM_PREFLIGHT_TEST_REPORT;

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    reporters: ['default', ...(reportFile ? [['json', { outputFile: reportFile }] as const] : [])],
    // CommonJS packages as Node itself gives them, `.default` and all.
    deps: { interopDefault: false },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    coverage: { provider: 'v8', include: ['shared/**'] },
  },
});

import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** More would only wait for each other: many tests start servers, and a browser. */
const MOST_WORKERS = 4;

/** It mostly waits: begun last, it would keep one worker for minutes while the others are done. */
const FIRST = 'test/chaos/chaos.test.ts';

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const others = await super.sort(files);
    return others.sort((one, other) => Number(isFirst(other)) - Number(isFirst(one)));
  }
}

function isFirst({ moduleId }: TestSpecification): boolean {
  return moduleId.endsWith(FIRST);
}

/** Where CI wants the counts of the run, beside what a person sees. */
const reportFile = process.env.CCM_PREFLIGHT_TEST_REPORT;

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    reporters: ['default', ...(reportFile ? [['json', { outputFile: reportFile }] as const] : [])],
    // CommonJS packages as Node itself gives them, `.default` and all.
    deps: { interopDefault: false },
    // One more than there are cores: the stories of chaos mostly wait.
    maxWorkers: Math.min(MOST_WORKERS, availableParallelism() + 1),
    sequence: { sequencer: LongestFirst },
    // For as long as a busy machine may take: they tell of what never ends, not of what is slow.
    testTimeout: 120_000,
    // A page draws what a click asked for when its browser gets to it.
    expect: { poll: { timeout: 60_000 } },
    hookTimeout: 240_000,
    coverage: {
      provider: 'v8',
      include: ['shared/rules/**', 'shared/model/**'],
      reporter: ['text-summary'],
      thresholds: { 'shared/rules/**': { branches: 95 }, 'shared/model/**': { branches: 95 } },
    },
  },
});

import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { InputError } from '../../shared/errors.ts';
import { fuzz, orRefusal } from './support/fuzz.ts';
import { jsonText, mutated, mutations } from './support/mutate.ts';
import { deep } from './support/odd-values.ts';
import { WATCHING } from './support/watchdog.ts';

/** What a fuzzing fails with; undefined where it passes. */
function failureOf(check: (value: number) => void): string | undefined {
  try {
    fuzz(200, fc.nat(1_000), check);
    return undefined;
  } catch (thrown) {
    return (thrown as Error).message;
  }
}

const { CCM_PREFLIGHT_FUZZ_SEED: seed, CCM_PREFLIGHT_FUZZ_PATH: path } = process.env;
afterEach(() => {
  restore('CCM_PREFLIGHT_FUZZ_SEED', seed);
  restore('CCM_PREFLIGHT_FUZZ_PATH', path);
});

function restore(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}

describe('fuzzing', () => {
  it.skipIf(path)('passes where the check does', () => {
    expect(failureOf(() => undefined)).toBeUndefined();
  });

  it.each<[string, object]>([
    ['Object', Object.prototype],
    ['Array', Array.prototype],
    ['Function', Function.prototype],
  ])('fails when a prototype was written to: %s', (name, prototype) => {
    const failure = failureOf(() => {
      Object.defineProperty(prototype, 'polluted', { value: 1, configurable: true });
    });
    Reflect.deleteProperty(prototype, 'polluted');

    expect(failure).toContain(`prototypes were written to: ${name}.polluted`);
  });

  it('fails with an error that is none of ours, and not with one of ours', () => {
    const refusing = () =>
      orRefusal(() => {
        throw new InputError('NOT_JSON', 'no');
      });
    const stumbling = () => orRefusal(() => (undefined as unknown as string).length);

    expect([failureOf(refusing), failureOf(stumbling)]).toEqual([
      undefined,
      expect.stringContaining('TypeError'),
    ]);
  });

  it('says how to do the failed case again, which is then the first that is done', () => {
    const failing = (value: number) => {
      if (value > 700) throw new Error(`too much: ${value}`);
    };
    const failure = failureOf(failing) ?? '';
    const [, again = '', place = ''] =
      /CCM_PREFLIGHT_FUZZ_SEED=(\S+) CCM_PREFLIGHT_FUZZ_PATH='([^']+)'/.exec(failure) ?? [];
    process.env.CCM_PREFLIGHT_FUZZ_SEED = again;
    process.env.CCM_PREFLIGHT_FUZZ_PATH = place;
    const done: number[] = [];

    const second = failureOf((value) => {
      done.push(value);
      failing(value);
    });

    expect(failure).toContain(`too much: ${done[0]}`);
    expect(second).toContain(`too much: ${done[0]}`);
  });

  it('ends a process whose case does not end, and says which', () => {
    const program = `
      const { Worker } = require('node:worker_threads');
      const shared = new SharedArrayBuffer(8);
      new Int32Array(shared)[0] = 3;
      const worker = new Worker(${JSON.stringify(WATCHING)}, { eval: true, workerData: { shared, seed: 7, seconds: 0.2 } });
      worker.once('online', () => { for (;;); });`;

    const { signal, stderr } = spawnSync(process.execPath, ['-e', program], {
      encoding: 'utf8',
      timeout: 50_000,
    });

    expect(signal).toBe('SIGKILL');
    expect(stderr).toContain("CCM_PREFLIGHT_FUZZ_SEED=7 CCM_PREFLIGHT_FUZZ_PATH='3'");
  });
});

describe('the changes that are made to values', () => {
  it('leave the value itself as it is, and nearly always make another one', () => {
    const value = { a: [{ b: 1 }, { b: 2 }], c: 'text' };
    const before = JSON.stringify(value);
    const results = fc
      .sample(mutations(3), { numRuns: 200, seed: 1 })
      .map((changes) => jsonText(mutated(value, changes)));

    expect(JSON.stringify(value)).toBe(before);
    expect(results.filter((text) => text !== before).length).toBeGreaterThan(180);
    expect(new Set(results).size).toBeGreaterThan(100);
  });

  it('can be written as JSON, however deep', () => {
    const text = jsonText({ 'a"b': [1, deep(3), null, undefined, deep(2, 'object')], c: true });

    expect(JSON.parse(text)).toEqual({ 'a"b': [1, [[[]]], null, null, { a: {} }], c: true });
    expect(jsonText(deep(50_000))).toHaveLength(100_000);
  });
});

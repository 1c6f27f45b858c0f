import { describe, expect, it } from 'vitest';
import { RemoteError, type RemoteKind } from '../../shared/sources/remote-error.ts';
import { withRetry } from '../../shared/sources/retry.ts';

const WHAT = 'DescribeVpcs in cn-hangzhou';

function trouble(kind: RemoteKind): RemoteError {
  return new RemoteError(kind, 'Trouble', `${WHAT}: Trouble (${kind})`);
}

/** Tries a call that fails in the given ways, one after the other, and then works. */
async function tryCall(
  failures: readonly unknown[],
  more: { readonly signal?: AbortSignal; readonly random?: () => number } = {},
): Promise<{ readonly outcome: unknown; readonly tries: number; readonly pauses: readonly number[] }> {
  const pauses: number[] = [];
  let tries = 0;
  const outcome = await withRetry(
    async () => {
      const failure = failures[tries++];
      if (failure !== undefined) throw failure;
      return 'ok';
    },
    {
      what: WHAT,
      signal: new AbortController().signal,
      sleep: async (milliseconds) => {
        pauses.push(milliseconds);
      },
      ...more,
    },
  ).catch((thrown: unknown) => thrown);
  return { outcome, tries, pauses };
}

describe('a call is tried again', () => {
  it.each<RemoteKind>(['throttled', 'unavailable', 'unreachable', 'timeout'])('after %s', async (kind) => {
    const { outcome, tries } = await tryCall([trouble(kind), trouble(kind)]);

    expect(outcome).toBe('ok');
    expect(tries).toBe(3);
  });

  it.each([
    { kind: 'throttled' as const, most: 12 },
    { kind: 'unavailable' as const, most: 5 },
    { kind: 'unreachable' as const, most: 5 },
    { kind: 'timeout' as const, most: 5 },
  ])('$most times in all where it is $kind, and the last trouble is thrown', async ({ kind, most }) => {
    const failures = Array.from({ length: 50 }, () => trouble(kind));

    const { outcome, tries } = await tryCall(failures);

    expect(tries).toBe(most);
    expect(outcome).toBe(failures[most - 1]);
  });

  it('as often for one sort of trouble, whatever of another comes between', async () => {
    const failures = Array.from({ length: 50 }, (_, index) =>
      trouble(index % 3 === 2 ? 'unavailable' : 'throttled'),
    );

    const { tries } = await tryCall(failures);

    expect(tries).toBe(15);
  });

  it.each<RemoteKind>(['denied', 'gone', 'refused', 'aborted'])('but never after %s', async (kind) => {
    const failure = trouble(kind);

    const { outcome, tries } = await tryCall([failure]);

    expect(outcome).toBe(failure);
    expect(tries).toBe(1);
  });

  it.each([new Error('a fault of ours'), new TypeError('undefined is not a function')])(
    'but never after an error that is not remote: %s',
    async (failure) => {
      const { outcome, tries } = await tryCall([failure]);

      expect(outcome).toBe(failure);
      expect(tries).toBe(1);
    },
  );
});

describe('the pause', () => {
  const failures = Array.from({ length: 11 }, () => trouble('throttled'));

  it('grows to ten seconds at most', async () => {
    const { pauses } = await tryCall(failures, { random: () => 1 });

    expect(pauses).toEqual([200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000, 10_000, 10_000, 10_000]);
  });

  it('is any part of that, so that many do not come back together', async () => {
    const parts = [0, 0.25, 0.5];

    const { pauses } = await tryCall(failures.slice(0, 3), { random: () => parts.shift() ?? 1 });

    expect(pauses).toEqual([0, 100, 400]);
  });
});

describe('the signal', () => {
  it('cuts a pause short, and the error tells of it and of the last trouble', async () => {
    const controller = new AbortController();
    const startedAt = performance.now();

    const failed = withRetry(
      async () => {
        setTimeout(() => controller.abort(new Error('interrupted by the user')), 20);
        throw trouble('unavailable');
      },
      { what: WHAT, signal: controller.signal, random: () => 200 },
    );

    await expect(failed).rejects.toMatchObject({
      kind: 'aborted',
      remoteCode: 'ABORTED',
      message: `${WHAT}: given up (interrupted by the user); the last trouble was: ${WHAT}: Trouble (unavailable)`,
    });
    expect(performance.now() - startedAt).toBeLessThan(20_000);
  });

  it('is a deadline where it comes from a timer', async () => {
    const failed = withRetry(async () => Promise.reject(trouble('throttled')), {
      what: WHAT,
      signal: AbortSignal.timeout(30),
      random: () => 200,
    });

    await expect(failed).rejects.toMatchObject({
      kind: 'aborted',
      remoteCode: 'DEADLINE',
      message: `${WHAT}: the time for it is up; the last trouble was: ${WHAT}: Trouble (throttled)`,
    });
  });

  it('that aborted before lets nothing be tried', async () => {
    const { outcome, tries } = await tryCall([], { signal: AbortSignal.abort(new Error('enough')) });

    expect(tries).toBe(0);
    expect(outcome).toMatchObject({ kind: 'aborted', message: `${WHAT}: given up (enough)` });
  });

  it('that aborts while the last try works drops its result', async () => {
    const controller = new AbortController();

    const failed = withRetry(
      async () => {
        controller.abort(new Error('enough'));
        return 'late';
      },
      { what: WHAT, signal: controller.signal },
    );

    await expect(failed).rejects.toMatchObject({ kind: 'aborted' });
  });
});

import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { settlesWithin, timeLimit, untilAborted } from '../shared/time-limit.ts';

const SHORT = 1;
const LONG = 3_600_000;
const NEVER = new Promise<never>(() => undefined);
const REASON = new Error('enough');

describe('a promise under a signal', () => {
  it('gives what it comes to', async () => {
    const { signal } = new AbortController();

    expect(await untilAborted(Promise.resolve('it'), signal)).toBe('it');
    await expect(untilAborted(Promise.reject(REASON), signal)).rejects.toBe(REASON);
  });

  it('is given up when the signal aborts', async () => {
    const controller = new AbortController();
    const waiting = untilAborted(NEVER, controller.signal);

    controller.abort(REASON);

    await expect(waiting).rejects.toBe(REASON);
  });

  it.each([
    ['that never settles', () => NEVER],
    ['that is rejected', () => Promise.reject(new Error('of its own'))],
  ])('is given up at once when the signal has aborted already: one %s', async (_, promise) => {
    const given = untilAborted(promise(), AbortSignal.abort(REASON));

    await expect(given).rejects.toBe(REASON);
  });
});

describe('a limit', () => {
  it('ends what is raced against it, with an error that says why', async () => {
    const limit = timeLimit(new AbortController().signal, SHORT);

    await expect(limit.race(NEVER)).rejects.toMatchObject({ name: 'TimeoutError' });
    await expect(limit.race(NEVER)).rejects.toMatchObject({ name: 'TimeoutError' });
    limit.end();
  });

  it('below a whole that is over is over', async () => {
    const limit = timeLimit(AbortSignal.abort(REASON), LONG);

    await expect(limit.race(NEVER)).rejects.toBe(REASON);
    limit.end();
  });

  it('that was ended never aborts', async () => {
    const whole = new AbortController();
    const limit = timeLimit(whole.signal, SHORT);
    limit.end();

    await pause(5 * SHORT);
    whole.abort(REASON);

    expect(limit.signal.aborted).toBe(false);
  });
});

describe('waiting for a promise, for a while', () => {
  it.each([
    ['is fulfilled', () => Promise.resolve(), LONG, true],
    ['is rejected', () => Promise.reject(REASON), LONG, true],
    ['is late', () => NEVER, SHORT, false],
  ])('that %s', async (_, promise, milliseconds, isInTime) => {
    expect(await settlesWithin(milliseconds, promise())).toBe(isInTime);
  });
});

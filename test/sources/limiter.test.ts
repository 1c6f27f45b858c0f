import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createLimiter, type Limiter } from '../../shared/sources/limiter.ts';
import { RemoteError } from '../../shared/sources/remote-error.ts';
import { type FakeTime, fakeTime, seededRandom } from './support/fake-time.ts';

const MANY = 1_000;
const MINUTE = 60_000;

function limiterOn(
  time: FakeTime,
  requestsPerMinute: number,
  more: { readonly concurrency?: number } = {},
): Limiter {
  return createLimiter({ requestsPerMinute, concurrency: MANY, now: time.now, sleep: time.sleep, ...more });
}

/** Calls that note when they start; none takes any time. */
function starts(limiter: Limiter, time: FakeTime, count: number): number[] {
  const log: number[] = [];
  for (let call = 0; call < count; call++) {
    void limiter.run(async () => {
      log.push(time.now());
    });
  }
  return log;
}

function throttling(): RemoteError {
  return new RemoteError('throttled', 'Throttling.User', 'DescribeVpcs in cn-hangzhou: Throttling.User');
}

/** The most starts in any window of the length. */
function fullestWindow(log: readonly number[], length: number): number {
  return Math.max(0, ...log.map((from, index) => log.slice(index).filter((at) => at - from < length).length));
}

/** Calls a minute that are let through now, measured on calls that do not end meanwhile. */
async function rateOf(limiter: Limiter, time: FakeTime): Promise<number> {
  const log: number[] = [];
  for (let call = 0; call < 60; call++) {
    void limiter.run(async () => {
      log.push(time.now());
      await time.sleep(MINUTE);
    });
  }
  await time.run(time.now() + 20_000);
  // The first ones make up for the pause before.
  const [from = 0, to = 0] = [log[20], log[59]];
  return (39 * MINUTE) / (to - from);
}

describe('a minute', () => {
  it('never holds more starts than are allowed, nor a second more than its part, whatever is late', async () => {
    const arrivals = fc.array(
      fc.record({ pause: fc.integer({ min: 0, max: 40_000 }), calls: fc.integer({ min: 1, max: 60 }) }),
      { minLength: 1, maxLength: 8 },
    );
    await fc.assert(
      fc.asyncProperty(
        arrivals,
        fc.integer({ min: 1, max: 600 }),
        fc.array(fc.integer({ min: 0, max: 120 }), { minLength: 1, maxLength: 20 }),
        async (bursts, requestsPerMinute, lateness) => {
          let timer = 0;
          const time = fakeTime(() => lateness[timer++ % lateness.length] ?? 0);
          const limiter = limiterOn(time, requestsPerMinute);
          const logs: number[][] = [];
          for (const { pause, calls } of bursts) {
            await time.run(time.now() + pause);
            logs.push(starts(limiter, time, calls));
          }
          await time.run();

          const log = logs.flat().sort((a, b) => a - b);

          expect(log).toHaveLength(bursts.reduce((sum, { calls }) => sum + calls, 0));
          expect(fullestWindow(log, MINUTE)).toBeLessThanOrEqual(requestsPerMinute);
          expect(fullestWindow(log, 1_000)).toBeLessThanOrEqual(Math.ceil(requestsPerMinute / 60));
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('the pace', () => {
  it.each([
    { requestsPerMinute: 900, seconds: 20 },
    { requestsPerMinute: 18_000, seconds: 4 },
  ])('uses $requestsPerMinute a minute to 97 % with timers up to 15 ms late', async (given) => {
    const random = seededRandom(7);
    const time = fakeTime(() => Math.floor(random() * 15));
    const limiter = limiterOn(time, given.requestsPerMinute);
    const allowed = (given.requestsPerMinute / 60) * given.seconds;

    const log = starts(limiter, time, allowed * 2);
    await time.run(given.seconds * 1_000);

    expect(log.length).toBeGreaterThanOrEqual(Math.floor(allowed * 0.97));
    expect(log.length).toBeLessThanOrEqual(allowed);
  });

  it('is even: no second holds more than its share', async () => {
    const random = seededRandom(11);
    const time = fakeTime(() => Math.floor(random() * 40));
    const limiter = limiterOn(time, 6_000);

    const log = starts(limiter, time, 500);
    await time.run();

    expect(fullestWindow(log, 1_000)).toBeLessThanOrEqual(100);
  });

  it('makes up for little of a long pause of the process', async () => {
    let late = 0;
    const time = fakeTime(() => late);
    const limiter = limiterOn(time, 6_000);
    const log = starts(limiter, time, 400);
    await time.run(500);
    late = 2_000;
    await time.run(3_000);
    late = 0;
    await time.run();

    const gap = log.findIndex((at, index) => at - (log[index - 1] ?? at) > 1_000);
    const burst = log.filter((at) => at === log[gap]).length;

    expect(gap).toBeGreaterThan(0);
    expect(burst).toBeLessThanOrEqual(6);
  });
});

describe('what the server throttles', () => {
  /** Works for so long against a server, and gives what came through by second. */
  async function hammer(
    seconds: number,
    isThrottled: (now: number) => boolean,
    latency = 60,
  ): Promise<{ readonly passed: number[]; readonly throttled: number }> {
    const time = fakeTime();
    const limiter = limiterOn(time, 6_000);
    const passed: number[] = Array.from({ length: seconds }, () => 0);
    let throttled = 0;
    const call = async (): Promise<void> => {
      await time.sleep(latency);
      if (isThrottled(time.now())) {
        throttled++;
        throw throttling();
      }
      const second = Math.floor(time.now() / 1_000);
      passed[second] = (passed[second] ?? 0) + 1;
    };
    for (let index = 0; index < seconds * 110; index++) limiter.run(call).catch(() => undefined);
    await time.run(seconds * 1_000);
    return { passed, throttled };
  }

  it('hardly slows it down where one call in ten is, at random', async () => {
    const random = seededRandom(3);

    const { passed, throttled } = await hammer(30, () => random() < 0.1);

    const sent = passed.reduce((sum, count) => sum + count, 0) + throttled;
    expect(throttled).toBeGreaterThan(100);
    expect(sent).toBeGreaterThan(30 * 100 * 0.85);
  });

  it('halves the rate where half of the quota is taken, and little is wasted', async () => {
    const times: number[] = [];

    const { passed, throttled } = await hammer(30, (now) => {
      const isFull = times.filter((at) => now - at < 1_000).length >= 50;
      if (!isFull) times.push(now);
      return isFull;
    });

    const sum = passed.slice(5).reduce((total, count) => total + count, 0);
    expect(sum).toBeGreaterThan(25 * 50 * 0.8);
    expect(throttled / (throttled + passed.reduce((total, count) => total + count, 0))).toBeLessThan(0.3);
  });

  it('is forgotten when the server has room again', async () => {
    const { passed } = await hammer(40, (now) => now < 5_000);

    expect(passed[1]).toBe(0);
    expect(passed[39]).toBeGreaterThan(90);
  });

  it.each([
    ['where it comes in a burst', (now: number) => 1_000 - now],
    ['for a while, however soon the answers come', () => 5],
  ])('counts once %s', async (_, latency) => {
    const time = fakeTime();
    const limiter = limiterOn(time, 6_000);
    for (let call = 0; call < 20; call++) {
      const refused = limiter.run(async () => {
        await time.sleep(latency(time.now()));
        throw throttling();
      });
      refused.catch(() => undefined);
    }
    await time.run();

    const rate = await rateOf(limiter, time);

    expect(rate).toBeGreaterThan(6_000 * 0.6);
    expect(rate).toBeLessThan(6_000 * 0.75);
  });

  it('is another matter than other errors', async () => {
    const time = fakeTime();
    const limiter = limiterOn(time, 6_000);
    const failed = Array.from({ length: 20 }, () =>
      limiter.run(async () => {
        throw new Error('broken');
      }),
    );
    const settled = Promise.allSettled(failed);
    await time.run();

    const rate = await rateOf(limiter, time);

    expect(await settled).toContainEqual({ status: 'rejected', reason: new Error('broken') });
    expect(rate).toBeGreaterThan(6_000 * 0.95);
  });
});

describe('concurrency', () => {
  it('is bounded, and every call is done', async () => {
    const time = fakeTime();
    const limiter = limiterOn(time, 60_000, { concurrency: 3 });
    let running = 0;
    let most = 0;
    let done = 0;

    for (let call = 0; call < 40; call++) {
      void limiter.run(async () => {
        most = Math.max(most, ++running);
        await time.sleep(20);
        running--;
        done++;
      });
    }
    await time.run();

    expect(most).toBe(3);
    expect(done).toBe(40);
  });
});

describe('an abort', () => {
  it('ends the waiting at once with its reason, and leaves running work alone', async () => {
    const time = fakeTime();
    const limiter = limiterOn(time, 60);
    const controller = new AbortController();
    const results: string[] = [];

    for (let call = 0; call < 3; call++) {
      limiter
        .run(() => time.sleep(5_000), controller.signal)
        .then(
          () => results.push('done'),
          (reason) => results.push(String(reason)),
        );
    }
    await time.run(10);
    controller.abort('enough');
    await time.run(20);
    const atAbort = [...results];
    await time.run();

    expect(atAbort).toEqual(['enough', 'enough']);
    expect(results).toEqual(['enough', 'enough', 'done']);
  });

  it('does not hold up those who wait under another signal', async () => {
    const time = fakeTime();
    const limiter = limiterOn(time, 600);
    const controller = new AbortController();
    for (let call = 0; call < 5; call++) {
      limiter.run(async () => undefined, controller.signal).catch(() => undefined);
    }
    const log = starts(limiter, time, 3);

    await time.run(10);
    controller.abort();
    await time.run();

    expect(log).toHaveLength(3);
    expect(log.at(-1)).toBeLessThan(500);
  });

  it('that has already happened lets nothing start', async () => {
    const limiter = limiterOn(fakeTime(), 600);
    let started = false;

    const refused = limiter.run(async () => {
      started = true;
    }, AbortSignal.abort('too late'));

    await expect(refused).rejects.toBe('too late');
    expect(started).toBe(false);
  });
});

it('keeps to real time with real timers', async () => {
  const limiter = createLimiter({ requestsPerMinute: 18_000, concurrency: MANY });
  const log: number[] = [];

  await Promise.all(
    Array.from({ length: 150 }, () =>
      limiter.run(async () => {
        log.push(performance.now());
      }),
    ),
  );

  const took = (log.at(-1) ?? 0) - (log[0] ?? 0);
  expect(log).toHaveLength(150);
  expect(took).toBeGreaterThan(400);
  // Were one of its units a wrong one, it would be minutes.
  expect(took).toBeLessThan(30_000);
});

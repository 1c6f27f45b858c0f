import { describe, expect, it } from 'vitest';
import { breakerOf, type Notes } from '../../shared/scan/breaker.ts';
import { RemoteError, type RemoteKind } from '../../shared/sources/remote-error.ts';

const WHERE = { accountId: 'main', regionId: 'cn-hangzhou', resource: 'vServerGroups' };

function trouble(kind: RemoteKind, code = 'InternalError'): RemoteError {
  return new RemoteError(kind, code, `DescribeVServerGroups in cn-hangzhou: ${code}`);
}

function started() {
  const notes: Notes = { failures: [], gone: [] };
  const breaker = breakerOf(WHERE, notes);
  let calls = 0;
  const call = (id: string, work: () => Promise<unknown>) =>
    breaker.attempt(id, () => {
      calls++;
      return work();
    });
  return {
    notes,
    calls: () => calls,
    succeed: (id = 'lb-ok') => call(id, async () => 'read'),
    fail: (id: string, error: unknown = trouble('unavailable')) => call(id, () => Promise.reject(error)),
    /** Is under way until it is told to fail. */
    hang: (id: string) => {
      const { promise, reject } = withReject();
      const ended = call(id, () => promise);
      return async () => {
        reject(trouble('unavailable'));
        await ended;
      };
    },
  };
}

function withReject() {
  let reject: (reason: unknown) => void = () => undefined;
  const promise = new Promise((_, refuse) => {
    reject = refuse;
  });
  return { promise, reject };
}

describe('a breaker', () => {
  it('notes a failure as one of its instance, and goes on', async () => {
    const { notes, succeed, fail } = started();

    const failed = await fail('lb-1');
    const next = await succeed();

    expect([failed, next]).toEqual([undefined, 'read']);
    expect(notes.failures).toMatchObject([{ ...WHERE, loadBalancerId: 'lb-1', code: 'InternalError' }]);
  });

  it('tries nothing more after five failures in a row, and notes that once, of the whole region', async () => {
    const { notes, calls, succeed, fail } = started();
    for (let number = 1; number <= 5; number++) await fail(`lb-${number}`);

    const skipped = [await succeed(), await succeed(), await fail('lb-9')];

    expect(skipped).toEqual([undefined, undefined, undefined]);
    expect(calls()).toBe(5);
    expect(notes.failures).toHaveLength(6);
    expect(notes.failures[5]).toMatchObject({ ...WHERE, code: 'InternalError' });
    expect(notes.failures[5]?.loadBalancerId).toBeUndefined();
  });

  it('forgets failures that a success followed', async () => {
    const { succeed, fail } = started();
    for (let round = 0; round < 4; round++) {
      for (let number = 1; number <= 4; number++) await fail(`lb-${number}`);
      await succeed();
    }

    const last = await succeed();

    expect(last).toBe('read');
  });

  it('makes nothing of failures that began before a success and took longer', async () => {
    const { succeed, hang } = started();
    const slow = Array.from({ length: 8 }, (_, number) => hang(`lb-${number}`));
    await succeed();
    for (const end of slow) await end();

    const last = await succeed();

    expect(last).toBe('read');
  });

  it('counts failures that began after the last success, however late they end', async () => {
    const { succeed, hang } = started();
    await succeed();
    const slow = Array.from({ length: 5 }, (_, number) => hang(`lb-${number}`));
    for (const end of slow) await end();

    const last = await succeed();

    expect(last).toBeUndefined();
  });

  it('is not moved by what is gone, which is noted apart', async () => {
    const { notes, succeed, fail } = started();
    const gone = trouble('gone', 'InvalidLoadBalancerId.NotFound');
    for (let number = 1; number <= 6; number++) await fail(`lb-${number}`, gone);

    const last = await succeed();

    expect(last).toBe('read');
    expect(notes.failures).toEqual([]);
    expect(notes.gone.map((failure) => failure.loadBalancerId)).toEqual(
      Array.from({ length: 6 }, (_, index) => `lb-${index + 1}`),
    );
  });

  it('tries nothing more as soon as the scan is ended', async () => {
    const { notes, succeed, fail } = started();
    await fail('lb-1', trouble('aborted', 'DEADLINE'));

    const last = await succeed();

    expect(last).toBeUndefined();
    expect(notes.failures.map(({ loadBalancerId, code }) => [loadBalancerId, code])).toEqual([
      ['lb-1', 'DEADLINE'],
      [undefined, 'DEADLINE'],
    ]);
  });
});

import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { Disorder, Started } from './servers/functions-setup.ts';
import { temporaryFolder } from './support/files.ts';
import { functionsOf, handlersIn, invoke3 } from './support/functions.ts';

const FOLDER = temporaryFolder();
const named = handlersIn(FOLDER);
const ECHO = named('echo');

describe('an invocation that fails', () => {
  it.each([
    ['refuse', 'HandledInvocationError', 'error', 'not this'],
    ['exit', 'UnhandledInvocationError', 'crashed', 'Process exited unexpectedly before completing request'],
    ['fault', 'UnhandledInvocationError', 'crashed', 'Process exited unexpectedly before completing request'],
    ['hoard', 'UnhandledInvocationError', 'crashed', 'Process exited unexpectedly before completing request'],
    ['spin', 'UnhandledInvocationError', 'killed', 'Function timed out after 1 seconds'],
    ['nobody', 'UnhandledInvocationError', 'crashed', expect.stringMatching(/^Handler 'nobody' is missing/)],
  ])('for %s is answered with 200 and %s', async (name, errorType, outcome, errorMessage) => {
    const timeoutSeconds = outcome === 'killed' ? 1 : 30;
    const server = await functionsOf([named(name, { memory: 64, timeoutSeconds })]);

    const { statusCode, headers, said } = await invoke3(server, name, 'this', 'Sync');

    expect([statusCode, headers?.['x-fc-error-type']]).toEqual([200, errorType]);
    expect(JSON.parse(said)).toMatchObject({ errorMessage });
    expect(server.invocations).toMatchObject([{ functionName: name, kind: 'sync', outcome, result: said }]);
  });

  it('by an error tells its type and its stack', async () => {
    const server = await functionsOf([named('refuse')]);

    const { result } = await server.invoke('refuse', 'this');

    expect(JSON.parse(result)).toEqual({
      errorMessage: 'not this',
      errorType: 'RangeError',
      stackTrace: expect.arrayContaining(['RangeError: not this', expect.stringContaining('index.mjs')]),
    });
  });

  it.each([
    ['refuse', 'error'],
    ['exit', 'crashed'],
  ])('for %s is tried again where nobody waits for it, with the same event', async (name, outcome) => {
    const server = await functionsOf([named(name, { asyncRetries: 2 })]);

    await invoke3(server, name, 'again');
    await server.idle();

    const attempts = [1, 2, 3].map((attempt) => ({ event: 'again', kind: 'async', attempt, outcome }));
    expect(server.invocations).toMatchObject(attempts);
    expect(new Set(server.invocations.map(({ requestId }) => requestId)).size).toBe(1);
  });
});

describe('instances', () => {
  it('are used again, but not after a crash', async () => {
    const server = await functionsOf([named('serve')]);

    const all = [];
    for (const event of ['', '', 'exit', '']) all.push(await server.invoke('serve', event));

    const [first, second, crashed, last] = all.map(({ result }) => JSON.parse(result));
    expect([first, second, last].map(({ served }) => served)).toEqual([1, 2, 1]);
    expect(second.pid).toBe(first.pid);
    expect(crashed).toEqual({ errorMessage: 'Process exited unexpectedly before completing request' });
  });

  it('are not used again after a kill', async () => {
    const server = await functionsOf([named('second', { asyncRetries: 1 })], {
      chaos: ({ attempt }) => (attempt === 1 ? { killAt: 'half way' } : undefined),
    });
    const marker = join(FOLDER, 'killed-half-way');

    await invoke3(server, 'second', marker);
    await server.idle();

    expect(server.invocations).toMatchObject([
      { attempt: 1, outcome: 'killed', result: '{"errorMessage":"Killed by order"}' },
      { attempt: 2, outcome: 'ok', result: 'done' },
    ]);
    expect(server.logs).toEqual(['half way', 'half way']);
  });

  it('are no more than there may be; others wait', async () => {
    const server = await functionsOf([named('serve')], { concurrency: 2 });

    const all = await Promise.all(Array.from({ length: 6 }, () => server.invoke('serve', '')));

    const pids = all.map(({ result }) => JSON.parse(result).pid);
    expect(new Set(pids).size).toBe(2);
    expect(all.map(({ outcome }) => outcome)).toEqual(Array(6).fill('ok'));
  });

  it('of one function make room for those of another', async () => {
    const other = named('serve', { name: 'other' });
    const server = await functionsOf([named('serve'), other], { concurrency: 1 });

    const all = [];
    for (const name of ['serve', 'other', 'serve', 'serve']) all.push(await server.invoke(name, ''));

    expect(all.map(({ result }) => JSON.parse(result).served)).toEqual([1, 1, 1, 2]);
    expect(all.map(({ functionName }) => functionName)).toEqual(['serve', 'other', 'serve', 'serve']);
  });

  it('end with the server', async () => {
    const server = await functionsOf([named('hang')]);
    const waiting = server.invoke('hang', '');
    await vi.waitUntil(() => server.logs.length > 0, { timeout: 20_000 });
    const pid = Number(server.logs[0]?.replace('pid ', ''));

    await server.close();

    expect(await waiting).toMatchObject({ outcome: 'killed' });
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });
});

describe('by order', () => {
  it('an event is delivered twice, each on its own', async () => {
    const asked: Started[] = [];
    const server = await functionsOf([named('refuse', { asyncRetries: 1 })]);
    server.chaos = (started) => {
      asked.push(started);
      return { duplicate: started.attempt === 1 };
    };

    await invoke3(server, 'refuse', 'it');
    await server.idle();

    const asks = asked.map(({ attempt, isDuplicate }) => [attempt, isDuplicate]);
    expect(asks.toSorted()).toEqual([1, 2].flatMap((attempt) => [false, true].map((is) => [attempt, is])));
    expect(asked.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
    expect(new Set(asked.map(({ functionName, event }) => `${functionName} ${event}`))).toEqual(
      new Set(['refuse it']),
    );
    expect(server.invocations).toHaveLength(4);
  });

  it('a process is killed after a while', async () => {
    const server = await functionsOf([named('hang', { asyncRetries: 0 })], {
      chaos: () => ({ killAfter: 1 }),
    });

    await invoke3(server, 'hang', '');
    await server.idle();

    expect(server.invocations).toMatchObject([
      { outcome: 'killed', result: '{"errorMessage":"Killed by order"}' },
    ]);
  });

  it('an event waits while those after it pass', async () => {
    const orders: readonly (Disorder | undefined)[] = [{ delay: 3_600_000 }, undefined];
    const server = await functionsOf([ECHO], { chaos: ({ number }) => orders[number - 1] });

    await invoke3(server, 'echo', 'first');
    await invoke3(server, 'echo', 'second');
    await vi.waitUntil(() => server.invocations.length > 0, { timeout: 20_000 });

    expect(server.invocations.map(({ event }) => event)).toEqual(['second']);
  });
});

it('a timer invokes with its payload, as text', async () => {
  const server = await functionsOf([ECHO]);
  const timer = { triggerName: 'every-night', payload: '{"mode":"scan"}' };

  server.timer('echo', { ...timer, triggerTime: '2026-01-02T03:04:05Z' });
  server.timer('echo', timer);
  await server.idle();

  const [given, now] = server.invocations.map(({ result }) => JSON.parse(result)).toSorted(byTime);
  expect(given).toEqual({ ...timer, triggerTime: '2026-01-02T03:04:05Z' });
  expect(now).toEqual({ ...timer, triggerTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) });
  expect(server.invocations.map(({ kind }) => kind)).toEqual(['async', 'async']);
});

function byTime(a: { readonly triggerTime: string }, b: { readonly triggerTime: string }): number {
  return a.triggerTime < b.triggerTime ? -1 : 1;
}

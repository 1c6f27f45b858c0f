import { describe, expect, it } from 'vitest';
import type { Keys } from '../shared/sources/alicloud/options.ts';
import type { FaultReply } from './servers/faults.ts';
import { FUNCTIONS_KEY } from './servers/functions.ts';
import { temporaryFolder } from './support/files.ts';
import { client2, ending, functionsOf, handlersIn, invoke3, PROJECT_FILE } from './support/functions.ts';

const named = handlersIn(temporaryFolder());
const ECHO = named('echo');
const ASYNC = { 'x-fc-invocation-type': 'Async' };

describe('the invoke API of FC 3.0', () => {
  it('gives the answer of a function that is waited for', async () => {
    const server = await functionsOf([ECHO]);

    const { statusCode, headers, said } = await invoke3(server, 'echo', 'grüß dich', 'Sync');

    expect([statusCode, said]).toEqual([200, 'grüß dich']);
    expect(headers?.['x-fc-error-type']).toBeUndefined();
    expect(server.calls.all).toMatchObject([
      {
        account: 'main',
        product: 'fc',
        api: 'InvokeFunction',
        parameters: { functionName: 'echo', 'x-fc-invocation-type': 'Sync' },
      },
    ]);
  });

  it('takes an asynchronous invocation at once, and runs it then', async () => {
    const server = await functionsOf([ECHO]);

    const { statusCode, said } = await invoke3(server, 'echo', 'later');
    await server.idle();

    expect([statusCode, said]).toEqual([202, '']);
    expect(server.invocations).toMatchObject([
      { functionName: 'echo', event: 'later', kind: 'async', attempt: 1, outcome: 'ok', result: 'later' },
    ]);
  });

  it('takes a task once for each function', async () => {
    const server = await functionsOf([ECHO, { ...ECHO, name: 'other' }]);

    const said = [
      await ending(invoke3(server, 'echo', '1', 'Async', { taskId: 'task-1' })),
      await ending(invoke3(server, 'echo', '2', 'Async', { taskId: 'task-1' })),
      await ending(invoke3(server, 'other', '3', 'Async', { taskId: 'task-1' })),
      await ending(invoke3(server, 'echo', '4', 'Async', { taskId: '1-task' })),
    ];
    await server.idle();

    expect(said).toEqual(['OK', '409 StatefulAsyncInvocationAlreadyExists', 'OK', '400 InvalidArgument']);
    expect(server.invocations.map(({ event }) => event).sort()).toEqual(['1', '3']);
  });

  it.each<[string, string, string, Keys]>([
    ['a function that does not exist', '404 FunctionNotFound', 'nobody', FUNCTIONS_KEY],
    ['a wrong secret', '403 SignatureNotMatch', 'echo', { ...FUNCTIONS_KEY, accessKeySecret: 'guessed' }],
    ['an unknown key', '403 InvalidAccessKeyID', 'echo', { ...FUNCTIONS_KEY, accessKeyId: 'LTAInobody' }],
    ['a made-up token', '403 AccessDenied', 'echo', { ...FUNCTIONS_KEY, securityToken: 'guessed' }],
  ])('refuses %s', async (_, refusal, name, keys) => {
    const server = await functionsOf([ECHO]);

    const said = await ending(invoke3(server, name, '', 'Sync', { keys }));

    expect(said).toBe(refusal);
    expect(server.invocations).toEqual([]);
  });

  it.each([
    [128 * 1024, 'Async', 'OK'],
    [128 * 1024 + 1, 'Async', '400 EntityTooLarge'],
    [128 * 1024 + 1, 'Sync', 'OK'],
    [32 * 1024 * 1024 + 1, 'Sync', '400 EntityTooLarge'],
  ] as const)('meets an event of %d bytes, %s, with %s', async (bytes, type, expected) => {
    const server = await functionsOf([ECHO]);

    const said = await ending(invoke3(server, 'echo', 'x'.repeat(bytes), type));

    expect(said).toBe(expected);
  });

  it.each<[FaultReply, string]>([
    ['throttle', '429 ResourceExhausted'],
    ['error500', '500 InternalServerError'],
    ['forbidden', '403 AccessDenied'],
  ])('fails as planned: %s', async (reply, refusal) => {
    const server = await functionsOf([ECHO]);
    server.faults.add({ times: 1, reply });

    const said = [await ending(invoke3(server, 'echo', '1')), await ending(invoke3(server, 'echo', '2'))];
    await server.idle();

    expect(said).toEqual([refusal, 'OK']);
    expect(server.invocations.map(({ event }) => event)).toEqual(['2']);
  });

  it('may lose the answer to what it has taken', async () => {
    const server = await functionsOf([ECHO]);
    server.faults.add({ times: 1, reply: 'cut-body' });

    const said = [
      await ending(invoke3(server, 'echo', '1', 'Async', { taskId: 'task' })),
      await ending(invoke3(server, 'echo', '1', 'Async', { taskId: 'task' })),
    ];
    await server.idle();

    expect(said).toEqual(['ECONNRESET', '409 StatefulAsyncInvocationAlreadyExists']);
    expect(server.invocations).toHaveLength(1);
  });

  it('knows no other calls', async () => {
    const server = await functionsOf([ECHO]);

    const { status } = await fetch(`${server.url}/2023-03-30/functions/echo`, { method: 'DELETE' });

    expect(status).toBe(400);
    expect(server.calls.unexpected()).toHaveLength(1);
  });
});

describe('the invoke API of FC 2.0', () => {
  const inService = { ...ECHO, service: 'night' };

  it('invokes functions of a service, waiting or not', async () => {
    const server = await functionsOf([inService]);
    const client = await client2(server);

    const waited = await client.invokeFunction('night', 'echo', 'now', {}, 'LATEST');
    const taken = await client.invokeFunction('night', 'echo', 'later', ASYNC);
    await server.idle();

    expect(waited.data).toBe('now');
    expect(taken.data).toBe('');
    expect(server.invocations).toMatchObject([
      { functionName: 'night$echo', event: 'now', kind: 'sync' },
      { functionName: 'night$echo', event: 'later', kind: 'async' },
    ]);
    expect(server.calls.count({ product: 'fc2', account: 'main' })).toBe(2);
  });

  it.each<[string, string, string, Partial<Keys>]>([
    ['ServiceNotFound', 'day', 'echo', {}],
    ['FunctionNotFound', 'night', 'nobody', {}],
    ['SignatureNotMatch', 'night', 'echo', { accessKeySecret: 'guessed' }],
    ['InvalidAccessKeyID', 'night', 'echo', { accessKeyId: 'LTAInobody' }],
    ['AccessDenied', 'night', 'echo', { accessKeyId: 'STS.functions-role', securityToken: 'guessed' }],
  ])('refuses with %s', async (code, service, name, keys) => {
    const server = await functionsOf([inService]);
    const client = await client2(server, { ...FUNCTIONS_KEY, ...keys });

    const refused = client.invokeFunction(service, name, '1');

    await expect(refused).rejects.toMatchObject({ code });
  });

  it('takes a task once', async () => {
    const server = await functionsOf([inService]);
    const client = await client2(server);
    const headers = { ...ASYNC, 'x-fc-stateful-async-invocation-id': 'task-1' };

    await client.invokeFunction('night', 'echo', '1', headers);
    const again = client.invokeFunction('night', 'echo', '1', headers);

    await expect(again).rejects.toMatchObject({ code: 'StatefulAsyncInvocationAlreadyExists' });
  });
});

describe('a handler', () => {
  it.each([
    ['index.isBuffer', 'true'],
    ['index.callback', 'called x'],
    ['index.serve', expect.stringMatching(/^\{"pid":\d+,"served":1\}$/)],
    ['common.echo', 'common x'],
  ])('%s is called as Function Compute calls it', async (handler, result) => {
    const server = await functionsOf([named('f', { handler })]);

    const invocation = await server.invoke('f', 'x');

    expect(invocation).toMatchObject({ outcome: 'ok', result });
    expect(invocation.peakMemory).toBeGreaterThan(1_000_000);
  });

  it('finds its context, and credentials in it', async () => {
    const credentials = { accessKeyId: 'STS.a', accessKeySecret: 'b', securityToken: 'c' };
    const server = await functionsOf([named('context', { memory: 256 })], { credentials, accountId: '200' });

    const { requestId, result } = await server.invoke('context', '');

    expect(JSON.parse(result)).toEqual({
      requestId,
      credentials,
      function: { name: 'context', handler: 'index.context', memory: 256, timeout: 30 },
      service: { qualifier: 'LATEST' },
      region: 'cn-hangzhou',
      accountId: '200',
    });
  });

  it('sees no environment but its own', async () => {
    const environment = (url: string) => ({ FC_URL: url });
    const server = await functionsOf([named('environment', { environment })]);

    const { result } = await server.invoke('environment', '');

    expect(JSON.parse(result)).toEqual({
      PATH: process.env.PATH,
      FC_URL: server.url,
      FC_FUNCTION_NAME: 'environment',
      FC_REGION: 'cn-hangzhou',
    });
  });

  it('leaves what it wrote in the log', async () => {
    const server = await functionsOf([named('write')]);

    const { requestId } = await server.invoke('write', '');

    const logged = server.logs.map((line) => line.replace(/^.*Z /, ''));
    expect(logged.toSorted()).toEqual(
      [`${requestId} [INFO] logged`, 'no end of line', 'to stderr'].toSorted(),
    );
  });

  it('may invoke another function with the credentials of its role', async () => {
    const environment = (url: string) => ({ FC_URL: url, PROJECT_FILE });
    const server = await functionsOf([ECHO, named('start', { environment })]);

    await invoke3(server, 'start', 'from the first');
    await server.idle();

    expect(server.invocations.map(({ functionName, result }) => [functionName, result]).sort()).toEqual([
      ['echo', 'from the first'],
      ['start', '202'],
    ]);
    expect(server.calls.of({ account: 'functions' })).toHaveLength(1);
  });
});

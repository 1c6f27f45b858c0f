import { describe, expect, it } from 'vitest';
import type { Config } from '../../shared/config/config.ts';
import { loadConfig } from '../../shared/config/load-config.ts';
import { openInvoker } from '../../shared/invoke/open-invoker.ts';
import type { Keys } from '../../shared/sources/alicloud/options.ts';
import { RemoteError } from '../../shared/sources/remote-error.ts';
import { FUNCTIONS_KEY, type FunctionsServer } from '../servers/functions.ts';
import { temporaryFolder } from '../support/files.ts';
import { functionsOf, handlersIn } from '../support/functions.ts';

const code = temporaryFolder();
const handler = handlersIn(code);
const PAYLOAD = { run: 'run-1', shard: '0001-cn-hangzhou' };
const STS_KEYS: Keys = {
  accessKeyId: 'STS.functions-role',
  accessKeySecret: 'a-secret-of-the-role',
  securityToken: 'a-token-of-the-role',
};

const GENERATIONS = [
  { version: '3.0', functions: {}, service: {}, full: 'echo' },
  {
    version: '2.0',
    functions: { version: '2.0', service: 'preflight' },
    service: { service: 'preflight' },
    full: 'preflight$echo',
  },
] as const;

function configOf(url: string, functions: object): Config {
  const accounts = [
    { name: 'main', regions: ['cn-hangzhou'] },
    { name: 'other', regions: ['cn-hangzhou'], endpoints: { fc: url } },
  ];
  return loadConfig(JSON.stringify({ accounts, functions }), {});
}

function invokerAt(server: FunctionsServer, functions: object, keys: Keys = FUNCTIONS_KEY) {
  const signal = new AbortController().signal;
  return openInvoker(configOf(server.url, functions), {
    accountId: '100',
    regionId: 'cn-hangzhou',
    keys,
    signal,
  });
}

describe.each(GENERATIONS)('an invoker of Function Compute $version', ({ functions, service, full }) => {
  it('asks for an asynchronous invocation, whose payload is JSON', async () => {
    const server = await functionsOf([handler('echo', service)]);

    await invokerAt(server, functions).invoke('echo', PAYLOAD, 'task-1');
    await server.idle();

    expect(server.invocations).toMatchObject([
      { functionName: full, kind: 'async', event: JSON.stringify(PAYLOAD), outcome: 'ok' },
    ]);
    const [call] = server.calls.all;
    expect(Object.values(call?.parameters ?? {})).toContain('task-1');
  });

  it('asks once for one task, and takes the refusal of the second time for what it is', async () => {
    const server = await functionsOf([handler('echo', service)]);
    const invoker = invokerAt(server, functions);

    await invoker.invoke('echo', PAYLOAD, 'task-1');
    await invoker.invoke('echo', PAYLOAD, 'task-1');
    await server.idle();

    expect(server.calls.all.map(({ status }) => status)).toEqual([202, 409]);
    expect(server.invocations).toHaveLength(1);
  });

  it('tries again when it is throttled, and when no answer comes to what was taken', async () => {
    const server = await functionsOf([handler('echo', service)]);
    server.faults.add({ times: 2, reply: 'throttle' });
    server.faults.add({ times: 1, reply: 'error500' });
    server.faults.add({ times: 1, reply: 'cut-body' });

    await invokerAt(server, functions).invoke('echo', PAYLOAD, 'task-1');
    await server.idle();

    expect(server.invocations).toHaveLength(1);
    expect(server.calls.all.map(({ status }) => status).slice(0, 3)).toEqual([429, 429, 500]);
  });

  it('signs with the keys of a role', async () => {
    const server = await functionsOf([handler('echo', service)]);

    await invokerAt(server, functions, STS_KEYS).invoke('echo', PAYLOAD, 'task-1');

    expect(server.calls.all.map(({ status, account }) => [status, account])).toEqual([[202, 'functions']]);
  });

  it.each([
    ['a function that is not there', 'none', FUNCTIONS_KEY, 'FunctionNotFound'],
    ['a key that is refused', 'echo', { ...FUNCTIONS_KEY, accessKeySecret: 'of-another' }, 'Signature'],
  ] as const)('says what is wrong with %s, and no secret', async (_, name, keys, word) => {
    const server = await functionsOf([handler('echo', service)]);

    const error = await invokerAt(server, functions, keys)
      .invoke(name, PAYLOAD, 'task-1')
      .catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(RemoteError);
    const { message, remoteCode } = error as RemoteError;
    expect(`${remoteCode} ${message}`).toContain(word);
    expect(message).toMatch(/^InvokeFunction in cn-hangzhou: /);
    expect(message).not.toContain(keys.accessKeySecret);
    expect(message.split('\n')).toHaveLength(1);
  });
});

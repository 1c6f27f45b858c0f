import { inspect } from 'node:util';
import { describe, expect, it, vi } from 'vitest';
import { TABLESTORE_KEY } from '../servers/tablestore.ts';
import { stopTimers } from '../support/stopped-timers.ts';
import { all } from './support/rows-reading.ts';
import { readyTablestore, tablestoreRows, tablestoreServer } from './support/tablestore.ts';

describe('trouble with Tablestore', () => {
  it.each<[code: string, status: number, message: string, trouble: string, advice: RegExp]>([
    [
      'OTSAuthFailed',
      403,
      'Request denied by instance ACL policies.',
      'denied',
      /public access until its ACL/,
    ],
    ['OTSNoPermissionAccess', 403, 'You have no permission.', 'denied', /RAM/],
    ['OTSObjectNotExist', 404, 'Requested table does not exist.', 'missing', /ccm-preflight store init/],
    ['OTSParameterInvalid', 400, 'Invalid something.', 'refused', /Invalid something/],
    ['OTSQuotaExhausted', 403, 'Number of tables exceeded the quota.', 'refused', /quota/],
    ['OTSSomethingNew', 400, 'What is it?', 'refused', /What is it/],
  ])('that lasts (%s) is told at once, as what it is', async (code, status, message, trouble, advice) => {
    const { server, store } = await readyTablestore();
    server.faults.add({ reply: { code, status, message: `${message} ${'x'.repeat(150)}` } });

    const failures = await Promise.all([
      store.get('runs', ['a']).catch((error: unknown) => error),
      store.put('runs', ['a'], 1, 'absent').catch((error: unknown) => error),
      store.putMany('runs', [{ key: ['a'], data: 1 }]).catch((error: unknown) => error),
      all(store.range('runs')).catch((error: unknown) => error),
    ]);

    for (const failure of failures) {
      expect(failure).toMatchObject({ name: 'StoreError', trouble, message: expect.stringMatching(advice) });
      expect((failure as Error).message).toContain(`${code}: ${message}`);
      expect((failure as Error).message).not.toMatch(/[\p{Cc}\uFFFD]/u);
    }
    expect(server.calls).toHaveLength(4);
  });

  it.each<[code: string, status: number, message: string]>([
    ['OTSServerBusy', 503, 'Server is busy.'],
    ['OTSNotEnoughCapacityUnit', 403, 'Remaining capacity unit is not enough.'],
    ['OTSOperationThrottled', 403, ''],
    ['OTSQuotaExhausted', 403, 'Too frequent table operations.'],
    ['OTSInternalServerError', 500, 'Internal server error.'],
    ['OTSServerUnavailable', 503, 'Server is not available.'],
    ['OTSPartitionUnavailable', 503, 'The partition is not available.'],
    ['OTSTableNotReady', 404, 'The table is not ready.'],
    ['OTSTimeout', 503, 'Operation timeout.'],
    ['OTSRowOperationConflict', 409, 'Data is being modified by the other request.'],
  ])('that passes (%s) is not seen', async (code, status, message) => {
    const { server, store } = await readyTablestore();
    server.faults.add({ times: 3, reply: { code, status, message } });

    await store.put('runs', ['a'], 1, 'any');

    expect(server.calls.map((call) => call.status)).toEqual([status, status, status, 200]);
  });

  it('that does not pass ends after twelve tries, none of them the own ones of the package', async () => {
    const { server, store } = await readyTablestore();
    server.faults.add({ reply: 'busy' });

    const failed = store.get('runs', ['a']);

    await expect(failed).rejects.toMatchObject({
      trouble: 'unavailable',
      message: expect.stringContaining('OTSServerBusy: Server is busy.'),
    });
    expect(server.calls).toHaveLength(12);
  });

  it('that makes no sense is tried again', async () => {
    const { server, store } = await readyTablestore();
    server.faults.add({ times: 1, reply: 'garbage' });
    server.faults.add({ times: 1, reply: 'html503' });
    server.faults.add({ times: 1, reply: 'cut-within' });

    await expect(store.get('runs', ['a'])).resolves.toBeUndefined();

    expect(server.counts()).toEqual({ GetRow: 4 });
  });

  it('that keeps silent is a timeout', async () => {
    const { pass } = stopTimers();
    const { server, store } = await readyTablestore({}, { timeoutMilliseconds: 50_000 });
    server.faults.add({
      when: () => {
        pass(50_000);
        return true;
      },
      reply: 'hang',
    });

    const failed = store.get('runs', ['a']);

    await expect(failed).rejects.toMatchObject({
      trouble: 'unavailable',
      message: expect.stringContaining('no answer in time'),
    });
    expect(server.calls).toHaveLength(5);
  });

  it('that is a server that is not there', async () => {
    const store = tablestoreRows({ url: 'http://127.0.0.1:9' });

    await expect(store.get('runs', ['a'])).rejects.toMatchObject({
      trouble: 'unavailable',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it('that is an interrupt ends the waiting, between tries and for an answer', async () => {
    for (const reply of ['busy', 'hang'] as const) {
      const interrupt = new AbortController();
      const { server } = await readyTablestore();
      const store = tablestoreRows(server, {
        signal: interrupt.signal,
        sleep: (_, signal) =>
          new Promise((_resolve, reject) => {
            signal.addEventListener('abort', () => reject(signal.reason));
            interrupt.abort(new Error('interrupted'));
          }),
      });
      const trouble = server.faults.add({ reply });

      const failed = store.get('runs', ['a']).catch((error: unknown) => error);
      await vi.waitFor(() => expect(trouble.hits()).toBe(1), { timeout: 30_000 });
      if (reply === 'hang') interrupt.abort(new Error('interrupted'));

      expect(await failed).toMatchObject({
        trouble: 'unavailable',
        message: expect.stringContaining('given up (interrupted)'),
      });
    }
  });

  it.each(['', 'ots.aliyuncs.com', 'ftp://x', 'https://a b', 'https://host/path'])(
    'that is the endpoint "%s" is told before anything',
    (endpoint) => {
      const open = (): unknown => tablestoreRows({ url: endpoint });

      expect(open).toThrow(expect.objectContaining({ trouble: 'refused' }));
    },
  );

  it.each(['1x', 'a-b', 'a b', '表'])(
    'that is the tablePrefix "%s" is told before anything',
    (tablePrefix) => {
      const open = (): unknown => tablestoreRows({ url: 'http://127.0.0.1:9' }, { tablePrefix });

      expect(open).toThrow(expect.objectContaining({ trouble: 'refused' }));
    },
  );

  it('that is a row of somebody else is told', async () => {
    const { server, store } = await readyTablestore();
    await store.put('runs', ['a'], 1, 'any');
    const row = server.data.tables.get('ccm_runs')?.rows.get('a');
    const damages: (() => unknown)[] = [
      () => row?.columns.delete('version'),
      () => row?.columns.set('version', { value: 1, at: Date.now() }),
      () =>
        row?.columns
          .set('version', { value: 1n, at: Date.now() })
          .set('data', { value: '{', at: Date.now() }),
    ];

    for (const damage of damages) {
      damage();

      await expect(store.get('runs', ['a'])).rejects.toMatchObject({ trouble: 'damaged' });
      await expect(all(store.range('runs'))).rejects.toMatchObject({ trouble: 'damaged' });
    }
  });

  it('that is a row whose columns have outlived their time is none', async () => {
    const { server, store } = await readyTablestore();
    await store.put('runs', ['a'], 1, 'any');
    server.data.tables.get('ccm_runs')?.rows.get('a')?.columns.clear();

    expect(await store.get('runs', ['a'])).toBeUndefined();
    expect(await all(store.range('runs'))).toEqual([]);
  });
});

describe('credentials', () => {
  const other = { accessKeyId: 'STS.other', accessKeySecret: 'another-secret', securityToken: 'a-token' };

  it('are asked for before each call, and may change', async () => {
    const { server } = await readyTablestore({ keys: [TABLESTORE_KEY, other] });
    const turns = [TABLESTORE_KEY, other];
    const store = tablestoreRows(server, { credentials: async () => turns.shift() ?? TABLESTORE_KEY });

    await store.get('runs', ['a']);
    await store.get('runs', ['a']);

    expect(server.calls.map(({ accessKeyId, status }) => [accessKeyId, status])).toEqual([
      [TABLESTORE_KEY.accessKeyId, 200],
      [other.accessKeyId, 200],
    ]);
  });

  it.each([
    ['of nobody', { ...TABLESTORE_KEY, accessKeyId: 'LTAI-nobody' }],
    ['with a wrong secret', { ...TABLESTORE_KEY, accessKeySecret: 'wrong-secret' }],
    ['with a token that has run out', { ...other, securityToken: 'an-old-token' }],
  ])('%s are denied, and stand in no error', async (_, keys) => {
    const { server } = await readyTablestore({ keys: [TABLESTORE_KEY, other] });
    const store = tablestoreRows(server, { credentials: async () => keys });

    const failure: unknown = await store.put('runs', ['a'], 1, 'absent').catch((error: unknown) => error);

    expect(failure).toMatchObject({ trouble: 'denied' });
    expect(server.calls).toHaveLength(1);
    const told = inspect(failure, { depth: 12, showHidden: true });
    for (const secret of Object.values(keys)) expect(told).not.toContain(secret);
  });

  it('are taken out of what the server says', async () => {
    const { server, store } = await readyTablestore();
    const { accessKeyId, accessKeySecret } = TABLESTORE_KEY;
    const message = `key ${accessKeyId} secret ${accessKeySecret}`;
    server.faults.add({ reply: { code: 'OTSParameterInvalid', status: 400, message } });

    const failure: unknown = await store.get('runs', ['a']).catch((error: unknown) => error);

    expect((failure as Error).message).toContain('key *** secret ***');
    expect(inspect(failure, { depth: 12 })).not.toContain(accessKeySecret);
  });

  it('that there are none of is told', async () => {
    const server = await tablestoreServer();
    const credentials = async (): Promise<never> => {
      throw new Error('no credentials found');
    };
    const store = tablestoreRows(server, { credentials });

    await expect(store.get('runs', ['a'])).rejects.toMatchObject({
      trouble: 'denied',
      message: expect.stringContaining('no credentials found'),
    });
  });
});

import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { sometimes } from '../servers/faults.ts';
import { startTablestore } from '../servers/tablestore.ts';
import type { TablestoreFaultReply } from '../servers/tablestore-faults.ts';
import { stopTimers } from '../support/stopped-timers.ts';
import { all } from './support/rows-reading.ts';
import { readyTablestore, tablestoreRows } from './support/tablestore.ts';

/** So many findings, as putMany takes them. */
function findings(count: number, bytes = 20): { key: string[]; data: string }[] {
  return Array.from({ length: count }, (_, index) => ({
    key: ['cluster', String(index).padStart(5, '0')],
    data: 'x'.repeat(bytes),
  }));
}

function downwards(left: number, right: number): number {
  return right - left;
}

const CONDITIONAL = ['absent', { version: 1 }] as const;
const LOST_ANSWERS = ['cut-after', 'cut-within', 'garbage', 'hang'] as const;

describe('a conditional write whose answer is lost', () => {
  it.each(CONDITIONAL.flatMap((expected) => LOST_ANSWERS.map((reply) => ({ expected, reply }))))(
    'was ours, and is told to be: $reply, expected $expected',
    async ({ expected, reply }) => {
      const { pass, until } = stopTimers();
      const { server, store } = await readyTablestore({}, { timeoutMilliseconds: 50_000 });
      if (expected !== 'absent') await store.put('leases', ['a'], 'old', 'absent');
      const lost = server.faults.add({ when: ({ operation }) => operation === 'PutRow', times: 1, reply });

      const putting = store.put('leases', ['a'], 'mine', expected);
      await until(() => lost.hits() === 1);
      // Of the others the connection itself tells.
      if (reply === 'hang') pass(50_000);
      const done = await putting;

      expect(done).toBe(true);
      const version = expected === 'absent' ? 1 : 2;
      expect(await store.get('leases', ['a'])).toEqual({ key: ['a'], data: 'mine', version });
      expect(server.counts()).toMatchObject({ GetRow: 2 });
    },
  );

  it.each<TablestoreFaultReply>(['cut-before', 'busy', 'html503'])(
    'but was not done (%s) is done by the next try, with nothing read back',
    async (reply) => {
      const { server, store } = await readyTablestore();
      server.faults.add({ times: 2, reply });

      const done = await store.put('leases', ['a'], 'mine', 'absent');

      expect(done).toBe(true);
      expect(server.counts()).toEqual({ PutRow: 3 });
      expect((await store.get('leases', ['a']))?.version).toBe(1);
    },
  );

  it('is not called ours if another was first', async () => {
    const { server, store } = await readyTablestore();
    await store.put('leases', ['a'], 'theirs', 'absent');
    server.faults.add({ when: ({ operation }) => operation === 'PutRow', times: 1, reply: 'cut-before' });

    const done = await store.put('leases', ['a'], 'mine', 'absent');

    expect(done).toBe(false);
    expect((await store.get('leases', ['a']))?.data).toBe('theirs');
  });

  it('is called ours though an unconditional write came between', async () => {
    const { server, store } = await readyTablestore();
    const other = tablestoreRows(server);
    server.faults.add({ when: ({ operation }) => operation === 'PutRow', times: 1, reply: 'cut-after' });
    const late = tablestoreRows(server, {
      sleep: async () => void (await other.put('leases', ['a'], 'x', 'any')),
    });

    const done = await late.put('leases', ['a'], 'mine', 'absent');

    expect(done).toBe(true);
    expect(await store.get('leases', ['a'])).toEqual({ key: ['a'], data: 'x', version: 2 });
  });

  it('and whose row another has conditionally written since is called none', async () => {
    const { server } = await readyTablestore();
    const other = tablestoreRows(server);
    server.faults.add({ when: ({ operation }) => operation === 'PutRow', times: 1, reply: 'cut-after' });
    const takeOver = async (): Promise<void> => {
      expect(await other.put('leases', ['a'], 'theirs', { version: 1 })).toBe(true);
    };
    const late = tablestoreRows(server, { sleep: takeOver });

    const done = await late.put('leases', ['a'], 'mine', 'absent');

    expect(done).toBe(false);
    expect(await other.get('leases', ['a'])).toEqual({ key: ['a'], data: 'theirs', version: 2 });
  });

  it('after every try says that the store did not answer', async () => {
    const { server, store } = await readyTablestore();
    server.faults.add({ reply: 'cut-after' });

    const put = store.put('leases', ['a'], 'mine', 'absent');

    await expect(put).rejects.toMatchObject({ trouble: 'unavailable' });
  });
});

describe('many rows', () => {
  it('go in batches of 200, each once', async () => {
    const { server, store } = await readyTablestore();

    await store.putMany('findings', findings(1_050));

    expect(server.calls.map(({ rows }) => rows).sort(downwards)).toEqual([200, 200, 200, 200, 200, 50]);
    expect(await all(store.range('findings'))).toHaveLength(1_050);
  });

  it('go in batches of less than 4 MB', async () => {
    const { server, store } = await readyTablestore();

    await store.putMany('findings', findings(12, 1_000_000));

    expect(server.calls.map(({ rows }) => rows)).toEqual([3, 3, 3, 3]);
    expect(await all(store.range('findings'))).toHaveLength(12);
  });

  it.each(['OTSServerBusy', 'OTSRowOperationConflict', 'OTSTimeout', 'untold'])(
    'of which some fail with %s: only those are sent again',
    async (code) => {
      const { server, store } = await readyTablestore();
      server.faults.add({ times: 1, reply: { rows: (row) => (row >= 190 ? code : undefined) } });

      await store.putMany('findings', findings(200));

      expect(server.calls.map(({ rows }) => rows)).toEqual([200, 10]);
      const rows = await all(store.range('findings'));
      expect(rows.map(({ version }) => version)).toEqual(Array(200).fill(1));
    },
  );

  it('of which one is refused for good: it is told, and not tried again', async () => {
    const { server, store } = await readyTablestore();
    const reply = {
      rows: (row: number) => (row === 3 ? 'OTSServerBusy' : row === 7 ? 'OTSParameterInvalid' : undefined),
    };
    server.faults.add({ reply });

    const put = store.putMany('findings', findings(10));

    await expect(put).rejects.toMatchObject({
      trouble: 'refused',
      message: expect.stringContaining('OTSParameterInvalid'),
    });
    expect(server.counts()).toEqual({ BatchWriteRow: 1 });
  });

  it('are all there after a connection that was cut in the middle of a batch', async () => {
    const { server, store } = await readyTablestore();
    server.faults.add({
      times: 2,
      reply: { rows: (row) => (row >= 77 ? 'OTSServerBusy' : undefined), cut: true },
    });

    await store.putMany('findings', findings(500));

    const rows = await all(store.range('findings'));
    expect(rows.map(({ key }) => key)).toEqual(findings(500).map(({ key }) => key));
    const sent = server.calls.filter(({ operation }) => operation === 'BatchWriteRow');
    expect(sent.map(({ rows }) => rows).sort(downwards)).toEqual([200, 200, 200, 200, 100]);
  });

  it('get through a storm of busy answers, lost ones, and busy rows', async () => {
    const { server, store } = await readyTablestore({ pageRows: 50 });
    const [busy, lost] = [sometimes(0.3, 1), sometimes(0.05, 2)];
    server.faults.add({ when: () => busy(), reply: 'busy' });
    server.faults.add({ when: () => lost(), reply: 'cut-after' });
    // Every try writes half of what is left: more tries than trouble that never passes is given.
    server.faults.add({
      when: ({ operation }) => operation === 'BatchWriteRow',
      reply: { rows: (index) => (index % 2 ? 'OTSServerBusy' : undefined) },
    });

    await store.putMany('findings', findings(1_000));
    const rows = await all(store.range('findings'));

    expect(rows.map(({ key }) => key)).toEqual(findings(1_000).map(({ key }) => key));
    expect(rows.every(({ version }) => version >= 1)).toBe(true);
  });

  it('are all there though the server was killed and started again meanwhile', async () => {
    const first = await readyTablestore();
    const { port, data } = first.server;
    let again: ReturnType<typeof startTablestore> | undefined;
    const store = tablestoreRows(first.server, {
      sleep: async () => {
        again ??= startTablestore({ port, data });
        await again;
        await pause(5);
      },
    });
    let calls = 0;
    const last = first.server.faults.add({ when: () => ++calls > 3, reply: 'hang' });
    const writing = store.putMany('findings', findings(3_000));
    while (last.hits() === 0) await pause(1);

    await first.server.close();
    await writing;

    const second = await again;
    expect(second).toBeDefined();
    expect(await all(store.range('findings'))).toHaveLength(3_000);
    await second?.close();
  });

  it('end with the last trouble when no try helps, and can be put again', async () => {
    const { server, store } = await readyTablestore();
    server.faults.add({ when: ({ rows }) => rows > 0, reply: 'busy' });
    await expect(store.putMany('findings', findings(900))).rejects.toMatchObject({
      trouble: 'unavailable',
      message: expect.stringContaining('OTSServerBusy'),
    });
    server.faults.clear();

    await store.putMany('findings', findings(900));

    expect(await all(store.range('findings'))).toHaveLength(900);
  });
});

describe('a range', () => {
  it('follows its pages, up and down, through answers that fail', async () => {
    const { server, store } = await readyTablestore({ pageRows: 7 });
    await store.putMany('findings', [...findings(50), { key: ['other', '1'], data: 0 }]);
    server.forgetCalls();
    server.faults.add({ times: 2, reply: 'busy' });
    server.faults.add({ times: 2, reply: 'cut-within' });

    const up = await all(store.range('findings', { prefix: ['cluster'] }));
    const down = await all(store.range('findings', { prefix: ['cluster'], reverse: true }));

    expect(up.map(({ key }) => key)).toEqual(findings(50).map(({ key }) => key));
    expect(down).toEqual(up.toReversed());
    expect(server.counts()).toEqual({ GetRange: 4 + 8 + 8 });
  });

  it('asks for no more rows at once than its reader wants', async () => {
    const { server, store } = await readyTablestore();
    await store.putMany('findings', findings(10));
    server.forgetCalls();

    const rows = await all(store.range('findings', { atOnce: 3 }));

    expect(rows).toHaveLength(10);
    expect(server.counts()).toEqual({ GetRange: 4 });
  });

  it('keeps to 4 MB a page', async () => {
    const { server, store } = await readyTablestore();
    await store.putMany('findings', findings(10, 900_000));
    server.forgetCalls();

    const rows = await all(store.range('findings'));

    expect(rows).toHaveLength(10);
    expect(server.counts()).toEqual({ GetRange: 2 });
  });
});

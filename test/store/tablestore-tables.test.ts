import { describe, expect, it } from 'vitest';
import { TABLES } from '../../shared/store/rows.ts';
import { tablestoreData } from '../servers/tablestore-data.ts';
import { readyTablestore, tablestoreRows, tablestoreServer } from './support/tablestore.ts';

const DAY = 86_400;

describe('the tables', () => {
  it('are made with their keys, one version and their time to live', async () => {
    const { server } = await readyTablestore();

    const made = [...server.data.tables.values()].map(({ name, primaryKey, timeToLive, maxVersions }) => ({
      name,
      key: primaryKey.map((column) => `${column.name}:${column.type}`).join(),
      days: timeToLive / DAY,
      maxVersions,
    }));

    expect(made).toEqual([
      { name: 'ccm_runs', key: 'k1:2', days: 90, maxVersions: 1 },
      { name: 'ccm_shards', key: 'k1:2,k2:2', days: 90, maxVersions: 1 },
      { name: 'ccm_findings', key: 'k1:2,k2:2', days: 400, maxVersions: 1 },
      { name: 'ccm_deliveries', key: 'k1:2,k2:2,k3:2', days: 90, maxVersions: 1 },
      { name: 'ccm_digests', key: 'k1:2', days: 90, maxVersions: 1 },
      { name: 'ccm_leases', key: 'k1:2', days: -1 / DAY, maxVersions: 1 },
      { name: 'ccm_checkpoints', key: 'k1:2,k2:2,k3:2', days: 7, maxVersions: 1 },
      { name: 'ccm_reports', key: 'k1:2,k2:2,k3:2', days: 90, maxVersions: 1 },
    ]);
  });

  it('that are there are left as they are; only the missing are made', async () => {
    const { server, store } = await readyTablestore();
    await store.put('runs', ['a'], 1, 'any');
    server.data.tables.delete('ccm_digests');

    await store.init();

    expect(server.counts()).toMatchObject({ CreateTable: 1 });
    expect((await store.get('runs', ['a']))?.data).toBe(1);
  });

  it('are waited for until they are ready', async () => {
    const server = await tablestoreServer({ loads: 3 });
    const waits: number[] = [];
    const store = tablestoreRows(server, {
      sleep: async (milliseconds) => {
        waits.push(milliseconds);
      },
    });

    await store.init();

    expect(waits).toHaveLength(3 * Object.keys(TABLES).length);
    expect(await store.put('leases', ['a'], 1, 'absent')).toBe(true);
  });

  it('that are never ready are told of', async () => {
    const server = await tablestoreServer({ loads: 1_000 });
    const store = tablestoreRows(server);

    await expect(store.init()).rejects.toMatchObject({
      trouble: 'unavailable',
      message: expect.stringContaining('ccm_runs was made, but is not ready'),
    });
  });

  it('may be made by several at once', async () => {
    const server = await tablestoreServer();
    const stores = [1, 2, 3, 4].map(() => tablestoreRows(server));

    await Promise.all(stores.map((store) => store.init()));

    expect(server.data.tables.size).toBe(8);
  });

  it('are made through lost answers and the limit of operations on tables', async () => {
    const server = await tablestoreServer();
    const frequent = { code: 'OTSQuotaExhausted', status: 403, message: 'Too frequent table operations.' };
    server.faults.add({ when: ({ operation }) => operation === 'CreateTable', times: 2, reply: 'cut-after' });
    server.faults.add({ times: 5, reply: frequent });
    const store = tablestoreRows(server);

    await store.init();

    expect(server.data.tables.size).toBe(8);
  });

  it('of somebody else are not used', async () => {
    const data = tablestoreData();
    const table = { name: 'ccm_findings', timeToLive: -1, maxVersions: 1, rows: new Map(), loading: 0 };
    data.tables.set(table.name, {
      ...table,
      primaryKey: [
        { name: 'k1', type: 2 },
        { name: 'id', type: 1 },
      ],
      sorted: undefined,
    });
    const server = await tablestoreServer({ data });
    const store = tablestoreRows(server);

    await expect(store.init()).rejects.toMatchObject({
      trouble: 'refused',
      message: expect.stringContaining('k1, id (no STRING), not k1, k2: choose another tablePrefix'),
    });
  });

  it('that are missing are told of, by every operation', async () => {
    const server = await tablestoreServer();
    const store = tablestoreRows(server);
    const missing = { trouble: 'missing', message: expect.stringContaining('`ccm-preflight store init`') };

    await expect(store.get('runs', ['a'])).rejects.toMatchObject(missing);
    await expect(store.put('runs', ['a'], 1, 'any')).rejects.toMatchObject(missing);
    await expect(store.put('runs', ['a'], 1, { version: 1 })).rejects.toMatchObject(missing);
    await expect(store.putMany('runs', [{ key: ['a'], data: 1 }])).rejects.toMatchObject(missing);
    await expect(store.remove('runs', ['a'])).rejects.toMatchObject(missing);
  });

  it('hold versions as whole numbers, and nothing but data, version and writer', async () => {
    const { server, store } = await readyTablestore();
    await store.put('runs', ['a'], { x: 1 }, 'absent');
    await store.put('runs', ['a'], { x: 2 }, 'any');

    const row = server.data.tables.get('ccm_runs')?.rows.get('a');

    expect([...(row?.columns ?? [])].map(([name, { value }]) => [name, value])).toEqual([
      ['data', '{"x":2}'],
      ['version', 2n],
      ['writer', expect.stringMatching(/^[0-9a-f-]{36}$/)],
    ]);
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UsageError } from '../../shared/errors.ts';
import { closeRunInShards } from '../../shared/run/close-run.ts';
import { sweep } from '../../shared/run/sweep.ts';
import type { StoredPart } from '../../shared/run/whole-report.ts';
import { allLarge, putLarge, removeLarge } from '../../shared/store/large.ts';
import type { FindingRecord } from '../../shared/store/record.ts';
import { findShard } from '../../shared/store/shards.ts';
import { type Fleet, startFleet } from '../servers/fleet.ts';
import { twoAccounts } from '../support/accounts.ts';
import { temporaryFolder } from '../support/files.ts';
import { stopTimers } from '../support/stopped-timers.ts';
import { annotate } from '../support/world.ts';
import { type ShardedRun, sharded } from './support/sharded.ts';

const SCAN_SECONDS = 600;
const MINUTE = 60_000;

describe('a run in shards that does not go as it should', () => {
  const folder = temporaryFolder();
  let fleet: Fleet;
  let run: ShardedRun;
  let count = 0;
  let ahead = 0;
  beforeEach(async () => {
    ahead = 0;
    const held = twoAccounts();
    for (const cluster of held.clusters) {
      for (const service of cluster.kubernetes.services.items ?? []) annotate(service, 'name', 'wanted');
    }
    fleet = await startFleet(held);
    run = await sharded(
      fleet,
      `${folder}/${count++}`,
      { deadlines: { scanSeconds: SCAN_SECONDS, leaseSeconds: 10 } },
      () => Date.now() + ahead,
    );
  });
  afterEach(async () => {
    await run.close();
    await fleet.close();
  });

  async function findings(): Promise<FindingRecord[]> {
    const all: FindingRecord[] = [];
    for await (const { data } of run.station.rows.range('findings')) all.push(data as FindingRecord);
    return all;
  }

  it('is not closed before all its shards are, or its time is up', async () => {
    await run.start();
    await run.next();

    expect(await closeRunInShards(run.station, 'run-1', [])).toBe('open');
    expect(await sweep(run.station)).toEqual({ over: [], invited: 0 });
    ahead = SCAN_SECONDS * 1000;
    expect(await sweep(run.station)).toEqual({ over: ['run-1'], invited: 0 });
    expect(await closeRunInShards(run.station, 'run-1', [])).toBe('closed');
    expect(await closeRunInShards(run.station, 'run-1', [])).toBe('over');
  });

  it('names a shard that was late once, calls its clusters unknown, and resolves nothing of them', async () => {
    await run.start({ run: 'run-0' });
    await run.finish('run-0');
    await run.start();
    await run.next();
    ahead = SCAN_SECONDS * 1000;

    await closeRunInShards(run.station, 'run-1', []);

    const report = await run.report('run-1');
    expect(report.failures).toEqual([
      {
        accountId: 'account-200',
        regionId: 'cn-hangzhou',
        resource: 'region',
        code: 'NotScanned',
        message: 'cn-hangzhou of account account-200 was not scanned to its end in time',
      },
    ]);
    expect(report.clusters).toMatchObject([
      { clusterId: 'c1', verdict: 'blocked' },
      { clusterId: 'c2', verdict: 'unknown', error: expect.stringContaining('not scanned to its end') },
    ]);
    expect(report.coverage.clusters).toEqual({ total: 2, read: 1 });
    expect((await findings()).map(({ status }) => status)).toEqual(['open', 'open']);
    expect(await run.next()).toBe('over');
  });

  it('knows the clusters of a region whose list fails from the run before', async () => {
    await run.close();
    run = await sharded(fleet, `${folder}/${count++}`, { discover: true });
    await run.start({ run: 'run-0' });
    await run.finish('run-0');
    fleet.cloud.faults.add({
      when: ({ account, product }) => account === 'account-200' && product === 'cs',
      reply: 'forbidden',
    });

    await run.start();
    const report = await run.finish('run-1');

    expect(report.clusters).toMatchObject([
      { clusterId: 'c1', verdict: 'blocked' },
      { clusterId: 'c2', verdict: 'unknown', error: expect.stringContaining('DescribeClustersV1') },
    ]);
    expect((await findings()).map(({ status }) => status)).toEqual(['open', 'open']);
  });

  it('says why a function could not be invoked, and asks for it again when it was silent for long', async () => {
    const { invoker } = run.station;
    const { invoke } = invoker;
    Object.assign(invoker, { invoke: () => Promise.reject(new UsageError('no such function')) });
    await run.start();
    Object.assign(invoker, { invoke });

    const shard = await findShard(run.station.rows, 'run-1', '0001-cn-hangzhou');
    const early = await sweep(run.station);
    ahead = MINUTE;
    const late = await sweep(run.station);

    expect(shard).toMatchObject({
      trouble: 'function ccm-preflight-audit-region could not be invoked: no such function',
    });
    expect([early.invited, late.invited]).toEqual([0, 2]);
    expect((await run.finish('run-1')).failures).toEqual([]);
  });

  it('leaves a shard alone that gives signs of life', async () => {
    await run.start();
    run.asked.length = 0;
    ahead = 4 * MINUTE;
    const until = Date.now() + 5 * MINUTE;
    await run.station.rows.put(
      'leases',
      ['shard/run-1/0001-cn-hangzhou'],
      { owner: 'another', until },
      'any',
    );

    await sweep(run.station);

    expect(run.asked.map(({ payload }) => payload.shard)).toEqual(['0002-cn-hangzhou']);
  });

  it('begins once, however often its order comes, and asks for what was not asked for', async () => {
    await run.start();
    const [first] = run.asked.splice(0);
    const shards = run.station.rows;
    const row = await shards.get('shards', ['run-1', '0002-cn-hangzhou']);
    await shards.put('shards', row?.key ?? [], { ...(row?.data as object), invocations: 0 }, 'any');

    const again = await run.start();

    expect(first?.payload).toEqual({ run: 'run-1', shard: '0001-cn-hangzhou' });
    expect(again.kind).toBe('known');
    expect(run.asked.map(({ payload }) => payload.shard)).toEqual(['0002-cn-hangzhou']);
  });

  it('keeps out another run that would bring the findings up to date, until it must have been closed', async () => {
    await run.start();

    const second = await run.start({ run: 'run-2' });
    const aside = await run.start({ run: 'run-3', keeps: false, scope: { clusters: ['c1'] } });
    ahead = SCAN_SECONDS * 1000 + 16 * MINUTE;
    const third = await run.start({ run: 'run-4' });

    expect(second).toEqual({ kind: 'busy', holder: 'run-1' });
    expect([aside.kind, third.kind]).toEqual(['started', 'started']);
  });

  it('does a closed shard no second time, and one at a time', async () => {
    await run.start();
    const [asked] = run.asked;
    if (asked) run.asked.push(asked, asked);

    const [one, two] = await Promise.all([run.next(), run.next()]);
    const calls = fleet.cloud.calls.count();
    const [three, four] = [await run.next(), await run.next()];

    expect([one, two]).toEqual(['closed', 'closed']);
    expect([three, four]).toEqual(['over', 'over']);
    expect(fleet.cloud.calls.count()).toBe(calls);
  });

  it('names a shard whose result is lost', async () => {
    await run.start();
    await run.next();
    await run.next();
    await removeLarge(run.station.rows, 'reports', ['run-1', '0001-cn-hangzhou']);

    const report = await run.finish('run-1');

    expect(report.failures).toMatchObject([
      { code: 'NotScanned', message: expect.stringContaining('what it came to is not in the store') },
    ]);
    expect(report.clusters.map(({ verdict }) => verdict)).toEqual(['blocked', 'unknown']);
  });

  it.each<[what: string, spoil: (part: StoredPart) => object]>([
    ['a claim that is none', (part) => ({ ...part, facts: { ...part.facts, claims: [{}] } })],
    [
      'a claim whose Service has no cluster',
      (part) => {
        const claim = {
          loadBalancerId: 'lb-1',
          port: 80,
          protocol: 'tcp',
          services: [{ namespace: 'prod' }],
        };
        return { ...part, facts: { ...part.facts, claims: [claim] } };
      },
    ],
    ['a suppression that is none', (part) => ({ ...part, report: { ...part.report, suppressions: [null] } })],
    [
      'a check’s result that is none',
      (part) => {
        const clusters = part.report.clusters.map((cluster) => ({ ...cluster, precheck: { matched: 1 } }));
        return { ...part, report: { ...part.report, clusters } };
      },
    ],
  ])('names a shard whose result is damaged by %s', async (_, spoil) => {
    await run.start();
    await run.next();
    await run.next();
    const { rows } = run.station;
    const kept = await allLarge(rows, 'reports', ['run-1', '0001-cn-hangzhou']);
    const spoilt = spoil(kept.get('part') as StoredPart);
    await putLarge(rows, 'reports', ['run-1', '0001-cn-hangzhou'], { part: spoilt });

    const report = await run.finish('run-1');

    expect(report.failures).toMatchObject([
      { code: 'NotScanned', message: expect.stringContaining('what it came to is not in the store') },
    ]);
    expect(report.clusters.map(({ verdict }) => verdict)).toEqual(['blocked', 'unknown']);
  });

  it('reads what it can in the time there is, and says what it could not', async () => {
    const { pass } = stopTimers();
    fleet.cloud.faults.add({
      when: ({ api, account }) => api === 'DescribeVServerGroups' && account === 'account-200',
      reply: () => {
        pass(40_000);
        return { delay: 600_000 };
      },
    });
    await run.start({ startedAt: Date.now() - SCAN_SECONDS * 1000 + 40_000 });

    const report = await run.finish('run-1');

    expect(report.clusters.map(({ error }) => error === undefined)).toEqual([true, false]);
    const messages = report.failures.map(({ message }) => message);
    expect(messages).toContain('DescribeVServerGroups in cn-hangzhou: the time for it is up');
  });
});

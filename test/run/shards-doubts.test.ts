import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Snapshot } from '../../shared/index.ts';
import type { Log } from '../../shared/log/log.ts';
import { closeRunInShards } from '../../shared/run/close-run.ts';
import { sweep } from '../../shared/run/sweep.ts';
import type { FindingRecord } from '../../shared/store/record.ts';
import { findRun } from '../../shared/store/run.ts';
import { type Fleet, startFleet } from '../servers/fleet.ts';
import type { FleetConfig } from '../servers/fleet-config.ts';
import { twoAccounts } from '../support/accounts.ts';
import { temporaryFolder } from '../support/files.ts';
import { stopTimers } from '../support/stopped-timers.ts';
import { annotate, type World, world } from '../support/world.ts';
import { type ShardedRun, sharded } from './support/sharded.ts';

const MINUTE = 60_000;
const SCAN_SECONDS = 600;
/** The time of a run is up, and so is the time in which it must have been closed. */
const NEXT = SCAN_SECONDS * 1000 + 20 * MINUTE;
const SETTLED = { confirm: { settleSeconds: 0.01 } };

describe('what a run in shards must not be sure of', () => {
  const folder = temporaryFolder();
  let fleet: Fleet;
  let run: ShardedRun;
  let count = 0;
  let ahead = 0;
  afterEach(async () => {
    await run.close();
    await fleet.close();
  });

  async function open(held: World, overrides: FleetConfig = {}): Promise<void> {
    ahead = 0;
    fleet = await startFleet(held as Snapshot);
    run = await place(overrides);
  }
  function place(overrides: FleetConfig): Promise<ShardedRun> {
    const deadlines = { scanSeconds: SCAN_SECONDS, leaseSeconds: 10 };
    return sharded(fleet, `${folder}/${count++}`, { deadlines, ...overrides }, () => Date.now() + ahead);
  }
  /** Each cluster is read by a function of its own. */
  async function openApart(held: World, overrides: FleetConfig = {}): Promise<void> {
    await open(held);
    const config = fleet.config() as {
      readonly accounts: readonly { readonly clusters: readonly { readonly clusterId: string }[] }[];
    };
    const accounts = config.accounts.map((account) => ({
      ...account,
      clusters: account.clusters.map((cluster) => ({ ...cluster, function: `reads-${cluster.clusterId}` })),
    }));
    await run.close();
    run = await place({ accounts, ...overrides });
  }
  /** What is written into the log from here on. */
  function listened(): readonly string[] {
    const events: string[] = [];
    const note = (event: string): void => {
      events.push(event);
    };
    const log: Log = { debug: note, info: note, warn: note, error: note, with: () => log };
    Object.assign(run.station, { log });
    return events;
  }
  async function findings(): Promise<FindingRecord[]> {
    const all: FindingRecord[] = [];
    for await (const { data } of run.station.rows.range('findings')) all.push(data as FindingRecord);
    return all;
  }

  it('changes no finding by a run that a later one has passed by', async () => {
    const held = twoAccounts();
    await open(held);
    await run.start();
    await run.next();
    ahead = NEXT;
    run.asked.length = 0;
    const drifted = twoAccounts();
    for (const { kubernetes } of drifted.clusters) {
      for (const service of kubernetes.services.items ?? []) annotate(service, 'name', 'wanted');
    }
    await fleet.refill(drifted as Snapshot);
    await run.start({ run: 'run-2' });
    await run.finish('run-2');

    const { over } = await sweep(run.station);
    const closing = await closeRunInShards(run.station, 'run-1', []);

    expect([over, closing]).toEqual([['run-1'], 'closed']);
    expect((await findings()).map(({ status, history }) => [status, history.length])).toEqual([
      ['open', 1],
      ['open', 1],
    ]);
  });

  it('calls no SLB abandoned in a scan of some clusters', async () => {
    const held = world({ clusterId: 'c1' }, { clusterId: 'c2' });
    const [first, second] = held.clusters;
    if (first) first.kubernetes.services = { items: [] };
    const user = second?.kubernetes.services.items?.[0];
    if (user) annotate(user, 'id', 'lb-c1-web');
    await open(held);

    await run.start({ keeps: false, scope: { clusters: ['c1'] } });
    const report = await run.finish('run-1');

    expect(report.findings).toEqual([]);
    expect(report.clusters.map(({ clusterId }) => clusterId)).toEqual(['c1']);
  });

  it.each([
    [{ clusters: ['c1', 'no-such'] }, ['cluster no-such']],
    [{ services: ['prod/web', 'prod/typo'] }, ['Service prod/typo']],
    [{ namespaces: ['prod', 'nowhere'] }, ['namespace nowhere']],
    [{ clusters: ['c2'], services: ['prod/web'] }, []],
  ])('names what a scope has and the fleet has not: %j', async (scope, names) => {
    await open(world({ clusterId: 'c1' }, { clusterId: 'c2' }));

    await run.start({ keeps: false, scope });
    const { failures } = await run.finish('run-1');

    expect(failures.map(({ message }) => message)).toEqual(
      names.map((name) => `the scope of this scan names ${name}, and there is none`),
    );
  });

  it('says when findings could not be looked at a second time', async () => {
    const held = world({ clusterId: 'c1' });
    const service = held.clusters[0]?.kubernetes.services.items?.[0];
    if (service) annotate(service, 'name', 'wanted');
    await open(held, SETTLED);
    let lists = 0;
    fleet.cloud.faults.add({
      when: ({ api }) => api === 'DescribeVServerGroups' && ++lists > 1,
      reply: 'forbidden',
    });

    await run.start();
    const report = await run.finish('run-1');

    const messages = report.failures.map(({ message }) => message);
    expect(messages.join()).toContain('not looked at a second time: DescribeVServerGroups');
  });

  it('waits no longer than the settle delay, over however many invocations', async () => {
    const held = world({ clusterId: 'c1' });
    const service = held.clusters[0]?.kubernetes.services.items?.[0];
    if (service) annotate(service, 'name', 'wanted');
    const settleSeconds = 300;
    await open(held, { confirm: { settleSeconds } });
    const { pass, until, left } = stopTimers();

    await run.start();
    const outcomes: string[] = [];
    for (let invocation = 1; invocation <= 2; invocation++) {
      const events = listened();
      const doing = run.next({ pauseAt: Date.now() + ahead + 900 });
      // Only the time of the invocation is left to run out: no call is under way.
      await until(() => events.includes('cluster read') && left() === 1);
      pass(900);
      outcomes.push(await doing);
    }
    const later = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + settleSeconds * 1000);
    onTestFinished(() => later.mockRestore());
    outcomes.push(await run.next());
    const report = await run.finish('run-1');

    expect(outcomes).toEqual(['paused', 'paused', 'closed']);
    expect(report.findings.map(({ confirmed }) => confirmed)).toEqual([true]);
  });

  it('reads a cluster again that failed before a pause', async () => {
    await open(world({ clusterId: 'c1' }), { limits: { slb: { concurrency: 1 } } });
    fleet.kubernetes.get('c1')?.faults.add({ times: 1, reply: 'not-found' });
    const stop = new AbortController();
    const slow = fleet.cloud.faults.add({
      when: ({ api }) => api === 'DescribeLoadBalancerListeners',
      times: 1,
      reply: { delay: 600_000 },
    });
    const events = listened();

    await run.start();
    const [asked] = run.asked;
    const doing = run.next({ signal: stop.signal });
    await vi.waitFor(
      () => {
        expect(events).toContain('cluster could not wholly be read');
        expect(slow.hits()).toBe(1);
      },
      { timeout: 50_000 },
    );
    stop.abort();
    const outcome = await doing;
    if (asked) run.asked.push(asked);
    const report = await run.finish('run-1');

    expect(outcome).toBe('paused');
    expect(report.clusters.map(({ verdict }) => verdict)).toEqual(['ready']);
  });

  it('calls no cluster unknown that a shard would have told of, had it been scanned', async () => {
    await openApart(world({ clusterId: 'c1' }, { clusterId: 'c2' }));
    await run.start();
    await run.next();
    ahead = SCAN_SECONDS * 1000;

    await closeRunInShards(run.station, 'run-1', []);

    const report = await run.report('run-1');
    expect(report.findings).toEqual([]);
    expect(report.clusters.map(({ verdict }) => verdict)).toEqual(['ready', 'unknown']);
  });

  it('confirms a conflict between functions when the next run finds it too', async () => {
    const override = { reused: true, annotations: { 'force-override-listeners': 'true' } };
    const held = world({ clusterId: 'c1', services: [override] }, { clusterId: 'c2', services: [override] });
    const user = held.clusters[1]?.kubernetes.services.items?.[0];
    if (user) annotate(user, 'id', 'lb-c1-web');
    await openApart(held, SETTLED);
    const confirmed = async (name: string) => {
      await run.start({ run: name });
      const report = await run.finish(name);
      const conflicts = report.findings.filter(({ rule }) => rule === 'listener-conflict');
      return conflicts.map((finding) => finding.confirmed);
    };

    const first = await confirmed('run-1');
    const second = await confirmed('run-2');

    expect([first, second]).toEqual([
      [false, false],
      [true, true],
    ]);
  });

  it('tells at the end of a scan on demand, where that took the place of the night', async () => {
    await open(world({ clusterId: 'c1' }));
    await run.start({ kind: 'on-demand', tells: false });

    const night = await run.start({ run: 'run-2', tells: true });

    expect(night).toEqual({ kind: 'busy', holder: 'run-1' });
    expect((await findRun(run.station.rows, 'run-1'))?.order).toMatchObject({
      kind: 'on-demand',
      tells: true,
    });
  });
});

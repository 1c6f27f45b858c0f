import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from '../../shared/config/load-config.ts';
import { FORMATS } from '../../shared/formats/format.ts';
import { reportsOf } from '../../shared/http/scans.ts';
import { auditPart } from '../../shared/report/audit-snapshot.ts';
import type { Report } from '../../shared/report/report.ts';
import { closeRunInShards } from '../../shared/run/close-run.ts';
import { keepReport } from '../../shared/run/kept-report.ts';
import type { Station } from '../../shared/run/station.ts';
import { PART, type StoredPart } from '../../shared/run/whole-report.ts';
import { checkedRows } from '../../shared/store/checked-rows.ts';
import { openFileRows } from '../../shared/store/file-rows.ts';
import { allLarge, putLarge } from '../../shared/store/large.ts';
import type { FindingTexts } from '../../shared/store/record.ts';
import type { RowStore, TableName } from '../../shared/store/rows.ts';
import { TABLES } from '../../shared/store/rows.ts';
import { beginRun, findRun } from '../../shared/store/run.ts';
import { changeShard, planShards } from '../../shared/store/shards.ts';
import { StoreError } from '../../shared/store/store-error.ts';
import { temporaryFolder } from '../support/files.ts';
import { precheckEvent, precheckMessage } from '../support/precheck-event.ts';
import { SILENT_LOG } from '../support/silent-log.ts';
import { annotate, type World, world } from '../support/world.ts';
import { fuzzAsync } from './support/fuzz.ts';
import { mutated, mutations } from './support/mutate.ts';

const CONFIG = `accounts:
  - name: main
    regions: [cn-hangzhou]
    credentials: { accessKeyId: env:A, accessKeySecret: env:B }
`;
const STARTED = '2026-11-23T02:00:00.000Z';
const UNTIL = '2026-11-23T03:00:00.000Z';
const RUN = '20261123T020000Z-042-1a2b3c';
const SHARDS = ['0001-a', '0002-b'] as const;

/** One cluster with all that a part can tell: findings, a claim, a check's result, a suppression, a failure. */
function everything(clusterId: string): World {
  const held = world({ clusterId, services: [{ name: 'web', reused: true }, { name: 'api' }] });
  const [cluster] = held.clusters;
  const [web, api] = cluster?.kubernetes.services.items ?? [];
  if (!cluster || !web || !api) throw new Error('the world is empty');
  annotate(web, 'force-override-listeners', 'true');
  annotate(web, 'scheduler', 'wlc');
  annotate(api, 'name', 'wanted');
  api.metadata.annotations = {
    ...api.metadata.annotations,
    'ccm-preflight/ignore': 'load-balancer-name: known',
  };
  const writes = [
    { key: 'prod/api', code: 'SetSLBName' },
    { key: 'prod/gone', code: 'DeleteSLB', message: 'gone' },
  ];
  const events = { items: [precheckEvent(precheckMessage(writes))] };
  Object.assign(cluster.kubernetes, { events });
  const failure = { clusterId, resource: 'pods', code: 'Forbidden', message: 'pods could not be read' };
  return { ...held, failures: [failure] } as World;
}

function partOf(clusterId: string): StoredPart {
  const suppressions = [{ rule: 'listener-*', target: 'prod/none', reason: 'none', until: '2027-01-31' }];
  const [en, zh] = (['en', 'zh'] as const).map((language) =>
    auditPart(everything(clusterId), { now: STARTED, language, suppressions }),
  );
  if (!en || !zh) throw new Error('no report');
  const words = zh.report.findings.map(({ id, message, cause, fixes }): FindingTexts & { id: string } => ({
    id,
    message,
    cause,
    fixes,
  }));
  // Services of both parts claim one listener.
  const claims = en.facts.claims.map((claim) => ({ ...claim, loadBalancerId: 'lb-shared' }));
  return {
    report: en.report,
    zh: { findings: words },
    facts: { ...en.facts, claims },
    unconfirmable: en.report.failures,
    notFound: ['Service prod/none'],
  };
}

let rows: RowStore;
let station: Station;
const parts = SHARDS.map((_, index) => partOf(`c${index + 1}`));

beforeAll(async () => {
  rows = await openFileRows(join(temporaryFolder(), 'store'));
  station = {
    config: loadConfig(CONFIG, {}),
    rows: checkedRows(rows),
    invoker: { invoke: async () => undefined },
    log: SILENT_LOG,
    secret: () => 'x',
    now: () => Date.parse(UNTIL),
  };
});
afterAll(() => rows.close());

/** A run whose shards are all closed, and nothing else. */
async function placeRun(): Promise<void> {
  for (const table of Object.keys(TABLES) as TableName[]) {
    for await (const { key } of rows.range(table)) await rows.remove(table, key);
  }
  const order = { kind: 'nightly', until: UNTIL, keeps: true, tells: true } as const;
  await beginRun(rows, { run: RUN, order, startedAt: STARTED, targetCcmVersion: '2.14.0' });
  const place = { accountId: 'main', regionId: 'cn-hangzhou', function: 'f' };
  const shards = SHARDS.map((shard) => ({ ...place, shard }));
  await planShards(rows, RUN, shards, STARTED);
  for (const [index, shard] of SHARDS.entries()) {
    await changeShard(rows, RUN, shard, (before) => ({ ...before, status: 'closed' }));
    await putLarge(rows, 'reports', [RUN, shard], { [PART]: parts[index] });
  }
}

function formatAll({ en, zh }: Readonly<Record<'en' | 'zh', Report>>): void {
  for (const format of Object.values(FORMATS)) {
    expect(format(en, { language: 'en', color: false, other: zh }).length).toBeGreaterThan(50);
  }
}

/** What is nested too deeply to be written cannot have been. */
async function put(shard: string, values: Readonly<Record<string, unknown>>): Promise<boolean> {
  try {
    await putLarge(rows, 'reports', [RUN, shard], values);
    return true;
  } catch (thrown) {
    if (thrown instanceof RangeError) return false;
    throw thrown;
  }
}

describe('what the shards of a run came to, as somebody else has written it, or another version', () => {
  beforeEach(placeRun);

  it('holds all that a part can hold', () => {
    for (const { report, facts } of parts) {
      expect(report.findings.length).toBeGreaterThan(1);
      expect(facts.claims).toMatchObject([{ services: [{ namespace: 'prod' }] }]);
      expect(report.clusters).toMatchObject([{ precheck: { onlyConsole: [{ key: 'prod/gone' }] } }]);
      expect(report.suppressions).toMatchObject([{ state: 'unused' }, { state: 'active' }]);
    }
  });

  it('closes the run, with what is understood, and the report can be shown', async () => {
    await fuzzAsync(60, fc.tuple(fc.constantFrom(0, 1), mutations(3)), async ([index, changes]) => {
      await placeRun();
      if (!(await put(SHARDS[index], { [PART]: mutated(parts[index], changes) }))) return;

      const closing = await closeRunInShards(station, RUN, []);

      expect(closing).toBe('closed');
      expect((await findRun(station.rows, RUN))?.status).toBe('closed');
      formatAll(await reportsOf(station, RUN));
    });
  });
});

describe('a report that is kept, as somebody else has written it, or another version', () => {
  it('is shown, or named as damaged', async () => {
    await placeRun();
    await closeRunInShards(station, RUN, []);
    const kept = await allLarge(rows, 'reports', [RUN, '-']);
    const { en, zh } = await reportsOf(station, RUN);

    await fuzzAsync(80, fc.tuple(fc.constantFrom('report', 'zh'), mutations(3)), async ([name, changes]) => {
      await keepReport(rows, RUN, { en, zh });
      if (!(await put('-', { [name]: mutated(kept.get(name), changes) }))) return;

      try {
        formatAll(await reportsOf(station, RUN));
      } catch (thrown) {
        if (!(thrown instanceof StoreError && thrown.trouble === 'damaged')) throw thrown;
      }
    });
  });
});

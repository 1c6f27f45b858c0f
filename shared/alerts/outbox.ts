import type { SuppressionUse, Verdict } from '../report/report.ts';
import { findings } from '../store/keep-findings.ts';
import { told } from '../store/life-cycle.ts';
import type { FindingRecord } from '../store/record.ts';
import type { RowKey, RowStore } from '../store/rows.ts';
import type { RunRecord } from '../store/run.ts';
import { buildDigest, owed, verdictsToTell } from './build-digest.ts';
import { digestMessages } from './digest.ts';
import type { Message } from './robot.ts';
import type { OpenRobot } from './robots.ts';
import { routeDigest } from './route.ts';

/** A message on its way to a robot, as the store keeps it. Times are ISO 8601. */
export interface Delivery {
  readonly message: Message;
  /**
   * `pending`: to be sent. `sending`: somebody is at it, or was when he died. `sent`. `refused`: the robot does not take
   * it; tried again with the next run, for what was wrong may have been mended. `expired`: nobody needs it any more.
   */
  readonly status: 'pending' | 'sending' | 'sent' | 'refused' | 'expired';
  readonly attempts: number;
  readonly notBefore?: string;
  readonly reason?: string;
}

/** That a run's messages are all written. From here on they count, and what they tell of is no news any more. */
export interface DigestRecord {
  readonly at: string;
  /** The findings are marked as told. */
  readonly settled: boolean;
  readonly messages: number;
  /** What people know of the clusters from here on. */
  readonly verdicts: Readonly<Record<string, Verdict>>;
}

/** What is told after a run. */
export interface DigestOrder {
  readonly run: RunRecord;
  readonly suppressions: readonly SuppressionUse[];
  readonly robots: readonly OpenRobot[];
  readonly link?: string;
  /** ISO 8601. */
  readonly at: string;
}

/**
 * Writes the messages of a run into the store and marks their findings as told. It may be killed at any moment: until
 * the digest's own row is there nothing was told, and the next run writes all anew; from then on `settleDigests` finishes
 * the marking. So no news is lost, and none is written twice. A digest that is there already stays as it is.
 */
export async function writeDigest(rows: RowStore, order: DigestOrder): Promise<DigestRecord> {
  const { run, suppressions, robots, link, at } = order;
  const written = await rows.get('digests', [run.run]);
  if (written) {
    const record = written.data as DigestRecord;
    if (!record.settled) await settle(rows, run.run, record);
    return record;
  }
  const records: FindingRecord[] = [];
  for await (const { record } of findings(rows)) records.push(record);
  const verdicts = (await lastDigest(rows))?.verdicts;
  const source = { run, records, suppressions, verdicts };
  const deliveries: { key: RowKey; data: Delivery }[] = [];
  for (const { robot, language, match, summary } of robots) {
    const digest = routeDigest(buildDigest(source, language, summary), match);
    const messages = digestMessages(digest, {
      language,
      atMobiles: robot.atMobiles,
      ...(link !== undefined && { link }),
    });
    for (const [index, message] of messages.entries()) {
      const key = [run.run, robot.id, String(index + 1).padStart(3, '0')];
      deliveries.push({ key, data: { message, status: 'pending', attempts: 0 } });
    }
  }
  await rows.putMany('deliveries', deliveries);
  const record: DigestRecord = {
    at,
    settled: false,
    messages: deliveries.length,
    verdicts: { ...verdicts, ...verdictsToTell(run, records) },
  };
  await rows.put('digests', [run.run], record, 'absent');
  await settle(rows, run.run, record);
  return record;
}

/** Finishes what a killed run left half done. To be called before findings change again. */
export async function settleDigests(rows: RowStore): Promise<void> {
  for await (const { key, data } of rows.range('digests')) {
    const record = data as DigestRecord;
    if (!record.settled) await settle(rows, key[0] ?? '', record);
  }
}

async function settle(rows: RowStore, run: string, record: DigestRecord): Promise<void> {
  const changes: { key: RowKey; data: FindingRecord }[] = [];
  for await (const { key, record: finding } of findings(rows)) {
    if (owed(finding)) changes.push({ key, data: told(finding, run) });
  }
  await rows.putMany('findings', changes);
  await rows.put('digests', [run], { ...record, settled: true } satisfies DigestRecord, 'any');
}

async function lastDigest(rows: RowStore): Promise<DigestRecord | undefined> {
  for await (const row of rows.range('digests', { reverse: true, atOnce: 1 }))
    return row.data as DigestRecord;
  return undefined;
}

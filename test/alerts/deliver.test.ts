import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type DeliveryReport, deliver } from '../../shared/alerts/deliver.ts';
import type { Delivery, DigestRecord } from '../../shared/alerts/outbox.ts';
import type { Robot } from '../../shared/alerts/robot.ts';
import { createSender } from '../../shared/alerts/send.ts';
import { openFileRows } from '../../shared/store/file-rows.ts';
import type { RowStore } from '../../shared/store/rows.ts';
import { type DingtalkServer, startDingtalk } from '../servers/dingtalk.ts';
import { temporaryFolder } from '../support/files.ts';

const folder = temporaryFolder();
const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
const BEGIN = Date.parse('2026-11-23T02:00:00Z');

let stores = 0;
let rows: RowStore;
let dingtalk: DingtalkServer;
let time: number;

beforeEach(async () => {
  rows = await openFileRows(join(folder, `store-${stores++}`));
  dingtalk = await startDingtalk([{ token: 'ops', secret: 'SECops' }, { token: 'zh' }]);
  time = BEGIN;
});
afterEach(async () => {
  await rows.close();
  await dingtalk.close();
});

function robots(secret = 'SECops'): Robot[] {
  return [
    { id: 'ops', url: dingtalk.webhook('ops'), secret, atMobiles: [] },
    { id: 'zh', url: dingtalk.webhook('zh'), atMobiles: [] },
  ];
}

/** Messages of a run, by robot; each text names its robot and part. */
async function written(run: string, parts: Readonly<Record<string, number>>, at = BEGIN): Promise<void> {
  for (const [robot, count] of Object.entries(parts)) {
    for (let part = 1; part <= count; part++) {
      const message = { title: 'CCM', text: `CCM ${run} ${robot} ${part}` };
      const delivery: Delivery = { message, status: 'pending', attempts: 0 };
      await rows.put('deliveries', [run, robot, String(part).padStart(3, '0')], delivery, 'absent');
    }
  }
  const digest: DigestRecord = { at: new Date(at).toISOString(), settled: true, messages: 0, verdicts: {} };
  await rows.put('digests', [run], digest, 'absent');
}

interface Way {
  readonly to?: readonly Robot[];
  readonly atOnce?: boolean;
  readonly mayGoOn?: () => Promise<boolean>;
}

function delivered({ to = robots(), atOnce = false, mayGoOn = async () => true }: Way = {}) {
  // Signs carry the true time.
  return deliver(rows, { robots: to, send: createSender(), now: () => time, atOnce, mayGoOn });
}

async function kept(): Promise<Delivery[]> {
  const found: Delivery[] = [];
  for await (const { data } of rows.range('deliveries')) found.push(data as Delivery);
  return found;
}

const NOTHING: DeliveryReport = { sent: 0, waiting: 0, refused: 0, expired: 0, reasons: [] };
const texts = () => dingtalk.arrived.map(({ text }) => text);

describe('messages that wait', () => {
  it('are sent once each, the oldest first', async () => {
    await written('2', { ops: 1 });
    await written('1', { ops: 2, zh: 1 });

    const report = await delivered();
    const again = await delivered();

    expect(report).toEqual({ ...NOTHING, sent: 4 });
    expect(again).toEqual(NOTHING);
    expect(texts()).toEqual(['CCM 1 ops 1', 'CCM 1 ops 2', 'CCM 1 zh 1', 'CCM 2 ops 1']);
    expect((await kept()).map(({ status, attempts }) => [status, attempts])).toEqual(
      Array(4).fill(['sent', 1]),
    );
  });

  it('of a run without a digest were never to be sent', async () => {
    const delivery: Delivery = { message: { title: 'CCM', text: 'CCM' }, status: 'pending', attempts: 0 };
    await rows.put('deliveries', ['1', 'ops', '001'], delivery, 'absent');

    const report = await delivered();

    expect(report).toEqual(NOTHING);
    expect(texts()).toEqual([]);
  });

  it('and cannot be taken now are put off, and sent when it is time', async () => {
    await written('1', { zh: 1 });
    dingtalk.fail({ errcode: -1, errmsg: 'system busy' });

    const first = await delivered();
    const early = await delivered();
    time += 30 * MINUTE;
    const later = await delivered();

    expect(first).toEqual({ ...NOTHING, waiting: 1, reasons: [expect.stringMatching(/^zh: .*busy/)] });
    expect(early).toEqual(first);
    expect(later).toEqual({ ...NOTHING, sent: 1 });
    expect(dingtalk.requests()).toBe(2);
    expect(await kept()).toEqual([
      { message: { title: 'CCM', text: 'CCM 1 zh 1' }, status: 'sent', attempts: 2 },
    ]);
  });

  it('and were put off are sent at once where that is wanted', async () => {
    await written('1', { zh: 1 });
    dingtalk.fail({ errcode: -1, errmsg: 'system busy' });

    await delivered();
    const retry = await delivered({ atOnce: true });

    expect(retry).toEqual({ ...NOTHING, sent: 1 });
  });

  it.each(['lost', 'half'] as const)(
    'and may have arrived (%s answer) are sent again: the one case of two',
    async (fault) => {
      await written('1', { zh: 1 });
      dingtalk.fail(fault);

      const first = await delivered();
      time += 30 * MINUTE;
      const later = await delivered();

      expect(first).toMatchObject({ waiting: 1, reasons: [expect.stringContaining('may have arrived')] });
      expect(later).toEqual({ ...NOTHING, sent: 1 });
      expect(texts()).toEqual(['CCM 1 zh 1', 'CCM 1 zh 1']);
    },
  );

  it('and did not arrive for sure are sent again, and arrive once', async () => {
    await written('1', { zh: 1 });
    const open = dingtalk.webhook('zh');
    const shut = [{ id: 'zh', url: 'http://127.0.0.1:1/robot/send?access_token=zh', atMobiles: [] }];

    const first = await delivered({ to: shut });
    time += 30 * MINUTE;
    const later = await delivered({ to: [{ id: 'zh', url: open, atMobiles: [] }] });

    expect(first).toMatchObject({ waiting: 1, reasons: [expect.stringContaining('could not be reached')] });
    expect(later).toEqual({ ...NOTHING, sent: 1 });
    expect(texts()).toEqual(['CCM 1 zh 1']);
  });

  it('and are refused are kept, and tried again with each run', async () => {
    await written('1', { ops: 1, zh: 1 });

    const first = await delivered({ to: robots('SECwrong') });
    const next = await delivered({ to: robots('SECwrong') });
    const mended = await delivered();

    expect(first).toEqual({
      ...NOTHING,
      sent: 1,
      refused: 1,
      reasons: [expect.stringMatching(/^ops: .*sign/)],
    });
    expect(next).toEqual({ ...first, sent: 0 });
    expect(mended).toEqual({ ...NOTHING, sent: 1 });
    expect(texts()).toEqual(['CCM 1 zh 1', 'CCM 1 ops 1']);
    expect(JSON.stringify(await kept())).not.toContain('SEC');
  });

  it('for a robot that is no more wait for it, and keep no other from its own', async () => {
    await written('1', { gone: 1, zh: 1 });

    const report = await delivered();
    const back = await delivered({ to: [{ id: 'gone', url: dingtalk.webhook('zh'), atMobiles: [] }] });

    expect(report).toEqual({ ...NOTHING, sent: 1, waiting: 1, reasons: ['gone: no robot of this name'] });
    expect(back).toEqual({ ...NOTHING, sent: 1 });
    expect(texts()).toEqual(['CCM 1 zh 1', 'CCM 1 gone 1']);
  });

  it('for more than 7 days are given up, told of once, and never sent', async () => {
    await written('1', { gone: 1, ops: 1 });
    await written('2', { ops: 1 }, BEGIN + DAY);
    await delivered({ to: robots('SECwrong') });
    time = BEGIN + 7 * DAY + 1;

    const report = await delivered();
    const again = await delivered({ atOnce: true });

    expect(report).toEqual({ ...NOTHING, sent: 1, expired: 2 });
    expect(again).toEqual(NOTHING);
    expect(texts()).toEqual(['CCM 2 ops 1']);
    expect((await kept()).map(({ status }) => status)).toEqual(['expired', 'expired', 'sent']);
  });

  it('are left to the one that sends now', async () => {
    await written('1', { zh: 3 });
    let asked = 0;

    const report = await delivered({ mayGoOn: async () => ++asked < 3 });

    expect(report).toEqual({ ...NOTHING, sent: 2 });
    expect(texts()).toEqual(['CCM 1 zh 1', 'CCM 1 zh 2']);
    expect((await kept()).map(({ status }) => status)).toEqual(['sent', 'sent', 'pending']);
  });
});

describe('two that have read the same rows', () => {
  it('send no message twice', async () => {
    await written('1', { ops: 4, zh: 4 });

    const reports = await Promise.all([delivered(), delivered()]);

    expect(reports.reduce((sum, { sent }) => sum + sent, 0)).toBe(8);
    expect(new Set(texts()).size).toBe(8);
    expect(texts()).toHaveLength(8);
  });

  it('and one of them sends in vain: what the other has sent stays sent', async () => {
    await written('1', { zh: 1 });
    const slow = deliver(rows, {
      robots: robots(),
      // While its own request is under way, another process takes the message for that of a dead one.
      send: async () => {
        await delivered();
        return { kind: 'refused', reason: 'no' };
      },
      now: () => time,
      atOnce: false,
      mayGoOn: async () => true,
    });

    await slow;

    expect(await kept()).toMatchObject([{ status: 'sent' }]);
    expect(texts()).toEqual(['CCM 1 zh 1']);
  });
});

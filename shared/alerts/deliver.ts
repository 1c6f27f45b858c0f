import type { Row, RowStore } from '../store/rows.ts';
import type { Delivery, DigestRecord } from './outbox.ts';
import type { Robot, Send, SendOutcome } from './robot.ts';

/** What came of the messages that were waiting. */
export interface DeliveryReport {
  readonly sent: number;
  /** To be tried again later, with the reasons. */
  readonly waiting: number;
  readonly refused: number;
  readonly expired: number;
  /** By robot, each once. */
  readonly reasons: readonly string[];
}

/** How waiting messages are sent. */
export interface DeliverOptions {
  readonly robots: readonly Robot[];
  readonly send: Send;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Also those that were put off. */
  readonly atOnce: boolean;
  /** Asked before each message: false when somebody else sends now. */
  readonly mayGoOn: () => Promise<boolean>;
}

/** A message about a night so long ago helps nobody. */
const LONGEST_WAIT = 7 * 86_400_000;
/** For so long after that it is noted of messages that they are given up. */
const GIVEN_UP = 30 * 86_400_000;

/**
 * Sends the messages that wait, the oldest first. Each is marked before it is sent and after: one that was marked by a
 * process that died is sent again, as nobody knows whether it arrived. That, and an answer that never came, are the only
 * cases in which a message may arrive twice.
 */
export async function deliver(rows: RowStore, options: DeliverOptions): Promise<DeliveryReport> {
  const robots = new Map(options.robots.map((robot) => [robot.id, robot]));
  const counts = { sent: 0, waiting: 0, refused: 0, expired: 0 };
  const reasons = new Set<string>();
  for await (const open of openDeliveries(rows, options.now)) {
    const treated = await treat(rows, open, robots, options);
    if (treated === 'stop') break;
    if (!treated) continue;
    counts[treated.counts]++;
    if (treated.reason !== undefined) reasons.add(treated.reason);
  }
  return { ...counts, reasons: [...reasons] };
}

interface Treated {
  readonly counts: 'sent' | 'waiting' | 'refused' | 'expired';
  readonly reason?: string;
}

/** What becomes of one message now. Undefined when somebody else took it meanwhile; `stop` when somebody else sends. */
async function treat(
  rows: RowStore,
  { row, delivery, isTooOld }: OpenDelivery,
  robots: ReadonlyMap<string, Robot>,
  options: DeliverOptions,
): Promise<Treated | 'stop' | undefined> {
  if (isTooOld) {
    await note(rows, row, { ...delivery, status: 'expired' });
    return { counts: 'expired' };
  }
  const robot = robots.get(row.key[1] ?? '');
  if (!robot) return { counts: 'waiting', reason: `${row.key[1]}: no robot of this name` };
  if (!options.atOnce && isEarly(delivery, options.now())) {
    return { counts: 'waiting', reason: `${robot.id}: ${delivery.reason ?? ''}` };
  }
  if (!(await options.mayGoOn())) return 'stop';
  const outcome = await sendOne(rows, row, delivery, robot, options);
  if (!outcome) return undefined;
  const counts = countOf(outcome);
  return outcome.kind === 'sent' ? { counts } : { counts, reason: `${robot.id}: ${outcome.reason}` };
}

interface OpenDelivery {
  readonly row: Row;
  readonly delivery: Delivery;
  readonly isTooOld: boolean;
}

/** The messages that are neither sent nor given up, those of the oldest digest first. */
async function* openDeliveries(rows: RowStore, now: () => number): AsyncGenerator<OpenDelivery, void> {
  for (const { key, at } of await recentDigests(rows, now())) {
    const isTooOld = now() - at > LONGEST_WAIT;
    for await (const row of rows.range('deliveries', { prefix: key })) {
      const delivery = row.data as Delivery;
      if (delivery.status !== 'sent' && delivery.status !== 'expired') yield { row, delivery, isTooOld };
    }
  }
}

/** The digests that may have messages that wait or are to be given up, the oldest first. */
async function recentDigests(
  rows: RowStore,
  now: number,
): Promise<readonly { readonly key: Row['key']; readonly at: number }[]> {
  const recent: { readonly key: Row['key']; readonly at: number }[] = [];
  for await (const { key, data } of rows.range('digests', { reverse: true })) {
    const at = Date.parse((data as DigestRecord).at);
    if (now - at > LONGEST_WAIT + GIVEN_UP) break;
    recent.unshift({ key, at });
  }
  return recent;
}

function countOf({ kind }: SendOutcome): 'sent' | 'waiting' | 'refused' {
  if (kind === 'sent' || kind === 'refused') return kind;
  return 'waiting';
}

function isEarly({ notBefore }: Delivery, now: number): boolean {
  return notBefore !== undefined && Date.parse(notBefore) > now;
}

/** Undefined when somebody else took the message meanwhile. */
async function sendOne(
  rows: RowStore,
  row: Row,
  delivery: Delivery,
  robot: Robot,
  { send, now }: DeliverOptions,
): Promise<SendOutcome | undefined> {
  const { notBefore: _, reason: __, ...rest } = delivery;
  const sending: Delivery = { ...rest, status: 'sending', attempts: delivery.attempts + 1 };
  if (!(await rows.put('deliveries', row.key, sending, { version: row.version }))) return undefined;
  const outcome = await send(robot, delivery.message);
  // That it arrived is true whoever has taken the message meanwhile; that it did not is for the last one to say.
  const expect = outcome.kind === 'sent' ? 'any' : { version: row.version + 1 };
  await rows.put('deliveries', row.key, afterSending(sending, outcome, now()), expect);
  return outcome;
}

function afterSending(sending: Delivery, outcome: SendOutcome, now: number): Delivery {
  switch (outcome.kind) {
    case 'sent':
      return { ...sending, status: 'sent' };
    case 'refused':
      return { ...sending, status: 'refused', reason: outcome.reason };
    default: {
      const notBefore = new Date(now + outcome.afterMilliseconds).toISOString();
      return { ...sending, status: 'pending', reason: outcome.reason, notBefore };
    }
  }
}

async function note(rows: RowStore, row: Row, delivery: Delivery): Promise<void> {
  await rows.put('deliveries', row.key, delivery, { version: row.version });
}

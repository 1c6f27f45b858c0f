import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { TablestoreServer } from '../servers/tablestore.ts';
import { bothRenamed } from './support/fleets.ts';
import { HINT, REFUSED, rulesOf, tablestoreNights } from './support/tablestore-nights.ts';

// Before the servers start: they keep the clock that they begin with.
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'] });
});
const { scan, findings, texts, command, server } = tablestoreNights();
afterEach(() => {
  vi.useRealTimers();
});

/** Longer than a lease holds that could not be given back. */
const LATER = 5 * 60_000;

interface Outcome {
  readonly operation: string;
  /** Exit codes of the night and of the next one. */
  readonly codes: readonly number[];
  readonly isSaid: boolean;
  /** Messages of the night, and of both. */
  readonly told: number;
  readonly toldInAll: number;
}

/** A night on an empty store whose call of this number is refused, and one without trouble. */
async function twoNights(operation: string, refused: number): Promise<Outcome> {
  forgetRows(server());
  const before = texts().length;
  let count = 0;
  server().faults.add({ when: () => count++ === refused, reply: REFUSED });
  const night = await scan(bothRenamed());
  server().faults.clear();
  const told = texts().length - before;
  vi.setSystemTime(Date.now() + LATER);
  const next = await scan(bothRenamed());

  const asTold = { status: 'open', told: { kind: 'open' } };
  expect(rulesOf(night)).toEqual(['load-balancer-name', 'load-balancer-name']);
  expect(await findings()).toMatchObject([asTold, asTold]);
  return {
    operation,
    codes: [night.code, next.code],
    isSaid: night.err.includes(HINT),
    told,
    toldInAll: texts().length - before,
  };
}

it('has a report, loses nothing and tells it once, whichever call of a night is refused', async () => {
  await command('store', 'init');
  server().forgetCalls();
  await scan(bothRenamed());
  const calls = server().calls.map(({ operation }) => operation);
  const outcomes: Outcome[] = [];

  for (const [index, operation] of calls.entries()) outcomes.push(await twoNights(operation, index));

  const [quiet, failed] = [false, true].map((isSaid) => outcomes.filter((one) => one.isSaid === isSaid));
  expect(failed?.length).toBeGreaterThan(20);
  expect(failed?.filter(({ codes }) => codes.join() !== '2,1')).toEqual([]);
  // All that is left to do then is to give back the two leases.
  expect(quiet).toHaveLength(4);
  expect(quiet?.filter(({ codes, told }) => codes.join() !== '1,1' || told !== 1)).toEqual([]);
  // Sent, but not noted as sent: that one is sent again.
  expect(outcomes.filter(({ toldInAll }) => toldInAll !== 1)).toEqual([
    { operation: 'UpdateRow', codes: [2, 1], isSaid: true, told: 1, toldInAll: 2 },
  ]);
});

function forgetRows({ data }: TablestoreServer): void {
  for (const table of data.tables.values()) {
    table.rows.clear();
    table.sorted = undefined;
  }
}

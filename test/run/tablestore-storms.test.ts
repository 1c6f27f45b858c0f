import { beforeEach, describe, expect, it } from 'vitest';
import type { TablestoreCall, TablestoreFaultReply } from '../servers/tablestore-faults.ts';
import { bothRenamed } from './support/fleets.ts';
import { REFUSED, tablestoreNights } from './support/tablestore-nights.ts';

const { scan, findings, texts, command, server, expectReportAlone, expectMadeUpFor } = tablestoreNights();

beforeEach(async () => {
  await command('store', 'init');
});

describe('a night in which findings cannot be written, as Tablestore', () => {
  it.each<[what: string, reply: TablestoreFaultReply]>([
    ['denies the table', REFUSED],
    ['cuts the connection after each batch', 'cut-after'],
    ['writes half of each batch, and cuts the connection', { rows: half('OTSServerBusy'), cut: true }],
    ['writes half of each batch, and denies the rest', { rows: half('OTSNoPermissionAccess') }],
  ])('%s, loses nothing', async (_, reply) => {
    const fault = server().faults.add({ when: isBatch, reply });

    const night = await scan(bothRenamed());

    expect(fault.hits()).toBeGreaterThan(0);
    expectReportAlone(night);
    expect(night.err).toContain('BatchWriteRow of nights_findings');
    server().faults.clear();
    await expectMadeUpFor();
  });
});

describe('a night of storm', () => {
  it.each<[what: string, reply: TablestoreFaultReply]>([
    ['is busy', 'busy'],
    ['is cut off after it', 'cut-after'],
    ['is cut off in its answer', 'cut-within'],
    ['writes half of a batch', { rows: half('OTSServerBusy') }],
  ])('in which every third call %s is like any other', async (_, reply) => {
    let count = 0;
    const fault = server().faults.add({ when: () => count++ % 3 === 0, reply });

    const night = await scan(bothRenamed());

    expect(fault.hits()).toBeGreaterThan(5);
    expect(night).toMatchObject({ code: 1, err: expect.stringContaining('alerts: 1 sent') });
    server().faults.clear();
    expect(texts()).toHaveLength(1);
    expect(await findings()).toMatchObject([
      { status: 'open', sightings: 1, told: { kind: 'open' } },
      { status: 'open', sightings: 1, told: { kind: 'open' } },
    ]);
    expect(await scan(bothRenamed())).toMatchObject({ err: expect.not.stringContaining('alerts') });
  });
});

function isBatch({ operation }: TablestoreCall): boolean {
  return operation === 'BatchWriteRow';
}

/** Rows in odd places are written, the others fail. */
function half(code: string): (index: number) => string | undefined {
  return (index) => (index % 2 === 0 ? code : undefined);
}

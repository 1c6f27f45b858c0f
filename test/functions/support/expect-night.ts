import { expect } from 'vitest';
import type { Delivery } from '../../../shared/alerts/outbox.ts';
import { auditSnapshot, type Snapshot } from '../../../shared/index.ts';
import type { RunRecord } from '../../../shared/store/run.ts';
import type { Cloud } from './cloud.ts';

/** The findings of a run are those that the fleet has, in the report, in the store, and as they are worded. */
export async function expectFindingsOf(
  cloud: Cloud,
  { run, startedAt }: RunRecord,
  fleet: Snapshot,
  isSeen: (finding: { readonly clusterId: string }) => boolean = () => true,
): Promise<void> {
  const { en, zh } = await cloud.reports(run);
  const expected = {
    en: auditSnapshot(fleet, { now: startedAt }).findings.filter(isSeen),
    zh: auditSnapshot(fleet, { now: startedAt, language: 'zh' }).findings.filter(isSeen),
  };
  expect(expected.en.length).toBeGreaterThan(30);
  expect(inOrder(en.findings)).toEqual(inOrder(expected.en));
  expect(inOrder(zh.findings)).toEqual(inOrder(expected.zh));
  const stored = await cloud.findings();
  expect(stored.map(({ finding }) => finding.id).sort()).toEqual(expected.en.map(({ id }) => id).sort());
  expect(new Set(stored.map(({ status, sightings }) => `${status} ${sightings}`))).toEqual(
    new Set(['open 1']),
  );
}

/** A run has one digest, and each of its messages has arrived, none of them twice but for what may be. */
export async function expectOneDigest(cloud: Cloud, { run }: RunRecord, mayComeTwice = 0): Promise<string> {
  const deliveries: Delivery[] = [];
  for await (const { key, data } of cloud.rows.range('deliveries')) {
    expect(key[0]).toBe(run);
    deliveries.push(data as Delivery);
  }
  const arrived = cloud.dingtalk.arrived.map(({ text }) => text);
  expect(new Set(deliveries.map(({ status }) => status))).toEqual(new Set(['sent']));
  expect(new Set(arrived).size).toBe(deliveries.length);
  expect(arrived.length - deliveries.length).toBeLessThanOrEqual(mayComeTwice);
  return arrived.join('\n');
}

/** Nothing of a closed run is left that only an open one needs. */
export async function expectTidy(cloud: Cloud): Promise<void> {
  for await (const { key } of cloud.rows.range('checkpoints')) expect.unreachable(`a checkpoint ${key}`);
  for await (const { key } of cloud.rows.range('leases')) expect(key[0]).not.toMatch(/^shard/);
  for await (const { key } of cloud.rows.range('reports')) expect(key[1]).toBe('-');
}

function inOrder<T extends { readonly id: string; readonly confirmed: boolean }>(
  findings: readonly T[],
): readonly object[] {
  return findings
    .map(({ confirmed: _, ...finding }) => finding)
    .sort((one, other) => (one.id < other.id ? -1 : 1));
}

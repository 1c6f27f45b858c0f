import { readFileSync } from 'node:fs';
import type { Static } from '@sinclair/typebox';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { formatJson } from '../shared/formats/json.ts';
import { ReportSchema } from '../shared/formats/report-schema.ts';
import { auditSnapshot, type Report } from '../shared/index.ts';
import { precheckEvent, precheckMessage } from './support/precheck-event.ts';
import { readRecordings } from './support/recordings.ts';
import { annotate, partsOf, world } from './support/world.ts';

const PUBLISHED = new URL('../docs/report.schema.json', import.meta.url);
const EXAMPLE: unknown = JSON.parse(readFileSync(new URL('../examples/fleet.json', import.meta.url), 'utf8'));

function faultsOf(report: unknown): string[] {
  const ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true });
  addFormats.default(ajv);
  const validate = ajv.compile(JSON.parse(readFileSync(PUBLISHED, 'utf8')));
  validate(report);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

function asJson(report: Report): unknown {
  return JSON.parse(formatJson(report));
}

/** A cluster that holds a check's result which agrees in part, with a suppression that nobody can read. */
function checkedReport(): Report {
  const edited = world();
  const { service, cluster } = partsOf(edited);
  annotate(service, 'name', 'wanted');
  Object.assign(service.metadata.annotations ?? {}, { 'ccm-preflight/ignore': 'nonsense' });
  const message = precheckMessage([
    { key: 'prod/web', code: 'SetSLBName' },
    { key: 'prod/other/80', code: 'UpdateListener' },
  ]);
  cluster.kubernetes.events = { items: [precheckEvent(message)] };
  return auditSnapshot(edited, { now: '2026-11-20T02:00:00Z' });
}

/** As TypeBox has it, but for writing. */
type ReadOnly<T> = T extends object ? { readonly [K in keyof T]: ReadOnly<T[K]> } : T;

describe('the schema of the report', () => {
  it('says what the type says, by the word of the compiler', () => {
    expectTypeOf<Static<typeof ReportSchema>>().toExtend<Report>();
    expectTypeOf<Report>().toExtend<ReadOnly<Static<typeof ReportSchema>>>();
  });

  it('is published as the code has it', async () => {
    await expect(`${JSON.stringify(ReportSchema, null, 2)}\n`).toMatchFileSnapshot(
      '../docs/report.schema.json',
    );
  });

  it.each(['en', 'zh'] as const)('holds of the example fleet in %s', (language) => {
    const suppressions = [
      { rule: 'load-balancer-name', target: 'shop/*', reason: 'known', until: '2027-01-01' },
      { rule: 'listener-stop', target: '*', reason: 'unused' },
    ];

    const report = auditSnapshot(EXAMPLE, { language, suppressions });

    expect(report.findings.some((finding) => finding.suppressed)).toBe(true);
    expect(faultsOf(asJson(report))).toEqual([]);
  });

  it.each(['worlds', 'edges'] as const)('holds of recordings (%s)', (file) => {
    const recordings = readRecordings(file).filter((_, index) => index % 25 === 0);

    const faults = recordings.flatMap(({ name, snapshot }) =>
      faultsOf(asJson(auditSnapshot(snapshot))).map((fault) => `${name}: ${fault}`),
    );

    expect(recordings.length).toBeGreaterThan(20);
    expect(faults).toEqual([]);
  });

  it('holds where the cluster has a check of its own, and a suppression is malformed', () => {
    const report = checkedReport();

    expect(report.clusters[0]?.precheck).toMatchObject({
      matched: [{ code: 'SetSLBName' }],
      onlyConsole: [{ code: 'UpdateListener' }],
    });
    expect(report.suppressions).toMatchObject([{ state: 'malformed' }]);
    expect(faultsOf(asJson(report))).toEqual([]);
  });

  it('holds of what is no snapshot', () => {
    expect(faultsOf(asJson(auditSnapshot('nonsense')))).toEqual([]);
  });

  it.each<[string, (report: Record<string, unknown>) => void, string]>([
    ['a key it does not know', (report) => Object.assign(report, { score: 1 }), ''],
    [
      'a verdict that is none',
      (report) => edit(report, 'clusters', { verdict: 'fine' }),
      '/clusters/0/verdict',
    ],
    ['a finding with one key more', (report) => edit(report, 'findings', { more: 1 }), '/findings/0'],
    ['an id that is none', (report) => edit(report, 'findings', { id: 'x' }), '/findings/0/id'],
    ['a failure without a code', (report) => edit(report, 'failures', { code: undefined }), '/failures/0'],
    ['another version', (report) => Object.assign(report, { formatVersion: 2 }), '/formatVersion'],
  ])('does not hold of %s', (_, spoil, path) => {
    const report = JSON.parse(formatJson(auditSnapshot(EXAMPLE)));
    spoil(report);

    const faults = faultsOf(JSON.parse(JSON.stringify(report)));

    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(new RegExp(`^${path} `));
  });
});

function edit(report: Record<string, unknown>, part: string, fields: object): void {
  Object.assign((report[part] as object[])[0] ?? {}, fields);
}

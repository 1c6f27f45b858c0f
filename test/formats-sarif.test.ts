import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { sarifToMarkdown } from '@security-alert/sarif-to-markdown';
import Ajv4 from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import type { Log, Run } from 'sarif';
import { describe, expect, it } from 'vitest';
import { formatSarif } from '../shared/formats/sarif.ts';
import { auditSnapshot, type Language, type Report } from '../shared/index.ts';
import { RULES } from '../shared/rules/registry.ts';
import { hostileReport } from './support/hostile-report.ts';

const EXAMPLE: unknown = JSON.parse(readFileSync(new URL('../examples/fleet.json', import.meta.url), 'utf8'));

/** The schema of SARIF 2.1.0 that Microsoft's own SDK checks with. */
const SCHEMA = createRequire(import.meta.url)('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
const ajv = new Ajv4.default({ allErrors: true, strict: false, unicodeRegExp: false });
addFormats.default(ajv);
const validate = ajv.compile(SCHEMA);

function logOf(report: Report, language: Language = 'en'): Log {
  return JSON.parse(formatSarif(report, { language }));
}

function runOf(report: Report): Run {
  const [run] = logOf(report).runs;
  if (!run) throw new Error('the log has no run');
  return run;
}

function faultsOf(log: unknown): string[] {
  validate(log);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** The fully qualified name of the innermost place of each result. */
function namesOf({ results = [] }: Run): (string | undefined)[] {
  return results.map((result) => result.locations?.[0]?.logicalLocations?.[0]?.fullyQualifiedName);
}

describe('the SARIF log', () => {
  it.each(['en', 'zh'] as const)('keeps to the schema of SARIF 2.1.0 in %s', (language) => {
    expect(faultsOf(logOf(auditSnapshot(EXAMPLE, { language }), language))).toEqual([]);
  });

  it('is held against a schema that knows what is wrong', () => {
    const log = logOf(auditSnapshot(EXAMPLE));
    Object.assign(log.runs[0]?.results?.[0] ?? {}, { level: 'fatal' });

    expect(faultsOf(log)).not.toEqual([]);
  });

  it('has every rule, and each result its own', () => {
    const { tool, results = [] } = runOf(auditSnapshot(EXAMPLE));

    expect(tool.driver.rules?.map((rule) => rule.id)).toEqual(RULES.map((rule) => rule.id));
    for (const { ruleId, ruleIndex } of results)
      expect(tool.driver.rules?.[ruleIndex ?? -1]?.id).toBe(ruleId);
  });

  it('has a level and a fingerprint for each finding, and no baseline', () => {
    const report = auditSnapshot(EXAMPLE);

    const { results = [] } = runOf(report);

    const levels = { error: 'error', warning: 'warning', info: 'note' } as const;
    expect(results.map((one) => [one.level, one.partialFingerprints])).toEqual(
      report.findings.map(({ id, severity }) => [levels[severity], { 'ccmPreflightFinding/v1': id }]),
    );
    expect(results.every((one) => one.baselineState === undefined)).toBe(true);
  });

  it('keeps a fingerprint when the language is another one', () => {
    const [one, other] = (['en', 'zh'] as const).map((language) =>
      logOf(auditSnapshot(EXAMPLE, { language }), language).runs[0]?.results?.map(
        (result) => result.partialFingerprints,
      ),
    );

    expect(one).toEqual(other);
  });

  it('says where each result is, and in what that is', () => {
    const run = runOf(auditSnapshot(EXAMPLE));

    const cluster = 'c9f3a1d27b6e84f0c95d18e3b7a240f61';
    expect(namesOf(run)).toContain(`${cluster}/shop/web/lb-bp101giu0y/https:443`);
    expect(namesOf(run)).toContain(`${cluster}/lb-bp11y9x3ak`);
    for (const place of run.logicalLocations ?? []) {
      const parent = run.logicalLocations?.[place.parentIndex ?? -1];
      expect(place.fullyQualifiedName).toBe(
        [parent?.fullyQualifiedName, place.name].filter(Boolean).join('/'),
      );
    }
  });

  it('says of every result whether it is suppressed', () => {
    const suppressions = [{ rule: '*', target: 'shop/search', reason: 'known', until: '2027-01-01' }];

    const { results = [] } = runOf(auditSnapshot(EXAMPLE, { suppressions }));

    const external = { kind: 'external', status: 'accepted', justification: 'known' };
    const suppressed = results.filter((one) => one.suppressions?.length !== 0);
    expect(suppressed.map((one) => one.ruleId)).toEqual(['load-balancer-name', 'vserver-group-backends-add']);
    for (const one of suppressed) expect(one.suppressions).toMatchObject([external]);
  });

  it('has each failure as a notification, and does not call the run a success', () => {
    const { invocations = [] } = runOf(auditSnapshot(EXAMPLE));

    expect(invocations).toMatchObject([
      {
        executionSuccessful: false,
        toolExecutionNotifications: [
          { level: 'error', properties: { resource: 'nodes', code: 'Forbidden' } },
          { level: 'error', properties: { resource: 'nodes', code: 'NotRead' } },
        ],
      },
    ]);
  });

  it('calls a run a success that lacks only the last real check', () => {
    const report = auditSnapshot(EXAMPLE);
    const coverage = {
      ...report.coverage,
      clusters: { total: 3, read: 3 },
      services: { total: 9, compared: 9 },
    };
    const failures = [{ clusterId: 'c1', resource: 'events', code: 'Forbidden', message: 'no' }];

    const { invocations = [] } = runOf({ ...report, coverage, failures });

    expect(invocations).toMatchObject([
      { executionSuccessful: true, toolExecutionNotifications: [{ level: 'warning' }] },
    ]);
  });

  it('is read by a program of somebody else', () => {
    const log = logOf(auditSnapshot(EXAMPLE));
    const options = { owner: 'o', repo: 'r', branch: 'b', sourceRoot: '', title: 'Fleet', details: false };

    const [read] = sarifToMarkdown(options)(log as Parameters<ReturnType<typeof sarifToMarkdown>>[0]);

    expect(read?.hasMessages).toBe(true);
    for (const { ruleId = '' } of log.runs[0]?.results ?? []) expect(read?.body).toContain(ruleId);
  });
});

describe('hostile names in the SARIF log', () => {
  it('keep to the schema, and make no link, placeholder or line of their own', () => {
    fc.assert(
      fc.property(hostileReport, (report) => {
        const log = logOf(report);

        const [run] = log.runs;
        const messages = [
          ...(run?.results ?? []).map((one) => one.message.text ?? ''),
          ...(run?.invocations?.[0]?.toolExecutionNotifications ?? []).map((one) => one.message.text ?? ''),
        ];
        expect(faultsOf(log)).toEqual([]);
        for (const message of messages) {
          expect(message).not.toBe('');
          expect(message).not.toContain('](');
          expect(message.replaceAll('{{', '').replaceAll('}}', '')).not.toMatch(/[{}]/);
          expect(message).not.toMatch(/[^\n\t\P{Cc}]|[\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
        }
      }),
      { numRuns: 300 },
    );
  });
});

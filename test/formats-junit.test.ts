import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { parse, type TestCase, type TestSuites } from 'junit2json';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { formatJunit } from '../shared/formats/junit.ts';
import { auditSnapshot, type Effect, type Finding, type Report } from '../shared/index.ts';
import { reaches } from '../shared/report/outcome.ts';
import { EFFECTS } from '../shared/rules/rule.ts';
import { hostileReport } from './support/hostile-report.ts';
import { annotate, partsOf, world } from './support/world.ts';

const EXAMPLE: unknown = JSON.parse(readFileSync(new URL('../examples/fleet.json', import.meta.url), 'utf8'));
const ENGLISH = { language: 'en' } as const;

async function read(report: Report, failOn?: Effect): Promise<TestSuites> {
  const text = formatJunit(report, { ...ENGLISH, ...(failOn !== undefined && { failOn }) });
  return (await parse(text)) as TestSuites;
}

async function casesOf(report: Report, failOn?: Effect): Promise<Map<string, TestCase>> {
  const suites = (await read(report, failOn)).testsuite ?? [];
  const cases = suites.flatMap((suite) => suite.testcase ?? []);
  return new Map(cases.map((one) => [one.name ?? '', one]));
}

/** A Service with a name that fails the check and a malformed annotation, both or one of them suppressed. */
function suppressing(...rules: readonly string[]): Report {
  const edited = world();
  annotate(partsOf(edited).service, 'name', 'wanted');
  annotate(partsOf(edited).service, 'bandwidth', 'ten');
  const suppressions = rules.map((rule) => ({ rule, target: 'prod/web', reason: `${rule} is known` }));
  return auditSnapshot(edited, { suppressions });
}

function kindOf(one: TestCase | undefined): string {
  if (!one) return 'missing';
  return (['failure', 'error', 'skipped'] as const).find((kind) => one[kind] !== undefined) ?? 'passed';
}

/** A finding of the example fleet under other circumstances. */
function withOneFinding(report: Report, fields: Partial<Finding>): Report {
  const [first] = report.findings;
  return { ...report, findings: first ? [{ ...first, ...fields }] : [] };
}

describe('the JUnit report', () => {
  it('has a suite for each cluster, with the counts of its cases', async () => {
    const suites = await read(auditSnapshot(EXAMPLE));

    const counts = suites.testsuite?.map(({ name, tests, failures, errors, skipped }) => [
      name,
      tests,
      failures,
      errors,
      skipped,
    ]);
    expect(counts).toEqual([
      ['prod-hangzhou', 9, 5, 0, 0],
      ['staging-hangzhou', 1, 0, 0, 0],
      ['prod-shanghai', 1, 0, 1, 0],
    ]);
    expect([suites.tests, suites.failures, suites.errors]).toEqual([11, 5, 1]);
  });

  it.each([
    ['shop/web', 'failure'],
    ['shop/checkout', 'failure'],
    ['media/stream', 'passed'],
    ['office/mail', 'passed'],
    ['SLB lb-bp11y9x3ak', 'passed'],
  ])('says of %s: %s', async (name, kind) => {
    const cases = await casesOf(auditSnapshot(EXAMPLE));

    expect(kindOf(cases.get(name))).toBe(kind);
  });

  it.each<[Effect, number]>([
    ['fails-check', 5],
    ['breaks-sync', 6],
    ['orphaned', 7],
    ['changes-traffic', 8],
    ['info', 8],
  ])('with --fail-on %s has failures where the exit code has them: %i', async (failOn, failures) => {
    const report = auditSnapshot(EXAMPLE);

    const suites = await read(report, failOn);

    expect(suites.failures).toBe(failures);
  });

  it.each(EFFECTS)(
    'fails on a finding of its own if and only if the scan does with --fail-on %s',
    async (failOn) => {
      const report = auditSnapshot(EXAMPLE);

      for (const effect of EFFECTS) {
        const one = withOneFinding(report, { effect });
        const suites = await read(one, failOn);

        expect((suites.failures ?? 0) > 0).toBe(reaches(one, failOn));
      }
    },
  );

  it('tells the findings that make nothing fail all the same', async () => {
    const cases = await casesOf(auditSnapshot(EXAMPLE));

    expect(cases.get('office/mail')?.['system-out']?.join()).toContain('backend-weights e7c6823671de6bed');
    expect(cases.get('SLB lb-bp11y9x3ak')?.['system-out']?.join()).toContain('load-balancer-orphan');
  });

  it('has all findings of a Service in one failure, of which most readers know but one', async () => {
    const cases = await casesOf(auditSnapshot(EXAMPLE));

    const failures = cases.get('shop/checkout')?.failure ?? [];
    expect(failures).toMatchObject([{ type: 'fails-check', message: 'Listener tcp:80 is stopped (+1)' }]);
    expect(failures[0]?.inner).toContain('listener-start 95c62fa9fcfe90ee');
    expect(failures[0]?.inner).toContain('listener-update dfaac24f54980344');
  });

  it.each<[string, readonly string[], string]>([
    ['neither of two faults', [], 'failure'],
    ['one of two faults', ['load-balancer-name'], 'failure'],
    ['both faults', ['load-balancer-name', 'annotation-invalid'], 'skipped'],
  ])('with %s suppressed is a %3$s', async (_, rules, kind) => {
    const report = suppressing(...rules);

    const one = (await casesOf(report, 'breaks-sync')).get('prod/web');

    expect(report.findings.map((finding) => finding.rule).sort()).toEqual([
      'annotation-invalid',
      'load-balancer-name',
    ]);
    expect(kindOf(one)).toBe(kind);
    for (const rule of rules) expect(one?.['system-out']?.join()).toContain(`suppressed: ${rule} is known`);
  });

  it('names a finding of no known cluster, and what concerns none, under the fleet', async () => {
    const report = withOneFinding(auditSnapshot(EXAMPLE), { clusterId: 'c-other' });
    const failures = [
      { regionId: 'cn-beijing', resource: 'listeners', code: 'Throttling', message: 'too many' },
    ];

    const suites = (await read({ ...report, failures })).testsuite ?? [];

    const fleet = suites.find((suite) => suite.name === 'Fleet');
    expect(fleet?.testcase?.map((one) => [one.name, kindOf(one)])).toEqual([
      ['cn-beijing listeners: could not be read', 'error'],
      ['shop/web', 'failure'],
    ]);
  });

  it('does not call it an error that the last real check could not be read', async () => {
    const failures = [{ clusterId: 'c1', resource: 'events', code: 'Forbidden', message: 'no' }];

    const suites = await read(auditSnapshot({ ...world(), failures }));

    expect([suites.errors, suites.failures]).toEqual([0, 0]);
  });

  it('tells clusters of one name apart', async () => {
    const edited = world({ services: [{}] }, { services: [{ name: 'other' }] });
    for (const cluster of edited.clusters) cluster.name = 'same';

    const suites = await read(auditSnapshot(edited));

    expect(suites.testsuite?.map((suite) => suite.name)).toEqual(['same c1', 'same c2']);
  });
});

describe('hostile names in the JUnit report', () => {
  it.each(['en', 'zh'] as const)(
    'leave well-formed XML with the elements it should have (%s)',
    (language) => {
      fc.assert(
        fc.property(hostileReport, (report) => {
          const elements = new Set<string>();
          const parser = new SaxesParser();
          parser.on('error', (error) => {
            throw error;
          });
          parser.on('opentag', ({ name }) => elements.add(name));
          parser.on('comment', () => elements.add('a comment'));
          parser.on('cdata', () => elements.add('a section'));

          parser.write(formatJunit(report, { language })).close();

          expect([...elements].filter((name) => !KNOWN.has(name))).toEqual([]);
        }),
        { numRuns: 300 },
      );
    },
  );

  it('come back as they were, but for what is not to be seen', async () => {
    const name = `a<b>&amp;"'${']]'}>\u0000\u001b\ufffe\ud800 |名`;

    const suites = await read({ ...auditSnapshot(world()), clusters: [named(name)] });

    expect(suites.testsuite?.[0]?.name).toBe(`a<b>&amp;"']]>\ufffd\ufffd\ufffd\ufffd |名`);
  });
});

const KNOWN = new Set(
  'testsuites testsuite properties property testcase failure error skipped system-out'.split(' '),
);

function named(name: string): Report['clusters'][number] {
  return { clusterId: 'c1', name, regionId: 'cn-hangzhou', verdict: 'ready', services: 1, findings: 0 };
}

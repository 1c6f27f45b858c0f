import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pageReport } from '../../shared/formats/html/page-data.ts';
import { failureKind } from '../../shared/formats/html/view/failures.ts';
import {
  EVERYTHING,
  hashOf,
  languageOf,
  type Query,
  queryOf,
  STANDINGS,
} from '../../shared/formats/html/view/query.ts';
import { searchIn } from '../../shared/formats/html/view/search.ts';
import { EFFECTS } from '../../shared/rules/rule.ts';
import { hostileText } from '../support/hostile-report.ts';
import { exampleOptions, exampleReport } from './support.ts';

const { changes } = exampleOptions();
const report = pageReport(exampleReport('en'), 'en', exampleReport('zh'));
const search = searchIn({ languages: ['en', 'zh'], report, changes });
const [first, second] = report.findings;

function rulesFor(query: Partial<Query>): readonly string[] {
  return search.matching({ ...EVERYTHING, ...query }).map(({ rule }) => rule);
}

describe('looking for findings', () => {
  it('keeps of a query what its cluster has, and nothing else', () => {
    const cluster = first?.clusterId ?? '';
    const namespace =
      report.findings.find((one) => one.clusterId === cluster && one.namespace)?.namespace ?? '';
    const asked: Query = { ...EVERYTHING, cluster, namespace, rule: 'of-nowhere', text: 'kept' };

    expect(search.withoutStrangers(asked)).toEqual({ ...asked, rule: '' });
  });

  it('finds all when nothing is asked for', () => {
    expect(search.matching(EVERYTHING)).toEqual(report.findings);
  });

  it.each([
    ['an effect', { effect: 'orphaned' }, ['load-balancer-orphan']],
    ['a namespace', { namespace: 'office' }, ['backend-weights']],
    ['a rule', { rule: 'listener-start' }, ['listener-start']],
    ['what is suppressed', { standing: 'suppressed' }, ['load-balancer-name']],
    ['what is new', { standing: 'new' }, [first?.rule, second?.rule]],
    ['what is not confirmed', { standing: 'unconfirmed' }, []],
    ['a Service', { text: 'media/STREAM' }, ['annotation-invalid']],
    ['two words', { text: ' scheduler  https:443 ' }, ['listener-update']],
    ['a field', { text: 'HealthCheckInterval' }, ['listener-update']],
    ['a word of the other language', { text: '不是整数' }, ['annotation-invalid']],
    ['what is not there', { text: 'zzz' }, []],
    ['one finding', { finding: first?.id ?? '', text: 'zzz' }, [first?.rule]],
  ] as const)('finds %s', (_, query, rules) => {
    expect(rulesFor(query)).toEqual(rules);
  });

  it('finds only what is all that is asked for', () => {
    expect(rulesFor({ namespace: 'shop', standing: 'hidden', effect: 'fails-check' })).toEqual([
      'listener-update',
      'load-balancer-spec',
    ]);
  });
});

describe('the address', () => {
  it('holds whatever is looked for', () => {
    const well = hostileText.map((text) => text.replace(/\p{Surrogate}/gu, ''));
    const query: fc.Arbitrary<Query> = fc.record({
      cluster: well,
      namespace: well,
      rule: well,
      effect: fc.constantFrom('' as const, ...EFFECTS),
      standing: fc.constantFrom('' as const, ...STANDINGS),
      text: well,
      finding: well,
    });

    fc.assert(
      fc.property(query, (asked) => {
        expect(queryOf(hashOf(asked, 'zh'))).toEqual(asked);
        expect(languageOf(hashOf(asked, 'zh'))).toBe('zh');
      }),
    );
  });

  it.each(['', '#', '#effect=none&standing=7&lang=fr&other=x'])(
    'that says nothing (%s) asks for everything',
    (hash) => {
      expect(queryOf(hash)).toEqual(EVERYTHING);
      expect(languageOf(hash)).toBeUndefined();
    },
  );
});

describe('what to do about what could not be read', () => {
  it.each([
    ['Forbidden', 'permission'],
    ['NoPermission', 'permission'],
    ['Forbidden.RAM', 'permission'],
    ['InvalidAccessKeyId.NotFound', 'permission'],
    ['Throttling.User', 'pace'],
    ['ECONNREFUSED', 'reach'],
    ['TIMEOUT', 'reach'],
    ['NotScanned', 'reach'],
    ['ItemNotUnderstood', 'bug'],
    ['RuleCrashed', 'bug'],
    ['NothingMatches', 'scope'],
    ['ClusterNotRunning', 'stopped'],
    ['NotRead', 'follows'],
    ['SomethingNew', 'other'],
  ])('follows from the code %s: %s', (code, kind) => {
    expect(failureKind({ code })).toBe(kind);
  });
});

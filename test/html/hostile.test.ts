import fc from 'fast-check';
import { parse } from 'parse5';
import { describe, expect, it } from 'vitest';
import { folded, unfolded } from '../../shared/formats/html/fold.ts';
import { formatHtml } from '../../shared/formats/html/format-html.ts';
import { pack, unpack } from '../../shared/formats/html/pack.ts';
import { pageReport } from '../../shared/formats/html/page-data.ts';
import type { Report } from '../../shared/index.ts';
import { hostileReport, hostileText } from '../support/hostile-report.ts';
import { dataOf, elementsIn, exampleReport } from './support.ts';

const END = fc.constantFrom(
  '</script>',
  '</SCRIPT >',
  '<!--<script>',
  ']]>',
  '</title><img src=x onerror=alert(1)>',
);
const marks = fc.string({ unit: fc.constantFrom('\ue000', '\ue001', '\ue0ff', 'prod', '/', 'web') });
const text = fc.oneof(hostileText, END, marks, fc.constant('x'.repeat(3_000)));

/** A hostile report in which even names and ids of the scan are somebody's text. */
const report: fc.Arbitrary<Report> = fc.tuple(hostileReport, text, text).map(([base, one, other]) => ({
  ...base,
  scan: { ...base.scan, targetCcmVersion: one, finishedAt: other, scope: { clusters: [one] } },
  findings: base.findings.map((finding) => ({
    ...finding,
    message: `${finding.message}${one}`,
    namespace: one,
    service: other,
    vServerGroupName: `${one}/${other}`,
  })),
}));

/** What of JSON comes back: half characters do not survive UTF-8, but do survive JSON. */
function asJson<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

function tagsOf(html: string): readonly string[] {
  const lists = new Set(['tr', 'td', 'code', 'p', 'li']);
  return elementsIn(parse(html))
    .filter(({ tagName }) => !lists.has(tagName))
    .map(({ tagName, attrs }) => [tagName, ...attrs.map(({ name }) => name)].join(' '));
}

describe('remote text', () => {
  it('stays data in the page, whatever it is', () => {
    const harmless = new Set(tagsOf(formatHtml(exampleReport('en'), { language: 'en' })));

    fc.assert(
      fc.property(report, (hostile) => {
        const html = formatHtml(hostile, { language: 'en', other: hostile });

        expect(tagsOf(html).filter((tag) => !harmless.has(tag))).toEqual([]);
        expect(tagsOf(html).filter((tag) => /^(script|style|meta|title)/.test(tag))).toHaveLength(10);
        expect(dataOf(html).report).toEqual(asJson(pageReport(hostile, 'en', hostile)));
      }),
      { numRuns: 60 },
    );
  });

  it('comes out of a fold as it went in', () => {
    fc.assert(
      fc.property(report, (hostile) => {
        const { findings } = pageReport(hostile, 'en', hostile);

        expect(findings.map(folded).map(unfolded)).toEqual(findings);
      }),
    );
  });
});

describe('packing', () => {
  it('gives back any JSON value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(unpack(asJson(pack(value)))).toEqual(asJson(value));
      }),
    );
  });

  it('keeps keys that mean something to JavaScript', () => {
    const value = JSON.parse('{"__proto__":{"a":1},"constructor":"b"}');

    expect(JSON.stringify(unpack(pack(value)))).toBe('{"__proto__":{"a":1},"constructor":"b"}');
  });

  it('holds each text once', () => {
    const { strings } = pack([{ a: 'x' }, { a: 'x', b: 'x' }, 'y']);

    expect(strings).toEqual(['x', 'y']);
  });
});

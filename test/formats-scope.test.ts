import { describe, expect, it } from 'vitest';
import { FORMATS } from '../shared/formats/format.ts';
import { auditSnapshot, type Report } from '../shared/index.ts';
import { world } from './support/world.ts';

const SCOPE = { clusters: ['c1'], namespaces: ['prod'], services: ['test/`api`'] };

function confined(): Report {
  const report = auditSnapshot(world());
  return { ...report, scan: { ...report.scan, scope: SCOPE } };
}

describe('a report of a scan that was confined to something', () => {
  it.each([
    ['table', 'en', 'only of prod/*, test/`api` (c1): the verdicts are about no more than that'],
    ['table', 'zh', '仅限 prod/*, test/`api` (c1)：结论不涉及其他内容'],
    ['markdown', 'en', 'only of ``prod/*, test/`api` (c1)``: the verdicts are about no more than that'],
    ['junit', 'en', 'only of prod/*, test/`api` (c1): the verdicts are about no more than that'],
  ] as const)('says so as %s in %s', (format, language, line) => {
    const text = FORMATS[format](confined(), { language, color: false });

    expect(text.replaceAll('&apos;', "'")).toContain(line);
  });

  it.each(['table', 'markdown', 'junit'] as const)(
    'says nothing of it where it is the whole fleet (%s)',
    (format) => {
      const text = FORMATS[format](auditSnapshot(world()), { language: 'en', color: false });

      expect(text).not.toContain('only of');
    },
  );
});

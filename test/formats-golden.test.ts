import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FORMATS, type FormatName } from '../shared/formats/format.ts';
import type { Formatter } from '../shared/formats/options.ts';
import { auditSnapshot, type Language } from '../shared/index.ts';

const EXAMPLE: unknown = JSON.parse(readFileSync(new URL('../examples/fleet.json', import.meta.url), 'utf8'));

/** Two suppressions that are in use, of a fault and of an orphan, and one that is not. */
const SUPPRESSIONS = [
  { rule: 'load-balancer-name', target: 'shop/search', reason: 'renamed on purpose', until: '2027-01-01' },
  { rule: 'annotation-invalid', target: 'media/*', reason: 'is being moved' },
  { rule: 'listener-stop', target: '*', reason: 'of an older target' },
];

const CASES = (['en', 'zh'] as const).flatMap((language) =>
  (
    [
      ['markdown', 'md'],
      ['junit', 'xml'],
      ['sarif', 'sarif'],
    ] as const
  ).map(([format, ending]) => [format, language, ending] as const),
);

function written(format: FormatName, language: Language, color: boolean): string {
  const formatter: Formatter = FORMATS[format];
  return formatter(auditSnapshot(EXAMPLE, { language, suppressions: SUPPRESSIONS }), { language, color });
}

describe('the example fleet', () => {
  it.each(CASES)('reads as %s in %s', async (format, language, ending) => {
    const text = written(format, language, false);

    await expect(text).toMatchFileSnapshot(`golden/formats/example.${language}.${ending}`);
  });

  it.each(CASES)('has no colours as %s in %s, whatever is asked for', (format, language) => {
    const text = written(format, language, true);

    expect(text).toBe(written(format, language, false));
    expect(text).not.toContain('\u001b');
  });
});

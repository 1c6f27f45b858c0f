import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FORMATS } from '../../shared/formats/format.ts';
import { MEDIA_TYPES } from '../../shared/http/media-types.ts';
import { scanRequestOf } from '../../shared/http/scan-request.ts';

const ROOT = new URL('../..', import.meta.url);
const PAGE = readFileSync(new URL('docs/http.md', ROOT), 'utf8');
const BLOCKS = [...PAGE.matchAll(/^```json\n(.*?)^```/gms)].map(([, text = '']) => text);

/** Status and code of each refusal that the sources know. */
function refusals(): readonly (readonly [status: string, code: string])[] {
  const files = readdirSync(new URL('shared/http/', ROOT)).map((name) => `shared/http/${name}`);
  return [...files, 'shared/service/on-demand-scan.ts'].flatMap((name) => {
    const text = readFileSync(new URL(name, ROOT), 'utf8');
    return [...text.matchAll(/new Problem\(\s*(\d+),\s*'([A-Z_]+)'/g)].map(
      ([, status = '', code = '']) => [status, code] as const,
    );
  });
}

describe('the page about the HTTP API', () => {
  it('has every refusal', () => {
    const all = refusals();

    const missing = all.filter(
      ([status, code]) => !new RegExp(`^\\| ${status} +\\|[^|]*\`${code}\``, 'm').test(PAGE),
    );
    expect(all.length).toBeGreaterThan(15);
    expect(missing).toEqual([]);
  });

  it.each(Object.keys(FORMATS) as (keyof typeof FORMATS)[])('has the format %s', (format) => {
    const [type = ''] = MEDIA_TYPES[format].split(';');

    expect(PAGE).toMatch(new RegExp(`^\\| \`${format}\` +\\| \`${type.replace('+', '\\+')}\` `, 'm'));
  });

  it('has examples that are JSON, the first a body that is taken', () => {
    const [body] = BLOCKS.map((text) => JSON.parse(text));

    expect(scanRequestOf(body)).toMatchObject({
      request: { targetCcmVersion: '2.14.0', scope: { namespaces: ['prod'] } },
    });
  });
});

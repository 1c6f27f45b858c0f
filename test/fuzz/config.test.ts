import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadConfig } from '../../shared/config/load-config.ts';
import { parseConfig } from '../../shared/config/parse-config.ts';
import { resolveSecrets } from '../../shared/config/secrets.ts';
import { InputError } from '../../shared/errors.ts';
import { checkedConfig } from '../../shared/run/checked-config.ts';
import { fileIn, temporaryFolder } from '../support/files.ts';
import { fuzz, orRefusal } from './support/fuzz.ts';
import { mutated, mutatedText, mutations, textMutations } from './support/mutate.ts';

const EXAMPLE =
  /```yaml\n(.*?)```/s.exec(readFileSync(new URL('../../docs/config.md', import.meta.url), 'utf8'))?.[1] ??
  '';
const VALUE: unknown = parse(EXAMPLE);
const BASE = { folder: '/etc/audit', home: '/home/audit' };
/** What YAML has beside plain data. */
const YAML_WORDS = [
  '&a',
  '*a',
  '<<: *a\n',
  '!!js/function >\n',
  '!!binary ',
  '!!merge ',
  '__proto__: ',
  '"__proto__": {polluted: yes}\n',
  'constructor:\n  prototype:\n    polluted: yes\n',
  '? ',
  '- - - ',
  '[[[[',
  '{{{{',
  '|+\n',
  '>-\n',
  '%YAML 1.1\n---\n',
  '...\n',
  '\t',
  '# ',
  ': ',
  '"\\u0000"',
  '"\\ud800"',
  '0o17',
  '0xFFFFFFFFFFFFFFFFFF',
  '1e400',
  '.nan',
  '.inf',
  '~',
  '2026-02-30',
];

it('makes of any garbled YAML a config, or an InputError that names faults', () => {
  fuzz(120, textMutations(5, YAML_WORDS), (changes) => {
    const text = `${mutatedText(EXAMPLE, changes)}\n`;

    const config = orRefusal(() => loadConfig(text, {}));

    if (config) expect(config.accounts.length).toBeGreaterThan(0);
  });
});

it('does the same with a file, and with what the environment holds', () => {
  const folder = temporaryFolder();
  fuzz(50, textMutations(5, YAML_WORDS), (changes) => {
    const text = mutatedText(EXAMPLE, changes);
    const path = fileIn(folder, 'config.yaml', text);

    const config = orRefusal(() => checkedConfig(path, {}));
    const inline = orRefusal(() => checkedConfig(`\n${text}`, {}));

    expect(config === undefined).toBe(inline === undefined);
    if (config) orRefusal(() => resolveSecrets(config, {}));
  });
});

it('takes no value for a config that is none', () => {
  fuzz(500, mutations(4), (changes) => {
    const parsed = parseConfig(mutated(VALUE, changes), BASE);

    if (!parsed.ok) expect(parsed.faults.length).toBeGreaterThan(0);
  });
});

it('reads what is no YAML at all', () => {
  fuzz(
    150,
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.string({ unit: fc.constantFrom(...'[]{}:,-?&*!|>\'"%@` \n\t#'), maxLength: 400 }),
    ),
    (text) => {
      expect(() => loadConfig(`accounts: ${text}\n`, {})).toThrow(InputError);
    },
  );
});

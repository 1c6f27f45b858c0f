import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, resolve } from 'node:path';
import { InputError } from '../errors.ts';
import { fileTrouble } from '../file-trouble.ts';
import type { Config } from './config.ts';
import { parseConfig } from './parse-config.ts';
import { readYaml } from './read-yaml.ts';
import { isSecretLikePath } from './secret-like.ts';

/** A text with a line break, a JSON object, or the one key every config has: no path looks like that. */
const INLINE = /[\r\n]|^\s*(?:\{|$)|accounts["']?\s*:/;

/**
 * Reads a config, checks all of it, and fills in the defaults. Secrets are not looked up: see `secrets.ts`.
 * Relative paths in it are relative to its file, or to the working directory where the text itself is given.
 * @param source the path of a YAML or JSON file, or the text itself
 * @param env where HOME is found, for paths that begin with `~/`
 * @throws InputError FILE_UNREADABLE, or BAD_CONFIG with every fault in `faults`; no fault repeats a value
 */
export function loadConfig(source: string, env: Readonly<Record<string, string | undefined>>): Config {
  const inline = INLINE.test(source);
  const name = inline ? 'the inline config' : `config ${source}`;
  const read = readYaml(inline ? source : readText(source));
  if (!read.ok) throw badConfig(name, read.faults);

  const folder = inline ? process.cwd() : dirname(resolve(source));
  const parsed = parseConfig(read.value, { folder, home: env.HOME || homedir() });
  if (!parsed.ok) throw badConfig(name, parsed.faults);
  return parsed.config;
}

function badConfig(name: string, faults: readonly string[]): InputError {
  const count = faults.length === 1 ? '1 fault' : `${faults.length} faults`;
  return new InputError('BAD_CONFIG', `${name} has ${count}`, { faults });
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const why = fileTrouble(cause);
    // Node's own error names the path.
    if (isSecretLikePath(path)) {
      const message = `cannot read the config: ${why}; what is given looks like no path, and is not repeated`;
      throw new InputError('FILE_UNREADABLE', message);
    }
    throw new InputError('FILE_UNREADABLE', `cannot read config ${path}: ${why}`, { cause });
  }
}

import picomatch from 'picomatch';
import type { Config } from '../config/config.ts';
import { loadConfig } from '../config/load-config.ts';
import { InputError } from '../errors.ts';
import { didYouMean } from '../nearest.ts';
import { RULES } from '../rules/registry.ts';

/**
 * A config, with what its suppressions name held against the rules there are.
 * @param source the path of a file, or the text itself
 * @throws InputError when it cannot be read, with every fault of it
 */
export function checkedConfig(source: string, env: Readonly<Record<string, string | undefined>>): Config {
  const config = loadConfig(source, env);
  const ids = RULES.map(({ id }) => id);
  const faults = config.suppressions.flatMap(({ rule }, index) => {
    const isKnown = ids.some((id) => picomatch.isMatch(id, rule));
    return isKnown ? [] : [`suppressions[${index}].rule: is the id of no rule${didYouMean(rule, ids)}`];
  });
  if (faults.length === 0) return config;
  throw new InputError('BAD_CONFIG', 'the config names rules that do not exist', { faults });
}

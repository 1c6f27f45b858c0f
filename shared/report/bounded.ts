import type { ChangeValue } from '../model/change.ts';
import type { Language, Localized } from '../rules/rule.ts';
import { jsonBytes, shortened, shortenedList } from '../shorten.ts';
import type { Change, Finding, Fix } from './report.ts';

/** How much a finding may hold, in bytes as JSON. */
export interface Bounds {
  /** One value of a change, or one entry of a list. */
  readonly value: number;
  /** All entries of a list. */
  readonly list: number;
  /** A message, a cause, or the text of a fix. */
  readonly text: number;
  readonly command: number;
}

/**
 * The bounds of every finding. An annotation may have 256 KiB and a VServer group thousands of backends, and both
 * languages and the commands repeat them; with these a finding has tens of KB, where a row of the store takes 1 MB, and
 * those of ordinary fleets are left as they are. What was left out is named by its hash, so that two findings with other
 * values still differ.
 */
const BOUNDS: Bounds = { value: 2_000, list: 32_000, text: 6_000, command: 16_000 };

/** The words of a finding, in one language. */
export type Wording = Pick<Finding, 'message' | 'cause' | 'fixes'>;

/** The changes within bounds. */
export function boundedChanges(changes: readonly Change[], bounds: Bounds = BOUNDS): Change[] {
  return changes.map(({ field, actual, expected, ...rest }) => ({
    field,
    actual: boundedValue(actual, bounds),
    expected: boundedValue(expected, bounds),
    ...rest,
  }));
}

/**
 * The words within bounds. Values of the changes that are cut there are cut alike where the words quote them. A command
 * is whole or left out: half of one must not be run.
 */
export function boundedWording(
  { message, cause, fixes }: Wording,
  language: Language,
  changes: readonly Change[],
  bounds: Bounds = BOUNDS,
): Wording {
  const long = longTexts(changes, bounds);
  const bounded = (text: string): string => {
    let quoted = text;
    for (const value of long) quoted = quoted.replaceAll(value, () => shortened(value, bounds.value));
    return shortened(quoted, bounds.text);
  };
  return {
    message: bounded(message),
    cause: bounded(cause),
    fixes: fixes.map((fix) => boundedFix(fix, language, bounded, bounds)),
  };
}

function boundedFix(
  { kind, text, command }: Fix,
  language: Language,
  bounded: (text: string) => string,
  bounds: Bounds,
): Fix {
  const size = command === undefined ? 0 : jsonBytes(command);
  if (command === undefined) return { kind, text: bounded(text) };
  if (size <= bounds.command) return { kind, text: bounded(text), command };
  return { kind, text: bounded(text) + tooLong(size)[language] };
}

function tooLong(bytes: number): Localized {
  const size = Math.ceil(bytes / 1_000);
  return { en: ` The command is too long to show: ${size} KB.`, zh: `命令过长（${size} KB），未显示。` };
}

function boundedValue(value: ChangeValue, { value: each, list: all }: Bounds): ChangeValue {
  if (typeof value === 'string') return shortened(value, each);
  return typeof value === 'object' && value !== null ? shortenedList(value, { each, all }) : value;
}

/** Values that are cut, the longest first: one may hold another. */
function longTexts(changes: readonly Change[], { value: most }: Bounds): readonly string[] {
  const texts = changes
    .flatMap(({ actual, expected }) => [actual, expected].flat())
    .filter((value) => typeof value === 'string')
    .filter((text) => shortened(text, most) !== text);
  return [...new Set(texts)].sort((one, other) => other.length - one.length);
}

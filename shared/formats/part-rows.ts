import type { Language } from '../rules/rule.ts';
import { isInOrder, type PartCheck } from '../store/part-check.ts';
import { type Colors, outcomePaint } from './outcome-paint.ts';
import { printable } from './printable.ts';
import { WORDS } from './words.ts';
import { PART_WORDS } from './words-parts.ts';
import { PERMISSION_WORDS } from './words-permissions.ts';

/** Store and robots as rows of the table of permissions: where, what, result, note. */
export function partRows(parts: readonly PartCheck[], language: Language, colors: Colors): string[][] {
  const { outcomes } = PERMISSION_WORDS[language];
  return parts.map((part) => [
    whereOf(part, language),
    whatOf(part, language),
    outcomePaint(part, colors)(outcomes[part.outcome]),
    noteOf(part, language),
  ]);
}

/** What was answered where one does not work, a line each. */
export function partAnswers(parts: readonly PartCheck[], language: Language): string[] {
  const { colon, comma } = WORDS[language];
  return parts.flatMap((part) =>
    part.message === undefined
      ? []
      : [`  ${whereOf(part, language)}${comma}${whatOf(part, language)}${colon}${printable(part.message)}`],
  );
}

/** How it stands with them, in a line; nothing where there is none. */
export function partSummary(parts: readonly PartCheck[], language: Language, colors: Colors): string[] {
  if (parts.length === 0) return [];
  const { allInOrder, notAllInOrder } = PART_WORDS[language];
  const inOrder = parts.filter(isInOrder).length;
  return inOrder === parts.length
    ? [colors.green(allInOrder(parts.length))]
    : [colors.red(notAllInOrder(inOrder, parts.length))];
}

function whereOf({ part, name }: PartCheck, language: Language): string {
  return `${PART_WORDS[language].parts[part]} / ${printable(name)}`;
}

function whatOf({ tried, tables }: PartCheck, language: Language): string {
  const words = PART_WORDS[language];
  return tables ? words.tables(words.tried[tried], tables) : words.tried[tried];
}

function noteOf({ outcome, hint }: PartCheck, language: Language): string {
  if (hint) return PART_WORDS[language].hints[hint];
  return outcome === 'ok' ? '' : PERMISSION_WORDS[language].seeBelow;
}

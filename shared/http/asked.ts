import type { Context } from 'hono';
import { FORMATS, type FormatName } from '../formats/format.ts';
import type { Language } from '../rules/rule.ts';
import { Problem } from './problem.ts';

/** A client may ask to wait for so many seconds at most. */
const LONGEST_WAIT = 25;

/** What a report is to be like. */
export interface Form {
  readonly format: FormatName;
  readonly language: Language;
}

/**
 * Looked at before anything is done for it.
 * @throws Problem 400
 */
export function formOf(context: Context): Form {
  return { format: formatOf(context), language: languageOf(context) };
}

function formatOf(context: Context): FormatName {
  const asked = context.req.query('format') ?? 'json';
  const known = Object.keys(FORMATS) as FormatName[];
  const format = known.find((name) => name === asked);
  if (format) return format;
  throw new Problem(400, 'BAD_FORMAT', `format must be one of ${known.join(', ')}`);
}

/** @throws Problem 400 */
export function languageOf(context: Context): Language {
  const asked = context.req.query('lang') ?? 'en';
  if (asked === 'en' || asked === 'zh') return asked;
  throw new Problem(400, 'BAD_LANGUAGE', 'lang must be en or zh');
}

/** Milliseconds to wait for the result: `Prefer: wait=25` (RFC 7240). */
export function waitOf(context: Context): number {
  const [, seconds] =
    /(?:^|[,;\s])wait=(\d{1,4})(?:$|[,;\s])/i.exec(context.req.header('prefer') ?? '') ?? [];
  return Math.min(LONGEST_WAIT, Number(seconds ?? 0)) * 1000;
}

import type { FormatName } from '../formats/format.ts';

/** The media type of each form of a report. */
export const MEDIA_TYPES = {
  table: 'text/plain; charset=utf-8',
  json: 'application/json; charset=utf-8',
  html: 'text/html; charset=utf-8',
  markdown: 'text/markdown; charset=utf-8',
  junit: 'application/xml; charset=utf-8',
  sarif: 'application/sarif+json; charset=utf-8',
} as const satisfies Record<FormatName, string>;

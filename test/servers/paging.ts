import { countOf, type Parameters } from './parameters.ts';
import { invalid } from './refusal.ts';

/** A page by number. */
export interface NumberedPage<T> {
  readonly items: readonly T[];
  readonly frame: { readonly PageNumber: number; readonly PageSize: number; readonly TotalCount: number };
}

export function numberedPage<T>(all: readonly T[], parameters: Parameters, most: number): NumberedPage<T> {
  const PageNumber = countOf(parameters, 'PageNumber', 1, Number.MAX_SAFE_INTEGER);
  const PageSize = countOf(parameters, 'PageSize', 10, most);
  const start = (PageNumber - 1) * PageSize;
  return {
    items: all.slice(start, start + PageSize),
    frame: { PageNumber, PageSize, TotalCount: all.length },
  };
}

/** A page by token; the last one's token is empty. */
export interface TokenPage<T> {
  readonly items: readonly T[];
  readonly frame: { readonly MaxResults: number; readonly NextToken: string; readonly TotalCount: number };
}

export function tokenPage<T>(
  all: readonly T[],
  parameters: Parameters,
  sizes: { readonly usual: number; readonly most: number },
): TokenPage<T> {
  const MaxResults = countOf(parameters, 'MaxResults', sizes.usual, sizes.most);
  const start = parameters.NextToken ? positionOf(parameters.NextToken) : 0;
  const end = start + MaxResults;
  return {
    items: all.slice(start, end),
    frame: { MaxResults, NextToken: end < all.length ? tokenOf(end) : '', TotalCount: all.length },
  };
}

const PREFIX = 'page-from-';

function tokenOf(position: number): string {
  return Buffer.from(`${PREFIX}${position}`).toString('base64url');
}

function positionOf(token: string): number {
  const text = Buffer.from(token, 'base64url').toString();
  const position = Number(text.slice(PREFIX.length));
  if (!text.startsWith(PREFIX) || !Number.isSafeInteger(position)) throw invalid('NextToken');
  return position;
}

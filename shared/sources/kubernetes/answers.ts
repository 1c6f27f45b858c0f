import { hasAtMost } from '../json-extent.ts';
import type { RemoteError } from '../remote-error.ts';
import type { HttpAnswer } from './http-get.ts';
import { type Asked, answerFault, statusFault } from './status-faults.ts';

/** Lists and objects in one answer: 8,000 for each of the 500 objects of a page, which have hundreds. */
const MOST_PARTS = 4_000_000;

/** One page of a list. */
export interface Page {
  readonly items: readonly unknown[];
  /** What asks for the next page; undefined at the end. */
  readonly next: string | undefined;
}

/**
 * The object in an answer; undefined where the API server itself says that there is none.
 * @throws RemoteError for every other answer
 */
export function objectIn(answer: HttpAnswer, asked: Asked): unknown {
  if (answer.status === 404) {
    const fault: RemoteError = statusFault(answer, asked);
    // A 404 that is not the API server's own says nothing about the object.
    if (fault.kind === 'gone') return undefined;
    throw fault;
  }
  const { kind } = asked.call.resource;
  const value = jsonIn(answer, asked);
  if (value.kind !== kind) throw answerFault(asked, `no ${kind}`);
  return value;
}

/**
 * The page of a list in an answer.
 * @throws RemoteError for an answer that is no such list: it is not the same as an empty one
 */
export function pageIn(answer: HttpAnswer, asked: Asked): Page {
  const kind = `${asked.call.resource.kind}List`;
  const value = jsonIn(answer, asked);
  if (value.kind !== kind || !Array.isArray(value.items)) throw answerFault(asked, `no ${kind}`);
  const metadata = value.metadata as { readonly continue?: unknown } | undefined;
  const next = metadata?.continue ?? '';
  if (typeof next !== 'string') throw answerFault(asked, `a ${kind} whose metadata.continue is no text`);
  return { items: value.items, next: next === '' ? undefined : next };
}

function jsonIn(answer: HttpAnswer, asked: Asked): Readonly<Record<string, unknown>> {
  if (answer.status !== 200) throw statusFault(answer, asked);
  if (!hasAtMost(answer.body, MOST_PARTS)) {
    throw answerFault(asked, `more than ${MOST_PARTS} lists and objects`);
  }
  let value: unknown;
  try {
    value = JSON.parse(answer.body);
  } catch {
    // No cause: its message quotes the answer.
    throw answerFault(asked, 'something that is no JSON');
  }
  if (typeof value !== 'object' || value === null) throw answerFault(asked, 'JSON that is no object');
  return value as Readonly<Record<string, unknown>>;
}

import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { Problem } from './problem.ts';

const MOST_BODY = 64 * 1024;
const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json *(?:;|$)/i;
/** A body has room for more faults than a person reads. */
const MOST_FAULTS = 50;

const limit = bodyLimit({ maxSize: MOST_BODY, onError: tooLarge });

/** Lets no body through that is too large, or that broke off. */
export const limitBody: MiddlewareHandler = (context, next) => limit(context, next).catch(noBody);

/**
 * The body as JSON; nothing at all is an empty object.
 * @throws Problem 400, 415
 */
export async function jsonBody(context: Context): Promise<unknown> {
  const text = await context.req.text().catch(noBody);
  if (text.trim() === '') return {};
  if (!JSON_TYPE.test(context.req.header('content-type') ?? '')) {
    throw new Problem(415, 'NOT_JSON', 'the body must be JSON, and say so in Content-Type');
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem(400, 'NOT_JSON', 'the body is no JSON');
  }
}

/** A body that is JSON, and not what is wanted. */
export function badBody(faults: readonly string[]): Problem {
  const more = faults.length - MOST_FAULTS;
  return new Problem(400, 'BAD_REQUEST', 'the body is no scan', {
    faults: more > 0 ? [...faults.slice(0, MOST_FAULTS), `and ${more} more`] : faults,
  });
}

function tooLarge(): never {
  throw new Problem(413, 'TOO_LARGE', `a body of more than ${MOST_BODY} bytes is not read`);
}

/** The client broke off in its midst. */
function noBody(error: unknown): never {
  throw error instanceof Problem ? error : new Problem(400, 'NO_BODY', 'the body did not come in whole');
}

import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { MiddlewareHandler } from 'hono';
import { accepts } from 'hono/accepts';
import { Problem } from './problem.ts';

const pack = promisify(gzip);

/**
 * Keeps answers below what the place can carry: a longer one is packed for whoever takes gzip, and refused to others
 * with what to do, for the place itself would only say that something went wrong.
 * @param most bytes of a body
 * @throws Problem 406 ANSWER_TOO_LARGE
 */
export function fitAnswers(most: number): MiddlewareHandler {
  return async (context, next) => {
    await next();
    const body = Buffer.from(await context.res.arrayBuffer());
    if (body.length <= most) {
      context.res = new Response(body, context.res);
      return;
    }
    const takesGzip = accepts(context, GZIP) === 'gzip';
    const packed = takesGzip ? await pack(body) : undefined;
    if (!packed || packed.length > most) throw tooLarge(body.length, takesGzip);
    context.res = new Response(packed, context.res);
    context.res.headers.set('Content-Encoding', 'gzip');
    context.res.headers.append('Vary', 'Accept-Encoding');
  };
}

const GZIP = { header: 'Accept-Encoding', supports: ['gzip'], default: 'identity' } satisfies Parameters<
  typeof accepts
>[1];

function tooLarge(bytes: number, isPacked: boolean): Problem {
  const ways = isPacked ? [] : ['take it packed (Accept-Encoding: gzip)'];
  const advice = [...ways, 'ask for ?format=html', 'or scan a part of the fleet'].join(', ');
  const megabytes = Math.ceil(bytes / 2 ** 20);
  return new Problem(406, 'ANSWER_TOO_LARGE', `the answer has ${megabytes} MB, more than fits: ${advice}`);
}

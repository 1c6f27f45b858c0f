import { createApp } from '../http/app.ts';
import { TOKEN_VARIABLE } from '../http/auth.ts';
import { Problem } from '../http/problem.ts';
import { type FunctionPlace, inFunction, logOf, troubleOf } from './function-station.ts';
import { answerOf, type HttpAnswer, requestOf } from './http-event.ts';

const LONGEST_PATH = 256;
/** What a function gives back has 32 MB at most, as JSON: quotes of a text, or base64, need room in it. */
const MOST_BYTES = 15 * 2 ** 20;

/** The function on-demand-scan: the HTTP surface. Never throws: what is wrong is an answer. */
export async function onDemandScan(event: unknown, place: FunctionPlace): Promise<HttpAnswer> {
  const log = logOf(place);
  const app = createApp({
    token: place.env[TOKEN_VARIABLE],
    inStation: (work) => inFunction(place, work),
    mostBytes: MOST_BYTES,
    onTrouble: (error) => log.error('request failed', troubleOf(error)),
  });
  let request: Request;
  try {
    request = requestOf(event);
  } catch {
    return problemAnswer(new Problem(400, 'BAD_EVENT', 'this is no HTTP request'));
  }
  const startedAt = performance.now();
  const answer = await answerOf(await app.fetch(request));
  log.info('request', {
    method: request.method,
    path: new URL(request.url).pathname.slice(0, LONGEST_PATH),
    status: answer.statusCode,
    milliseconds: Math.round(performance.now() - startedAt),
  });
  return answer;
}

function problemAnswer(problem: Problem): HttpAnswer {
  return {
    statusCode: problem.status,
    headers: { 'content-type': 'application/json' },
    isBase64Encoded: false,
    body: JSON.stringify(problem),
  };
}

import { reasonOf } from '../errors.ts';
import { safeText } from '../sources/alicloud/safe-text.ts';
import { addressOf, secretsIn, signedUrl } from './address.ts';
import { later, outcomeOf, refused, unknown } from './answer.ts';
import { requestBody } from './body.ts';
import { singleConnection } from './connection.ts';
import { oneLine } from './plain-text.ts';
import type { Message, Robot, Send, SendOutcome } from './robot.ts';

const DEFAULT_TIMEOUT = 15_000;
/** An answer is a line; whatever is longer comes from elsewhere. */
const LONGEST_ANSWER_BYTES = 65_536;
const LONGEST_REASON = 200;

/** What a sender may be given instead of its defaults. */
export interface SenderOptions {
  /** From the beginning of a request to the end of its answer; 15 seconds. */
  readonly timeoutMilliseconds?: number;
  /** The wall clock, in milliseconds: signs carry it. */
  readonly now?: () => number;
}

/** Sends to DingTalk robots, each message once: what becomes of it is for the caller to act upon. */
export function createSender(options: SenderOptions = {}): Send {
  const { timeoutMilliseconds = DEFAULT_TIMEOUT, now = Date.now } = options;
  return async (robot, message) => {
    const address = addressOf(robot);
    if (!address.ok) return refused(address.reason);
    const url = robot.secret ? signedUrl(address.url, robot.secret, now()) : address.url;
    const safe = masker(url, robot);
    try {
      return await post(url, robot, message, { timeoutMilliseconds, isLoopback: address.isLoopback, safe });
    } catch (thrown) {
      return later(`the message could not be sent: ${safe(reasonOf(thrown))}`);
    }
  };
}

interface Way {
  readonly timeoutMilliseconds: number;
  readonly isLoopback: boolean;
  readonly safe: (text: string) => string;
}

/** Errors of axios hold the URL with token and sign: none leaves here, only a word of it. */
async function post(
  url: URL,
  robot: Robot,
  message: Message,
  { timeoutMilliseconds, isLoopback, safe }: Way,
): Promise<SendOutcome> {
  const { default: axios } = await import('axios');
  const { isMade, ...connection } = singleConnection();
  const deadline = AbortSignal.timeout(timeoutMilliseconds);
  try {
    const { status, data } = await axios.post<string>(url.href, requestBody(message, robot.atMobiles), {
      ...connection,
      headers: { 'Content-Type': 'application/json; charset=utf-8' },
      signal: deadline,
      maxRedirects: 0,
      maxContentLength: LONGEST_ANSWER_BYTES,
      responseType: 'text',
      transformResponse: (text: unknown) => text,
      validateStatus: () => true,
      ...(isLoopback && { proxy: false as const }),
    });
    return outcomeOf(status, String(data ?? ''), safe);
  } catch (thrown) {
    const seconds = timeoutMilliseconds / 1_000;
    const word = deadline.aborted ? `no answer within ${seconds} s` : safe(wordOf(thrown));
    return isMade()
      ? unknown(`the message was sent, but no answer came (${word}): it may have arrived`)
      : later(`the robot could not be reached (${word})`);
  }
}

/** The error's code (ECONNREFUSED, CERT_HAS_EXPIRED) says all that may be said. */
export function wordOf(thrown: unknown): string {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  return typeof code === 'string' && code !== '' ? code : reasonOf(thrown);
}

function masker(url: URL, robot: Robot): (text: string) => string {
  const secrets = [robot.secret ?? '', robot.url, ...secretsIn(url)].filter((secret) => secret !== '');
  return (text) => oneLine(safeText(text, secrets), LONGEST_REASON);
}

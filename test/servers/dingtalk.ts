import { createHmac } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type Answer, type Loopback, listen, type Received, type Tls } from './loopback.ts';

/** A custom robot as its owner has set it up. */
export interface RobotSetup {
  readonly token: string;
  /** It wants its messages signed. */
  readonly secret?: string;
  /** Messages must have one of these in title or text. */
  readonly keywords?: readonly string[];
  /** It takes messages from these addresses only. */
  readonly addresses?: readonly string[];
  /** So many messages in such a window; 20 in a minute. */
  readonly limit?: { readonly count: number; readonly windowMilliseconds: number };
}

/** A message that arrived, whether or not its sender was told. */
export interface Arrived {
  readonly token: string;
  readonly title: string;
  readonly text: string;
  readonly atMobiles: readonly string[];
  /** Bytes of the request body. */
  readonly bytes: number;
}

/**
 * What goes wrong. `lost`: the message arrives, and the connection breaks before the answer; `cut`: it does not arrive;
 * `half`: it arrives, and half of the answer comes back. `delay`: so many milliseconds, then the true answer.
 */
export type RobotFault =
  | 'lost'
  | 'cut'
  | 'half'
  | 'garbage'
  | { readonly delay: number }
  | { readonly status: number; readonly body?: string; readonly headers?: Readonly<Record<string, string>> }
  | { readonly errcode: number; readonly errmsg: string };

export interface DingtalkServer extends Loopback {
  /** The webhook of a robot, as DingTalk shows it to its owner. */
  readonly webhook: (token: string) => string;
  readonly arrived: readonly Arrived[];
  /** All requests, those that were refused too. */
  readonly requests: () => number;
  /** The next requests go wrong, one fault each; `times` for one that comes again. */
  readonly fail: (fault: RobotFault, times?: number) => void;
  /** Nothing more goes wrong. */
  readonly forgive: () => void;
}

const LONGEST_BODY = 20_000;
const HOUR = 3_600_000;
const DEFAULT_LIMIT = { count: 20, windowMilliseconds: 60_000 };

/** Robots on loopback that answer as DingTalk's do: HTTP 200 for nearly everything, and `errcode` says what it means. */
export async function startDingtalk(
  setups: readonly RobotSetup[],
  options: { readonly now?: () => number; readonly tls?: Tls } = {},
): Promise<DingtalkServer> {
  const { now = Date.now } = options;
  const robots = new Map(setups.map((setup) => [setup.token, { setup, admitted: [] as number[] }]));
  const arrived: Arrived[] = [];
  const faults: RobotFault[] = [];
  let requests = 0;

  function truth(request: Received): Answer {
    if (request.method !== 'POST' || request.path !== '/robot/send')
      return { status: 404, body: 'not found' };
    if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) {
      return coded(43004, 'invalid http header Content-Type, must be application/json;charset=utf-8');
    }
    const token = request.query.get('access_token') ?? '';
    const robot = robots.get(token);
    if (!robot) return coded(300001, 'token is not exist');
    const bytes = Buffer.byteLength(request.body);
    if (bytes > LONGEST_BODY) return coded(460101, 'message too long, exceed 20000 bytes');
    const { setup, admitted } = robot;
    if (!admit(admitted, setup.limit ?? DEFAULT_LIMIT, now())) {
      return coded(130101, 'send too fast, exceed 20 times per minute');
    }
    const message = messageOf(request.body);
    if (!message) return coded(40035, 'the parameter json is missing or wrong');
    const fault = securityFault(request, setup, `${message.title}\n${message.text}`, now());
    if (fault) return coded(310000, `${fault}, more: [https://open.dingtalk.com/document/robots/security]`);
    arrived.push({ token, ...message, bytes });
    return coded(0, 'ok');
  }

  async function respond(request: Received): Promise<Answer> {
    requests++;
    const fault = faults.shift();
    if (fault === undefined) return truth(request);
    if (fault === 'cut') return { status: 0, body: '', cut: 'before' };
    if (fault === 'lost') return { ...truth(request), cut: 'before' };
    if (fault === 'half') return { ...truth(request), cut: 'within' };
    if (fault === 'garbage') return { status: 200, type: 'text/html', body: '<html>welcome</html>' };
    if ('delay' in fault) {
      const answer = truth(request);
      await pause(fault.delay, undefined, { ref: false });
      return answer;
    }
    if ('errcode' in fault) return coded(fault.errcode, fault.errmsg);
    const { status, body = '', headers } = fault;
    return { status, type: 'text/html', body, ...(headers && { headers }) };
  }

  const loopback = await listen(respond, options.tls);
  return {
    ...loopback,
    webhook: (token) => `${loopback.url}/robot/send?access_token=${token}`,
    arrived,
    requests: () => requests,
    fail: (fault, times = 1) => {
      for (let time = 0; time < times; time++) faults.push(fault);
    },
    forgive: () => {
      faults.length = 0;
    },
  };
}

function coded(errcode: number, errmsg: string): Answer {
  return { status: 200, body: JSON.stringify({ errcode, errmsg }) };
}

/** A refused message counts too: who goes on sending stays shut out. */
function admit(admitted: number[], limit: NonNullable<RobotSetup['limit']>, now: number): boolean {
  while (now - (admitted[0] ?? now) >= limit.windowMilliseconds) admitted.shift();
  admitted.push(now);
  return admitted.length <= limit.count;
}

function messageOf(body: string): Omit<Arrived, 'token' | 'bytes'> | undefined {
  try {
    const { msgtype, markdown, at } = JSON.parse(body);
    const { title, text } = markdown;
    const atMobiles = at?.atMobiles ?? [];
    const isMessage = msgtype === 'markdown' && typeof title === 'string' && typeof text === 'string';
    return isMessage ? { title, text, atMobiles } : undefined;
  } catch {
    return undefined;
  }
}

function securityFault(
  { query, headers }: Received,
  { secret, keywords, addresses }: RobotSetup,
  content: string,
  now: number,
): string | undefined {
  if (secret !== undefined) {
    const timestamp = query.get('timestamp') ?? '';
    const sign = createHmac('sha256', secret).update(`${timestamp}\n${secret}`).digest('base64');
    if (timestamp === '') return 'sign not match';
    if (!/^\d{13}$/.test(timestamp) || Math.abs(now - Number(timestamp)) > HOUR) return 'invalid timestamp';
    if (query.get('sign') !== sign) return 'sign not match';
  }
  if (keywords && !keywords.some((keyword) => content.includes(keyword))) return 'keywords not in content';
  const from = headers['x-forwarded-for'] ?? '127.0.0.1';
  if (addresses && !addresses.includes(String(from))) return `ip ${from} not in whitelist`;
  return undefined;
}

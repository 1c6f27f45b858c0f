import type { PartCheck } from '../store/part-check.ts';
import { addressOf } from './address.ts';
import { tryConnection } from './connect.ts';
import type { Robot, Send } from './robot.ts';
import type { OpenRobot } from './robots.ts';
import { testMessage } from './test-message.ts';

const CONNECTION_MILLISECONDS = 10_000;
const PROXY = /^(https|all)_proxy$/i;

/** How robots are tried. */
export interface TryRobotsOptions {
  readonly signal: AbortSignal;
  /** Where a proxy may be named. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Sends each robot a test message; without it none is sent, and no more than a connection is made. */
  readonly send?: Send;
}

type Found = Pick<PartCheck, 'tried' | 'outcome' | 'hint' | 'message'>;

/** Whether robots can be told anything, in the order of the config. Never throws; nothing in it is a secret. */
export async function tryRobots(
  robots: readonly OpenRobot[],
  options: TryRobotsOptions,
): Promise<readonly PartCheck[]> {
  const { send } = options;
  const tried = robots.map(async (open): Promise<PartCheck> => {
    const found = await (send ? tell(open, send, options) : reach(open.robot, options));
    return { part: 'robot', name: open.robot.id, ...found };
  });
  return Promise.all(tried);
}

async function tell(
  { robot, language }: OpenRobot,
  send: Send,
  { signal }: TryRobotsOptions,
): Promise<Found> {
  const tried = 'test-message';
  if (signal.aborted) return { tried, outcome: 'not tried', hint: 'interrupted' };
  const outcome = await send(robot, testMessage(language));
  if (outcome.kind === 'sent') return { tried, outcome: 'ok', hint: 'message-sent' };
  return { tried, outcome: 'failed', message: outcome.reason };
}

async function reach(robot: Robot, { signal, env }: TryRobotsOptions): Promise<Found> {
  const tried = 'connection';
  const address = addressOf(robot);
  if (!address.ok) return { tried, outcome: 'failed', message: address.reason };
  const timeoutMilliseconds = CONNECTION_MILLISECONDS;
  const trouble = await tryConnection(address.url, { timeoutMilliseconds, signal });
  if (trouble === undefined) return { tried, outcome: 'ok', hint: 'connected-only' };
  if (signal.aborted) return { tried, outcome: 'not tried', hint: 'interrupted' };
  if (!address.isLoopback && namesProxy(env)) return { tried, outcome: 'not tried', hint: 'proxy' };
  return {
    tried,
    outcome: 'unreachable',
    message: `the host of its URL cannot be connected to (${trouble})`,
  };
}

/** Messages then go through it, which an own connection cannot tell anything of. */
function namesProxy(env: TryRobotsOptions['env']): boolean {
  return Object.entries(env).some(([name, value]) => PROXY.test(name) && value);
}

import type { DeliveryReport } from '../alerts/deliver.ts';
import type { Send } from '../alerts/robot.ts';
import type { OpenRobot } from '../alerts/robots.ts';
import { type Closing, closeRunInShards } from './close-run.ts';
import { tellInTurn } from './fleet-run.ts';
import { inTurn } from './in-turn.ts';
import type { Station } from './station.ts';

/** Whom to tell, and how. */
export interface Voice {
  readonly robots: readonly OpenRobot[];
  readonly send: Send;
}

/** Closes a run if it can be closed, and tells people what is new. */
export async function finishRun(
  station: Station,
  run: string,
  voice: Voice,
  signal: AbortSignal,
): Promise<Closing> {
  // Somebody else may be closing the same run, or beginning another.
  const closing = await inTurn(
    station,
    signal,
    () => closeRunInShards(station, run, voice.robots),
    (found) => found === 'busy',
  );
  // Whoever closed it may have been killed before it told anybody.
  if (closing === 'closed' || closing === 'over') await tellPeople(station, voice, signal);
  return closing;
}

/** Sends the messages that wait. */
export async function tellPeople(
  { rows, now, log }: Station,
  { robots, send }: Voice,
  signal: AbortSignal,
): Promise<DeliveryReport | undefined> {
  if (robots.length === 0) return undefined;
  const told = await tellInTurn({ rows, robots, send, now }, signal);
  if (told === 'waiting') {
    log.warn('alerts are left to another sender');
    return undefined;
  }
  const { sent, waiting, refused, expired, reasons } = told;
  const fields = { sent, waiting, refused, expired, ...(reasons.length > 0 && { reasons }) };
  if (waiting + refused > 0) log.warn('alerts', fields);
  else if (sent + expired > 0) log.info('alerts', fields);
  return told;
}

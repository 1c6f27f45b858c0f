import { createHash } from 'node:crypto';
import { paced } from '../alerts/pace.ts';
import { openRobots } from '../alerts/robots.ts';
import { createSender } from '../alerts/send.ts';
import { resolveSecrets } from '../config/secrets.ts';
import { PreflightError, safeReason } from '../errors.ts';
import { finishRun, tellPeople, type Voice } from '../run/finish-run.ts';
import { inTurn } from '../run/in-turn.ts';
import { startRun } from '../run/start-run.ts';
import type { Station } from '../run/station.ts';
import { sweep } from '../run/sweep.ts';
import { runName } from '../store/run.ts';
import { type KeeperTask, keeperTask } from './events.ts';
import { type FunctionPlace, inFunction, logged } from './function-station.ts';

/** The function nightly-audit: begins runs, looks after them, closes them, and tells people what is new. */
export function nightlyAudit(event: unknown, place: FunctionPlace): Promise<object> {
  return logged(place, () =>
    inFunction(place, (station, signal) => keep(station, keeperTask(event), place.env, signal)),
  );
}

/** Does what keeps the runs going. */
export async function keep(
  station: Station,
  task: KeeperTask,
  env: FunctionPlace['env'],
  signal: AbortSignal,
): Promise<object> {
  switch (task.task) {
    case 'audit':
      return begin(station, task, signal);
    case 'close':
      return close(station, task.run, env, signal);
    case 'sweep':
      return lookAfter(station, env, signal);
  }
}

/** @throws PreflightError STORE when another process is at the findings of the store: to be tried again */
async function close(
  station: Station,
  run: string,
  env: FunctionPlace['env'],
  signal: AbortSignal,
): Promise<object> {
  const closing = await finishRun(station, run, voiceOf(station, env), signal);
  if (closing !== 'busy') return { run, closing };
  throw new PreflightError('STORE', `run ${run} cannot be closed yet: another process is at the findings`);
}

async function lookAfter(station: Station, env: FunctionPlace['env'], signal: AbortSignal): Promise<object> {
  const { over, invited } = await sweep(station);
  const voice = voiceOf(station, env);
  let failed: unknown;
  for (const run of over) {
    try {
      await finishRun(station, run, voice, signal);
    } catch (error) {
      // It must not keep the others waiting.
      station.log.error('run could not be closed', { run, error: safeReason(error) });
      failed = error;
    }
  }
  // What a robot did not take the last time: a run that cannot be closed must not keep that waiting either.
  if (over.length === 0 || failed !== undefined) await tellPeople(station, voice, signal);
  if (failed !== undefined) throw failed;
  return { closed: over, invited };
}

/**
 * A timer may fire twice for one time: its run has one name.
 * @throws PreflightError STORE when another process is at the findings of the store: to be tried again
 */
async function begin(
  station: Station,
  { triggerName, triggerTime }: Extract<KeeperTask, { task: 'audit' }>,
  signal: AbortSignal,
): Promise<object> {
  const unique = createHash('sha256').update(`${triggerName} ${triggerTime}`).digest('hex').slice(0, 6);
  const run = runName(new Date(triggerTime), unique);
  const started = await inTurn(
    station,
    signal,
    () => startRun(station, { run, kind: 'nightly', keeps: true, tells: true, startedAt: station.now() }),
    ({ kind }) => kind === 'held',
  );
  if (started.kind === 'held') {
    throw new PreflightError('STORE', `run ${run} cannot be begun yet: another process is at the findings`);
  }
  if (started.kind === 'busy') {
    station.log.warn('no run was begun: another one is under way', { holder: started.holder });
    return { busy: started.holder };
  }
  return { run, kind: started.kind };
}

/** A robot without its secret keeps nobody from closing runs: what it was to be told stays news. */
function voiceOf({ config, log }: Station, env: FunctionPlace['env']): Voice {
  const send = paced(createSender({}));
  try {
    return { robots: openRobots(config.alerts.dingtalk, resolveSecrets(config, env, ['alerts'])), send };
  } catch (error) {
    log.error('nobody is told anything: a robot lacks its secret', { error: safeReason(error) });
    return { robots: [], send };
  }
}

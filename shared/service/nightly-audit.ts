import { createHash } from 'node:crypto';
import { paced } from '../alerts/pace.ts';
import { openRobots } from '../alerts/robots.ts';
import { createSender } from '../alerts/send.ts';
import { resolveSecrets } from '../config/secrets.ts';
import { finishRun, tellPeople, type Voice } from '../run/finish-run.ts';
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
      return begin(station, task);
    case 'close':
      return { run: task.run, closing: await finishRun(station, task.run, voiceOf(station, env), signal) };
    case 'sweep': {
      const voice = voiceOf(station, env);
      const { over, invited } = await sweep(station);
      for (const run of over) await finishRun(station, run, voice, signal);
      // What a robot did not take the last time.
      if (over.length === 0) await tellPeople(station, voice, signal);
      return { closed: over, invited };
    }
  }
}

/** A timer may fire twice for one time: its run has one name. */
async function begin(
  station: Station,
  { triggerName, triggerTime }: Extract<KeeperTask, { task: 'audit' }>,
): Promise<object> {
  const unique = createHash('sha256').update(`${triggerName} ${triggerTime}`).digest('hex').slice(0, 6);
  const run = runName(new Date(triggerTime), unique);
  const started = await startRun(station, {
    run,
    kind: 'nightly',
    keeps: true,
    tells: true,
    startedAt: station.now(),
  });
  if (started.kind === 'busy') {
    station.log.warn('no run was begun: another one is under way', { holder: started.holder });
    return { busy: started.holder };
  }
  return { run, kind: started.kind };
}

function voiceOf({ config }: Station, env: FunctionPlace['env']): Voice {
  const robots = openRobots(config.alerts.dingtalk, resolveSecrets(config, env, ['alerts']));
  return { robots, send: paced(createSender({})) };
}

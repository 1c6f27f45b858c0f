import type { DingtalkRobot, SecretRef } from '../config/config.ts';
import type { Robot } from './robot.ts';

/** A robot of the config, ready to be sent to. */
export interface OpenRobot extends Pick<DingtalkRobot, 'language' | 'match' | 'summary'> {
  readonly robot: Robot;
}

/**
 * The robots of a config with their secrets filled in.
 * @throws what `secretOf` throws when one is not there
 */
export function openRobots(
  robots: readonly DingtalkRobot[],
  secretOf: (ref: SecretRef) => string,
): readonly OpenRobot[] {
  const ids = robotIds(robots);
  return robots.map(({ url, secret, atMobiles, language, match, summary }, index) => ({
    robot: {
      id: ids[index] ?? '',
      url: secretOf(url).trim(),
      ...(secret && { secret: secretOf(secret).trim() }),
      atMobiles,
    },
    language,
    match,
    summary,
  }));
}

/**
 * An id for each robot, the same from run to run whatever their order: its name, or the environment variable of its URL;
 * of several with one variable, the later ones with a number. Says nothing of its secrets.
 */
export function robotIds(robots: readonly Pick<DingtalkRobot, 'name' | 'url'>[]): readonly string[] {
  const taken = new Set(robots.flatMap(({ name }) => name ?? []));
  return robots.map(({ name, url: { env } }) => {
    if (name !== undefined) return name;
    const own = env.slice(0, LONGEST_ID);
    let id = own;
    for (let number = 2; taken.has(id); number++) id = `${own}-${number}`;
    taken.add(id);
    return id;
  });
}

/** An id is part of a row's key. */
const LONGEST_ID = 200;

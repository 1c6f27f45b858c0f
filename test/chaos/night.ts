import type { Send } from '../../shared/alerts/robot.ts';
import type { OpenRobot } from '../../shared/alerts/robots.ts';
import type { Config, SecretRef } from '../../shared/config/config.ts';
import type { Report } from '../../shared/index.ts';
import type { RowStore } from '../../shared/store/rows.ts';
import type { StoryClock } from './clock.ts';
import type { Trouble } from './plot.ts';

/** What a night is done with. */
export interface Place {
  readonly seed: number;
  readonly config: Config;
  readonly secret: (ref: SecretRef) => string;
  readonly rows: RowStore;
  readonly robots: readonly OpenRobot[];
  readonly send: Send;
  readonly clock: StoryClock;
}

/** What a night came to, for those who watch. */
export interface NightResult {
  /** The reports that somebody got to see: those of the scans, and those that the store keeps. */
  readonly reports: readonly Report[];
  /** What the processes threw, other than by being killed. */
  readonly errors: readonly unknown[];
  readonly killed: number;
  /** How often a disk had no room. */
  readonly refusals: number;
  /** Further processes at the same time; in shards: invocations that were lost, refused or doubled. */
  readonly company: number;
  /** Messages that may have been sent twice, as nobody could note that they were sent. */
  readonly unnoted: number;
}

/** One way to do a night: all that a timer, or a person, would begin until it is over. */
export type DoNight = (place: Place, troubles: readonly Trouble[], night: number) => Promise<NightResult>;

import type { Verdict } from '../../report/report.ts';
import type { PageData, RunLine } from './page-data.ts';

/** A run as the fleet page lists it. Times are ISO 8601. */
export interface FleetRun extends RunLine {
  /** `lost`: whoever was at it was killed. */
  readonly status: 'running' | 'closed' | 'lost';
  readonly kind: 'nightly' | 'on-demand' | 'command';
  readonly finishedAt?: string;
  readonly targetCcmVersion: string;
  /** False: it was confined to a part of the fleet, or asked for another version than the nightly one. */
  readonly isWhole: boolean;
  /** It is not whole for its version, and of no part of the fleet. */
  readonly isOfOtherTarget?: true;
  /** Clusters by verdict, when it is closed. */
  readonly verdicts?: Readonly<Record<Verdict, number>>;
}

/** How far a part of a run is. */
export interface Part {
  readonly total: number;
  readonly done: number;
}

/** How far a run is. */
export interface RunProgress {
  readonly shards: Part;
  readonly clusters: Part;
  readonly loadBalancers: Part;
}

/** What `GET /fleet` answers, packed (see `packPage`). */
export interface FleetData extends Omit<PageData, 'report' | 'runs'> {
  /** Of the last run of the whole fleet; null where none has come to an end. */
  readonly report: PageData['report'] | null;
  /** The last 30, the latest first. */
  readonly runs: readonly FleetRun[];
  /** Those of the whole fleet that have come to an end, at most 30, the latest first: what can be compared. */
  readonly wholeRuns: readonly RunLine[];
  /** The last run of the whole fleet that has come to an end, where its report is not kept. */
  readonly unkept?: Pick<RunLine, 'run' | 'startedAt'>;
  /** The run of the whole fleet that is under way. */
  readonly underWay: { readonly id: string; readonly progress: RunProgress } | null;
}

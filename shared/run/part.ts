import type { Config } from '../config/config.ts';
import type { FleetFacts } from '../model/fleet-view.ts';
import type { ClusterReport, Report } from '../report/report.ts';
import type { Failure } from '../snapshot/snapshot.ts';
import type { Wordings } from '../store/record.ts';

/** Where a shard is. */
export interface PartPlace {
  readonly accountId: string;
  readonly regionId: string;
}

/** What one shard of a run came to. */
export interface Part extends PartPlace {
  readonly report: Report;
  /** The words of its findings in Chinese. */
  readonly zh: Wordings;
  readonly facts: FleetFacts;
}

/** What a whole report has beside its parts. */
export interface MergeOptions {
  readonly config: Config;
  readonly scan: Report['scan'];
  /** Clusters that no part tells of, although they are known. */
  readonly unseen: readonly ClusterReport[];
  /** Where all shards of the run are, those without a part too. */
  readonly places: readonly PartPlace[];
  /** Where clusters of a shard are not known, or their shard has no part. */
  readonly doubtful: readonly PartPlace[];
  readonly failures: readonly Failure[];
  /** Why no cluster is ready, whatever its part says: what was asked for is in none of them. */
  readonly nothingFor?: string;
  /** Whether an account of whose clusters none matches the config is a mistake: not so where a scope leaves some out. */
  readonly isWhole: boolean;
  /** Messages of the findings that the run before this one has left open, by id. */
  readonly before: ReadonlyMap<string, string>;
}

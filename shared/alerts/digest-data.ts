import type { Coverage, SuppressionUse, Verdict } from '../report/report.ts';
import type { Effect } from '../rules/rule.ts';
import type { News } from '../store/life-cycle.ts';

/** A finding as a digest tells of it, its texts in the digest's language. */
export interface DigestFinding {
  readonly id: string;
  readonly rule: string;
  readonly ruleTitle: string;
  readonly effect: Effect;
  /** The words of the console's check, null where it has none. */
  readonly phrase: string | null;
  readonly clusterId: string;
  readonly clusterName: string;
  readonly namespace?: string;
  readonly service?: string;
  readonly loadBalancerId?: string;
  readonly listenerPort?: number;
  readonly message: string;
  /**
   * Of one that the check prints only once another is mended: the words that the console has for that one, or the title
   * of its rule; '' where it is not known any more.
   */
  readonly hiddenBehind?: string;
  /** ISO 8601: when it was first seen since it was last opened. */
  readonly firstSeen: string;
  /** Whole days since then. */
  readonly daysOpen: number;
}

/** Something people have to be told. A resolved finding is as it was seen last. */
export interface DigestItem {
  readonly kind: News;
  readonly finding: DigestFinding;
}

/** A cluster whose verdict is another than in the last run that told of it; at most one for each cluster. */
export interface VerdictChange {
  readonly clusterId: string;
  readonly name: string;
  /** null: it is seen for the first time. One that is `ready` then is no change. */
  readonly from: Verdict | null;
  readonly to: Verdict;
  /** Why it is unknown, or what of it could not be read. */
  readonly error?: string;
}

/** A cluster as the run left it. */
export interface DigestCluster {
  readonly clusterId: string;
  readonly name: string;
  readonly verdict: Verdict;
  /** How many findings are open, by effect. */
  readonly open: Readonly<Partial<Record<Effect, number>>>;
}

/** A cluster, or else a region, of which something could not be read. */
export interface Unscanned {
  readonly clusterId?: string;
  readonly clusterName?: string;
  readonly regionId?: string;
  readonly reason: string;
}

/** All that may be told after a run, in one language, before it is known to whom. */
export interface Digest {
  readonly runId: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly targetCcmVersion: string;
  readonly coverage: Coverage;
  readonly clusters: readonly DigestCluster[];
  readonly changes: readonly VerdictChange[];
  /** The most urgent first. */
  readonly items: readonly DigestItem[];
  readonly unscanned: readonly Unscanned[];
  /** Those that still do their work are not told of. */
  readonly suppressions: readonly SuppressionUse[];
  /** The daily summary: told although nothing is new, and says what is still not ready. */
  readonly summary: boolean;
}

/** Whether anything happened that people have to be told. */
export function hasNews({ changes, items }: Pick<Digest, 'changes' | 'items'>): boolean {
  return changes.length > 0 || items.length > 0;
}

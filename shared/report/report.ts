import type { ChangeValue } from '../model/change.ts';
import type { Effect } from '../rules/rule.ts';
import type { Failure } from '../snapshot/snapshot.ts';

/** `reported`: the check records it now. `hidden`: it will, once another finding is mended. `never`: it has no item for it. */
export type Visibility = 'reported' | 'hidden' | 'never';
/** The gravity of a finding, for tools that know only three. */
export type Severity = 'error' | 'warning' | 'info';
/** What is known of a cluster's upgrade check: it passes, it fails, or something needed could not be read. */
export type Verdict = 'ready' | 'blocked' | 'unknown';

/** One attribute that differs. */
export interface Change {
  /** The SLB API's own name of the attribute. */
  readonly field: string;
  readonly actual: ChangeValue;
  readonly expected: ChangeValue;
  /** Full key of the annotation that sets it. */
  readonly annotation?: string;
}

/** A way to mend a finding. */
export interface Fix {
  readonly kind: 'adopt' | 'revert' | 'inspect' | 'support';
  readonly text: string;
  /** Ready to paste into a POSIX shell. */
  readonly command?: string;
}

/** A finding that somebody knows of, and does not want to be told about. */
export interface Suppression {
  /** Id of a rule, or a glob of them. */
  readonly rule: string;
  /** Glob over `namespace/service` or `cluster/namespace/service` (name or id of the cluster), or over SLB ids. */
  readonly target: string;
  readonly reason: string;
  /** The last day, in UTC, on which it holds: `2027-01-31`. Without it, it holds for good. */
  readonly until?: string;
}

/** A suppression, and what it is good for. */
export interface SuppressionUse extends Suppression {
  readonly source: 'config' | 'annotation';
  /** `unused`: nothing is there that it would suppress. `malformed`: an annotation that cannot be read. */
  readonly state: 'active' | 'expired' | 'unused' | 'malformed';
}

/** What suppresses a finding. */
export type SuppressedBy = Pick<SuppressionUse, 'reason' | 'until' | 'source'>;

/** One fault, in the language that was asked for. */
export interface Finding {
  /** The same from scan to scan for the same fault on the same thing. */
  readonly id: string;
  readonly rule: string;
  /** The words of the console's check, null where it has none. */
  readonly phrase: string | null;
  /** CCM's message code, null where it has none. */
  readonly code: string | null;
  readonly effect: Effect;
  readonly visibility: Visibility;
  /** Id of the finding that must be mended before the check prints this one. */
  readonly hiddenBehind?: string;
  readonly severity: Severity;
  /** Seen twice with the same values; always true for a snapshot file. */
  readonly confirmed: boolean;
  /** Somebody knows of it: no alert, no exit code 1. The check fails all the same. */
  readonly suppressed?: SuppressedBy;
  readonly clusterId: string;
  readonly clusterName: string;
  readonly regionId: string;
  readonly namespace?: string;
  readonly service?: string;
  readonly loadBalancerId?: string;
  readonly listenerPort?: number;
  readonly listenerProtocol?: string;
  readonly vServerGroupId?: string;
  readonly vServerGroupName?: string;
  readonly changes: readonly Change[];
  readonly message: string;
  readonly cause: string;
  readonly fixes: readonly Fix[];
}

/** One item of the cluster's own upgrade check, as its Event holds it: remote text. */
export interface PrecheckItem {
  /** `namespace/name`, and after another slash the listener port, server group or domain extension. */
  readonly key: string;
  /** CCM's message code. */
  readonly code: string;
  /** What differs, in CCM's words, where it says so. */
  readonly message?: string;
}

/**
 * Why the Event says little of the cluster as it was read: it does not tell its time, a Service was written
 * after it, or it is more than an hour old.
 */
export type PrecheckDoubt = 'undated' | 'changed-since' | 'old';

/**
 * The result of the upgrade check that the cluster itself holds (Event
 * kube-system/CloudControllerManagerPrecheckResult), and how far the findings agree with it.
 */
export interface Precheck {
  /** When it was written, ISO 8601. */
  readonly at?: string;
  /** How long before this scan that was, in whole seconds. */
  readonly ageSeconds?: number;
  readonly doubt?: PrecheckDoubt;
  /** `error`: the check did not run to its end, so what it lacks proves nothing. */
  readonly state: 'passed' | 'failed' | 'error';
  /** Faults it counted on SLBs, with those that its Event then lost: to be held against `predictedCount`. */
  readonly failedCount: number;
  /** Faults of its other checks (NLB, …), which are not compared here. */
  readonly otherFailedCount: number;
  /** Findings that the check should have counted. */
  readonly predictedCount: number;
  /** Items with the findings they stand for: several where one has overwritten others of the same key and code. */
  readonly matched: readonly (PrecheckItem & { readonly findingIds: readonly string[] })[];
  /** Items that no finding stands for. */
  readonly onlyConsole: readonly PrecheckItem[];
  /** Ids of findings that the Event would show if the check had counted them. */
  readonly onlyOurs: readonly string[];
  /** Findings that the Event lacks without contradicting them: it was cut at 20, or another item has their key. */
  readonly unknown: number;
}

/** What is said of one cluster as a whole. */
export interface ClusterReport {
  /** The account it belongs to, where the snapshot tells. */
  readonly accountId?: string;
  readonly clusterId: string;
  readonly name: string;
  readonly regionId: string;
  readonly verdict: Verdict;
  /** Number of Services that CCM looks at. */
  readonly services: number;
  /** Number of findings about this cluster. */
  readonly findings: number;
  /** Why something of it could not be read, or is not known. */
  readonly error?: string;
  /** Where the cluster holds the result of an upgrade check. */
  readonly precheck?: Precheck;
}

/** How much of the fleet was read and compared. */
export interface Coverage {
  readonly clusters: { readonly total: number; readonly read: number };
  readonly services: { readonly total: number; readonly compared: number };
  readonly loadBalancers: { readonly total: number; readonly read: number };
}

/** Everything one scan says. */
export interface Report {
  readonly formatVersion: 1;
  readonly scan: {
    readonly id: string;
    /** ISO 8601. */
    readonly startedAt: string;
    readonly finishedAt: string;
    readonly targetCcmVersion: string;
    /** What the scan was confined to; absent where it is all. Verdicts are about no more than that. */
    readonly scope?: {
      readonly clusters?: readonly string[];
      readonly namespaces?: readonly string[];
      readonly services?: readonly string[];
    };
  };
  readonly coverage: Coverage;
  readonly clusters: readonly ClusterReport[];
  readonly findings: readonly Finding[];
  readonly failures: readonly Failure[];
  /** What became of each suppression; absent where there are none. */
  readonly suppressions?: readonly SuppressionUse[];
}

/** The severity that goes with an effect. */
export function severityOf(effect: Effect): Severity {
  if (effect === 'fails-check' || effect === 'breaks-sync') return 'error';
  return effect === 'info' ? 'info' : 'warning';
}

import type { Effect } from '../../rules/rule.ts';

/** Why something could not be read, as far as it tells what to do. */
export type FailureKind = 'permission' | 'pace' | 'reach' | 'scope' | 'stopped' | 'bug' | 'follows' | 'other';

/** What a finding can be asked for beside its effect. */
export type Standing = 'reported' | 'hidden' | 'never' | 'new' | 'unconfirmed' | 'suppressed';

/** The words of the HTML page that no other form has. */
export interface PageWords {
  readonly product: string;
  /** Between the items of a list. */
  readonly comma: string;
  readonly target: (version: string) => string;
  readonly scannedAt: string;
  readonly headline: (ready: number, all: number) => string;
  readonly headlineNone: string;
  /** Headlines of a scan of a part of the fleet. */
  readonly nothingIn: (place: string) => string;
  readonly faultsIn: (faults: number, place: string) => string;
  readonly notKnownIn: (place: string) => string;
  readonly blockedBy: (clusters: number, faults: number, services: number) => string;
  readonly unknownOf: (clusters: number) => string;
  readonly coverage: (parts: readonly (readonly [part: number, total: number])[]) => string;
  readonly scope: (what: string) => string;
  readonly byEffect: string;
  readonly effects: Readonly<Record<Effect, string>>;
  readonly effectMeans: Readonly<Record<Effect, string>>;
  readonly clusters: string;
  readonly clusterColumns: readonly string[];
  readonly nothingInTheWay: string;
  readonly alsoToKnow: (effect: Effect, count: number) => string;
  readonly showFindings: (count: number) => string;
  readonly findings: string;
  readonly orphans: string;
  readonly orphansNote: string;
  readonly filters: Readonly<Record<'cluster' | 'namespace' | 'rule' | 'effect' | 'standing', string>>;
  readonly search: string;
  readonly searchHint: string;
  readonly all: string;
  readonly clear: string;
  readonly found: (count: number, total: number) => string;
  readonly noneFound: string;
  /** A link led to a finding that the report does not have. */
  readonly notHere: string;
  readonly more: (count: number) => string;
  readonly showAll: string;
  readonly standings: Readonly<Record<Standing, string>>;
  readonly badges: Readonly<Record<'new' | 'hidden' | 'unconfirmed' | 'suppressed', string>>;
  readonly console: string;
  readonly noPhrase: (code: string) => string;
  readonly notInConsole: string;
  readonly visibility: Readonly<Record<'reported' | 'hidden' | 'never', string>>;
  readonly facts: Readonly<
    Record<'id' | 'rule' | 'code' | 'loadBalancer' | 'listener' | 'group' | 'annotation' | 'known', string>
  >;
  readonly known: (first: string, last: string, sightings: number) => string;
  readonly fixKinds: Readonly<Record<'adopt' | 'revert' | 'inspect' | 'support', string>>;
  readonly copy: string;
  readonly copied: string;
  readonly notCopied: string;
  readonly unseenInCommand: string;
  readonly why: string;
  readonly noteSuppressed: string;
  readonly badSuppressions: string;
  readonly todo: string;
  readonly advice: Readonly<Record<FailureKind, string>>;
  readonly changes: (since: string) => string;
  readonly changeKinds: Readonly<Record<'opened' | 'reopened' | 'worse' | 'resolved', string>>;
  readonly nothingChanged: string;
  readonly history: string;
  readonly historyAsTable: string;
  readonly run: string;
  readonly total: string;
  readonly theme: Readonly<Record<'auto' | 'light' | 'dark', string>>;
  readonly language: string;
  readonly noScript: string;
  readonly back: string;
  readonly filtered: (count: number, total: number) => string;
}

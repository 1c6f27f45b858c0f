import { isDoubt } from '../../../snapshot/readability.ts';
import type { Failure } from '../../../snapshot/snapshot.ts';
import type { MarkdownWords } from '../../words-markdown.ts';
import type { FailureKind } from '../page-words.ts';

const KINDS: readonly (readonly [RegExp, FailureKind])[] = [
  [/^(ItemNotUnderstood|RuleCrashed|Unexpected)$/, 'bug'],
  [/^(NoClusterMatches|NothingMatches|ClusterTwice|NotInSnapshot|KUBECONFIG)$/, 'scope'],
  [/^ClusterNotRunning$/, 'stopped'],
  // It only repeats, for the Services, what another failure says of the part.
  [/^NotRead$/, 'follows'],
  [/throttl|flow|quota|toomany|\b429\b/i, 'pace'],
  [/forbid|denied|unauth|permission|accesskey|credential|\b40[13]\b/i, 'permission'],
  [/time_?d?_?out|^E[A-Z_]+$|^ERR_|^CERT_|unavailable|internalerror|notscanned|notyet/i, 'reach'],
];

/** What kind of thing went wrong, by its code: what to do about it follows from that. */
export function failureKind({ code }: Pick<Failure, 'code'>): FailureKind {
  return KINDS.find(([codes]) => codes.test(code))?.[1] ?? 'other';
}

/** How much of the fleet a failure puts in doubt. */
export function failureConcern(failure: Failure): keyof MarkdownWords['means'] {
  if (!isDoubt(failure)) return 'extra';
  if (failure.loadBalancerId !== undefined) return 'instance';
  if (failure.service !== undefined) return 'service';
  if (failure.clusterId !== undefined) return 'cluster';
  return failure.regionId === undefined ? 'all' : 'region';
}

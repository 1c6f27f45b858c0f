import type { ListenerClaim } from '../model/fleet-view.ts';
import { findingOfFleet } from '../report/finding.ts';
import type { Finding } from '../report/report.ts';
import { suppress } from '../report/suppression.ts';
import { listenerConflict } from '../rules/listener-conflict.ts';
import type { Wordings } from '../store/record.ts';
import type { MergeOptions, Part } from './part.ts';

/**
 * Conflicts over a listener between Services of different parts. No part could look at one twice: it is confirmed where a
 * part has seen just this by itself, or the run before has found the same.
 */
export function conflictsBetween(
  parts: readonly Part[],
  known: ReadonlyMap<string, Finding>,
  { config, scan, before }: Pick<MergeOptions, 'config' | 'scan' | 'before'>,
): { readonly en: readonly Finding[]; readonly zh: Wordings } {
  const drafts = listenerConflict.check({ claims: claimsIn(parts) });
  const found = drafts.map((draft): Finding => {
    const finding = findingOfFleet(listenerConflict, draft, 'en');
    const own = known.get(finding.id);
    const isSeen = own?.message === finding.message && own.confirmed;
    return { ...finding, confirmed: isSeen || before.get(finding.id) === finding.message };
  });
  const now = Date.parse(scan.startedAt);
  const en = suppress({ clusters: [] }, found, config.suppressions, now).findings.map((finding) => {
    const suppressed = finding.suppressed ?? known.get(finding.id)?.suppressed;
    return suppressed ? { ...finding, suppressed } : finding;
  });
  return { en, zh: { findings: drafts.map((draft) => findingOfFleet(listenerConflict, draft, 'zh')) } };
}

/**
 * The listeners that Services of more than one part claim. Ids of instances are unique in the cloud, so that parts of
 * different accounts have none in common.
 */
function claimsIn(parts: readonly Part[]): readonly ListenerClaim[] {
  const claims = new Map<string, { readonly claim: ListenerClaim; readonly from: Set<Part> }>();
  for (const part of parts) {
    for (const claim of part.facts.claims) {
      const key = `${claim.port}/${claim.protocol} ${claim.loadBalancerId}`;
      const earlier = claims.get(key);
      const services = [...(earlier?.claim.services ?? []), ...claim.services];
      claims.set(key, { claim: { ...claim, services }, from: new Set([...(earlier?.from ?? []), part]) });
    }
  }
  return [...claims.values()].filter(({ from }) => from.size > 1).map(({ claim }) => claim);
}

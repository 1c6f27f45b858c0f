import type { ListenerClaim } from '../model/fleet-view.ts';
import type { Part } from './merge-parts.ts';

/**
 * The listeners that Services of more than one part claim. Ids of instances are unique in the cloud, so that parts of
 * different accounts have none in common.
 */
export function claimsIn(parts: readonly Part[]): readonly ListenerClaim[] {
  const claims = new Map<string, { readonly claim: ListenerClaim; readonly from: Set<Part> }>();
  for (const part of parts) {
    for (const claim of part.facts.claims) {
      const key = `${claim.port}/${claim.protocol} ${claim.loadBalancerId}`;
      const before = claims.get(key);
      const services = [...(before?.claim.services ?? []), ...claim.services];
      claims.set(key, { claim: { ...claim, services }, from: new Set([...(before?.from ?? []), part]) });
    }
  }
  return [...claims.values()].filter(({ from }) => from.size > 1).map(({ claim }) => claim);
}

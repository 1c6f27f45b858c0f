import type { ActualBackend } from '../actual/server-groups.ts';
import type { GroupComparison } from './server-groups.ts';

/**
 * Whether a group's weights change all by one factor, so that each backend keeps its share of the traffic: 100, 100, 50
 * become 2, 2, 1. False where a backend comes or goes, where the weights are or become all 0, and where nothing changes.
 */
export function keepsShares({ actual, add, remove, weights }: GroupComparison): boolean {
  if (weights.length === 0 || add.length > 0 || remove.length > 0) return false;
  const expected = new Map(weights.map((change) => [keyOf(change, change.ServerIp), change.expected]));
  // A change of an ECS instance names no address, though SLB may.
  const after = (backend: ActualBackend) =>
    expected.get(keyOf(backend, backend.ServerIp)) ?? expected.get(keyOf(backend, '')) ?? backend.Weight;
  const present = actual?.backends ?? [];
  const sumBefore = present.reduce((sum, { Weight }) => sum + Weight, 0);
  const sumAfter = present.reduce((sum, backend) => sum + after(backend), 0);
  if (sumBefore === 0 || sumAfter === 0) return false;
  // Weights are integers, so that these products are exact.
  return present.every((backend) => backend.Weight * sumAfter === after(backend) * sumBefore);
}

function keyOf({ ServerId, Port }: Pick<ActualBackend, 'ServerId' | 'Port'>, ServerIp: string): string {
  return `${ServerId} ${Port} ${ServerIp}`;
}

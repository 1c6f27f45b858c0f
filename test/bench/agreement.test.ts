import { expect, it } from 'vitest';
import { agreementsOf, type FoundFact } from '../../bench/agreement.ts';
import type { PlantedFault } from '../../bench/generate-fleet.ts';

const PLACE = { clusterId: 'c1', namespace: 'shop', service: 'web', loadBalancerId: 'lb-1' };
const DRIFT: PlantedFault = { kind: 'listener-stopped', rule: 'listener-start', ...PLACE };
const ORPHAN: PlantedFault = {
  kind: 'orphan',
  rule: 'load-balancer-orphan',
  ...PLACE,
  loadBalancerId: 'lb-2',
};
const TRUTH = { faults: [DRIFT, ORPHAN] };
const STOPPED: FoundFact = { id: 'a', rule: 'listener-start', ...PLACE };
const LEFT: FoundFact = {
  id: 'b',
  rule: 'load-balancer-orphan',
  clusterId: 'c1',
  loadBalancerId: 'lb-2',
};
const EDITED: FoundFact = { id: 'c', rule: 'listener-update', ...PLACE };

it.each<[string, readonly FoundFact[], readonly [number, number, number, number]]>([
  ['everything found, and no more', [STOPPED, LEFT], [1, 1, 1, 1]],
  ['nothing found', [], [0, 1, 0, 1]],
  ['an orphan lost', [STOPPED], [1, 1, 0, 1]],
  ['a drift lost', [LEFT], [0, 1, 1, 1]],
  ['a drift of another Service', [{ ...STOPPED, service: 'api' }, LEFT], [0, 0, 1, 1]],
  ['a drift on another SLB', [{ ...STOPPED, loadBalancerId: 'lb-3' }, LEFT], [0, 0, 1, 1]],
  ['an orphan of another cluster', [STOPPED, { ...LEFT, clusterId: 'c2' }], [1, 1, 0, 0]],
  ['a drift invented', [STOPPED, EDITED, LEFT], [1, 0.5, 1, 1]],
  ['an orphan invented', [STOPPED, LEFT, { ...LEFT, id: 'd', loadBalancerId: 'lb-9' }], [1, 1, 1, 0.5]],
  ['what hides behind a planted fault', [STOPPED, { ...EDITED, hiddenBehind: 'a' }, LEFT], [1, 1, 1, 1]],
  [
    'what hides behind something that hides behind a planted fault',
    [STOPPED, { ...EDITED, hiddenBehind: 'a' }, { ...EDITED, id: 'e', hiddenBehind: 'c' }, LEFT],
    [1, 1, 1, 1],
  ],
  ['what hides behind nothing known', [STOPPED, { ...EDITED, hiddenBehind: 'x' }, LEFT], [1, 0.5, 1, 1]],
])('recall and precision of drifts and of orphans: %s', (_, findings, expected) => {
  const { drifts, orphans } = agreementsOf(TRUTH, findings);

  expect([drifts.recall, drifts.precision, orphans.recall, orphans.precision]).toEqual(expected);
});

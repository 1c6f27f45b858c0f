import type { ListenerPair } from '../model/comparison/listeners.ts';
import type { DesiredListener } from '../model/desired/listeners.ts';
import type { ServiceView } from '../model/service-view.ts';
import { groupLane } from './group-lane.ts';
import type { Place } from './rule.ts';

/** Steps of one listener, in CCM's order (clbv1 Update of tcp, udp, http, https): each hides those after it. */
const STEPS = { start: 1, stop: 2, delete: 3, create: 4, extensions: 5, certificate: 6, update: 7 } as const;

/** Port and protocol of a listener on either side. */
export interface ListenerSpot {
  readonly ListenerPort: number;
  readonly Protocol: string;
}

/** What every draft about one listener says of where it is. */
export function listenerSubject(view: ServiceView, { ListenerPort, Protocol }: ListenerSpot) {
  return {
    loadBalancerId: view.loadBalancerId,
    listenerPort: ListenerPort,
    listenerProtocol: Protocol,
  };
}

/** Service ports 53/TCP and 53/UDP may both ask for one listener: each has a lane, and an identity, of its own. */
export function ownProtocol(desired: DesiredListener): string {
  return (desired.servicePort.protocol ?? 'TCP').toUpperCase();
}

/** Where a fault of a listener that exists stands in CCM's reconcile. */
export function pairPlace(pair: ListenerPair, step: keyof typeof STEPS): Place {
  return listenerPlace(pair.desired, ownProtocol(pair.desired), step, pair.waitsFor);
}

/** Where a fault of any listener stands; a group still to be created keeps it waiting. */
export function listenerPlace(
  { ListenerPort, Protocol }: ListenerSpot,
  own: string,
  step: keyof typeof STEPS,
  waitsForGroup?: string,
): Place {
  return {
    stage: 'apply',
    lane: `listener ${ListenerPort}/${Protocol} ${own}`,
    step: STEPS[step],
    ...(waitsForGroup !== undefined && { waitsFor: groupLane(waitsForGroup) }),
  };
}

/** The parameters that name one listener in the calls that start, stop or delete it. */
export function listenerParameters(view: ServiceView, spot: ListenerSpot) {
  return [
    ['LoadBalancerId', view.loadBalancerId],
    ['ListenerPort', spot.ListenerPort],
    ['ListenerProtocol', spot.Protocol],
  ] as const;
}

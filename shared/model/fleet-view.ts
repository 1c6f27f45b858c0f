import type { CloudIndex } from './cloud-index.ts';
import type { ClusterIndex } from './cluster-index.ts';
import type { AuditContext, ServiceView } from './service-view.ts';

/** A Service, as one of the whole fleet. */
export interface ServiceRef {
  readonly cluster: ClusterIndex;
  readonly namespace: string;
  readonly service: string;
}

/** The fleet after every Service was looked at: who uses which instance. */
export interface FleetView {
  readonly context: AuditContext;
  readonly clusters: readonly ClusterIndex[];
  readonly clouds: readonly CloudIndex[];
  /** Whether all Services of a cluster were read, so that "no Service has it" means something. */
  readonly isComplete: (clusterId: string) => boolean;
  /** Instances that a Service finds, names or may own, by id. */
  readonly users: ReadonlyMap<string, readonly ServiceRef[]>;
  /** Services whose listeners are CCM's to change, by `<instance> <port>/<protocol>`. */
  readonly claims: ReadonlyMap<string, readonly ServiceRef[]>;
}

/** Collects, while Services are looked at one by one, what the rules of the whole fleet need of them. */
export interface FleetCollector {
  readonly add: (view: ServiceView) => void;
  readonly users: ReadonlyMap<string, readonly ServiceRef[]>;
  readonly claims: ReadonlyMap<string, readonly ServiceRef[]>;
}

export function collectFleet(): FleetCollector {
  const users = new Map<string, ServiceRef[]>();
  const claims = new Map<string, ServiceRef[]>();
  const note = (map: Map<string, ServiceRef[]>, key: string, ref: ServiceRef) => {
    const refs = map.get(key);
    if (refs) refs.push(ref);
    else map.set(key, [ref]);
  };
  const add = (view: ServiceView) => {
    const ref = { cluster: view.cluster, namespace: view.owner.namespace, service: view.owner.service };
    for (const id of idsOf(view)) note(users, id, ref);
    if (view.beingDeleted || !view.attribute || !view.comparesListeners) return;
    for (const listener of view.desired.listeners) {
      note(claims, claimKey(view.attribute.LoadBalancerId, listener.ListenerPort, listener.Protocol), ref);
    }
  };
  return { add, users, claims };
}

export function claimKey(loadBalancerId: string, port: number, protocol: string): string {
  return `${loadBalancerId} ${port}/${protocol}`;
}

function idsOf(view: ServiceView): readonly string[] {
  const { found, desired } = view;
  if (found.kind === 'found') return [found.item.LoadBalancerId];
  if (found.kind === 'ambiguous') return found.ids;
  return desired.attribute.LoadBalancerId === '' ? [] : [desired.attribute.LoadBalancerId];
}

import type { AuditContext } from './audit-context.ts';
import type { CloudIndex } from './cloud-index.ts';
import type { ClusterIndex } from './cluster-index.ts';
import type { ServiceView } from './service-view.ts';

/** A Service, as one of the whole fleet. */
export interface ServiceRef {
  readonly cluster: Pick<ClusterIndex, 'clusterId' | 'name' | 'regionId'>;
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
  /** Ids of the instances that a Service finds, names or may own. */
  readonly used: ReadonlySet<string>;
  /** Listeners of reused instances that CCM may change, with the Services that ask for them. */
  readonly claims: readonly ListenerClaim[];
}

/** A listener port and the Services that want it for themselves. */
export interface ListenerClaim {
  readonly loadBalancerId: string;
  readonly port: number;
  readonly protocol: string;
  readonly services: readonly ServiceRef[];
}

/** Who uses which instance, in plain JSON: what must be known of parts of one inventory that are audited apart. */
export interface FleetFacts {
  readonly used: readonly string[];
  readonly claims: readonly ListenerClaim[];
}

/** The facts of a fleet that was looked at. */
export function factsOf({ used, claims }: Pick<FleetView, 'used' | 'claims'>): FleetFacts {
  return {
    used: [...used],
    claims: claims.map((claim) => ({ ...claim, services: claim.services.map(plainRef) })),
  };
}

function plainRef({ cluster: { clusterId, name, regionId }, ...service }: ServiceRef): ServiceRef {
  return { cluster: { clusterId, name, regionId }, ...service };
}

/** Collects, while Services are looked at one by one, what the rules of the whole fleet need of them. */
export interface FleetCollector {
  readonly add: (view: ServiceView) => void;
  readonly used: ReadonlySet<string>;
  readonly claims: () => readonly ListenerClaim[];
}

/** An empty collection. */
export function collectFleet(): FleetCollector {
  const used = new Set<string>();
  const claims = new Map<string, ListenerClaim & { readonly services: ServiceRef[] }>();
  const add = (view: ServiceView) => {
    for (const id of idsOf(view)) used.add(id);
    // An instance of CCM's own belongs to one Service by its UID: only reused ones can be claimed twice.
    if (
      view.beingDeleted ||
      !view.attribute ||
      !view.comparesListeners ||
      !view.desired.attribute.isUserManaged
    )
      return;
    const ref = { cluster: view.cluster, namespace: view.owner.namespace, service: view.owner.service };
    const loadBalancerId = view.attribute.LoadBalancerId;
    for (const { ListenerPort: port, Protocol: protocol } of view.desired.listeners) {
      const key = `${port}/${protocol} ${loadBalancerId}`;
      const claim = claims.get(key) ?? { loadBalancerId, port, protocol, services: [] };
      claim.services.push(ref);
      claims.set(key, claim);
    }
  };
  return { add, used, claims: () => [...claims.values()] };
}

function idsOf(view: ServiceView): readonly string[] {
  const { found, desired } = view;
  if (found.kind === 'found') return [found.item.LoadBalancerId];
  if (found.kind === 'ambiguous') return found.ids;
  return desired.attribute.LoadBalancerId === '' ? [] : [desired.attribute.LoadBalancerId];
}

import type { SlbListener, SlbLoadBalancer } from '../../shared/snapshot/cloud-items.ts';

/** Something a Service asks for, with what SLB has when it was done: both sides are written from one line. */
export interface Feature {
  /** Of two features in one slot a Service has only one. */
  readonly slot: string;
  /** By short name, without CCM's prefix. */
  readonly annotations: Readonly<Record<string, string>>;
  readonly instance?: Partial<SlbLoadBalancer>;
  readonly tags?: readonly { readonly TagKey: string; readonly TagValue: string }[];
  readonly listener?: Partial<Pick<SlbListener, 'Scheduler' | 'AclStatus' | 'AclType' | 'AclId' | 'AclIds'>>;
  /** Fields of the `<PROTOCOL>ListenerConfig`; those that a listener's protocol lacks are passed over. */
  readonly config?: Readonly<Record<string, string | number>>;
}

export type ListenerProtocol = 'tcp' | 'udp' | 'http' | 'https';

export interface PlannedPort {
  readonly name: string;
  readonly port: number;
  readonly targetPort: number;
  readonly nodePort: number;
  readonly listener: ListenerProtocol;
}

/** A pod behind a Service, by the number of the worker it runs on. */
export interface PlannedPod {
  readonly name: string;
  readonly address: string;
  readonly worker: number;
  readonly ready: boolean;
}

/** A Service before it is written out for Kubernetes and for SLB. */
export interface ServicePlan {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** `ignored`: a ClusterIP Service, which CCM does not look at. */
  readonly instance: 'own' | 'reused' | 'ignored';
  readonly policy: 'Cluster' | 'Local' | 'ENI';
  readonly ports: readonly PlannedPort[];
  readonly pods: readonly PlannedPod[];
  readonly features: readonly Feature[];
}

/** The plan with a feature, in place of any other in its slot. */
export function withFeature(plan: ServicePlan, feature: Feature): ServicePlan {
  return { ...plan, features: [...plan.features.filter((other) => other.slot !== feature.slot), feature] };
}

import type { ChangeValue } from '../model/change.ts';
import type { TrafficPolicy } from '../model/desired/weights.ts';
import type { Failure } from '../snapshot/snapshot.ts';
import type { BackendPlace } from './backend-place.ts';
import type { Finding, Precheck } from './report.ts';

/**
 * What becomes of one attribute. `equal` and `differs`: CCM compares it. `not-compared`: the Service asks for it, and
 * CCM does not look. `not-annotated`: the Service asks for nothing. `absent`: there is nothing on SLB to compare with.
 */
export type FieldState = 'equal' | 'differs' | 'not-compared' | 'not-annotated' | 'absent';

/** One attribute, by the SLB API's own name, on both sides; null where a side has none. */
export interface ExplainedField {
  readonly field: string;
  /** Full key of the annotation that sets it, where the Service has it. */
  readonly annotation?: string;
  readonly service: ChangeValue;
  readonly slb: ChangeValue;
  readonly state: FieldState;
}

/** The instance of the Service, or why there is none. */
export interface ExplainedInstance {
  readonly found: 'found' | 'none' | 'reused-missing' | 'ambiguous' | 'unread';
  /** How CCM finds it: the annotated id, the owner tag, or the default name. */
  readonly by?: 'id' | 'tag' | 'name';
  /** The user's own instance, named by annotation id. */
  readonly isReused: boolean;
  readonly loadBalancerId?: string;
  /** Those that match, where there are several. */
  readonly candidates?: readonly string[];
  readonly defaultName: string;
  readonly fields: readonly ExplainedField[];
}

/**
 * `both`: it is compared. `service-only`: CCM will make it. `slb-only`: it is CCM's, and no port asks for it. `theirs`:
 * somebody else's, which CCM leaves alone. `not-compared`: on a reused SLB without force-override-listeners. `blocked`:
 * CCM cannot make it. `unread`: what SLB has could not be read.
 */
export type ListenerState =
  | 'both'
  | 'service-only'
  | 'slb-only'
  | 'theirs'
  | 'not-compared'
  | 'blocked'
  | 'unread';

/** One listener, on both sides. */
export interface ExplainedListener {
  readonly port: number;
  readonly protocol: string;
  readonly state: ListenerState;
  /** Name of the server group that must be made before CCM gets to the listener. */
  readonly waitsFor?: string;
  readonly fields: readonly ExplainedField[];
}

/**
 * `equal`; `weight`: the upgraded CCM sets another weight; `weight-kept`: it differs, and is left alone; `add`, `remove`:
 * the check counts it; `surplus-kept`: ours, and not removed while others are invalid; `theirs`: somebody else put it
 * there; `invalid`: no network interface has the address; `wanted`: there is no group to compare it with; `unknown`: the
 * other side could not be read.
 */
export type BackendState =
  | 'equal'
  | 'weight'
  | 'weight-kept'
  | 'add'
  | 'remove'
  | 'surplus-kept'
  | 'theirs'
  | 'invalid'
  | 'wanted'
  | 'unknown';

/** One backend of a server group; a weight is null on the side that does not have it. */
export interface ExplainedBackend extends BackendPlace {
  readonly serviceWeight: number | null;
  readonly slbWeight: number | null;
  readonly state: BackendState;
}

/**
 * `both`; `service-only`: CCM will make it; `blocked`: CCM finds no instance that it may use; `unwanted`: ours, and no port wants it; `emptied`: not ours, but our backends
 * in it go; `unbuildable`: CCM cannot work out what is to be in it; `unread`.
 */
export type GroupState =
  | 'both'
  | 'service-only'
  | 'blocked'
  | 'unwanted'
  | 'emptied'
  | 'unbuildable'
  | 'unread';

/** One server group, on both sides. */
export interface ExplainedGroup {
  readonly name: string;
  readonly id?: string;
  /** Of the Service, where one of its ports wants the group. */
  readonly servicePort?: number;
  readonly state: GroupState;
  /** An earlier port has the same group, and CCM changes it for that one. */
  readonly isCovered: boolean;
  /** Why it cannot be built: the reason's word, and the value at fault. */
  readonly faults: readonly { readonly reason: string; readonly value: string }[];
  readonly backends: readonly ExplainedBackend[];
}

/**
 * What an annotation does. `counts`: CCM reads it now. `later`: only when it makes, or deletes, the SLB. `refused`: CCM
 * compares it, and SLB takes no such value. `breaks`: CCM cannot read it, and gives up. `no-effect`; `unknown`: no such
 * annotation.
 */
export type AnnotationVerdict = 'counts' | 'later' | 'refused' | 'breaks' | 'no-effect' | 'unknown';

/** One annotation of the Service. */
export interface ExplainedAnnotation {
  readonly key: string;
  readonly value: string;
  readonly verdict: AnnotationVerdict;
  /** A word that scripts can test. */
  readonly reason: string;
  /** What CCM takes the value for, where that is not the text itself. */
  readonly reads?: string | number | boolean;
  /** SLB attributes that it sets, by the API's own names. */
  readonly sets: readonly string[];
  /** SLB has another value than the annotation asks for, and CCM compares it. */
  readonly differs: boolean;
  readonly text: string;
  /** The known key that an unknown one is nearest to. */
  readonly nearest?: string;
}

/** One step of mending, in the order in which CCM would meet the faults. */
export interface MendingStep {
  readonly findingId: string;
  /** The finding that must be mended before CCM gets to this one. */
  readonly behind?: string;
  /** Key under which the check files it; it shows one item a key. Only of findings that it records now. */
  readonly itemKey?: string;
}

/** Everything that is known of one Service. */
export interface Explanation {
  readonly formatVersion: 1;
  readonly targetCcmVersion: string;
  /** As of when it was read, ISO 8601. */
  readonly at: string;
  readonly clusterId: string;
  readonly clusterName: string;
  readonly regionId: string;
  readonly ccmVersion?: string;
  readonly namespace: string;
  readonly service: string;
  /** `ignored`: CCM does not look at it, as `ignoredBecause` says. */
  readonly state: 'wanted' | 'being-deleted' | 'ignored';
  readonly ignoredBecause?: 'type' | 'class' | 'class-annotation' | 'tunnel';
  readonly policy: TrafficPolicy;
  /** CCM stops at this stage of its reconcile, and compares nothing of what would come after it. */
  readonly stopsAt?: 'build' | 'read' | 'find' | 'tie';
  /** Undefined where CCM does not look at the Service. */
  readonly instance: ExplainedInstance | undefined;
  readonly listeners: readonly ExplainedListener[];
  readonly groups: readonly ExplainedGroup[];
  readonly annotations: readonly ExplainedAnnotation[];
  readonly findings: readonly Finding[];
  /** Of every finding, those that nothing keeps CCM from first. */
  readonly order: readonly MendingStep[];
  /** What the cluster's own last check says of the Service. */
  readonly precheck?: Pick<Precheck, 'at' | 'ageSeconds' | 'doubt'> & {
    readonly onlyConsole: Precheck['onlyConsole'];
  };
  /** Parts that were needed and could not be read. */
  readonly unread: readonly string[];
  /** Why, and whatever else went wrong on the way. */
  readonly failures: readonly Failure[];
}

import type { FieldChange } from '../model/change.ts';
import type { FleetView } from '../model/fleet-view.ts';
import type { ServiceView } from '../model/service-view.ts';

/** The languages of all texts. */
export const LANGUAGES = ['en', 'zh'] as const;
/** One of them. */
export type Language = (typeof LANGUAGES)[number];
/** A text in every language. */
export type Localized = Readonly<Record<Language, string>>;

/** What a fault means for the upgrade, gravest first; `--fail-on` takes one of these words. */
export const EFFECTS = ['fails-check', 'breaks-sync', 'orphaned', 'changes-traffic', 'info'] as const;
/** One of the effects. */
export type Effect = (typeof EFFECTS)[number];

/**
 * Where in CCM's reconcile a fault stands, from which follows what it hides and what hides it.
 * `build`, `read`, `find` and `tie` end the reconcile for everything after them; `apply` faults stand side by
 * side; `clean-up` comes only when none of them is left; `apart` is nothing the check looks at.
 */
export interface Place {
  readonly stage: 'build' | 'read' | 'find' | 'tie' | 'apply' | 'clean-up' | 'apart';
  /** Faults of one lane come one after the other, by `step`; without a lane a fault waits for no other. */
  readonly lane?: string;
  readonly step?: number;
  /** Lane that must be through before this one begins. */
  readonly waitsFor?: string;
}

/** A way to mend a fault: make the Service say what SLB has, make SLB say what the Service wants, look, or ask. */
export interface FixDraft {
  readonly kind: 'adopt' | 'revert' | 'inspect' | 'support';
  readonly text: Localized;
  /** A command ready to paste into a shell. */
  readonly command?: string;
}

/** One fault found by a rule, in both languages; the report adds what it knows of rule, cluster and Service. */
export interface Draft {
  readonly place: Place;
  /** Where it differs from the rule's. */
  readonly effect?: Effect;
  readonly loadBalancerId?: string;
  readonly listenerPort?: number;
  readonly listenerProtocol?: string;
  readonly vServerGroupId?: string;
  readonly vServerGroupName?: string;
  /** Tells two faults of one rule on one thing apart, and stays the same from scan to scan. */
  readonly identity?: string;
  readonly changes?: readonly FieldChange[];
  readonly message: Localized;
  /** Where there is more to say than the rule's cause. */
  readonly cause?: Localized;
  readonly fixes: readonly FixDraft[];
}

/** A fault of the fleet as a whole: it says itself whose it is. */
export interface FleetDraft extends Draft {
  readonly clusterId: string;
  readonly clusterName: string;
  readonly regionId: string;
  readonly namespace?: string;
  readonly service?: string;
}

/** What a rule says of itself in one language. */
export interface RuleText {
  readonly title: string;
  /** Why this happens, and what people stumble over. */
  readonly cause: string;
  /** What the upgraded CCM will do about it. */
  readonly upgrade: string;
}

/** What is known of a rule without any snapshot. */
export interface RuleMetadata {
  readonly id: string;
  /** The words of the console's check, null where it has none. */
  readonly phrase: string | null;
  /** CCM's message code (pkg/provider/dryrun/slb.go), null where it has none. */
  readonly code: string | null;
  readonly effect: Effect;
  readonly docs: string;
  readonly text: Readonly<Record<Language, RuleText>>;
}

/** A rule that looks at one Service at a time. Pure: no network, clock or config. */
export interface ServiceRule extends RuleMetadata {
  readonly scope: 'service';
  readonly check: (view: ServiceView) => readonly Draft[];
}

/** A rule that needs the whole fleet: orphans, conflicts between Services. */
export interface FleetRule extends RuleMetadata {
  readonly scope: 'fleet';
  readonly check: (fleet: FleetView) => readonly FleetDraft[];
}

/** Any rule. */
export type Rule = ServiceRule | FleetRule;

/** What a rule returns that has nothing to say. */
export const NOTHING: readonly Draft[] = [];

/** The user's guide to the console's check. */
export const GUIDE =
  'https://help.aliyun.com/en/cs/user-guide/cloud-controller-manager-ccm-component-upgrade-check-failed';
/** What each annotation means. */
export const ANNOTATION_GUIDE =
  'https://help.aliyun.com/en/ack/ack-managed-and-ack-dedicated/user-guide/add-annotations-to-the-yaml-file-of-a-service-to-configure-clb-instances';

/** A number with its noun: `1 backend`, `3 backends`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** A text in both languages. */
export function both(en: string, zh: string): Localized {
  return { en, zh };
}

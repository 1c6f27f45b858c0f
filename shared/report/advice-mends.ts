import { RULES } from '../rules/registry.ts';
import type { Effect, Language } from '../rules/rule.ts';
import type { OrderedFault } from './explain-order.ts';
import type { Finding, Fix } from './report.ts';

/** The ways out of a fault; merely to look is none. */
export type WayKind = Exclude<Fix['kind'], 'inspect'>;

/** One way out in words, with the commands that take it for each fault of a group. */
export interface Way {
  readonly kind: WayKind;
  readonly text: string;
  /** Ready to paste into a POSIX shell; none where there is nothing to run. */
  readonly commands: readonly string[];
}

/** Faults that are mended alike: of one rule, about the same attributes, and as deep behind others. */
export interface Mend {
  readonly rule: string;
  /** The rule's title. */
  readonly title: string;
  readonly phrase: string | null;
  readonly effect: Effect;
  /** Attributes that differ, by the SLB API's own names. */
  readonly fields: readonly string[];
  /** So many other faults of its Service stand before it: 0 can be mended now. */
  readonly depth: number;
  readonly services: readonly {
    readonly namespace: string;
    readonly service: string;
    readonly faults: readonly {
      readonly findingId: string;
      readonly message: string;
      /** The finding that must be mended first. */
      readonly behind?: string;
    }[];
  }[];
  readonly ways: readonly Way[];
}

const WAYS: readonly WayKind[] = ['adopt', 'revert', 'support'];
const STAGES: readonly OrderedFault['stage'][] = [
  'build',
  'read',
  'find',
  'tie',
  'apply',
  'clean-up',
  'apart',
];

interface Placed {
  readonly finding: Finding;
  readonly fault: OrderedFault;
}

/**
 * What to mend, in groups. What nothing hides comes first; within that, in the order of CCM's reconcile: so that each
 * Service is mended in the order in which CCM meets its faults.
 */
export function mendsOf(
  findings: readonly Finding[],
  faults: readonly OrderedFault[],
  language: Language,
): Mend[] {
  const byId = new Map(faults.map((fault) => [fault.findingId, fault]));
  const groups = new Map<string, Placed[]>();
  for (const finding of findings) {
    const fault = byId.get(finding.id) ?? { findingId: finding.id, stage: 'apart', depth: 0 };
    const key = [fault.depth, fault.stage, finding.rule, ...fieldsOf(finding)].join('\u0000');
    const group = groups.get(key);
    if (group) group.push({ finding, fault });
    else groups.set(key, [{ finding, fault }]);
  }
  return [...groups.values()].sort(byPlace).map((group) => mendOf(group, language));
}

/** Kinds of differences: of a listener to be updated these are what one annotation each sets. */
function fieldsOf({ changes }: Finding): string[] {
  return [...new Set(changes.map(({ field }) => field))].sort();
}

function byPlace([one]: readonly Placed[], [other]: readonly Placed[]): number {
  if (!one || !other) return 0;
  return (
    one.fault.depth - other.fault.depth ||
    STAGES.indexOf(one.fault.stage) - STAGES.indexOf(other.fault.stage) ||
    rankOf(one.finding) - rankOf(other.finding)
  );
}

function rankOf({ rule }: Finding): number {
  return RULES.findIndex(({ id }) => id === rule);
}

function mendOf(group: readonly Placed[], language: Language): Mend {
  const [{ finding, fault }] = group as readonly [Placed, ...Placed[]];
  const services = new Map<string, Placed[]>();
  for (const placed of group) {
    const key = `${placed.finding.namespace}/${placed.finding.service}`;
    services.set(key, [...(services.get(key) ?? []), placed]);
  }
  return {
    rule: finding.rule,
    title: RULES.find(({ id }) => id === finding.rule)?.text[language].title ?? finding.rule,
    phrase: finding.phrase,
    effect: finding.effect,
    fields: fieldsOf(finding),
    depth: fault.depth,
    services: [...services.values()].map((own) => ({
      namespace: own[0]?.finding.namespace ?? '',
      service: own[0]?.finding.service ?? '',
      faults: own.map(({ finding: { id, message }, fault: { behind } }) => ({
        findingId: id,
        message,
        ...(behind !== undefined && { behind }),
      })),
    })),
    ways: waysOf(group.flatMap((placed) => placed.finding.fixes)),
  };
}

/** What is said in the same words is said once, whatever number of Services it is for. */
function waysOf(fixes: readonly Fix[]): Way[] {
  return WAYS.flatMap((kind) => {
    const commands = new Map<string, Set<string>>();
    for (const { text, command } of fixes.filter((fix) => fix.kind === kind)) {
      const known = commands.get(text) ?? new Set<string>();
      if (command !== undefined) known.add(command);
      commands.set(text, known);
    }
    return [...commands].map(([text, own]) => ({ kind, text, commands: [...own] }));
  });
}

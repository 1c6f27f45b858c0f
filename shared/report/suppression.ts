import { globMatcher } from '../glob.ts';
import { plainAnnotation } from '../model/annotations.ts';
import type { KubeService } from '../snapshot/kubernetes-items.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Finding, Suppression, SuppressionUse } from './report.ts';

/** Service annotation that suppresses findings: `<rule>[,<rule>] [until YYYY-MM-DD]: <reason>`. */
const IGNORE_KEY = 'ccm-preflight/ignore';

/** What one annotation may name. Whoever may write a Service must not keep the audit of the fleet busy. */
const MOST_RULES = 100;
const LONGEST_RULE = 100;

interface Sourced extends Suppression {
  readonly source: SuppressionUse['source'];
  /** Of an annotation. */
  readonly clusterId?: string;
}

/** A suppression at work. */
interface Active {
  readonly one: Sourced;
  readonly fits: (finding: Finding) => boolean;
  readonly isOver: boolean;
  used: boolean;
}

const ANNOTATION =
  /^\s*([a-z0-9*-]+(?:\s*,\s*[a-z0-9*-]+)*)(?:\s+until\s+(\d{4}-\d{2}-\d{2}))?\s*:\s*(\S.*)$/s;
const DAY = 86_400_000;

/**
 * Marks the findings that are suppressed, by the config or by their Service, and lists what became of every suppression.
 * A suppressed finding stays in the report and in the verdict: the check would still fail.
 * @param now milliseconds since the epoch
 */
export function suppress(
  snapshot: Pick<Snapshot, 'clusters'>,
  findings: readonly Finding[],
  configured: readonly Suppression[],
  now: number,
): { readonly findings: readonly Finding[]; readonly suppressions: readonly SuppressionUse[] } {
  const annotated = annotatedSuppressions(snapshot);
  const all: Sourced[] = [
    ...configured.map((one) => ({ ...one, source: 'config' as const })),
    ...annotated.read,
  ];
  if (all.length === 0 && annotated.malformed.length === 0) return { findings, suppressions: [] };
  const rules = all.map((one): Active => ({ one, fits: fitsOf(one), isOver: isOver(one, now), used: false }));
  const general = rules.filter(({ one }) => one.clusterId === undefined);
  const ofService = new Map<string, Active[]>();
  for (const rule of rules) {
    const { clusterId, target } = rule.one;
    if (clusterId === undefined) continue;
    const known = ofService.get(serviceKey(clusterId, target));
    if (known) known.push(rule);
    else ofService.set(serviceKey(clusterId, target), [rule]);
  }
  const marked = findings.map((finding) => {
    const name = nameOf(finding);
    const own = name === undefined ? undefined : ofService.get(serviceKey(finding.clusterId, name));
    const fitting = [...general, ...(own ?? [])].filter((rule) => rule.fits(finding));
    for (const rule of fitting) rule.used = true;
    const by = fitting.find((rule) => !rule.isOver)?.one;
    if (!by) return finding;
    const { reason, until, source } = by;
    return { ...finding, suppressed: { reason, source, ...(until !== undefined && { until }) } };
  });
  const uses = rules.map(({ one: { clusterId: _, ...one }, isOver: over, used }): SuppressionUse => {
    return { ...one, state: over ? 'expired' : used ? 'active' : 'unused' };
  });
  return { findings: marked, suppressions: [...uses, ...annotated.malformed] };
}

function serviceKey(clusterId: string, name: string): string {
  return `${clusterId}\u0000${name}`;
}

function nameOf({ namespace, service }: Finding): string | undefined {
  return namespace !== undefined && service !== undefined ? `${namespace}/${service}` : undefined;
}

/** An annotation is about its own Service, whatever a glob would take that one's name for. */
function fitsOf({ rule, target, clusterId }: Sourced): (finding: Finding) => boolean {
  const isRule = globMatcher(rule);
  if (clusterId !== undefined) return (finding) => isRule(finding.rule);
  const isTarget = globMatcher(target);
  return (finding) => {
    if (!isRule(finding.rule)) return false;
    const name = nameOf(finding);
    const names = name ? [name, `${finding.clusterName}/${name}`, `${finding.clusterId}/${name}`] : [];
    return [...names, finding.loadBalancerId].some((one) => one !== undefined && isTarget(one));
  };
}

function isOver({ until }: Suppression, now: number): boolean {
  return until !== undefined && now >= Date.parse(until) + DAY;
}

interface Annotated {
  readonly read: readonly Sourced[];
  readonly malformed: readonly SuppressionUse[];
}

function annotatedSuppressions(snapshot: Pick<Snapshot, 'clusters'>): Annotated {
  const read: Sourced[] = [];
  const malformed: SuppressionUse[] = [];
  for (const { clusterId, kubernetes } of snapshot.clusters) {
    for (const service of kubernetes.services.items) {
      const text = plainAnnotation(service, IGNORE_KEY);
      if (text === '') continue;
      const target = targetOf(service);
      const own = parseIgnore(text);
      if (own) read.push(...own.map((one) => ({ target, ...one, source: 'annotation' as const, clusterId })));
      else malformed.push({ rule: '', target, reason: text, source: 'annotation', state: 'malformed' });
    }
  }
  return { read, malformed };
}

/** One for each rule that the annotation names; undefined when it cannot be read. */
function parseIgnore(text: string): readonly Omit<Suppression, 'target'>[] | undefined {
  const parts = ANNOTATION.exec(text);
  if (!parts) return undefined;
  const [, rules = '', until, reason = ''] = parts;
  if (until !== undefined && !Number.isFinite(Date.parse(until))) return undefined;
  const named = rules.split(',').map((rule) => rule.trim());
  if (named.length > MOST_RULES || named.some((rule) => rule.length > LONGEST_RULE)) return undefined;
  const rest = { reason: reason.trim(), ...(until !== undefined && { until }) };
  return named.map((rule) => ({ rule, ...rest }));
}

function targetOf({ metadata: { namespace, name } }: KubeService): string {
  return `${namespace}/${name}`;
}

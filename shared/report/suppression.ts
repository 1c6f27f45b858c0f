import picomatch from 'picomatch';
import { plainAnnotation } from '../model/annotations.ts';
import type { KubeService } from '../snapshot/kubernetes-items.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Finding } from './report.ts';

/** Service annotation that suppresses findings: `<rule>[,<rule>] [until YYYY-MM-DD]: <reason>`. */
const IGNORE_KEY = 'ccm-preflight/ignore';

/** A finding that somebody knows of, and does not want to be told about. */
export interface Suppression {
  /** Id of a rule, or a glob of them. */
  readonly rule: string;
  /** Glob over `namespace/service` or `cluster/namespace/service` (name or id of the cluster), or over SLB ids. */
  readonly target: string;
  readonly reason: string;
  /** The last day, in UTC, on which it holds: `2027-01-31`. Without it, it holds for good. */
  readonly until?: string;
}

/** A suppression, and what it is good for. */
export interface SuppressionUse extends Suppression {
  readonly source: 'config' | 'annotation';
  /** `unused`: nothing is there that it would suppress. `malformed`: an annotation that cannot be read. */
  readonly state: 'active' | 'expired' | 'unused' | 'malformed';
}

/** What suppresses a finding. */
export type SuppressedBy = Pick<SuppressionUse, 'reason' | 'until' | 'source'>;

interface Sourced extends Suppression {
  readonly source: SuppressionUse['source'];
  readonly clusterId?: string;
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
  const rules = all.map((one) => ({ one, fits: matcherOf(one), isOver: isOver(one, now), used: false }));
  const marked = findings.map((finding) => {
    const fitting = rules.filter((rule) => rule.fits(finding));
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

function matcherOf({ rule, target, clusterId }: Sourced): (finding: Finding) => boolean {
  const isRule = picomatch(rule);
  const isTarget = picomatch(target);
  return (finding) => {
    if (!isRule(finding.rule) || (clusterId !== undefined && finding.clusterId !== clusterId)) return false;
    const { namespace, service, loadBalancerId } = finding;
    const name = namespace !== undefined && service !== undefined ? `${namespace}/${service}` : undefined;
    const names = name ? [name, `${finding.clusterName}/${name}`, `${finding.clusterId}/${name}`] : [];
    return [...names, loadBalancerId].some((one) => one !== undefined && isTarget(one));
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
    for (const service of kubernetes.services.items ?? []) {
      const text = plainAnnotation(service, IGNORE_KEY);
      if (text === '') continue;
      const target = targetOf(service);
      const parts = ANNOTATION.exec(text);
      const [, rules = '', until, reason = ''] = parts ?? [];
      if (!parts || (until !== undefined && !Number.isFinite(Date.parse(until)))) {
        malformed.push({ rule: '', target, reason: text, source: 'annotation', state: 'malformed' });
        continue;
      }
      for (const rule of rules.split(',').map((one) => one.trim())) {
        if (rule === '') continue;
        const own = { rule, target, reason: reason.trim(), source: 'annotation' as const, clusterId };
        read.push({ ...own, ...(until !== undefined && { until }) });
      }
    }
  }
  return { read, malformed };
}

/** A Service's own name, with nothing in it that a glob would take for more. */
function targetOf({ metadata: { namespace, name } }: KubeService): string {
  return `${namespace}/${name}`;
}

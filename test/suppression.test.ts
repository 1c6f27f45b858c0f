import { describe, expect, it } from 'vitest';
import { formatTable } from '../shared/formats/table.ts';
import { auditSnapshot } from '../shared/index.ts';
import { exitCodeOf } from '../shared/report/outcome.ts';
import type { Suppression } from '../shared/report/report.ts';
import { ANNOTATION, type World, world } from './support/world.ts';

const NOW = '2026-11-23T12:00:00Z';

/** One Service whose SLB was renamed by hand. */
function renamed(annotations: Record<string, string> = {}): World {
  const fleet = world({ clusterId: 'c1' });
  const service = fleet.clusters[0]?.kubernetes.services.items?.[0];
  Object.assign(service?.metadata.annotations ?? {}, { [`${ANNOTATION}name`]: 'wanted', ...annotations });
  return fleet;
}

function audit(suppressions: readonly Suppression[], fleet = renamed()) {
  return auditSnapshot(fleet, { now: NOW, suppressions });
}

const RENAMED = { rule: 'load-balancer-name', target: 'prod/*', reason: 'on purpose' };

describe('a suppression of the config', () => {
  it.each([
    ['of the Service', RENAMED],
    ['of the cluster by name', { ...RENAMED, target: 'cluster-c1/prod/web' }],
    ['of the cluster by id', { ...RENAMED, target: 'c1/**' }],
    ['of the SLB', { ...RENAMED, target: 'lb-c1-*' }],
    ['of many rules', { ...RENAMED, rule: 'load-balancer-*' }],
    ['on its last day', { ...RENAMED, until: '2026-11-23' }],
  ])('marks the finding and takes it from the exit code: %s', (_, suppression) => {
    const report = audit([suppression]);

    const [finding] = report.findings;
    expect(finding?.suppressed).toMatchObject({ reason: 'on purpose', source: 'config' });
    expect(report.suppressions).toEqual([{ ...suppression, source: 'config', state: 'active' }]);
    expect(exitCodeOf(report, 'fails-check')).toBe(0);
  });

  it('leaves the verdict: the check would still fail', () => {
    const report = audit([RENAMED]);

    expect(report.clusters[0]?.verdict).toBe('blocked');
  });

  it.each([
    ['expired', { ...RENAMED, until: '2026-11-22' }, 'expired'],
    ['of another rule', { ...RENAMED, rule: 'listener-update' }, 'unused'],
    ['of another namespace', { ...RENAMED, target: 'dev/*' }, 'unused'],
  ])('suppresses nothing when it is %s, and says so', (_, suppression, state) => {
    const report = audit([suppression]);

    expect(report.findings.map((finding) => finding.suppressed)).toEqual([undefined]);
    expect(report.suppressions?.map((one) => one.state)).toEqual([state]);
    expect(exitCodeOf(report, 'fails-check')).toBe(1);
    expect(formatTable(report, { language: 'en', color: false })).toContain(`${state}:`);
  });
});

describe('annotation ccm-preflight/ignore', () => {
  const KEY = 'ccm-preflight/ignore';

  it.each([
    ['load-balancer-name: renamed on purpose', 'renamed on purpose'],
    ['listener-update, load-balancer-name until 2027-01-31: all known', 'all known'],
    ['*: leave it', 'leave it'],
  ])('suppresses what it names on its own Service: %s', (text, reason) => {
    const report = audit([], renamed({ [KEY]: text }));

    expect(report.findings[0]?.suppressed).toMatchObject({ reason, source: 'annotation' });
  });

  it.each([
    ['load-balancer-name'],
    [': no rule'],
    ['load-balancer-name until tomorrow: why'],
    ['x until 2027-99-99: y'],
  ])('is listed when it cannot be read: %s', (text) => {
    const report = audit([], renamed({ [KEY]: text }));

    expect(report.findings[0]?.suppressed).toBeUndefined();
    expect(report.suppressions).toEqual([expect.objectContaining({ state: 'malformed', reason: text })]);
  });

  it('does not reach a Service of the same name in another cluster', () => {
    const fleet = world({ clusterId: 'c1' }, { clusterId: 'c2' });
    for (const cluster of fleet.clusters) {
      const annotations = cluster.kubernetes.services.items?.[0]?.metadata.annotations ?? {};
      Object.assign(annotations, { [`${ANNOTATION}name`]: 'wanted' });
      if (cluster.clusterId === 'c1') Object.assign(annotations, { [KEY]: '*: known' });
    }

    const { findings } = audit([], fleet);

    expect(findings.map((finding) => [finding.clusterId, finding.suppressed !== undefined])).toEqual([
      ['c1', true],
      ['c2', false],
    ]);
  });
});

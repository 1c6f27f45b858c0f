import { describe, expect, it } from 'vitest';
import { auditWith } from '../shared/report/audit-snapshot.ts';
import { FLEET_RULES, SERVICE_RULES } from '../shared/rules/registry.ts';
import { GUIDE, type RuleText, type ServiceRule } from '../shared/rules/rule.ts';
import { partsOf, type World, world } from './support/world.ts';

const TEXT: RuleText = { title: 'crashes', cause: 'on purpose', upgrade: 'nothing' };

/** A rule with a fault of our own: it throws on one Service. */
function crashingOn(name: string): ServiceRule {
  return {
    scope: 'service',
    id: 'crashing',
    phrase: null,
    code: null,
    effect: 'info',
    docs: GUIDE,
    text: { en: TEXT, zh: TEXT },
    check: (view) => {
      if (view.owner.service === name) throw new TypeError('undefined is not a function');
      return [];
    },
  };
}

function driftedFleet(): World {
  const drifted = world({ services: [{ name: 'one' }, { name: 'two' }] }, { services: [{ name: 'three' }] });
  for (const listener of drifted.regions[0]?.slb.listeners ?? []) listener.Status = 'stopped';
  return drifted;
}

describe('a crash inside a rule', () => {
  it('becomes a failure of that Service, and the rest of the report stands', () => {
    const rules = { service: [crashingOn('one'), ...SERVICE_RULES], fleet: FLEET_RULES };

    const report = auditWith(rules, driftedFleet());

    expect(report.findings.map((finding) => finding.service)).toEqual(['two', 'three']);
    expect(report.failures).toMatchObject([
      { clusterId: 'c1', namespace: 'prod', service: 'one', resource: 'rules', code: 'RuleCrashed' },
    ]);
    expect(report.coverage.services).toEqual({ total: 3, compared: 2 });
  });

  it('makes the cluster unknown where nothing else blocks it, never ready', () => {
    const rules = { service: [crashingOn('one'), ...SERVICE_RULES], fleet: FLEET_RULES };

    const report = auditWith(rules, world({ services: [{ name: 'one' }] }, { services: [{ name: 'two' }] }));

    expect(report.clusters.map((cluster) => cluster.verdict)).toEqual(['unknown', 'ready']);
    expect(report.clusters[0]?.error).toContain('prod/one');
  });

  it('keeps an SLB of that cluster from being called an orphan', () => {
    const rules = { service: [crashingOn('two'), ...SERVICE_RULES], fleet: FLEET_RULES };
    const left = world({ services: [{ name: 'one' }, { name: 'two' }] });
    partsOf(left).cluster.kubernetes.services.items?.shift();

    const report = auditWith(rules, left);

    expect(report.findings).toEqual([]);
  });

  it('of the fleet is named, and costs no other finding', () => {
    const broken = {
      ...crashingOn('-'),
      scope: 'fleet' as const,
      check: () => {
        throw new RangeError('out of range');
      },
    };

    const report = auditWith({ service: SERVICE_RULES, fleet: [broken, ...FLEET_RULES] }, driftedFleet());

    expect(report.findings).toHaveLength(3);
    expect(report.failures).toMatchObject([{ resource: 'rules', code: 'RuleCrashed' }]);
  });
});

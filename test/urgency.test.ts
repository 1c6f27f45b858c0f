import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Finding } from '../shared/report/report.ts';
import { byUrgency } from '../shared/report/urgency.ts';
import { EFFECTS } from '../shared/rules/rule.ts';
import { finding } from './store/support/finding.ts';

function sorted(findings: readonly Finding[]): string[] {
  return byUrgency(findings, (one) => one).map(({ id }) => id);
}

function of(service: string, id: string, over: Partial<Finding> = {}): Finding {
  return finding({ id, namespace: 'shop', service, ...over });
}

function behind(service: string, id: string, hiddenBehind: string, over: Partial<Finding> = {}): Finding {
  return of(service, id, { visibility: 'hidden', hiddenBehind, ...over });
}

describe('findings by urgency', () => {
  it('stand by effect, the gravest first', () => {
    const findings = EFFECTS.map((effect) => of('web', effect, { effect })).reverse();

    expect(sorted(findings)).toEqual([...EFFECTS]);
  });

  it('stand after what hides them, whatever their ids', () => {
    const findings = [
      behind('web', 'a', 'b', { rule: 'load-balancer-spec' }),
      behind('web', 'b', 'c', { rule: 'load-balancer-internet-spec' }),
      of('web', 'c', { rule: 'load-balancer-instance-charge-type' }),
    ];

    expect(sorted(findings)).toEqual(['c', 'b', 'a']);
  });

  it('stand Service by Service, those of which all is hidden last', () => {
    const findings = [
      behind('api', '1', 'elsewhere'),
      of('web', '2'),
      of('cart', '3'),
      of('web', '4'),
      behind('cart', '5', '3'),
    ];

    expect(sorted(findings)).toEqual(['3', '5', '2', '4', '1']);
  });

  it('stand cluster by cluster within an effect', () => {
    const other = { clusterId: 'c0', clusterName: 'zone' };
    const findings = [of('b', '1', other), of('b', '2'), of('a', '3', other), of('a', '4')];

    expect(sorted(findings)).toEqual(['4', '2', '3', '1']);
  });

  it('that hide each other in a ring come to an end', () => {
    expect(sorted([behind('web', 'b', 'a'), behind('web', 'a', 'b')])).toHaveLength(2);
  });

  it('stand the same whatever order they come in, and none is lost', () => {
    const anyFinding = fc.record({
      effect: fc.constantFrom(...EFFECTS),
      service: fc.constantFrom('a', 'b', 'c'),
      rule: fc.constantFrom('load-balancer-name', 'listener-update', 'of-tomorrow'),
      clusterId: fc.constantFrom('c1', 'c2'),
      hiddenBehind: fc.option(fc.nat({ max: 12 }).map(String), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(anyFinding, { maxLength: 12 }), fc.integer(), (all, seed) => {
        const findings = all.map(({ service, hiddenBehind, ...rest }, index) =>
          hiddenBehind === undefined
            ? of(service, String(index), rest)
            : behind(service, String(index), hiddenBehind, rest),
        );
        const mixed = findings.toSorted((one, other) => (hash(one.id, seed) < hash(other.id, seed) ? -1 : 1));
        const ranks = byUrgency(mixed, (one) => one).map(({ effect }) => EFFECTS.indexOf(effect));

        expect(sorted(mixed)).toEqual(sorted(findings));
        expect(sorted(mixed).toSorted()).toEqual(findings.map(({ id }) => id).toSorted());
        expect(ranks).toEqual(ranks.toSorted((one, other) => one - other));
      }),
    );
  });
});

function hash(id: string, seed: number): number {
  return Math.imul(Number(id) + seed, 2654435761) >>> 0;
}

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GroupComparison } from '../../shared/model/comparison/server-groups.ts';
import { keepsShares } from '../../shared/model/comparison/weight-shares.ts';

type Pair = readonly [before: number, after: number];

/** A group of ECS backends with these weights. */
function group(pairs: readonly Pair[], over: Partial<GroupComparison> = {}): GroupComparison {
  const spot = (index: number) => ({ ServerId: `i-${index}`, ServerIp: '', Port: 80 });
  return {
    desired: { VServerGroupName: 'g', backends: [] } as unknown as GroupComparison['desired'],
    actual: {
      VServerGroupId: 'rsp-1',
      VServerGroupName: 'g',
      isOurs: true,
      backends: pairs.map(([Weight], index) => ({
        ...spot(index),
        ServerIp: '10.0.0.1',
        Weight,
        Description: 'g',
        isUserManaged: false,
      })),
    },
    add: [],
    remove: [],
    weights: pairs.flatMap(([actual, expected], index) =>
      actual === expected ? [] : [{ ...spot(index), actual, expected }],
    ),
    covered: false,
    ...over,
  };
}

describe('the shares of backends', () => {
  it.each<[what: string, pairs: readonly Pair[], isKept: boolean]>([
    [
      'all go down alike',
      [
        [100, 1],
        [100, 1],
        [100, 1],
      ],
      true,
    ],
    [
      'all go up alike',
      [
        [1, 100],
        [1, 100],
      ],
      true,
    ],
    [
      'all are halved, whatever they are',
      [
        [100, 50],
        [60, 30],
        [2, 1],
      ],
      true,
    ],
    ['the only backend changes', [[100, 1]], true],
    [
      'one is 0 and stays so',
      [
        [0, 0],
        [100, 1],
      ],
      true,
    ],
    [
      'one stays as it is',
      [
        [100, 1],
        [100, 100],
      ],
      false,
    ],
    [
      'one goes elsewhere',
      [
        [100, 1],
        [100, 2],
      ],
      false,
    ],
    [
      'one comes to 0',
      [
        [100, 0],
        [100, 1],
      ],
      false,
    ],
    [
      'one comes from 0',
      [
        [0, 1],
        [100, 1],
      ],
      false,
    ],
    [
      'all come to 0',
      [
        [100, 0],
        [50, 0],
      ],
      false,
    ],
    [
      'all come from 0',
      [
        [0, 100],
        [0, 100],
      ],
      false,
    ],
    ['the only one comes to 0', [[100, 0]], false],
    ['nothing changes', [[100, 100]], false],
    ['there are none', [], false],
  ])('where %s: kept %s', (_, pairs, isKept) => {
    expect(keepsShares(group(pairs))).toBe(isKept);
  });

  it('are others where a backend comes or goes', () => {
    const alike: readonly Pair[] = [
      [100, 1],
      [100, 1],
    ];
    const [gone] = group(alike).actual?.backends ?? [];

    expect(keepsShares(group(alike, { remove: gone ? [gone] : [] }))).toBe(false);
    expect(
      keepsShares(
        group(alike, { add: [{ Type: 'ecs', ServerId: 'i-9', ServerIp: '', Port: 80, Weight: 1 }] }),
      ),
    ).toBe(false);
  });

  it('are those of pods on one network interface, told apart by address', () => {
    const pods = group([
      [100, 1],
      [50, 50],
    ]);
    const backends = (pods.actual?.backends ?? []).map((backend, index) => ({
      ...backend,
      ServerId: 'eni-1',
      ServerIp: `10.0.0.${index}`,
    }));
    const actual = pods.actual && { ...pods.actual, backends };
    const one = { ServerId: 'eni-1', ServerIp: '10.0.0.0', Port: 80, actual: 100, expected: 1 };

    expect(keepsShares({ ...pods, actual, weights: [one] })).toBe(false);
    expect(
      keepsShares({
        ...pods,
        actual,
        weights: [one, { ...one, ServerIp: '10.0.0.1', actual: 50, expected: 25 }],
      }),
    ).toBe(false);
  });

  it('are kept just where each is the same before and after', () => {
    const weight = fc.integer({ min: 0, max: 4 });
    fc.assert(
      fc.property(fc.array(fc.tuple(weight, weight), { minLength: 1, maxLength: 4 }), (pairs) => {
        const sums = [0, 1].map((side) => pairs.reduce((sum, pair) => sum + (pair[side] ?? 0), 0));
        const [before = 0, after = 0] = sums;
        const isSame = pairs.every(([one, other]) => Math.abs(one / before - other / after) < 1e-9);
        const changes = pairs.some(([one, other]) => one !== other);

        expect(keepsShares(group(pairs))).toBe(changes && before > 0 && after > 0 && isSame);
      }),
    );
  });
});

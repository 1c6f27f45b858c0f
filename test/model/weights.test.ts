import { describe, expect, it } from 'vitest';
import {
  type Backend,
  type TrafficPolicy,
  type WeightWish,
  withWeights,
} from '../../shared/model/desired/weights.ts';

function node(ServerId: string): Backend {
  return { Type: 'ecs', ServerId, ServerIp: '', Port: 30_080, Weight: -1 };
}

function pod(ServerIp: string): Backend {
  return { Type: 'eni', ServerId: '', ServerIp, Port: 8080, Weight: -1 };
}

const DEFAULT: WeightWish = { total: undefined, each: 100 };

function shared(total: number): WeightWish {
  return { total, each: 100 };
}

describe('withWeights', () => {
  const THREE_NODES = [node('i-1'), node('i-2'), node('i-3')];
  const THREE_PODS = [pod('10.0.0.1'), pod('10.0.0.2'), pod('10.0.0.3')];
  const TWO_ON_ONE = [node('i-1'), node('i-1'), node('i-2')];
  const WITH_A_VIRTUAL_POD = [node('i-1'), node('i-1'), node('i-2'), pod('10.0.0.9')];

  it.each<[string, TrafficPolicy, readonly Backend[], WeightWish, readonly number[]]>([
    ['Cluster', 'Cluster', THREE_NODES, DEFAULT, [100, 100, 100]],
    ['Cluster with default-weight', 'Cluster', THREE_NODES, { total: undefined, each: 7 }, [7, 7, 7]],
    ['Cluster with default-weight 0', 'Cluster', THREE_NODES, { total: undefined, each: 0 }, [0, 0, 0]],
    ['Cluster with weight', 'Cluster', THREE_NODES, shared(80), [26, 26, 26]],
    ['Cluster with weight 0', 'Cluster', THREE_NODES, shared(0), [0, 0, 0]],
    ['Cluster with less weight than nodes', 'Cluster', THREE_NODES, shared(2), [1, 1, 1]],
    ['Cluster with weight and default-weight', 'Cluster', THREE_NODES, { total: 30, each: 7 }, [10, 10, 10]],
    ['Cluster with pods of virtual nodes', 'Cluster', WITH_A_VIRTUAL_POD, shared(80), [20, 20, 20, 20]],
    ['Cluster without backends', 'Cluster', [], shared(80), []],
    ['pods', 'ENI', THREE_PODS, DEFAULT, [100, 100, 100]],
    ['pods with default-weight', 'ENI', THREE_PODS, { total: undefined, each: 50 }, [50, 50, 50]],
    ['pods with weight', 'ENI', THREE_PODS, shared(100), [33, 33, 33]],
    ['pods with weight 0', 'ENI', THREE_PODS, shared(0), [0, 0, 0]],
    ['pods with less weight than pods', 'ENI', THREE_PODS, shared(1), [1, 1, 1]],
    ['Local', 'Local', TWO_ON_ONE, DEFAULT, [2, 2, 1]],
    ['Local, which knows no default-weight', 'Local', TWO_ON_ONE, { total: undefined, each: 50 }, [2, 2, 1]],
    ['Local with weight', 'Local', TWO_ON_ONE, shared(100), [66, 66, 33]],
    ['Local with weight 0', 'Local', TWO_ON_ONE, shared(0), [0, 0, 0]],
    ['Local with less weight than pods', 'Local', TWO_ON_ONE, shared(1), [1, 1, 1]],
    ['Local with a pod on a virtual node', 'Local', WITH_A_VIRTUAL_POD, DEFAULT, [2, 2, 1, 1]],
    ['Local with that and weight', 'Local', WITH_A_VIRTUAL_POD, shared(50), [25, 25, 12, 12]],
    ['Local, where a pod may get nothing', 'Local', WITH_A_VIRTUAL_POD, shared(3), [1, 1, 1, 0]],
    ['Local, two pods on virtual nodes', 'Local', [pod('10.0.0.1'), pod('10.0.0.2')], shared(100), [50, 50]],
    ['Local without backends', 'Local', [], DEFAULT, []],
  ])('%s', (_, policy, backends, wish, expected) => {
    const weighted = withWeights(policy, backends, wish);

    expect(weighted.map((backend) => backend.Weight)).toEqual(expected);
    expect(weighted.map((backend) => ({ ...backend, Weight: -1 }))).toEqual(backends);
  });
});

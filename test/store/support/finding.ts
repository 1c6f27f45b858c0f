import type { Finding } from '../../../shared/report/report.ts';
import { type StoredFinding, storedFinding } from '../../../shared/store/record.ts';

/** A finding of cluster c1 that fails the check, with what a test wants otherwise. */
export function finding(overrides: Partial<Finding> = {}): Finding {
  return {
    id: 'f1',
    rule: 'load-balancer-name',
    phrase: null,
    code: null,
    effect: 'fails-check',
    visibility: 'reported',
    severity: 'error',
    confirmed: true,
    clusterId: 'c1',
    clusterName: 'cluster-c1',
    regionId: 'cn-hangzhou',
    changes: [{ field: 'LoadBalancerName', actual: 'a', expected: 'b' }],
    message: 'the name differs',
    cause: 'it was renamed',
    fixes: [],
    ...overrides,
  };
}

/** The same in Chinese. */
export function inChinese(english: Finding): Finding {
  return { ...english, message: '名称不同', cause: '被改名' };
}

/** The same as the store has it. */
export function stored(overrides: Partial<Finding> = {}): StoredFinding {
  const english = finding(overrides);
  return storedFinding(english, inChinese(english));
}

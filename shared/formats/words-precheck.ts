import type { PrecheckDoubt } from '../report/report.ts';
import type { Language } from '../rules/rule.ts';

/** The words about the check whose result a cluster itself holds. */
export interface PrecheckWords {
  readonly passed: (when: string) => string;
  readonly failed: (when: string, count: number, predicted: number) => string;
  readonly failedElsewhere: (when: string, predicted: number) => string;
  readonly error: (when: string) => string;
  readonly when: (at: string, age: string) => string;
  readonly undated: string;
  /** An age in seconds, in its largest unit. */
  readonly age: (seconds: number) => string;
  readonly doubts: Readonly<Record<PrecheckDoubt, string>>;
  readonly agreement: (matched: number, onlyConsole: number, onlyOurs: number) => string;
  readonly unknown: (count: number) => string;
  readonly others: (count: number) => string;
  readonly notAllRead: string;
  readonly onlyConsole: string;
  readonly onlyOurs: string;
  readonly more: (count: number) => string;
}

const UNITS = [
  [86_400, 'day', '天'],
  [3600, 'hour', '小时'],
  [60, 'minute', '分钟'],
] as const;

/** The largest unit of which there are two or more; seconds are below what an Event's time is good for. */
function inUnits(seconds: number): readonly [number, string, string] {
  const [length, en, zh] = UNITS.find(([unit]) => seconds >= 2 * unit) ?? UNITS[2];
  return [Math.floor(seconds / length), en, zh];
}

function faults(count: number): string {
  return `${count} ${count === 1 ? 'fault' : 'faults'}`;
}

const EN: PrecheckWords = {
  passed: (when) => `the cluster's own last check (${when}) passed`,
  failed: (when, count, predicted) =>
    `the cluster's own last check (${when}) failed: it counted ${faults(count)} on SLBs, this scan expects ${predicted}`,
  failedElsewhere: (when, predicted) =>
    `the cluster's own last check (${when}) failed, but not on SLBs; this scan expects ${faults(predicted)} there`,
  error: (when) =>
    `the cluster's own last check (${when}) did not run to its end, so what it lacks proves nothing`,
  when: (at, age) => `${at}, ${age} before this scan`,
  undated: 'at a time it does not tell',
  age: (seconds) => {
    const [count, unit] = inUnits(seconds);
    return count === 0 ? 'less than a minute' : `${count} ${unit}${count === 1 ? '' : 's'}`;
  },
  doubts: {
    undated: 'nobody knows what has changed since: it proves little about now',
    'changed-since': 'Services of the cluster have changed since: it proves little about now',
    old: 'Services, nodes and SLBs may have changed since: it proves little about now',
  },
  agreement: (matched, onlyConsole, onlyOurs) =>
    `in both: ${matched} · only in that check: ${onlyConsole} · only in this scan: ${onlyOurs}`,
  unknown: (count) =>
    `${count} more of this scan may have been there: its result shows 20 items, and one for each instance, listener or group`,
  others: (count) => `its checks of other things than SLBs counted ${faults(count)}: not compared here`,
  notAllRead: 'this scan could not read everything, so it may lack what only that check has',
  onlyConsole: 'only in that check',
  onlyOurs: 'only in this scan',
  more: (count) => `and ${count} more`,
};

const ZH: PrecheckWords = {
  passed: (when) => `集群自身最近一次检查（${when}）通过`,
  failed: (when, count, predicted) =>
    `集群自身最近一次检查（${when}）未通过：在 SLB 上记录了 ${count} 个问题，本次扫描预计 ${predicted} 个`,
  failedElsewhere: (when, predicted) =>
    `集群自身最近一次检查（${when}）未通过，但问题不在 SLB 上；本次扫描预计 SLB 上有 ${predicted} 个问题`,
  error: (when) => `集群自身最近一次检查（${when}）未能执行完毕，其中没有的项不能说明问题`,
  when: (at, age) => `${at}，早于本次扫描 ${age}`,
  undated: '时间未知',
  age: (seconds) => {
    const [count, , unit] = inUnits(seconds);
    return count === 0 ? '不足 1 分钟' : `${count} ${unit}`;
  },
  doubts: {
    undated: '无法得知此后有何变化：对当前状态参考意义有限',
    'changed-since': '此后集群中的 Service 发生过变化：对当前状态参考意义有限',
    old: '此后 Service、节点和 SLB 可能已发生变化：对当前状态参考意义有限',
  },
  agreement: (matched, onlyConsole, onlyOurs) =>
    `两者均有：${matched} · 仅该检查有：${onlyConsole} · 仅本次扫描有：${onlyOurs}`,
  unknown: (count) =>
    `本次扫描另有 ${count} 项可能也在其中：检查结果最多显示 20 项，且每个实例、监听或服务器组只显示一项`,
  others: (count) => `该检查在 SLB 以外的对象上记录了 ${count} 个问题：此处不作比较`,
  notAllRead: '本次扫描未能读取全部内容，因此可能缺少仅该检查有的项',
  onlyConsole: '仅该检查有',
  onlyOurs: '仅本次扫描有',
  more: (count) => `另有 ${count} 项`,
};

/** The words about a cluster's own check in each language. */
export const PRECHECK_WORDS: Readonly<Record<Language, PrecheckWords>> = { en: EN, zh: ZH };

import type { Language } from '../../rules/rule.ts';
import type { FleetRun } from './fleet-data.ts';

/** The words of the fleet page that the report does not have. */
export interface FleetWords {
  readonly title: string;
  readonly token: string;
  readonly tokenHint: string;
  readonly enter: string;
  readonly leave: string;
  readonly wrongToken: string;
  readonly unreachable: string;
  readonly refused: (reason: string) => string;
  /** By the code of the refusal; the service's own words stand for others. */
  readonly refusals: Readonly<Record<string, string>>;
  readonly loading: string;
  readonly noReport: string;
  readonly scanNow: string;
  readonly scanning: string;
  readonly finished: string;
  readonly progress: (shards: string, clusters: string, loadBalancers: string) => string;
  readonly runs: string;
  readonly columns: readonly string[];
  readonly kinds: Readonly<Record<FleetRun['kind'], string>>;
  readonly partial: string;
  readonly otherTarget: string;
  readonly old: (time: string) => string;
  readonly unkept: (time: string) => string;
  readonly running: string;
  readonly lost: string;
  readonly verdicts: (blocked: number, unknown: number, ready: number) => string;
}

const EN: FleetWords = {
  title: 'CCM upgrade preflight: the fleet',
  token: 'Token',
  tokenHint: 'The bearer token of this service. It is kept until this tab is closed.',
  enter: 'Show the fleet',
  leave: 'Forget the token',
  wrongToken: 'This is not the token of this service.',
  unreachable: 'The service does not answer.',
  refused: (reason) => `The service refused: ${reason}.`,
  refusals: {},
  loading: 'Loading …',
  noReport: 'No scan of the whole fleet has come to an end yet. Start one.',
  scanNow: 'Scan now',
  scanning: 'A scan is under way',
  finished: 'The scan is through.',
  progress: (shards, clusters, loadBalancers) =>
    `${shards} shards, ${clusters} clusters, ${loadBalancers} SLBs`,
  runs: 'Runs',
  columns: ['Began', 'Took', 'Kind', 'Target', 'Clusters', 'Findings'],
  kinds: { nightly: 'nightly', 'on-demand': 'on demand', command: 'command line' },
  partial: 'in part',
  otherTarget: 'for another target',
  old: (time) => `This report is of ${time}: more than 36 hours old. See whether the nightly scan runs.`,
  unkept: (time) =>
    `A newer scan of the whole fleet, of ${time}, came to an end, but its report is not kept.`,
  running: 'under way',
  lost: 'broken off',
  verdicts: (blocked, unknown, ready) => `${blocked} blocked, ${unknown} unknown, ${ready} ready`,
};

const ZH: FleetWords = {
  title: 'CCM 升级预检：全部集群',
  token: '令牌',
  tokenHint: '本服务的 Bearer 令牌，保留至关闭此标签页为止。',
  enter: '查看集群',
  leave: '清除令牌',
  wrongToken: '令牌不正确。',
  unreachable: '服务没有响应。',
  refused: (reason) => `服务拒绝了请求：${reason}。`,
  refusals: {
    SCAN_UNDER_WAY: '另一次全量扫描正在进行',
    TOO_MANY_SCANS: '扫描过于频繁或过多，请稍后再试',
    STORE: '暂时无法访问存储',
    NO_REPORT: '该次扫描的报告未保留',
    UNAUTHORIZED: '需要有效的令牌',
  },
  loading: '正在加载……',
  noReport: '尚无已完成的全量扫描。请先开始一次扫描。',
  scanNow: '立即扫描',
  scanning: '正在扫描',
  finished: '扫描已完成。',
  progress: (shards, clusters, loadBalancers) => `分片 ${shards}，集群 ${clusters}，SLB ${loadBalancers}`,
  runs: '运行记录',
  columns: ['开始', '耗时', '类型', '目标版本', '集群', '问题数'],
  kinds: { nightly: '每晚', 'on-demand': '按需', command: '命令行' },
  partial: '部分',
  otherTarget: '其他目标版本',
  old: (time) => `此报告生成于 ${time}，已超过 36 小时。请检查每晚的扫描是否运行。`,
  unkept: (time) => `更新的一次全量扫描（${time}）已结束，但其报告未保留。`,
  running: '进行中',
  lost: '已中断',
  verdicts: (blocked, unknown, ready) => `不通过 ${blocked}，未知 ${unknown}，可升级 ${ready}`,
};

/** The words of the fleet page in each language. */
export const FLEET_WORDS: Readonly<Record<Language, FleetWords>> = { en: EN, zh: ZH };

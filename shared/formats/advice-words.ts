import type { TrafficKind } from '../report/advice.ts';
import type { VersionStep } from '../report/advice-versions.ts';
import type { Language } from '../rules/rule.ts';

/** The words about the upgrade of one cluster, in one language. */
export interface AdviceWords {
  readonly title: (cluster: string, target: string) => string;
  readonly steps: Readonly<Record<VersionStep, (from: string | undefined, at: string) => string>>;
  readonly unconfirmed: string;
  readonly verdicts: Readonly<Record<'ready' | 'blocked' | 'unknown', string>>;
  /** Of a target that is not newer than what runs; with what parts it from the next sentence. */
  readonly noUpgrade: Readonly<Record<'same' | 'downgrade', string>>;
  /** What a check for such a target would say. */
  readonly noUpgradeVerdicts: Readonly<Record<'ready' | 'blocked' | 'unknown', string>>;
  readonly mends: string;
  readonly nothing: string;
  /** Instead of the sentences that nothing is there, where not everything was read. */
  readonly nothingRead: string;
  readonly counted: (services: number) => string;
  readonly behind: (rule: string, id: string) => string;
  readonly later: string;
  /** Between two remarks. */
  readonly semicolon: string;
  readonly brokenSync: string;
  readonly traffic: string;
  readonly noTraffic: string;
  readonly kinds: Readonly<Record<TrafficKind, string>>;
  readonly weightColumns: readonly string[];
  readonly weights: (service: string, group: string) => string;
  readonly warnings: string;
  readonly noWarnings: string;
  /** Instead of that, for a step to an older version. */
  readonly stepBack: string;
  readonly since: (version: string) => string;
  readonly always: string;
  readonly source: string;
  readonly concerned: (services: readonly string[], more: number) => string;
  readonly more: (count: number) => string;
  readonly orphans: (count: number) => string;
}

const EN: AdviceWords = {
  title: (cluster, target) => `Upgrade of cluster ${cluster} to CCM ${target}`,
  steps: {
    upgrade: (from, at) => `from CCM ${from} · as of ${at}`,
    same: (from, at) => `CCM ${from} runs already · as of ${at}`,
    downgrade: (from, at) => `from CCM ${from}, which is newer: this would be a step back · as of ${at}`,
    unknown: (from, at) =>
      `which version runs is not known${from === undefined ? '' : ` (${from})`}: every version up to the target may bring something · as of ${at}`,
  },
  unconfirmed: 'read once: a change under way may look like a fault',
  verdicts: {
    ready: 'Ready: the check will pass.',
    blocked: 'Blocked: the check will fail until what follows is mended.',
    unknown: 'Unknown: nothing that was read fails the check, but not everything was read.',
  },
  noUpgrade: {
    same: 'No upgrade: this version runs already. ',
    downgrade: 'No upgrade: a newer version runs already. ',
  },
  noUpgradeVerdicts: {
    ready: 'Nothing would fail a check for it.',
    blocked: 'A check for it would fail until what follows is mended.',
    unknown: 'Nothing that was read would fail a check for it, but not everything was read.',
  },
  mends: 'What to mend, in this order',
  nothing: 'Nothing to mend.',
  nothingRead: 'Nothing in what could be read.',
  counted: (services) => `${services} ${services === 1 ? 'Service' : 'Services'}`,
  behind: (rule, id) => `after ${rule} (${id})`,
  semicolon: '; ',
  later: 'not seen by the check before others are mended',
  brokenSync: 'the check passes, and CCM cannot sync the Service; it hides what comes after it',
  traffic: 'What changes once upgraded, if it is left as it is',
  noTraffic: 'Nothing that clients would notice.',
  kinds: {
    instance: 'SLB',
    listener: 'listeners',
    backends: 'backends',
    weights: 'weights',
    tags: 'tags',
    conflict: 'shared ports',
    stuck: 'no sync',
  },
  weightColumns: ['Backend', 'Node', 'Weight now', 'then', 'Traffic now', 'then'],
  weights: (service, group) => `${service}, VServer group ${group}`,
  warnings: 'What the versions on the way bring for this cluster',
  noWarnings: 'Nothing that is known of concerns a Service of this cluster.',
  stepBack: 'This is a step back: what an older version no longer reads or compares is not listed here.',
  since: (version) => `since v${version}`,
  always: 'in every version',
  source: 'source',
  concerned: (services, more) => `concerns ${services.join(', ')}${more > 0 ? `, and ${more} more` : ''}`,
  more: (count) => `and ${count} more`,
  orphans: (count) =>
    `${count} ${count === 1 ? 'SLB' : 'SLBs'} of this cluster without a Service: the check does not see them, and the upgrade leaves them alone.`,
};

const ZH: AdviceWords = {
  title: (cluster, target) => `将集群 ${cluster} 的 CCM 升级到 ${target}`,
  steps: {
    upgrade: (from, at) => `当前 CCM ${from} · 数据时间 ${at}`,
    same: (from, at) => `当前已是 CCM ${from} · 数据时间 ${at}`,
    downgrade: (from, at) => `当前 CCM ${from} 更新：这将是降级 · 数据时间 ${at}`,
    unknown: (from, at) =>
      `当前版本未知${from === undefined ? '' : `（${from}）`}：目标版本及之前的版本都可能带来变化 · 数据时间 ${at}`,
  },
  unconfirmed: '仅读取一次：正在进行的变更可能看起来像问题',
  verdicts: {
    ready: '可升级：检查将通过。',
    blocked: '不通过：修复以下问题之前检查会失败。',
    unknown: '未知：已读取的内容不会导致检查失败，但并非全部内容均已读取。',
  },
  noUpgrade: {
    same: '并非升级：当前已是该版本。',
    downgrade: '并非升级：当前版本更新。',
  },
  noUpgradeVerdicts: {
    ready: '针对该版本的检查不会失败。',
    blocked: '修复以下问题之前，针对该版本的检查会失败。',
    unknown: '已读取的内容不会导致针对该版本的检查失败，但并非全部内容均已读取。',
  },
  mends: '按以下顺序修复',
  nothing: '无需修复。',
  nothingRead: '在可读取的范围内无。',
  counted: (services) => `${services} 个 Service`,
  behind: (rule, id) => `在 ${rule}（${id}）之后`,
  semicolon: '；',
  later: '其他问题修复后检查才会提示',
  brokenSync: '检查通过，但 CCM 无法同步该 Service，并掩盖其后的问题',
  traffic: '若不修复，升级后的变化',
  noTraffic: '没有客户端会察觉的变化。',
  kinds: {
    instance: 'SLB 实例',
    listener: '监听',
    backends: '后端',
    weights: '权重',
    tags: '标签',
    conflict: '端口争用',
    stuck: '无法同步',
  },
  weightColumns: ['后端', '节点', '当前权重', '升级后', '当前流量', '升级后'],
  weights: (service, group) => `${service}，虚拟服务器组 ${group}`,
  warnings: '途经的版本给该集群带来的变化',
  noWarnings: '没有已知的变化涉及该集群的 Service。',
  stepBack: '这是回退到旧版本：旧版本不再读取或比较的内容未在此列出。',
  since: (version) => `自 v${version} 起`,
  always: '所有版本',
  source: '来源',
  concerned: (services, more) => `涉及 ${services.join('、')}${more > 0 ? `，另有 ${more} 个` : ''}`,
  more: (count) => `另有 ${count} 项`,
  orphans: (count) => `该集群有 ${count} 个没有 Service 的 SLB：检查不会发现，升级也不会处理。`,
};

/** The words about an upgrade in each language. */
export const ADVICE_WORDS: Readonly<Record<Language, AdviceWords>> = { en: EN, zh: ZH };

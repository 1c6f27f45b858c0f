import type { Verdict } from '../report/report.ts';
import type { Effect, Language } from '../rules/rule.ts';
import { counted } from '../rules/rule.ts';

/** The sections of a digest; they stand in the order of `digest-sections.ts`. */
export type SectionName =
  | 'blocked'
  | 'failing'
  | 'sync'
  | 'unread'
  | 'orphans'
  | 'traffic'
  | 'notes'
  | 'remaining'
  | 'mended'
  | 'suppressions';

/** What a headline counts. */
export type HeadlinePart = 'blocked' | 'unknown' | 'new' | 'reopened' | 'worse' | 'ready' | 'resolved';

/** The words of a digest. None of them holds remote text. */
export interface DigestWords {
  /** What every message begins with. `CCM` is in it in every language: it serves as the robot's keyword. */
  readonly product: string;
  readonly part: (part: number, of: number) => string;
  readonly colon: string;
  readonly comma: string;
  readonly headline: Readonly<Record<HeadlinePart, (count: number) => string>>;
  readonly calm: string;
  readonly context: (target: string, finished: string, run: string) => string;
  readonly sections: Readonly<Record<SectionName, string>>;
  readonly continued: string;
  /** What is left out, by section. */
  readonly left: Readonly<Record<SectionName, (count: number) => string>>;
  readonly moreHere: (count: number) => string;
  readonly more: (count: number, breakdown: string) => string;
  readonly report: string;
  readonly verdicts: Readonly<Record<Verdict | 'first', string>>;
  readonly region: string;
  /** Of what the check does not print yet; '' where it is not known behind what. */
  readonly hidden: (behind: string) => string;
  readonly reopened: string;
  readonly worse: string;
  readonly openFor: (days: number, since: string) => string;
  readonly wasOpen: (days: number) => string;
  readonly port: (port: number) => string;
  readonly effects: Readonly<Record<Effect, string>>;
  /** So many of something that is counted: verdicts, effects. */
  readonly count: (count: number, name: string) => string;
  readonly nothing: string;
  readonly totals: { readonly clusters: string; readonly open: string; readonly read: string };
  readonly read: (clusters: string, services: string, loadBalancers: string) => string;
  readonly suppressions: {
    readonly expired: (until: string) => string;
    readonly unused: string;
    readonly malformed: string;
  };
}

const EN: DigestWords = {
  product: 'CCM upgrade preflight',
  part: (part, of) => ` (${part}/${of})`,
  colon: ': ',
  comma: ', ',
  headline: {
    blocked: (count) => `${counted(count, 'cluster')} now blocked`,
    unknown: (count) => `${counted(count, 'cluster')} now unknown`,
    new: (count) => `${counted(count, 'new finding')}`,
    reopened: (count) => `${count} reopened`,
    worse: (count) => `${count} worse`,
    ready: (count) => `${counted(count, 'cluster')} now ready`,
    resolved: (count) => `${count} resolved`,
  },
  calm: 'nothing new',
  context: (target, finished, run) => `Target v${target} · ${finished} · run ${run}`,
  sections: {
    blocked: 'Now blocked: the upgrade check fails',
    failing: 'More that fails the upgrade check',
    sync: 'Passes the check, but CCM cannot sync',
    unread: 'Unknown: could not be read',
    orphans: 'SLBs without an owner',
    traffic: 'The upgrade will change traffic',
    notes: 'Notes',
    remaining: 'Still not ready',
    mended: 'Resolved',
    suppressions: 'Suppressions to look at',
  },
  continued: ' (continued)',
  left: {
    blocked: (count) => `${count} of clusters now blocked`,
    failing: (count) => `${count} failing the check`,
    sync: (count) => `${count} that cannot sync`,
    unread: (count) => `${count} unread`,
    orphans: (count) => counted(count, 'orphan'),
    traffic: (count) => `${count} changing traffic`,
    notes: (count) => counted(count, 'note'),
    remaining: (count) => `${count} not ready`,
    mended: (count) => `${count} resolved`,
    suppressions: (count) => counted(count, 'suppression'),
  },
  moreHere: (count) => `… and ${count} more`,
  more: (count, breakdown) => `**And ${count} more** for which there is no room: ${breakdown}.`,
  report: 'Full report',
  verdicts: { ready: 'ready', blocked: 'blocked', unknown: 'unknown', first: 'first seen' },
  region: 'region',
  hidden: (behind) => (behind === '' ? 'hidden' : `hidden behind "${behind}"`),
  reopened: 'reopened',
  worse: 'worse than before',
  openFor: (days, since) =>
    days < 1 ? `open since ${since}` : `open for ${counted(days, 'day')}, since ${since}`,
  wasOpen: (days) => (days < 1 ? 'was open for less than a day' : `was open for ${counted(days, 'day')}`),
  port: (port) => `port ${port}`,
  effects: {
    'fails-check': 'failing the check',
    'breaks-sync': 'that cannot sync',
    orphaned: 'orphaned',
    'changes-traffic': 'changing traffic',
    info: 'to note',
  },
  count: (count, name) => `${count} ${name}`,
  nothing: 'none',
  totals: { clusters: 'Clusters', open: 'Open findings', read: 'Read in this scan' },
  read: (clusters, services, loadBalancers) =>
    `clusters ${clusters} · Services ${services} · SLBs ${loadBalancers}`,
  suppressions: {
    expired: (until) => `expired after ${until}`,
    unused: 'suppresses nothing',
    malformed: 'annotation that cannot be read',
  },
};

const ZH: DigestWords = {
  product: 'CCM 升级预检',
  part: (part, of) => `（${part}/${of}）`,
  colon: '：',
  comma: '，',
  headline: {
    blocked: (count) => `${count} 个集群变为不通过`,
    unknown: (count) => `${count} 个集群变为未知`,
    new: (count) => `新增 ${count} 项`,
    reopened: (count) => `复发 ${count} 项`,
    worse: (count) => `恶化 ${count} 项`,
    ready: (count) => `${count} 个集群变为可升级`,
    resolved: (count) => `已解决 ${count} 项`,
  },
  calm: '没有新情况',
  context: (target, finished, run) => `目标版本 v${target} · ${finished} · 扫描 ${run}`,
  sections: {
    blocked: '变为不通过：升级检查会失败',
    failing: '其他会导致升级检查失败的问题',
    sync: '检查通过，但 CCM 无法同步',
    unread: '未知：无法读取',
    orphans: '无主 SLB',
    traffic: '升级会改变流量',
    notes: '提示',
    remaining: '仍不可升级',
    mended: '已解决',
    suppressions: '需要处理的忽略规则',
  },
  continued: '（续）',
  left: {
    blocked: (count) => `变为不通过的集群 ${count} 项`,
    failing: (count) => `检查失败 ${count} 项`,
    sync: (count) => `无法同步 ${count} 项`,
    unread: (count) => `无法读取 ${count} 项`,
    orphans: (count) => `无主 SLB ${count} 个`,
    traffic: (count) => `流量变化 ${count} 项`,
    notes: (count) => `提示 ${count} 项`,
    remaining: (count) => `仍不可升级 ${count} 个`,
    mended: (count) => `已解决 ${count} 项`,
    suppressions: (count) => `忽略规则 ${count} 条`,
  },
  moreHere: (count) => `……另有 ${count} 项`,
  more: (count, breakdown) => `**另有 ${count} 项**因篇幅未列出：${breakdown}。`,
  report: '完整报告',
  verdicts: { ready: '可升级', blocked: '不通过', unknown: '未知', first: '首次发现' },
  region: '地域',
  hidden: (behind) => (behind === '' ? '被掩盖' : `被 "${behind}" 掩盖`),
  reopened: '复发',
  worse: '比之前严重',
  openFor: (days, since) => (days < 1 ? `自 ${since} 起` : `已持续 ${days} 天（自 ${since} 起）`),
  wasOpen: (days) => (days < 1 ? '持续不足 1 天' : `持续了 ${days} 天`),
  port: (port) => `端口 ${port}`,
  effects: {
    'fails-check': '检查失败',
    'breaks-sync': '无法同步',
    orphaned: '无主',
    'changes-traffic': '流量变化',
    info: '提示',
  },
  count: (count, name) => `${name} ${count}`,
  nothing: '无',
  totals: { clusters: '集群', open: '未解决', read: '本次扫描已读取' },
  read: (clusters, services, loadBalancers) =>
    `集群 ${clusters} · Service ${services} · SLB ${loadBalancers}`,
  suppressions: {
    expired: (until) => `已于 ${until} 后到期`,
    unused: '没有匹配到任何问题',
    malformed: '注解无法解析',
  },
};

/** The words of a digest in each language. */
export const DIGEST_WORDS: Readonly<Record<Language, DigestWords>> = { en: EN, zh: ZH };

import type { SuppressionUse, Verdict } from '../report/report.ts';
import type { Effect, Language } from '../rules/rule.ts';
import { PRECHECK_WORDS, type PrecheckWords } from './words-precheck.ts';

/** The words of the table, in one language. */
export interface Words {
  readonly title: (target: string, clusters: number) => string;
  readonly coverage: (clusters: string, services: string, loadBalancers: string) => string;
  /** Of a scan that was confined to something. */
  readonly scope: (what: string) => string;
  /** Of a target that is later than all that is known. */
  readonly beyondKnown: (newest: string) => string;
  readonly colon: string;
  readonly comma: string;
  readonly semicolon: string;
  readonly of: (part: number, total: number) => string;
  readonly columns: readonly string[];
  readonly verdicts: Readonly<Record<Verdict, string>>;
  readonly effects: Readonly<Record<Effect, string>>;
  /** What the console's check makes of it; `hidden` is left out where it is 0. */
  readonly console: (recorded: number, shown: number, hidden: number) => string;
  readonly fleet: string;
  readonly hiddenBehind: (rule: string, id: string) => string;
  readonly slb: string;
  readonly service: string;
  readonly failures: string;
  readonly clean: string;
  readonly none: string;
  readonly why: string;
  readonly precheck: PrecheckWords;
  readonly unconfirmed: string;
  readonly suppressed: (reason: string, until: string | undefined) => string;
  readonly suppressions: string;
  readonly suppressionStates: Readonly<Record<SuppressionUse['state'], string>>;
}

const EN: Words = {
  title: (target, clusters) =>
    `CCM upgrade check for v${target}, ${clusters} ${clusters === 1 ? 'cluster' : 'clusters'}`,
  scope: (what) => `only of ${what}: the verdicts are about no more than that`,
  coverage: (clusters, services, loadBalancers) =>
    `wholly read: ${clusters} clusters · compared: ${services} Services · read: ${loadBalancers} SLBs`,
  beyondKnown: (newest) =>
    `the rules follow CCM v${newest}, the newest that is known here: what a later one does differently is not in this report`,
  colon: ': ',
  comma: ', ',
  semicolon: '; ',
  of: (part, total) => `${part} of ${total}`,
  columns: [
    'Cluster',
    'Region',
    'Verdict',
    'Services',
    'Fails check',
    'Hidden',
    'Broken',
    'Orphans',
    'Traffic',
    'Info',
  ],
  verdicts: { ready: 'ready', blocked: 'blocked', unknown: 'unknown' },
  effects: {
    'fails-check': 'fails the check',
    'breaks-sync': 'check passes, sync is broken',
    orphaned: 'orphan',
    'changes-traffic': 'changes traffic',
    info: 'info',
  },
  console: (recorded, shown, hidden) =>
    `the console's check records ${recorded} of these and can show ${shown}${hidden === 0 ? '' : `; ${hidden} more ${hidden === 1 ? 'comes' : 'come'} up only once others are mended`}`,
  fleet: 'Fleet',
  hiddenBehind: (rule, id) => `the check prints this only once ${rule} (${id}) is mended`,
  slb: 'SLB',
  service: 'Service',
  failures: 'Could not be read, so nothing is said of it',
  clean: 'No findings.',
  none: '(none)',
  why: 'Why, and what the upgraded CCM will do: ccm-preflight rules RULE',
  precheck: PRECHECK_WORDS.en,
  unconfirmed: 'not confirmed by a second look',
  suppressed: (reason, until) => `suppressed${until ? ` until ${until}` : ''}: ${reason}`,
  suppressions: 'Suppressions that need a look',
  suppressionStates: {
    active: 'in use',
    expired: 'expired: what it hid is shown again',
    unused: 'unused: nothing is there that it would hide',
    malformed: 'cannot be read; write it like "load-balancer-name until 2027-01-31: renamed on purpose"',
  },
};

const ZH: Words = {
  title: (target, clusters) => `CCM 升级检查预检，目标版本 v${target}，共 ${clusters} 个集群`,
  scope: (what) => `仅限 ${what}：结论不涉及其他内容`,
  coverage: (clusters, services, loadBalancers) =>
    `完整读取的集群：${clusters} · 已比较的 Service：${services} · 已读取的 SLB：${loadBalancers}`,
  beyondKnown: (newest) => `规则依据此处已知的最新版本 CCM v${newest}：更高版本的不同行为不在本报告中`,
  colon: '：',
  comma: '，',
  semicolon: '；',
  of: (part, total) => `${part}/${total}`,
  columns: [
    '集群',
    '地域',
    '结论',
    'Service',
    '检查失败项',
    '被掩盖',
    '同步中断',
    '无主',
    '流量变化',
    '提示',
  ],
  verdicts: { ready: '可升级', blocked: '不通过', unknown: '未知' },
  effects: {
    'fails-check': '检查失败',
    'breaks-sync': '检查通过但同步中断',
    orphaned: '无主实例',
    'changes-traffic': '流量变化',
    info: '提示',
  },
  console: (recorded, shown, hidden) =>
    `控制台检查会记录其中 ${recorded} 项，最多能显示 ${shown} 项${hidden === 0 ? '' : `；另有 ${hidden} 项在其他问题修复后才会出现`}`,
  fleet: '整体',
  hiddenBehind: (rule, id) => `需先修复 ${rule}（${id}），检查才会提示此项`,
  slb: 'SLB',
  service: 'Service',
  failures: '以下内容无法读取，因此不作判断',
  clean: '没有发现问题。',
  none: '（无）',
  why: '原因以及升级后 CCM 的行为：ccm-preflight rules RULE --lang zh',
  precheck: PRECHECK_WORDS.zh,
  unconfirmed: '未经第二次查看确认',
  suppressed: (reason, until) => `已抑制${until ? `，有效期至 ${until}` : ''}：${reason}`,
  suppressions: '需要处理的抑制规则',
  suppressionStates: {
    active: '使用中',
    expired: '已过期：被抑制的内容会重新提示',
    unused: '未使用：没有与之匹配的问题',
    malformed: '无法解析；请按 "load-balancer-name until 2027-01-31: 有意改名" 的格式书写',
  },
};

/** The words of the table in each language. */
export const WORDS: Readonly<Record<Language, Words>> = { en: EN, zh: ZH };

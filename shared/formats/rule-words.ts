import type { Effect, Language } from '../rules/rule.ts';

/** What the parts of a rule are called. */
export const RULE_LABELS: Readonly<
  Record<
    Language,
    Readonly<
      Record<'phrase' | 'code' | 'effect' | 'severity' | 'cause' | 'upgrade' | 'docs' | 'none', string>
    >
  >
> = {
  en: {
    phrase: 'The console prints',
    code: 'CCM message code',
    effect: 'Effect',
    severity: 'Severity',
    cause: 'Cause',
    upgrade: 'What the upgraded CCM does',
    docs: 'Read more',
    none: 'nothing',
  },
  zh: {
    phrase: '控制台提示',
    code: 'CCM 消息代码',
    effect: '影响',
    severity: '级别',
    cause: '原因',
    upgrade: '升级后 CCM 的行为',
    docs: '参考文档',
    none: '无',
  },
};

/** The words of a rule's page beside those labels, in one language. */
export interface RuleWords {
  /** What an effect means for the upgrade. */
  readonly means: Readonly<Record<Effect, string>>;
  /** A phrase that the guide to the check has, though the check never finds the fault. */
  readonly onlyInGuide: (phrase: string) => string;
  /** The check has an item for the fault, by its code, and the guide says nothing of it. */
  readonly notInGuide: string;
  readonly example: string;
  readonly where: (subject: string, cluster: string, target: string) => string;
  readonly file: (path: string) => string;
  readonly mend: string;
  readonly mendNote: string;
}

const EN: RuleWords = {
  means: {
    'fails-check': 'the upgrade check counts it and fails; the cluster is blocked until it is mended',
    'breaks-sync': 'the check passes, yet the upgraded CCM cannot sync the Service',
    orphaned: 'an SLB that nobody owns; the check does not see it',
    'changes-traffic': 'the check says nothing of it, and the upgraded CCM changes what clients reach',
    info: 'worth knowing; the check does not fail for it',
  },
  onlyInGuide: (phrase) => `"${phrase}" in its guide; the check itself never finds it`,
  notInGuide: 'nothing that its guide explains',
  example: 'Example',
  where: (subject, cluster, target) =>
    `${subject} in cluster ${cluster}, audited for an upgrade to ${target}`,
  file: (path) => ` (from ${path})`,
  mend: 'How to mend it',
  mendNote: 'As a scan says it for this example; it writes the commands for your own Services and SLBs.',
};

const ZH: RuleWords = {
  means: {
    'fails-check': '升级检查会计入并失败；修复之前集群不能升级',
    'breaks-sync': '检查可以通过，但升级后的 CCM 无法同步该 Service',
    orphaned: '无主的 SLB；检查不会发现',
    'changes-traffic': '检查不会提示，但升级后的 CCM 会改变客户端访问的后端',
    info: '供参考；检查不会因此失败',
  },
  onlyInGuide: (phrase) => `指南中为 "${phrase}"；检查本身不会发现`,
  notInGuide: '指南中没有对应的提示',
  example: '示例',
  where: (subject, cluster, target) => `集群 ${cluster} 中的 ${subject}，按升级到 ${target} 检查`,
  file: (path) => `（来自 ${path}）`,
  mend: '处理方式',
  mendNote: '以下为扫描针对该示例给出的内容；实际扫描会给出适用于您的 Service 和 SLB 的命令。',
};

/** The words of a rule's page in each language. */
export const RULE_WORDS: Readonly<Record<Language, RuleWords>> = { en: EN, zh: ZH };

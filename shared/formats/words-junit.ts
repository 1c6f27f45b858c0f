import type { Language } from '../rules/rule.ts';

/** The words that only the JUnit report has, beside those of the table. */
export interface JunitWords {
  /** Name of the test case that says whether a cluster was read. */
  readonly wholeCluster: string;
  /** What there is beside the Services that are listed. */
  readonly services: (total: number, listed: number) => string;
  readonly verdict: string;
  readonly notRead: string;
}

const EN: JunitWords = {
  wholeCluster: 'the whole cluster was read and compared',
  services: (total, listed) =>
    `Services: ${total}. Test cases here: ${listed}, for those with findings. The report does not name the others.`,
  verdict: 'Verdict',
  notRead: 'could not be read',
};

const ZH: JunitWords = {
  wholeCluster: '集群已完整读取并比较',
  services: (total, listed) =>
    `Service 总数：${total}。此处的测试用例：${listed} 个，对应有问题的 Service；报告中不列出其余 Service 的名称。`,
  verdict: '结论',
  notRead: '无法读取',
};

/** The words of the JUnit report in each language. */
export const JUNIT_WORDS: Readonly<Record<Language, JunitWords>> = { en: EN, zh: ZH };

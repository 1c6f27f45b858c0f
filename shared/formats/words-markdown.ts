import type { SuppressionUse } from '../report/report.ts';
import type { Language } from '../rules/rule.ts';

/** The words that only the markdown has, beside those of the table. */
export interface MarkdownWords {
  readonly id: string;
  readonly differences: readonly [field: string, slb: string, service: string];
  readonly cause: string;
  readonly fixes: string;
  readonly look: string;
  readonly noService: string;
  readonly failures: readonly string[];
  readonly everything: string;
  /** What follows from a failure, by what it concerns. */
  readonly means: Readonly<Record<'instance' | 'service' | 'cluster' | 'region' | 'all' | 'extra', string>>;
  readonly suppressionTitle: string;
  readonly suppressions: readonly string[];
  readonly noEnd: string;
  readonly sources: Readonly<Record<SuppressionUse['source'], string>>;
}

const EN: MarkdownWords = {
  id: 'Id',
  differences: ['Field', 'SLB', 'Service'],
  cause: 'Cause:',
  fixes: 'Ways to mend it:',
  look: 'To look for yourself:',
  noService: 'SLBs without a Service',
  failures: ['Where', 'Part', 'Code', 'What happened', 'What it means'],
  everything: 'the whole fleet',
  means: {
    instance: 'Nothing is said of this SLB, nor is a cluster that uses it called ready.',
    service: 'Nothing is said of this Service, nor is its cluster called ready.',
    cluster: 'The cluster is not called ready, and none of its SLBs an orphan.',
    region: 'No cluster of the region is called ready where it needs this.',
    all: 'No cluster is called ready.',
    extra: 'No verdict rests on it: only the comparison with the last real check is missing.',
  },
  suppressionTitle: 'Suppressions',
  suppressions: ['Rule', 'Target', 'Until', 'From', 'Reason', 'State'],
  noEnd: 'no end',
  sources: { config: 'config', annotation: 'annotation' },
};

const ZH: MarkdownWords = {
  id: 'ID',
  differences: ['字段', 'SLB', 'Service'],
  cause: '原因：',
  fixes: '处理方式：',
  look: '自行查看：',
  noService: '没有 Service 的 SLB',
  failures: ['位置', '内容', '代码', '发生了什么', '影响'],
  everything: '全部集群',
  means: {
    instance: '不对该 SLB 作任何判断，使用它的集群也不会判为可升级。',
    service: '不对该 Service 作任何判断，其所在集群也不会判为可升级。',
    cluster: '该集群不会判为可升级，其 SLB 也不会判为无主实例。',
    region: '该地域中需要此内容的集群不会判为可升级。',
    all: '任何集群都不会判为可升级。',
    extra: '不影响任何结论：仅缺少与最近一次实际检查的对比。',
  },
  suppressionTitle: '抑制规则',
  suppressions: ['规则', '目标', '有效期至', '来源', '原因', '状态'],
  noEnd: '长期',
  sources: { config: '配置文件', annotation: '注解' },
};

/** The words of the markdown in each language. */
export const MARKDOWN_WORDS: Readonly<Record<Language, MarkdownWords>> = { en: EN, zh: ZH };

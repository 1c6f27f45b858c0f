import Table from 'cli-table3';
import type { Effect, Language } from '../rules/rule.ts';
import type { FindingRecord, Transition } from '../store/record.ts';
import type { RunRecord } from '../store/run.ts';
import { printable } from './printable.ts';
import { WORDS } from './words.ts';

interface MemoryWords {
  readonly runs: readonly string[];
  readonly findings: readonly string[];
  readonly unfinished: string;
  readonly none: string;
  readonly status: Readonly<Record<FindingRecord['status'], string>>;
  readonly steps: Readonly<Record<Transition['kind'], string>>;
  readonly told: (run: string) => string;
}

const MEMORY_WORDS: Readonly<Record<Language, MemoryWords>> = {
  en: {
    runs: ['Run', 'Began', 'Ended', 'Ready', 'Blocked', 'Unknown', 'Findings'],
    findings: ['Finding', 'Status', 'First seen', 'Last seen', 'Cluster', 'What', 'Rule'],
    unfinished: '(not finished)',
    none: 'Nothing.',
    status: { open: 'open', resolved: 'resolved' },
    steps: {
      opened: 'first seen',
      changed: 'changed',
      worse: 'got worse',
      reopened: 'is back',
      resolved: 'resolved',
    },
    told: (run) => `last told with run ${run}`,
  },
  zh: {
    runs: ['运行', '开始', '结束', '可升级', '不通过', '未知', '问题数'],
    findings: ['问题', '状态', '首次发现', '最近发现', '集群', '对象', '规则'],
    unfinished: '（未完成）',
    none: '没有记录。',
    status: { open: '未解决', resolved: '已解决' },
    steps: {
      opened: '首次发现',
      changed: '有变化',
      worse: '变严重',
      reopened: '再次出现',
      resolved: '已解决',
    },
    told: (run) => `最近一次通知：运行 ${run}`,
  },
};

function tableOf(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const table = new Table({ head: [...head], style: { head: [], border: [], compact: true } });
  for (const row of rows) table.push([...row]);
  return `${table.toString()}\n`;
}

/** Runs as a table, in the order given. */
export function formatRuns(runs: readonly RunRecord[], language: Language): string {
  const words = MEMORY_WORDS[language];
  if (runs.length === 0) return `${words.none}\n`;
  return tableOf(
    words.runs,
    runs.map((run) => [
      run.run,
      run.startedAt,
      run.finishedAt ?? words.unfinished,
      ...(['ready', 'blocked', 'unknown'] as const).map(
        (verdict) => run.clusters?.filter((cluster) => cluster.verdict === verdict).length ?? '',
      ),
      Object.values(run.counts ?? {}).reduce((sum, count) => sum + count, 0),
    ]),
  );
}

/** Findings as a table, the gravest first. */
export function formatFindings(records: readonly FindingRecord[], language: Language): string {
  const words = MEMORY_WORDS[language];
  if (records.length === 0) return `${words.none}\n`;
  const grave = Object.keys(WORDS[language].effects) as Effect[];
  const sorted = [...records].sort(
    (one, other) =>
      grave.indexOf(one.finding.effect) - grave.indexOf(other.finding.effect) ||
      one.firstSeen.localeCompare(other.firstSeen),
  );
  return tableOf(
    words.findings,
    sorted.map((record) => [
      record.finding.id,
      words.status[record.status],
      record.firstSeen,
      record.lastSeen,
      printable(record.finding.clusterName || record.finding.clusterId),
      printable(whatOf(record)),
      record.finding.rule,
    ]),
  );
}

/** The life of one finding, step by step. */
export function formatFindingHistory(record: FindingRecord, language: Language): string {
  const words = MEMORY_WORDS[language];
  const { finding, history, told } = record;
  const lines = [
    `${finding.id} ${finding.rule} ${words.status[record.status]}`,
    `  ${printable(finding.clusterName)} ${printable(whatOf(record))}: ${printable(finding.texts[language].message)}`,
    ...history.map(({ kind, at, run }) => `  ${at}  ${words.steps[kind]} (${run})`),
    ...(told ? [`  ${words.told(told.run)}`] : []),
  ];
  return `${lines.join('\n')}\n`;
}

function whatOf({ finding: { namespace, service, loadBalancerId, listenerPort } }: FindingRecord): string {
  const name = service === undefined ? loadBalancerId : `${namespace}/${service}`;
  return [name, listenerPort].filter((part) => part !== undefined).join(' :');
}

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
  readonly noRuns: string;
  readonly noFindings: string;
  readonly status: Readonly<Record<FindingRecord['status'], string>>;
  /** Shorter than those of the report, as a column has little room. */
  readonly effects: Readonly<Record<Effect, string>>;
  /** Of what the check does not print yet. */
  readonly hidden: (effect: string) => string;
  readonly steps: Readonly<Record<Transition['kind'], string>>;
  readonly told: (run: string) => string;
}

const MEMORY_WORDS: Readonly<Record<Language, MemoryWords>> = {
  en: {
    runs: ['Run', 'Began', 'Ended', 'Ready', 'Blocked', 'Unknown', 'Findings'],
    findings: [
      'Finding',
      'Status',
      'Effect',
      'First seen (UTC)',
      'Last seen (UTC)',
      'Cluster',
      'What',
      'Rule',
    ],
    unfinished: '(not finished)',
    noRuns:
      'No run is kept in this store yet. Each `ccm-preflight scan --config FILE` with this config keeps one.',
    noFindings: 'No such findings are kept in this store.',
    status: { open: 'open', resolved: 'resolved' },
    effects: {
      'fails-check': 'fails check',
      'breaks-sync': 'breaks sync',
      orphaned: 'orphaned',
      'changes-traffic': 'traffic',
      info: 'note',
    },
    hidden: (effect) => `${effect}, hidden`,
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
    findings: ['问题', '状态', '影响', '首次发现（UTC）', '最近发现（UTC）', '集群', '对象', '规则'],
    unfinished: '（未完成）',
    noRuns: '此存储中还没有运行记录。使用此配置执行 `ccm-preflight scan --config FILE` 后会留下记录。',
    noFindings: '此存储中没有符合条件的问题。',
    status: { open: '未解决', resolved: '已解决' },
    effects: {
      'fails-check': '检查失败',
      'breaks-sync': '同步中断',
      orphaned: '无主',
      'changes-traffic': '流量变化',
      info: '提示',
    },
    hidden: (effect) => `${effect}（被掩盖）`,
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
  if (runs.length === 0) return `${words.noRuns}\n`;
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

/** Findings as a table, in the order given. */
export function formatFindings(records: readonly FindingRecord[], language: Language): string {
  const words = MEMORY_WORDS[language];
  if (records.length === 0) return `${words.noFindings}\n`;
  return tableOf(
    words.findings,
    records.map((record) => [
      record.finding.id,
      words.status[record.status],
      effectOf(record, words),
      minuteOf(record.firstSeen),
      minuteOf(record.lastSeen),
      printable(record.finding.clusterName || record.finding.clusterId),
      printable(whatOf(record)),
      record.finding.rule,
    ]),
  );
}

function effectOf({ finding: { effect, visibility } }: FindingRecord, words: MemoryWords): string {
  return visibility === 'hidden' ? words.hidden(words.effects[effect]) : words.effects[effect];
}

/** `2026-11-23 02:00`: tables of findings are wide, and all times are UTC. */
function minuteOf(iso: string): string {
  return iso.slice(0, 16).replace('T', ' ');
}

/** The life of one finding, step by step. */
export function formatFindingHistory(record: FindingRecord, language: Language): string {
  const words = MEMORY_WORDS[language];
  const { finding, history, told } = record;
  const lines = [
    `${finding.id} ${finding.rule} ${words.status[record.status]}`,
    `  ${printable(finding.clusterName)} ${printable(whatOf(record))}${WORDS[language].colon}${printable(finding.texts[language].message)}`,
    ...history.map(({ kind, at, run }) => `  ${at}  ${words.steps[kind]} (${run})`),
    ...(told ? [`  ${words.told(told.run)}`] : []),
  ];
  return `${lines.join('\n')}\n`;
}

function whatOf({ finding: { namespace, service, loadBalancerId, listenerPort } }: FindingRecord): string {
  const name = service === undefined ? loadBalancerId : `${namespace}/${service}`;
  return [name, listenerPort].filter((part) => part !== undefined).join(' :');
}

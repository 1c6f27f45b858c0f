import type { Delivery } from '../../shared/alerts/outbox.ts';
import { plain } from '../../shared/alerts/plain-text.ts';
import type { Report } from '../../shared/index.ts';
import { newsOf } from '../../shared/store/life-cycle.ts';
import type { FindingRecord } from '../../shared/store/record.ts';
import type { Row, RowStore, TableName } from '../../shared/store/rows.ts';
import type { Arrived } from '../servers/dingtalk.ts';

/** What a store knows when nobody is at it. */
export interface Known {
  readonly findings: ReadonlyMap<string, FindingRecord>;
  /** Of digests that count: those whose own row is there. */
  readonly deliveries: readonly Delivery[];
}

/** Reads a store. */
export async function known(rows: RowStore): Promise<Known> {
  async function all(table: TableName): Promise<Row[]> {
    const found: Row[] = [];
    for await (const row of rows.range(table)) found.push(row);
    return found;
  }
  const findings = (await all('findings')).map(({ data }) => data as FindingRecord);
  const told = new Set((await all('digests')).map(({ key }) => key[0]));
  const deliveries = (await all('deliveries')).filter(({ key }) => told.has(key[0]));
  return {
    findings: new Map(findings.map((record) => [record.finding.id, record])),
    deliveries: deliveries.map(({ data }) => data as Delivery),
  };
}

/**
 * What is untrue of a store after a night.
 * @param truths ids of all findings that the fleet has had, night by night; the last is tonight's
 */
export function untruthsOfStore(
  before: Known,
  after: Known,
  truths: readonly ReadonlySet<string>[],
): string[] {
  const tonight = truths.at(-1);
  const complaints: string[] = [];
  for (const [id, { finding, status }] of after.findings) {
    if (!truths.some((truth) => truth.has(id))) complaints.push(`the store has invented ${finding.rule}`);
    const was = before.findings.get(id)?.status;
    if (status === 'resolved' && was !== 'resolved' && tonight?.has(id))
      complaints.push(`wrongly resolved: ${finding.rule} ${finding.texts.en.message}`);
  }
  for (const id of before.findings.keys())
    if (!after.findings.has(id)) complaints.push(`the store has forgotten ${id}`);
  return complaints;
}

/** What is missing or untrue at the end, when all troubles are over and calm nights have passed. */
export function untruthsAtTheEnd(after: Known, report: Report, arrived: readonly Arrived[]): string[] {
  const open = [...after.findings.values()].filter(({ status }) => status === 'open');
  const expected = new Set(report.findings.map(({ id }) => id));
  const complaints: string[] = [];
  for (const { finding } of open)
    if (!expected.has(finding.id)) complaints.push(`still open: ${finding.rule} ${finding.texts.en.message}`);
  for (const finding of report.findings)
    if (after.findings.get(finding.id)?.status !== 'open') complaints.push(`not kept: ${finding.rule}`);
  for (const record of after.findings.values()) {
    const news = newsOf(record);
    if (news) complaints.push(`nobody was told of ${record.finding.rule} (${news})`);
  }
  for (const { status, message, reason } of after.deliveries)
    if (status !== 'sent') complaints.push(`not sent (${status}, ${reason}): ${message.title}`);
  const lines = arrived.flatMap(({ text }) => linesOf(text));
  for (const { finding, told, history } of open) {
    // Its words may have changed since.
    const isAsTold = history.every(({ kind }) => kind !== 'changed');
    // Robots hear of notes only where their config says so, and in no story it does.
    const isForRobots = finding.effect !== 'info';
    if (told?.kind === 'open' && isForRobots && isAsTold && !lines.some((line) => isLineOf(finding, line)))
      complaints.push(
        `said to be told, and stands in no message: ${finding.rule} ${finding.texts.en.message}`,
      );
  }
  const texts = new Set(arrived.map(({ text }) => text));
  for (const { message } of after.deliveries)
    if (![...texts].some((text) => text.includes(message.text) || message.text.includes(text)))
      complaints.push(`said to be sent, and never arrived: ${message.title}`);
  return complaints;
}

/** A line of a message, and the cluster under whose name it stands: two may have Services of one name. */
interface Line {
  readonly clusterId: string;
  readonly line: string;
}

const CLUSTER_LINE = /^\*\*[^*]*\*\* \((\w+)\)/;

function linesOf(text: string): readonly Line[] {
  let clusterId = '';
  return text.split('\n').map((line) => {
    clusterId = CLUSTER_LINE.exec(line)?.[1] ?? clusterId;
    return { clusterId, line };
  });
}

/** Whether a line of a message tells of a finding as open: its cluster, its subject and its message. */
function isLineOf(
  { clusterId, namespace, service, loadBalancerId, texts }: FindingRecord['finding'],
  { clusterId: of, line }: Line,
): boolean {
  if (of !== clusterId) return false;
  const subject = service === undefined ? (loadBalancerId ?? '') : `${namespace}/${service}`;
  const message = plain(texts.en.message, LONGEST_MESSAGE);
  return line.includes(`**${plain(subject, LONGEST_MESSAGE)}**`) && line.includes(message);
}

/** How often a finding was told as open in different messages, beyond the times that it was opened or got worse. */
export function toldTooOften({ findings }: Known, arrived: readonly Arrived[]): string[] {
  const messages = [...new Map(arrived.map(({ token, text }) => [`${token}\n${text}`, text])).values()];
  const lines = messages.flatMap(linesOf);
  const robots = new Set(arrived.map(({ token }) => token)).size || 1;
  return [...findings.values()].flatMap(({ finding, history }) => {
    const told = lines.filter((line) => isLineOf(finding, line)).length;
    const openings = history.filter(({ kind }) => kind !== 'resolved').length;
    return told > openings * robots
      ? [`told ${told} times, opened ${openings}: ${finding.texts.en.message}`]
      : [];
  });
}

const LONGEST_MESSAGE = 400;

/** Messages that arrived again, word by word. */
export function arrivedAgain(arrived: readonly Arrived[]): number {
  return arrived.length - new Set(arrived.map(({ token, text }) => `${token}\n${text}`)).size;
}

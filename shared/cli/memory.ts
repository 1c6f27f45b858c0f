import { UsageError } from '../errors.ts';
import { formatFindingHistory, formatFindings, formatRuns } from '../formats/memory.ts';
import type { Language } from '../rules/rule.ts';
import { tell } from '../run/fleet-run.ts';
import { findings } from '../store/keep-findings.ts';
import { mostUrgentFirst } from '../store/most-urgent-first.ts';
import type { FindingRecord } from '../store/record.ts';
import type { RowStore } from '../store/rows.ts';
import { type RunRecord, runs } from '../store/run.ts';
import type { Terminal } from './io.ts';
import { robotsFor, sayDelivered, sender, withStore } from './kept.ts';
import { configFor } from './live.ts';

/** What all commands on the store take. */
export interface MemoryOptions {
  readonly config?: string;
  readonly lang: Language;
  readonly format: 'table' | 'json';
}

const MOST_RUNS = 30;

/**
 * Lists the last runs, or tells the life of one finding.
 * @throws UsageError when the store knows no finding of that id
 */
export async function history(
  id: string | undefined,
  options: MemoryOptions,
  terminal: Terminal,
): Promise<0> {
  await withStore(configFor(options.config, terminal), async (rows) => {
    if (id === undefined) {
      const last = await lastRuns(rows);
      terminal.out(options.format === 'json' ? json(last) : formatRuns(last, options.lang));
      return;
    }
    const all = await recordsOf(rows, ({ finding }) => finding.id === id);
    if (all.length === 0) throw new UsageError(`the store knows no finding "${id}"`);
    terminal.out(
      options.format === 'json'
        ? json(all)
        : all.map((record) => formatFindingHistory(record, options.lang)).join('\n'),
    );
  });
  return 0;
}

/** Lists the findings that the store knows, of one status or all, the most urgent first. */
export async function listFindings(
  options: MemoryOptions & { readonly status: 'open' | 'resolved' | 'all' },
  terminal: Terminal,
): Promise<0> {
  const { status } = options;
  await withStore(configFor(options.config, terminal), async (rows) => {
    const all = mostUrgentFirst(
      await recordsOf(rows, (record) => status === 'all' || record.status === status),
    );
    terminal.out(options.format === 'json' ? json(all) : formatFindings(all, options.lang));
  });
  return 0;
}

/**
 * Sends what waits. With `retry` also what was put off until later. Exit code 2 when something still waits.
 * @throws UsageError when the config names no robot or no store
 */
export async function alerts(
  options: { readonly config?: string; readonly retry?: boolean },
  terminal: Terminal,
): Promise<0 | 2> {
  const config = configFor(options.config, terminal);
  const robots = robotsFor(config, terminal);
  if (robots.length === 0) throw new UsageError('the config names no robot; see docs/config.md');
  return withStore(config, async (rows) => {
    const held = await tell(rows, { robots, send: sender() }, options.retry ?? false);
    if (held.kind === 'busy') {
      terminal.err('ccm-preflight: another process is sending alerts\n');
      return 2;
    }
    const { sent, waiting, refused } = held.result;
    sayDelivered(held.result, terminal);
    if (sent + waiting + refused === 0) terminal.err('ccm-preflight: no alert is waiting\n');
    return waiting + refused > 0 ? 2 : 0;
  });
}

/** Makes the tables of the store. */
export async function initStore(options: { readonly config?: string }, terminal: Terminal): Promise<0> {
  await withStore(configFor(options.config, terminal), (rows) => rows.init());
  terminal.err('ccm-preflight: the store is ready\n');
  return 0;
}

async function lastRuns(rows: RowStore): Promise<RunRecord[]> {
  const last: RunRecord[] = [];
  for await (const run of runs(rows)) {
    last.push(run);
    if (last.length === MOST_RUNS) break;
  }
  return last;
}

async function recordsOf(
  rows: RowStore,
  wanted: (record: FindingRecord) => boolean,
): Promise<FindingRecord[]> {
  const all: FindingRecord[] = [];
  for await (const { record } of findings(rows)) if (wanted(record)) all.push(record);
  return all;
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

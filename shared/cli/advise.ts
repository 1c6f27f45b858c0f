import { formatAdvice, formatAdviceJson } from '../formats/advice.ts';
import { formatAdviceMarkdown } from '../formats/advice-markdown.ts';
import { type Advice, adviseUpgrade } from '../report/advice.ts';
import { adviceFacts } from '../report/advice-facts.ts';
import { type AuditOptions, auditSnapshot } from '../report/audit-snapshot.ts';
import { clusterMeant } from '../report/explain-subject.ts';
import type { Report } from '../report/report.ts';
import { targetFor } from '../scan/live-scan.ts';
import { withScopedFleet } from '../scan/scoped-capture.ts';
import { readJsonFile } from '../sources/snapshot-file.ts';
import { ensureOneSource, type SubjectOptions } from './explain.ts';
import type { Terminal } from './io.ts';
import { configFor, runLive, targetOf, warnOfTarget } from './live.ts';

/** The options of the command `advise`. */
export interface AdviseCommandOptions extends SubjectOptions {
  readonly format: 'table' | 'json' | 'markdown';
}

/**
 * Advises on the upgrade of one cluster. Exit code 0 ready, 1 blocked, 2 not known or interrupted.
 * @throws UsageError when there is no such cluster, with the nearest known one
 * @throws InputError when the file is no snapshot, or the config has faults
 */
export async function advise(options: AdviseCommandOptions, terminal: Terminal): Promise<0 | 1 | 2> {
  ensureOneSource(options, terminal);
  const { advice, interrupted } =
    options.snapshot === undefined
      ? await adviseLive(options, terminal)
      : { advice: adviceOn(readJsonFile(options.snapshot), options), interrupted: false };
  warnOfTarget(advice, terminal);
  terminal.out(written(advice, options, terminal));
  if (interrupted || advice.verdict === 'unknown') return 2;
  return advice.verdict === 'blocked' ? 1 : 0;
}

function written(advice: Advice, { format, lang, color }: AdviseCommandOptions, terminal: Terminal): string {
  if (format === 'json') return formatAdviceJson(advice);
  if (format === 'markdown') return formatAdviceMarkdown(advice, lang);
  return formatAdvice(advice, { language: lang, color: color && terminal.color });
}

function adviceOn(
  snapshot: unknown,
  { cluster, lang, target }: AdviseCommandOptions,
  more: AuditOptions = {},
  finish = (report: Report) => report,
): Advice {
  const report = finish(auditSnapshot(snapshot, { language: lang, ...targetOf(target), ...more }));
  return adviseUpgrade(report, adviceFacts(snapshot, cluster, report), lang);
}

async function adviseLive(options: AdviseCommandOptions, terminal: Terminal) {
  const config = configFor(options.config, terminal);
  const target = targetOf(options.target);
  const { result, interrupted } = await runLive(config, terminal, (live) =>
    withScopedFleet(config, { ...live, ...target }, async (fleet) => {
      const { clusterId } = clusterMeant(options.cluster, fleet.clusters, fleet.gaps);
      return { snapshot: await fleet.capture({ clusters: [clusterId] }), clusterId };
    }),
  );
  const { snapshot, clusterId } = result;
  const { suppressions } = config;
  const more = { targetCcmVersion: targetFor(config, target), suppressions };
  const advice = adviceOn(snapshot, { ...options, cluster: clusterId }, more, readOnce);
  return { advice, interrupted };
}

/** Nobody looked a second time. */
function readOnce(report: Report): Report {
  return { ...report, findings: report.findings.map((finding) => ({ ...finding, confirmed: false })) };
}

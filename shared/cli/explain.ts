import { CONFIG_VARIABLE } from '../config/config.ts';
import { UsageError } from '../errors.ts';
import { formatExplanation, formatExplanationJson } from '../formats/explain.ts';
import { explainService } from '../report/explain.ts';
import { clusterMeant, ensureService, serviceMeant } from '../report/explain-subject.ts';
import type { Language } from '../rules/rule.ts';
import { targetFor } from '../scan/live-scan.ts';
import { withScopedFleet } from '../scan/scoped-capture.ts';
import { readJsonFile } from '../sources/snapshot-file.ts';
import type { Terminal } from './io.ts';
import { configFor, runLive, targetOf, warnOfTarget } from './live.ts';

/** What the commands on one cluster take. */
export interface SubjectOptions {
  readonly cluster: string;
  readonly snapshot?: string;
  readonly config?: string;
  readonly target?: string;
  readonly lang: Language;
  readonly color: boolean;
}

/** The options of the command `explain`. */
export interface ExplainCommandOptions extends SubjectOptions {
  readonly format: 'table' | 'json';
}

/**
 * Explains one Service, of a snapshot file or read live. Exit code 0, or 2 when something needed could not be read.
 * @throws UsageError when there is no such cluster or Service, with the nearest known ones
 * @throws InputError when the file is no snapshot, or the config has faults
 */
export async function explain(
  name: string,
  options: ExplainCommandOptions,
  terminal: Terminal,
): Promise<0 | 2> {
  ensureOneSource(options, terminal);
  const subject = serviceMeant(name);
  const own = { ...subject, language: options.lang, ...targetOf(options.target) };
  const explanation =
    options.snapshot === undefined
      ? await explainLive(`${subject.namespace}/${subject.service}`, own, options, terminal)
      : explainService(readJsonFile(options.snapshot), { ...own, clusterId: options.cluster });
  warnOfTarget(explanation, terminal);
  const style = { language: options.lang, color: options.color && terminal.color };
  terminal.out(
    options.format === 'json' ? formatExplanationJson(explanation) : formatExplanation(explanation, style),
  );
  return explanation.unread.length > 0 || explanation.failures.length > 0 ? 2 : 0;
}

/**
 * Makes sure that exactly one of snapshot and config is named.
 * @throws UsageError when not
 */
export function ensureOneSource({ snapshot, config }: SubjectOptions, terminal: Terminal): void {
  if (snapshot !== undefined && config !== undefined) {
    throw new UsageError('give --snapshot or --config, not both');
  }
  if (snapshot === undefined && !(config ?? terminal.env[CONFIG_VARIABLE])) {
    throw new UsageError(`give --snapshot <file> or --config <file>, or set ${CONFIG_VARIABLE}`);
  }
}

type Subject = Omit<Parameters<typeof explainService>[1], 'clusterId'>;

/** Reads the one Service with its SLB, and the lists that tell which SLB that is. */
async function explainLive(name: string, own: Subject, options: SubjectOptions, terminal: Terminal) {
  const config = configFor(options.config, terminal);
  const { result } = await runLive(config, terminal, (live) =>
    withScopedFleet(config, { ...live, ...targetOf(options.target) }, async (fleet) => {
      const cluster = clusterMeant(options.cluster, fleet.clusters, fleet.gaps);
      const { clusterId } = cluster;
      const snapshot = await fleet.capture({ clusters: [clusterId], services: [name] });
      const found = snapshot.clusters.some((one) => one.kubernetes.services.items.length > 0);
      const isRead = !(snapshot.failures ?? []).some((failure) => failure.clusterId === clusterId);
      // Only to say what was meant: for an answer one Service is enough.
      if (!found && isRead) {
        ensureService(name, await fleet.services(clusterId), cluster.name || clusterId, undefined);
      }
      return { snapshot, clusterId };
    }),
  );
  const { snapshot, clusterId } = result;
  const targetCcmVersion = targetFor(config, targetOf(options.target));
  const { suppressions } = config;
  return explainService(snapshot, { ...own, targetCcmVersion, suppressions, clusterId, confirmed: false });
}

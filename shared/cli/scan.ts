import { CONFIG_VARIABLE } from '../config/config.ts';
import { InputError, UsageError } from '../errors.ts';
import { FORMATS, type FormatName, formatOfFile } from '../formats/format.ts';
import { auditSnapshot, NOT_A_SNAPSHOT } from '../report/audit-snapshot.ts';
import { exitCodeOf } from '../report/outcome.ts';
import type { Report } from '../report/report.ts';
import type { Effect, Language } from '../rules/rule.ts';
import { inOtherLanguage } from '../run/both-languages.ts';
import { readJsonFile } from '../sources/snapshot-file.ts';
import type { Terminal } from './io.ts';
import { robotsFor, sayKept, scanAndKeep } from './kept.ts';
import { configFor, runLive, targetOf, warnOf, warnOfTarget } from './live.ts';
import { ensureWritable, writeWhole } from './output.ts';
import { warnOfSilence } from './silence.ts';

/** The options of the command `scan`. */
export interface ScanOptions {
  readonly snapshot?: string;
  readonly config?: string;
  readonly target?: string;
  /** Where it is left out, that of the output's name. */
  readonly format?: FormatName;
  readonly output?: string;
  readonly failOn: Effect;
  /** False: nobody is told anything, and what would be told stays news. */
  readonly alerts: boolean;
  readonly lang: Language;
  readonly color: boolean;
}

/** The options, with the form that the report is to have. */
type FormedOptions = ScanOptions & { readonly format: FormatName };

/**
 * Audits a snapshot file or a live fleet, prints or writes the report, and gives the exit code.
 * @throws UsageError when neither is named, or both are
 * @throws InputError when the file is no snapshot or the config has faults (every one a line), or the report cannot be
 *   written
 */
export async function scan(given: ScanOptions, terminal: Terminal): Promise<0 | 1 | 2> {
  const options = { ...given, format: given.format ?? formatOfFile(given.output ?? '') };
  if (options.snapshot !== undefined && options.config !== undefined) {
    throw new UsageError('give --snapshot or --config, not both');
  }
  if (options.snapshot === undefined && !(options.config ?? terminal.env[CONFIG_VARIABLE])) {
    throw new UsageError(`give --snapshot <file> or --config <file>, or set ${CONFIG_VARIABLE}`);
  }
  if (options.output !== undefined) ensureWritable(options.output);
  const { report, other, failed } =
    options.snapshot === undefined
      ? await scanLive(options, terminal)
      : { ...scanFile(options.snapshot, options), failed: false };
  if (!report) return 2;
  warnOfTarget(report.scan, terminal);
  const color = options.color && terminal.color && options.output === undefined;
  const { format, lang: language, failOn } = options;
  const text = FORMATS[format](report, { language, color, failOn, ...(other && { other }) });
  if (options.output === undefined) terminal.out(text);
  else writeWhole(options.output, text);
  return failed ? 2 : exitCodeOf(report, options.failOn);
}

/** A report, and the same in the other language, where the form can show both. */
interface Scanned {
  readonly report: Report;
  readonly other?: Report;
}

/** The report is undefined when another process is at it; `failed` when it was interrupted, or could not be kept. */
async function scanLive(
  options: FormedOptions,
  terminal: Terminal,
): Promise<Partial<Scanned> & { readonly failed: boolean }> {
  const config = configFor(options.config, terminal);
  const own = { language: options.lang, ...targetOf(options.target) };
  const robots = options.alerts ? robotsFor(config, terminal) : [];
  if (robots.length > 0) warnOfSilence(config, terminal);
  const { result, interrupted } = await runLive(config, terminal, (live) =>
    scanAndKeep(config, { ...live, ...own, robots }),
  );
  const kept = sayKept(result, terminal);
  if (!kept) return { failed: true };
  const { scan, trouble } = kept;
  warnOf(scan.unconfirmable, 'some findings could not be looked at a second time:', terminal);
  const other = options.format === 'html' ? inOtherLanguage(scan, options.lang) : undefined;
  const failed = interrupted || trouble !== undefined;
  return { report: scan.report, ...(other && { other }), failed };
}

function scanFile(path: string, { lang, target, format }: FormedOptions): Scanned {
  const snapshot = readJsonFile(path);
  const report = auditSnapshot(snapshot, { language: lang, ...targetOf(target) });
  const faults = report.failures.filter((failure) => failure.code === NOT_A_SNAPSHOT);
  if (faults.length === 0) {
    if (format !== 'html') return { report };
    const other = auditSnapshot(snapshot, { language: lang === 'en' ? 'zh' : 'en', ...targetOf(target) });
    return { report, other };
  }
  throw new InputError(NOT_A_SNAPSHOT, `${path} is not a snapshot`, {
    faults: faults.map((fault) => fault.message),
  });
}

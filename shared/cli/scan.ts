import { writeFileSync } from 'node:fs';
import { InputError, reasonOf } from '../errors.ts';
import { FORMATS, type FormatName } from '../formats/format.ts';
import { auditSnapshot, NOT_A_SNAPSHOT } from '../report/audit-snapshot.ts';
import { exitCodeOf } from '../report/outcome.ts';
import type { Effect, Language } from '../rules/rule.ts';
import { readJsonFile } from '../sources/snapshot-file.ts';
import type { Terminal } from './io.ts';

/** The options of the command `scan`. */
export interface ScanOptions {
  readonly snapshot: string;
  readonly target?: string;
  readonly format: FormatName;
  readonly output?: string;
  readonly failOn: Effect;
  readonly lang: Language;
  readonly color: boolean;
}

/**
 * Audits a snapshot file, prints or writes the report, and gives the exit code.
 * @throws InputError when the file is no snapshot (every fault a line), or the report cannot be written
 */
export function scan(options: ScanOptions, terminal: Terminal): 0 | 1 | 2 {
  const report = auditSnapshot(readJsonFile(options.snapshot), {
    language: options.lang,
    ...(options.target !== undefined && { targetCcmVersion: options.target }),
  });
  const faults = report.failures.filter((failure) => failure.code === NOT_A_SNAPSHOT);
  if (faults.length > 0) {
    throw new InputError(NOT_A_SNAPSHOT, `${options.snapshot} is not a snapshot`, {
      faults: faults.map((fault) => fault.message),
    });
  }
  const color = options.color && terminal.color && options.output === undefined;
  const text = FORMATS[options.format](report, { language: options.lang, color });
  if (options.output === undefined) terminal.out(text);
  else write(options.output, text);
  return exitCodeOf(report, options.failOn);
}

function write(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (cause) {
    throw new InputError('FILE_UNWRITABLE', `cannot write ${path}: ${reasonOf(cause)}`, { cause });
  }
}

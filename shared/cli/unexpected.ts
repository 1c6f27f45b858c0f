import { PreflightError } from '../errors.ts';
import { printable } from '../formats/printable.ts';

/** The exit code for "the scan itself failed": bad arguments, unreadable input, or a fault of ours. */
export const FAILED = 2;

/** What is said of anything thrown. An expected error is one line, or one per fault, without a stack. */
export function troubleText(thrown: unknown): string {
  if (!(thrown instanceof PreflightError)) return unexpectedText(thrown);
  const faults = thrown.faults.map((fault) => `  ${printable(fault)}\n`);
  return [`ccm-preflight: ${printable(thrown.message)}\n`, ...faults].join('');
}

/**
 * What is said of a fault of this program's own: its kind, and where it came up. Its message is left out, as nobody
 * knows what it quotes: that of an SDK may be the whole request, keys included.
 */
export function unexpectedText(thrown: unknown): string {
  const kind = thrown instanceof Error ? thrown.name : typeof thrown;
  const stack = thrown instanceof Error ? (thrown.stack ?? '') : '';
  const frames = stack.split('\n').filter((line) => /^ {4}at /.test(line));
  const lines = [`ccm-preflight: a fault of its own (${kind}); please report it with these lines`, ...frames];
  return `${lines.map(printable).join('\n')}\n`;
}

/**
 * Takes up the faults that reach no caller. A reader that closes the pipe early (`| head`) is no fault; a standard
 * output that cannot be written to is one, as the report is lost.
 */
export function watchFaults(process: NodeJS.Process): void {
  process.stdout.on('error', ({ code = 'unknown' }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE') return;
    process.stderr.write(`ccm-preflight: cannot write to standard output: ${code}\n`);
    process.exit(FAILED);
  });
  process.on('uncaughtException', (thrown) => {
    process.stderr.write(unexpectedText(thrown));
    process.exit(FAILED);
  });
}

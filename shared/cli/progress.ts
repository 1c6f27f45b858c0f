import { Writable } from 'node:stream';
import { createLogUpdate } from 'log-update';
import type { Meter } from '../scan/tally.ts';
import type { Terminal } from './io.ts';

/** Milliseconds between two lines. */
const EVERY = { redraw: 200, plain: 10_000 };

/** Shows how far a scan is, until `stop` is called. */
export interface ProgressLine {
  readonly stop: () => void;
}

/** One line that is written over on a terminal; elsewhere a plain line every ten seconds. */
export function showProgress(meter: Meter, terminal: Terminal, every = EVERY): ProgressLine {
  const startedAt = performance.now();
  const line = () => progressLine(meter.progress(), (performance.now() - startedAt) / 1000);
  if (!terminal.interactive) {
    const timer = setInterval(() => terminal.err(`${line()}\n`), every.plain);
    return { stop: () => clearInterval(timer) };
  }
  const update = createLogUpdate(streamTo(terminal), { showCursor: true });
  const timer = setInterval(() => update(line()), every.redraw);
  return {
    stop: () => {
      clearInterval(timer);
      update.clear();
    },
  };
}

/** Standard error as the stream that log-update wants, as wide as the terminal is at the moment. */
function streamTo(terminal: Terminal): Writable {
  const stream = new Writable({
    decodeStrings: false,
    write: (chunk, _, done) => {
      terminal.err(String(chunk));
      done();
    },
  });
  return Object.defineProperty(stream, 'columns', { get: () => process.stderr.columns });
}

/**
 * `clusters 3/20, SLBs 120/400, 512 calls (25.3/s, 4 throttled), about 12 s left`
 * @param seconds since the scan began
 */
export function progressLine(progress: ReturnType<Meter['progress']>, seconds: number): string {
  const { clusters, loadBalancers, calls, throttled } = progress;
  const rate = seconds > 0 ? calls / seconds : 0;
  const parts = [
    `clusters ${clusters.done}/${clusters.total}`,
    `SLBs ${loadBalancers.done}/${loadBalancers.total}`,
    `${calls} calls (${rate.toFixed(1)}/s, ${throttled} throttled)`,
  ];
  const left = loadBalancers.total - loadBalancers.done;
  // Before all clusters are known the number of SLBs still grows, and with it the time.
  if (left > 0 && loadBalancers.done > 0 && clusters.done > 0) {
    parts.push(`about ${Math.ceil((left * seconds) / loadBalancers.done)} s left`);
  }
  return parts.join(', ');
}

import { Writable } from 'node:stream';
import { createLogUpdate } from 'log-update';
import type { Meter } from '../scan/tally.ts';
import type { Terminal } from './io.ts';

const REDRAW_MILLISECONDS = 200;

/** Shows how far a scan is, until `stop` is called. */
export interface ProgressLine {
  readonly stop: () => void;
}

/** One line that is written over, on a terminal only: nobody reads it elsewhere, and a log is not the place for it. */
export function showProgress(meter: Meter, terminal: Terminal, every = REDRAW_MILLISECONDS): ProgressLine {
  if (!terminal.interactive) return { stop: () => undefined };
  const startedAt = performance.now();
  const line = () => progressLine(meter.progress(), (performance.now() - startedAt) / 1000);
  const update = createLogUpdate(streamTo(terminal), { showCursor: true });
  const timer = setInterval(() => update(line()), every);
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

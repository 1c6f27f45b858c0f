import { asked, askedOnce, freshProcess } from '../processes.ts';
import type { LiveMeasurement } from './scan.ts';
import type { Ready, Seen, Stage } from './serve.ts';

const FAST = { requestsPerMinute: 10_000_000, concurrency: 16 } as const;
/** The config's `limits` where nothing shall be waited for but the servers. */
export const UNLIMITED = { slb: FAST, ecs: FAST, vpc: FAST } as const;

/** One live scan, from both sides. */
export interface Played {
  readonly scan: LiveMeasurement;
  readonly seen: Seen;
}

/** Starts servers in one process, scans them from another, and asks both. */
export async function play(stage: Stage): Promise<Played> {
  const server = freshProcess('serve');
  try {
    const ready = (await asked(server, stage)) as Ready;
    const scan = (await askedOnce('scan', ready)) as LiveMeasurement;
    const seen = (await asked(server, 'what did you see?')) as Seen;
    return { scan, seen };
  } finally {
    server.kill();
  }
}

import { Cron } from 'croner';
import type { Config } from '../config/config.ts';
import { resolveSecrets } from '../config/secrets.ts';
import { UsageError } from '../errors.ts';
import { createApp } from '../http/app.ts';
import { TOKEN_VARIABLE } from '../http/auth.ts';
import { defaultKeys } from '../sources/alicloud/credentials.ts';
import { forgetOld } from '../store/forget.ts';
import { openStore } from '../store/open-store.ts';
import { troubleOf } from './function-station.ts';
import { httpServer, listen, type Patience } from './http-server.ts';
import { jsonLog } from './json-log.ts';
import { localStation } from './local-station.ts';

/** How a process serves what the functions do elsewhere. */
export interface ServeOptions {
  readonly config: Config;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** When the fleet is scanned, as cron says it (five fields, or six with seconds); never if left out. */
  readonly schedule?: string;
  /** IANA name of the zone that the schedule is in; that of the machine if left out. */
  readonly timeZone?: string;
  /** For how long clients are waited for, where it is not the usual time. */
  readonly patience?: Partial<Patience>;
  /** Takes the lines of the log. */
  readonly write: (line: string) => void;
}

/** A process that serves. */
export interface Served {
  /** Without a slash at its end. */
  readonly url: string;
  /** Stops: shards that are being read stop where they are, and the next process goes on with them. */
  readonly close: () => Promise<void>;
}

const EVERY_MINUTE = '* * * * *';
const EVERY_HOUR = '17 * * * *';

/**
 * Serves the HTTP surface, scans when the schedule says so, and looks after what is under way.
 * @throws UsageError for a schedule or a time zone that is none, an address that cannot be had, and without a store
 * @throws InputError BAD_CONFIG when a secret is missing; StoreError
 */
export async function serve(options: ServeOptions): Promise<Served> {
  const { config, env, host, port, write, schedule, timeZone, patience } = options;
  if (!config.store) throw new UsageError('the config names no store; see docs/config.md');
  const secret = resolveSecrets(config, env);
  const nightly = schedule === undefined ? undefined : scheduled(schedule, timeZone);
  const log = jsonLog(env, write);
  const stop = new AbortController();
  const rows = await openStore(config.store, { credentials: defaultKeys('store') });
  const local = localStation({ config, rows, log, secret, env, now: Date.now, signal: stop.signal });
  const app = createApp({
    token: env[TOKEN_VARIABLE],
    inStation: local.during,
    onTrouble: (error) => log.error('request failed', troubleOf(error)),
  });
  const server = httpServer({
    fetch: (request) => app.fetch(request),
    patience,
  });
  let taken: number;
  try {
    taken = await listen(server, { port, host }, (error) => log.error('connection failed', troubleOf(error)));
  } catch (error) {
    await rows.close();
    throw error;
  }

  /** Never rejected: nobody waits for it. */
  const perform = (name: string, work: () => Promise<unknown>): Promise<void> =>
    work().then(
      () => undefined,
      (error: unknown) => log.error(`${name} failed`, troubleOf(error)),
    );
  const sweep = () => perform('sweep', () => local.keep({ task: 'sweep' }));
  const forget = () => perform('forgetting', () => local.during(() => forgetOld(rows, Date.now())));
  const jobs = [new Cron(EVERY_MINUTE, { protect: true }, sweep)];
  if (config.store.type === 'file') jobs.push(new Cron(EVERY_HOUR, { protect: true }, forget));
  if (nightly) {
    nightly.schedule((self) => {
      const triggerTime = (self.currentRun() ?? new Date()).toISOString();
      return perform('audit', () => local.keep({ task: 'audit', triggerName: 'serve', triggerTime }));
    });
    jobs.push(nightly);
  }
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${taken}`;
  log.info('serving', { url, ...(schedule !== undefined && { schedule }) });
  // What a process before this one has left.
  void perform('resuming', local.resume).then(sweep);

  return {
    url,
    close: async () => {
      for (const job of jobs) job.stop();
      stop.abort(new Error('the service stops'));
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await Promise.all([closed, local.idle()]);
      await rows.close();
    },
  };
}

/** A schedule that has nothing to do yet. */
function scheduled(schedule: string, timeZone: string | undefined): Cron {
  ensureTimeZone(timeZone);
  let cron: Cron;
  let first: Date | null;
  try {
    cron = new Cron(schedule, { protect: true, ...(timeZone !== undefined && { timezone: timeZone }) });
    first = cron.nextRun();
  } catch (cause) {
    throw new UsageError('the schedule is none: write five fields of cron, like "0 2 * * *"', { cause });
  }
  if (first) return cron;
  throw new UsageError('the schedule never comes');
}

function ensureTimeZone(timeZone: string | undefined): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
  } catch (cause) {
    throw new UsageError(`there is no time zone "${timeZone}": write it like Asia/Shanghai`, { cause });
  }
}

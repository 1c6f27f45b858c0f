import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { Cron } from 'croner';
import type { Config } from '../config/config.ts';
import { resolveSecrets } from '../config/secrets.ts';
import { UsageError } from '../errors.ts';
import { createApp } from '../http/app.ts';
import { TOKEN_VARIABLE } from '../http/auth.ts';
import { defaultKeys } from '../sources/alicloud/credentials.ts';
import { forgetOld } from '../store/forget.ts';
import { openStore } from '../store/open-store.ts';
import type { RowStore } from '../store/rows.ts';
import type { KeeperTask } from './events.ts';
import { troubleOf } from './function-station.ts';
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

/** Whoever is slower than this in sending a request is cut off. */
const SLOWEST_REQUEST = 15_000;
const SLOWEST_HEADERS = 10_000;
const CHECK_MILLISECONDS = 1_000;
const MOST_HEADERS = 16 * 1024;
const EVERY_MINUTE = '* * * * *';

/**
 * Serves the HTTP surface, scans when the schedule says so, and looks after what is under way.
 * @throws UsageError for a schedule or a time zone that is none, and without a store
 * @throws InputError BAD_CONFIG when a secret is missing; StoreError
 */
export async function serve(options: ServeOptions): Promise<Served> {
  const { config, env, host, port, write } = options;
  if (!config.store) throw new UsageError('the config names no store; see docs/config.md');
  const secret = resolveSecrets(config, env);
  const log = jsonLog(env, write);
  const stop = new AbortController();
  const rows = await openStore(config.store, { credentials: defaultKeys('store') });
  if (config.store.type === 'file') await rows.init();
  const local = localStation({ config, rows, log, secret, env, now: Date.now, signal: stop.signal });
  const onTrouble = (error: unknown): void => log.error('request failed', troubleOf(error));

  const app = createApp({
    token: env[TOKEN_VARIABLE],
    inStation: (work) => work(local.station),
    onTrouble,
  });
  const server = createAdaptorServer({
    fetch: app.fetch,
    createServer,
    serverOptions: {
      requestTimeout: SLOWEST_REQUEST,
      headersTimeout: SLOWEST_HEADERS,
      connectionsCheckingInterval: CHECK_MILLISECONDS,
      maxHeaderSize: MOST_HEADERS,
    },
  }) as ReturnType<typeof createServer>;
  const perform = (task: KeeperTask): Promise<void> =>
    local.keep(task).then(
      () => undefined,
      (error: unknown) => log.error(`${task.task} failed`, troubleOf(error)),
    );
  const jobs = [new Cron(EVERY_MINUTE, { protect: true }, () => look(config, rows, perform))];
  try {
    if (options.schedule !== undefined) jobs.push(nightly(options.schedule, options.timeZone, perform));
    await listen(server, port, host);
  } catch (error) {
    for (const job of jobs) job.stop();
    await rows.close();
    throw error;
  }
  // What a process before this one has left.
  void perform({ task: 'sweep' });
  const { port: taken } = server.address() as AddressInfo;
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${taken}`;
  log.info('serving', { url, ...(options.schedule !== undefined && { schedule: options.schedule }) });

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

function nightly(
  schedule: string,
  timeZone: string | undefined,
  perform: (task: KeeperTask) => Promise<void>,
): Cron {
  try {
    return new Cron(
      schedule,
      { protect: true, ...(timeZone !== undefined && { timezone: timeZone }) },
      (self) => {
        const triggerTime = (self.currentRun() ?? new Date()).toISOString();
        return perform({ task: 'audit', triggerName: 'serve', triggerTime });
      },
    );
  } catch (cause) {
    throw new UsageError('the schedule, or its time zone, is none; five fields of cron, like "0 2 * * *"', {
      cause,
    });
  }
}

async function look(
  config: Config,
  rows: RowStore,
  perform: (task: KeeperTask) => Promise<void>,
): Promise<void> {
  await perform({ task: 'sweep' });
  if (config.store?.type === 'file') await forgetOld(rows, Date.now());
}

function listen(server: ReturnType<typeof createServer>, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const refuse = (cause: NodeJS.ErrnoException): void =>
      reject(new UsageError(`cannot listen on ${host}:${port}: ${cause.code ?? 'unknown'}`, { cause }));
    server.once('error', refuse);
    server.listen(port, host, () => {
      server.removeListener('error', refuse);
      resolve();
    });
  });
}

import { onTestFinished } from 'vitest';
import { loadConfig } from '../../../shared/config/load-config.ts';
import { resolveSecrets } from '../../../shared/config/secrets.ts';
import { createApp } from '../../../shared/http/app.ts';
import type { Finding, Report } from '../../../shared/index.ts';
import type { Station } from '../../../shared/run/station.ts';
import { localStation } from '../../../shared/service/local-station.ts';
import { openFileRows } from '../../../shared/store/file-rows.ts';
import { findings } from '../../../shared/store/keep-findings.ts';
import type { FindingRecord } from '../../../shared/store/record.ts';
import type { Fleet } from '../../servers/fleet.ts';
import type { FleetConfig } from '../../servers/fleet-config.ts';
import { UNLIMITED } from '../../support/live.ts';
import { SILENT_LOG } from '../../support/silent-log.ts';

export const TOKEN = 'token-of-the-tests';

/** An answer of the HTTP surface. */
export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; `undefined` where it is none. */
  readonly body: Body;
}

/** What bodies have, by kind. */
export interface Body extends Partial<Report> {
  readonly error?: { readonly code: string; readonly message: string; readonly faults?: readonly string[] };
  readonly id?: string;
  readonly status?: string;
  readonly kind?: string;
  readonly progress?: { readonly shards: { readonly total: number; readonly done: number } };
  readonly counts?: Readonly<Record<string, number>>;
  readonly scans?: readonly Body[];
  readonly cluster?: { readonly clusterId: string; readonly verdict: string; readonly error?: string };
  readonly findings?: readonly (Finding & { readonly firstSeen?: string; readonly sightings?: number })[];
}

/** The HTTP surface over a fleet's servers and a file store. */
export interface HttpPlace {
  readonly station: Station;
  readonly fetch: (request: Request) => Promise<Response>;
  /** Asks with the token, unless told otherwise. */
  readonly ask: (path: string, init?: RequestInit) => Promise<Answered>;
  /** Asks for a scan: a value as JSON, a text as it is. */
  readonly post: (
    body: unknown,
    headers?: Readonly<Record<string, string>>,
    query?: string,
  ) => Promise<Answered>;
  /** Scans, and waits for the end. */
  readonly scan: (body?: unknown) => Promise<Answered>;
  readonly idle: () => Promise<void>;
  readonly findings: () => Promise<readonly FindingRecord[]>;
  /** What was told of as unexpected. */
  readonly troubles: readonly unknown[];
}

export interface PlaceOptions {
  readonly config?: FleetConfig;
  readonly token?: string | undefined;
  /** What the config of the alerts names. */
  readonly env?: Readonly<Record<string, string>>;
  /** Bytes that an answer may have, if not any number. */
  readonly mostBytes?: number;
  /** Nothing that is asked for is done: scans stay under way. */
  readonly held?: boolean;
  /** Stands before the station. */
  readonly inStation?: (station: Station) => Station | Promise<Station>;
}

/** Opens one that ends with the test. */
export async function httpPlace(
  fleet: Fleet,
  folder: string,
  options: PlaceOptions = {},
): Promise<HttpPlace> {
  const { held = false, inStation = (station: Station) => station } = options;
  const config = loadConfig(fleet.configText({ limits: UNLIMITED, ...options.config }), {});
  const rows = await openFileRows(folder);
  const troubles: unknown[] = [];
  const stop = new AbortController();
  const local = localStation({
    config,
    rows,
    log: SILENT_LOG,
    env: options.env ?? {},
    now: Date.now,
    secret: resolveSecrets(config, fleet.env(), ['accounts']),
    signal: stop.signal,
  });
  const real = await local.during(async (station) => station);
  const station: Station = held ? { ...real, invoker: { invoke: async () => undefined } } : real;
  const app = createApp({
    token: 'token' in options ? options.token : TOKEN,
    ...(options.mostBytes !== undefined && { mostBytes: options.mostBytes }),
    inStation: async (work) => work(await inStation(station)),
    onTrouble: (error) => troubles.push(error),
  });
  onTestFinished(async () => {
    stop.abort();
    await local.idle();
    await rows.close();
  });

  const fetch = async (request: Request) => app.fetch(request);
  const ask: HttpPlace['ask'] = async (path, init = {}) => {
    const headers = new Headers({ authorization: `Bearer ${TOKEN}` });
    new Headers(init.headers).forEach((value, name) => {
      headers.set(name, value);
    });
    return answered(await fetch(new Request(`http://preflight.test${path}`, { ...init, headers })));
  };
  const post: HttpPlace['post'] = (body, headers = {}, query = '') =>
    ask(`/scans${query}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  return {
    station,
    fetch,
    ask,
    post,
    scan: async (body = {}) => {
      const done = await post(body, { prefer: 'wait=25' });
      // A run is closed a moment before its lease is given back: another scan would be told to wait.
      if (!held) await local.idle();
      return done;
    },
    idle: local.idle,
    findings: async () => {
      const found: FindingRecord[] = [];
      for await (const { record } of findings(rows)) found.push(record);
      return found;
    },
    troubles,
  };
}

/** Reads an answer. */
export async function answered(response: Response): Promise<Answered> {
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: jsonOf(text) };
}

function jsonOf(text: string): Body {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

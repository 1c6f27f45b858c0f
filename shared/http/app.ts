import { type Context, Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { FORMATS } from '../formats/format.ts';
import { fleetPage } from '../formats/html/fleet-page.ts';
import { packPage } from '../formats/html/page-codec.ts';
import { FLEET_POLICY, policyHeader, REPORT_POLICY } from '../formats/html/policy.ts';
import type { Station } from '../run/station.ts';
import type { RunRecord } from '../store/run.ts';
import { VERSION } from '../version.ts';
import { fitAnswers } from './answer-size.ts';
import { type Form, formOf, languageOf, waitOf } from './asked.ts';
import { isAuthorized, isToken, TOKEN_FORM, TOKEN_VARIABLE, unauthorizedText } from './auth.ts';
import { badBody, jsonBody, limitBody } from './body.ts';
import { clusterState } from './clusters.ts';
import { fleetData } from './fleet.ts';
import { MEDIA_TYPES } from './media-types.ts';
import { Problem } from './problem.ts';
import { scanRequestOf } from './scan-request.ts';
import {
  beginScan,
  isLost,
  recentRuns,
  reportOf,
  reportsOf,
  scanNamed,
  statusOf,
  waitForScan,
} from './scans.ts';

/** What the HTTP surface needs of the place where it is served. */
export interface AppOptions {
  /** One that is none (see `isToken`): nobody is let in. */
  readonly token: string | undefined;
  /** Opened for each request that needs it. */
  readonly inStation: <T>(work: (station: Station) => Promise<T>) => Promise<T>;
  /** Bytes of a body that can be answered with; any number where left out. */
  readonly mostBytes?: number;
  /** Told of what is unexpected: the answer says nothing of it. */
  readonly onTrouble: (error: unknown) => void;
}

const LISTED_RUNS = 30;

const METHODS = {
  '/': 'GET, HEAD',
  '/fleet': 'GET, HEAD',
  '/healthz': 'GET, HEAD',
  '/scans': 'GET, HEAD, POST',
  '/scans/:id': 'GET, HEAD',
  '/clusters/:id': 'GET, HEAD',
} as const;

/** The HTTP surface: scans on demand, their reports, and what is known of clusters. */
export function createApp({ token, inStation: work, mostBytes, onTrouble }: AppOptions): Hono {
  const inStation: AppOptions['inStation'] = (task) => work(task).catch(throwError);
  const app = new Hono();
  const nothing = { defaultSrc: ["'none'"], frameAncestors: ["'none'"] };
  // Pages say by themselves what they may do.
  app.use(secureHeaders({ contentSecurityPolicy: nothing, overwrite: false }));
  app.use(async (context, next) => {
    await next();
    context.header('Cache-Control', 'no-store');
  });
  if (mostBytes !== undefined) app.use(fitAnswers(mostBytes));
  app.get('/', (context) => {
    context.header('Content-Security-Policy', policyHeader(FLEET_POLICY));
    return context.html(fleetPage());
  });
  app.get('/healthz', (context) => context.json({ status: 'ok', version: VERSION }));
  app.use(async (context, next) => {
    if (!isToken(token)) {
      const message = `the service has no token: set ${TOKEN_VARIABLE} to ${TOKEN_FORM}`;
      throw new Problem(503, 'NO_TOKEN', message);
    }
    const header = context.req.header('authorization');
    if (!isAuthorized(header, token)) {
      throw new Problem(401, 'UNAUTHORIZED', unauthorizedText(header), {
        headers: { 'WWW-Authenticate': 'Bearer' },
      });
    }
    await next();
  });

  app.post('/scans', limitBody, async (context) => {
    const read = scanRequestOf(await jsonBody(context));
    if ('faults' in read) throw badBody(read.faults);
    const wait = waitOf(context);
    const form = formOf(context);
    return inStation(async (station) => {
      const started = await beginScan(station, read.request);
      if (started.kind === 'held') {
        throw new Problem(
          409,
          'SCAN_UNDER_WAY',
          'another scan of the whole fleet is just beginning or ending, or is one of the command line: try again',
        );
      }
      if (started.kind === 'busy') {
        const { holder } = started;
        throw new Problem(409, 'SCAN_UNDER_WAY', `another scan of the whole fleet is under way (${holder})`, {
          headers: { Location: `/scans/${holder}` },
        });
      }
      const { run } = started.record;
      const record =
        (wait > 0 && (await waitForScan(station, run, wait, context.req.raw.signal))) || started.record;
      context.header('Location', `/scans/${run}`);
      if (wait > 0) context.header('Preference-Applied', `wait=${wait / 1000}`);
      return answerScan(context, station, record, form);
    });
  });

  app.get('/fleet', (context) =>
    inStation(async (station) => context.json(packPage(await fleetData(station)))),
  );

  app.get('/scans', (context) =>
    inStation(async (station) => {
      const recent = await recentRuns(station, LISTED_RUNS);
      return context.json({ scans: await Promise.all(recent.map((record) => statusOf(station, record))) });
    }),
  );

  app.get('/scans/:id', (context) => {
    const form = formOf(context);
    return inStation(async (station) =>
      answerScan(context, station, await scanNamed(station, context.req.param('id')), form),
    );
  });

  app.get('/clusters/:id', (context) => {
    const language = languageOf(context);
    return inStation(async (station) =>
      context.json(await clusterState(station, context.req.param('id'), language)),
    );
  });

  for (const [path, methods] of Object.entries(METHODS)) {
    app.all(path, () => {
      throw new Problem(405, 'BAD_METHOD', `this path takes ${methods}`, { headers: { Allow: methods } });
    });
  }
  app.notFound(() => {
    throw new Problem(404, 'NO_SUCH_PAGE', 'there is nothing at this path');
  });
  app.onError((error, context) => {
    const problem = problemOf(error, onTrouble);
    for (const [name, value] of Object.entries(problem.headers)) context.header(name, value);
    return context.json(problem, problem.status);
  });
  return app;
}

function problemOf(error: unknown, onTrouble: AppOptions['onTrouble']): Problem {
  if (error instanceof Problem) return error;
  onTrouble(error);
  const isStore = (error as { readonly code?: unknown }).code === 'STORE';
  // What a store says of itself names its place.
  return isStore
    ? new Problem(503, 'STORE', 'the store does not do its work; the log says why', {
        headers: { 'Retry-After': '30' },
      })
    : new Problem(500, 'INTERNAL', 'something unexpected went wrong; the log says what');
}

/** Only errors get to `onError`. */
function throwError(thrown: unknown): never {
  throw thrown instanceof Error ? thrown : new Error('something was thrown that is no error');
}

/** The scan's report, or how far it is. */
async function answerScan(
  context: Context,
  station: Station,
  record: RunRecord,
  { format, language }: Form,
): Promise<Response> {
  if (record.status === 'running' && !isLost(station, record)) {
    context.header('Retry-After', '3');
    return context.json(await statusOf(station, record), 202);
  }
  context.header('Content-Type', MEDIA_TYPES[format]);
  if (format !== 'html') {
    const report = await reportOf(station, record.run, language);
    return context.body(FORMATS[format](report, { language, color: false }), 200);
  }
  const { [language]: report, [language === 'en' ? 'zh' : 'en']: other } = await reportsOf(
    station,
    record.run,
  );
  context.header('Content-Security-Policy', policyHeader(REPORT_POLICY));
  return context.body(FORMATS.html(report, { language, other }), 200);
}

import { join } from 'node:path';
import { openRobots } from '../../shared/alerts/robots.ts';
import { createSender } from '../../shared/alerts/send.ts';
import { loadConfig } from '../../shared/config/load-config.ts';
import { resolveSecrets } from '../../shared/config/secrets.ts';
import { PreflightError } from '../../shared/errors.ts';
import type { Report, Snapshot } from '../../shared/index.ts';
import { openFileRows } from '../../shared/store/file-rows.ts';
import type { RowStore } from '../../shared/store/rows.ts';
import { openTablestoreRows } from '../../shared/store/tablestore-rows.ts';
import { startDingtalk } from '../servers/dingtalk.ts';
import { startFleet } from '../servers/fleet.ts';
import { startTablestore, TABLESTORE_KEY } from '../servers/tablestore.ts';
import { asRoles } from '../support/accounts.ts';
import { generatedAccounts } from '../support/generated-accounts.ts';
import { fileReport, UNLIMITED } from '../support/live.ts';
import { type StoryClock, storyClock } from './clock.ts';
import { commandNight } from './command-night.ts';
import { edited } from './edits.ts';
import type { DoNight, NightResult, Place } from './night.ts';
import { plant, ROBOT_PATIENCE, type Servers, weed } from './plant.ts';
import { type NightPlot, type Plot, plotOf, type Trouble } from './plot.ts';
import { untruths } from './report-truths.ts';
import { shardsNight } from './shards-night.ts';
import { arrivedAgain, known, toldTooOften, untruthsAtTheEnd, untruthsOfStore } from './store-truths.ts';

/*
 * Words of these stories: calm nights are those after the last trouble; company is another process at the same time, or
 * an invocation lost, refused or doubled; a message is unnoted when nobody could write down that it was sent, which is an
 * excuse for sending it again; to weed is to end all troubles of the servers.
 */

/** What a seed's story came to. */
export interface Told {
  readonly plot: Plot;
  /** What was untrue, with its night; empty when all is well. */
  readonly complaints: readonly string[];
  /** How often each kind of trouble struck: `cloud throttle`, `process`. */
  readonly struck: Readonly<Record<string, number>>;
  readonly nights: number;
  readonly reports: number;
  /** Findings of these, and clusters called unknown in them. */
  readonly findings: number;
  readonly unknown: number;
  readonly messages: number;
  readonly again: number;
}

const DAY = 86_400_000;
/** An orphan counts when it was seen twice, and what waits is sent in the next night. */
const CALM_NIGHTS = 3;
const ROBOT = { token: 'ops-token', secret: 'SECops' };
const ALERTS = { dingtalk: [{ name: 'ops', url: 'env:OPS_URL', secret: 'env:OPS_SECRET' }] };
const NO_LIMIT = { count: 1_000, windowMilliseconds: 60_000 };
const WAYS: Readonly<Record<Plot['way'], DoNight>> = { command: commandNight, shards: shardsNight };
const DEADLINES: Readonly<Record<Plot['way'], object>> = {
  command: { clusterSeconds: 4, scanSeconds: 10 },
  shards: { clusterSeconds: 4, scanSeconds: 3_600, leaseSeconds: 3 },
};
/** So that a busy machine is no trouble of its own. */
const CALM_DEADLINES: Readonly<Record<Plot['way'], object>> = {
  command: { clusterSeconds: 300, scanSeconds: 600 },
  shards: { clusterSeconds: 300, scanSeconds: 3_600, leaseSeconds: 60 },
};
const CALM_PATIENCE = 60_000;

/**
 * Lives through what a seed decides, over real servers and with the real clients, and holds every report, the store and
 * all messages against what is true of the fleet.
 * @param folder where the story may keep its store
 */
export async function live(seed: number, folder: string): Promise<Told> {
  const plot = plotOf(seed);
  const snapshot = generatedAccounts(plot.accounts, plot.fleet);
  const clock = storyClock();
  const fleet = await startFleet(snapshot, { mostItems: 3 });
  const dingtalk = await startDingtalk([{ ...ROBOT, limit: NO_LIMIT }], { now: clock.truth });
  const tablestore = plot.store === 'tablestore' ? await startTablestore({ pageRows: 7 }) : undefined;
  const servers: Servers = { fleet, dingtalk, tablestore };
  const rows = await openRows(servers, join(folder, `seed-${seed}`));
  try {
    return await lived({ plot, snapshot, clock, servers, rows });
  } finally {
    await rows.close();
    await Promise.all([fleet, dingtalk, ...(tablestore ? [tablestore] : [])].map((server) => server.close()));
  }
}

async function openRows({ tablestore }: Servers, folder: string): Promise<RowStore> {
  if (!tablestore) return openFileRows(folder);
  const rows = openTablestoreRows({
    endpoint: tablestore.url,
    instance: tablestore.instance,
    tablePrefix: 'chaos_',
    credentials: async () => TABLESTORE_KEY,
  });
  await rows.init();
  return rows;
}

interface Stage {
  readonly plot: Plot;
  readonly snapshot: Snapshot;
  readonly clock: StoryClock;
  readonly servers: Servers;
  readonly rows: RowStore;
}

async function lived({ plot, snapshot, clock, servers, rows }: Stage): Promise<Told> {
  const { fleet, dingtalk } = servers;
  const calm: NightPlot = { edits: [], troubles: [] };
  const nights = [...plot.nights, ...Array.from({ length: CALM_NIGHTS }, () => calm)];
  const complaints: string[] = [];
  const struck: Record<string, number> = {};
  const truths: ReadonlySet<string>[] = [];
  const sums = { reports: 0, findings: 0, unknown: 0 };
  let held = snapshot;
  let excuses = 0;
  let last: Report | undefined;
  let before = await known(rows);

  for (const [night, { edits, troubles }] of nights.entries()) {
    const complain = (words: readonly string[]) => {
      complaints.push(...words.map((text) => `night ${night + 1}: ${text}`));
    };
    for (const { name, number } of edits) held = edited(held, name, number, snapshot);
    await fleet.refill(held);
    const place = placeOf(plot, servers, troubles, { clock, rows });
    clock.plan(troubles.filter((trouble) => trouble.at === 'clock'));
    const jumpsBefore = clock.jumps();
    const hits = plant(servers, troubles, plot.seed + 100 * night);
    const result = await WAYS[plot.way](place, troubles, night);
    count(struck, troubles, hits, result, clock.jumps() - jumpsBefore);
    weed(servers);
    excuses += excusesOf(troubles, hits, result, hasStruck(troubles, hits, 'tablestore'));

    truths.push(new Set(fileReport(held, result.reports.at(-1) ?? NOW).findings.map(({ id }) => id)));
    for (const report of result.reports) {
      complain(untruths(report, held));
      sums.reports++;
      sums.findings += report.findings.length;
      sums.unknown += report.clusters.filter(({ verdict }) => verdict === 'unknown').length;
    }
    complain(result.errors.flatMap(oddness));
    const after = await known(rows);
    complain(untruthsOfStore(before, after, truths));
    if (night >= plot.nights.length) complain(result.errors.map((error) => `in calm: ${String(error)}`));
    before = after;
    last = result.reports.at(-1) ?? last;
    clock.pass(DAY);
  }
  const fails = [];
  if (last) {
    fails.push(...untruths(last, held), ...untruthsAtTheEnd(before, last, dingtalk.arrived));
    if (last.failures.length > 0) fails.push(`failures in calm: ${last.failures[0]?.message}`);
    const missing = fileReport(held, last).findings.length - last.findings.length;
    if (missing !== 0) fails.push(`${missing} findings are missing in calm`);
  } else fails.push('no report at all');
  fails.push(...toldTooOften(before, dingtalk.arrived));
  const again = arrivedAgain(dingtalk.arrived);
  if (again > excuses) fails.push(`${again} messages came again, with ${excuses} excuses`);
  const unexpected = [fleet.cloud, ...fleet.kubernetes.values()].flatMap(({ calls }) => calls.unexpected());
  fails.push(...unexpected.map(({ api }) => `unexpected call ${api}`));
  complaints.push(...fails.map((text) => `at the end: ${text}`));
  const messages = dingtalk.arrived.length;
  return { plot, complaints, struck, nights: nights.length, ...sums, messages, again };
}

const NOW = { scan: { startedAt: '2026-11-23T00:00:00Z' } } as Report;

function placeOf(
  { seed, way, keys, clusters }: Plot,
  { fleet, dingtalk }: Servers,
  troubles: readonly Trouble[],
  { clock, rows }: Pick<Stage, 'clock' | 'rows'>,
): Place {
  const overrides = {
    discover: clusters === 'discovered',
    limits: UNLIMITED,
    confirm: { settleSeconds: 0.01 },
    deadlines: (troubles.length > 0 ? DEADLINES : CALM_DEADLINES)[way],
    alerts: ALERTS,
  };
  const env = { ...fleet.env(), OPS_URL: dingtalk.webhook(ROBOT.token), OPS_SECRET: ROBOT.secret };
  const text = JSON.stringify(keys === 'roles' ? asRoles(fleet, overrides) : fleet.config(overrides));
  const config = loadConfig(text, env);
  const robots = openRobots(config.alerts.dingtalk, resolveSecrets(config, env, ['alerts']));
  const isSlow = troubles.some((trouble) => trouble.at === 'robot' && trouble.what === 'slow');
  const send = createSender({
    timeoutMilliseconds: isSlow ? ROBOT_PATIENCE : CALM_PATIENCE,
    now: clock.read,
  });
  return { seed, config, secret: resolveSecrets(config, env, ['accounts']), rows, robots, send, clock };
}

function hasStruck(
  troubles: readonly Trouble[],
  hits: readonly ((() => number) | undefined)[],
  where: Trouble['at'],
): boolean {
  return troubles.some(({ at }, index) => at === where && (hits[index]?.() ?? 0) > 0);
}

/** How often a message of this night may have been sent again, as nobody knew that it had arrived. */
function excusesOf(
  troubles: readonly Trouble[],
  hits: readonly ((() => number) | undefined)[],
  { unnoted }: NightResult,
  isStoreTroubled: boolean,
): number {
  let excuses = unnoted;
  for (const [index, trouble] of troubles.entries()) {
    if (trouble.at === 'robot' && ['lost', 'half', 'slow'].includes(trouble.what))
      excuses += hits[index]?.() ?? 0;
  }
  return excuses + (isStoreTroubled ? 1 : 0);
}

function count(
  struck: Record<string, number>,
  troubles: readonly Trouble[],
  hits: readonly ((() => number) | undefined)[],
  { killed, refusals, company }: NightResult,
  jumps: number,
): void {
  const add = (name: string, times: number): void => {
    if (times > 0) struck[name] = (struck[name] ?? 0) + times;
  };
  for (const [index, trouble] of troubles.entries())
    add('what' in trouble ? `${trouble.at} ${trouble.what}` : `${trouble.at} expired`, hits[index]?.() ?? 0);
  add('process killed', killed);
  add('company came', company);
  add('disk full', refusals);
  add('clock jumped', jumps);
}

/** Whatever went wrong is told in the program's own words. */
function oddness(error: unknown): string[] {
  return error instanceof PreflightError ? [] : [`an error that is none of ours: ${(error as Error)?.stack}`];
}

import { build } from 'rolldown';
import { BUNDLES, bundleOptions } from '../../../rolldown.config.ts';
import type { Report, Snapshot } from '../../../shared/index.ts';
import type { Language } from '../../../shared/rules/rule.ts';
import { keptReport } from '../../../shared/run/kept-report.ts';
import type { FindingRecord } from '../../../shared/store/record.ts';
import type { RowStore, TableName } from '../../../shared/store/rows.ts';
import type { RunRecord } from '../../../shared/store/run.ts';
import { openTablestoreRows } from '../../../shared/store/tablestore-rows.ts';
import { type DingtalkServer, startDingtalk } from '../../servers/dingtalk.ts';
import { type Fleet, startFleet } from '../../servers/fleet.ts';
import { type FunctionsServer, startFunctions } from '../../servers/functions.ts';
import { startTablestore, type TablestoreServer } from '../../servers/tablestore.ts';
import { UNLIMITED } from '../../support/live.ts';

/** A cloud of its own: a fleet, Function Compute with the built bundles in it, Tablestore, and a robot. */
export interface Cloud {
  readonly fleet: Fleet;
  readonly functions: FunctionsServer;
  readonly tablestore: TablestoreServer;
  readonly dingtalk: DingtalkServer;
  readonly rows: RowStore;
  /** What the timer of the night does, and, until the run is closed, that of the sweep. */
  readonly night: (triggerTime: string) => Promise<RunRecord>;
  readonly runs: () => Promise<readonly RunRecord[]>;
  readonly findings: () => Promise<readonly FindingRecord[]>;
  /** The whole report of a run, in each language. */
  readonly reports: (run: string) => Promise<Readonly<Record<Language, Report>>>;
  /** The lines of the functions' log, as they are written. */
  readonly log: () => readonly Readonly<Record<string, unknown>>[];
  readonly close: () => Promise<void>;
}

/** What a function's role gives it. */
export const ROLE = {
  accessKeyId: 'STS.functions-role',
  accessKeySecret: 'a-secret-of-the-role',
  securityToken: 'a-token-of-the-role',
};
const INSTANCE = 'preflight';
export const ROBOT = { token: 'robot-token', secret: 'robot-secret' };
export const API_TOKEN = 'a-token-of-the-http-surface';
const SWEEP_MILLISECONDS = 1_000;
/** Some seconds where the machine has nothing else to do. */
const LONGEST_NIGHT = 500_000;

/** How a cloud is set up; other keys are put over those of the config. */
export interface CloudSetup extends Readonly<Record<string, unknown>> {
  /** The timeout of the function that reads shards. */
  readonly shardSeconds?: number;
  /** Seconds that functions are let go on beyond their timeouts before they are killed; 60 if left out. */
  readonly graceSeconds?: number;
  /** Milliseconds until any answer of the cloud's APIs. */
  readonly latency?: number;
}

/** Builds the bundles as they are deployed. */
export async function buildBundles(folder: string): Promise<void> {
  await Promise.all(BUNDLES.map((bundle) => build({ ...bundleOptions(bundle, folder), logLevel: 'silent' })));
}

/**
 * Starts a cloud that holds a snapshot.
 * @param bundles the folder that they were built into
 */
export async function startCloudWithFunctions(
  snapshot: Snapshot,
  bundles: string,
  { shardSeconds = 60, graceSeconds = 60, latency = 0, ...overrides }: CloudSetup = {},
): Promise<Cloud> {
  const fleet = await startFleet(snapshot, { latency });
  const dingtalk = await startDingtalk([ROBOT]);
  const tablestore = await startTablestore({ instance: INSTANCE, keys: [ROLE] });
  const rows = await openTablestoreRows({
    endpoint: tablestore.url,
    instance: INSTANCE,
    tablePrefix: 'e2e_',
    credentials: async () => ROLE,
  });
  await rows.init();
  // What is left to be seen is what the functions ask for.
  tablestore.forgetCalls();
  const environment = (url: string) => ({
    CCM_PREFLIGHT_CONFIG: JSON.stringify(configOf(fleet, url, tablestore.url, overrides)),
    CCM_PREFLIGHT_TOKEN: API_TOKEN,
    CCM_PREFLIGHT_LOG_LEVEL: 'debug',
    ROBOT_URL: dingtalk.webhook(ROBOT.token),
    ROBOT_SECRET: ROBOT.secret,
    ...fleet.env(),
  });
  const functions = await startFunctions({
    credentials: ROLE,
    concurrency: 4,
    functions: BUNDLES.map(({ name }) => ({
      name: `ccm-preflight-${name}`,
      code: `${bundles}/${name}`,
      handler: 'index.handler',
      timeoutSeconds: name === 'audit-region' ? shardSeconds : 60,
      graceSeconds,
      memory: 512,
      environment,
      asyncBackoff: 200,
    })),
  });

  async function all<T>(table: TableName): Promise<T[]> {
    const found: T[] = [];
    for await (const { data } of rows.range(table)) found.push(data as T);
    return found;
  }
  const runs = () => all<RunRecord>('runs');
  function sweepsDone(): number {
    const done = functions.invocations.filter(
      ({ event, outcome }) => event.includes('"payload":"sweep"') && outcome === 'ok',
    );
    return new Set(done.map(({ requestId }) => requestId)).size;
  }

  return {
    fleet,
    functions,
    tablestore,
    dingtalk,
    rows,
    runs,
    findings: () => all<FindingRecord>('findings'),
    reports: async (run) => {
      const [en, zh] = await Promise.all([keptReport(rows, run, 'en'), keptReport(rows, run, 'zh')]);
      if (!en || !zh) throw new Error(`run ${run} has no report`);
      return { en, zh };
    },
    night: async (triggerTime) => {
      const before = (await runs()).length;
      let sweeps = 0;
      functions.timer('ccm-preflight-nightly-audit', { triggerName: 'nightly', payload: '', triggerTime });
      const until = Date.now() + LONGEST_NIGHT;
      for (;;) {
        const isIdle = await Promise.race([
          functions.idle().then(() => true),
          pause(SWEEP_MILLISECONDS).then(() => false),
        ]);
        const [run] = (await runs()).slice(before);
        if (run?.status === 'closed') {
          await functions.idle();
          return run;
        }
        if (Date.now() > until)
          throw new Error(`the run did not end: ${functions.logs.slice(-20).join('\n')}`);
        await pause(SWEEP_MILLISECONDS);
        // One at a time: on a slow machine they would come faster than they can be done, and hold up all else.
        if (!isIdle && sweepsDone() < sweeps) continue;
        functions.timer('ccm-preflight-nightly-audit', { triggerName: 'sweep', payload: 'sweep' });
        sweeps++;
      }
    },
    log: () => functions.logs.flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : [])),
    close: async () => {
      await functions.close();
      await rows.close();
      await Promise.all([fleet, dingtalk, tablestore].map((server) => server.close()));
    },
  };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function configOf(
  fleet: Fleet,
  functionsUrl: string,
  endpoint: string,
  overrides: Readonly<Record<string, unknown>>,
): object {
  const config = fleet.config({ discover: true, limits: UNLIMITED, ...overrides });
  const accounts = config.accounts as readonly { readonly endpoints: object }[];
  return {
    ...config,
    accounts: accounts.map((account) => ({
      ...account,
      endpoints: { ...account.endpoints, fc: functionsUrl },
    })),
    confirm: { settleSeconds: 0.05 },
    store: { type: 'tablestore', endpoint, instance: INSTANCE, tablePrefix: 'e2e_' },
    alerts: { dingtalk: [{ name: 'ops', url: 'env:ROBOT_URL', secret: 'env:ROBOT_SECRET' }] },
    deadlines: { leaseSeconds: 6, ...(overrides.deadlines as object) },
  };
}

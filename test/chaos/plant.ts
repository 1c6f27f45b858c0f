import type { Call } from '../servers/calls.ts';
import type { DingtalkServer, RobotFault } from '../servers/dingtalk.ts';
import type { FaultReply } from '../servers/faults.ts';
import type { Fleet } from '../servers/fleet.ts';
import type { FaultyServer } from '../servers/server.ts';
import type { TablestoreServer } from '../servers/tablestore.ts';
import type { TablestoreFaultReply } from '../servers/tablestore-faults.ts';
import { fate } from './fate.ts';
import type { Trouble } from './plot.ts';

/** The servers of a story. */
export interface Servers {
  readonly fleet: Fleet;
  readonly dingtalk: DingtalkServer;
  readonly tablestore: TablestoreServer | undefined;
}

/** A slow answer comes in time; a stuck one does not. */
const SLOW_MILLISECONDS = 150;
const STUCK_MILLISECONDS = 60_000;
/** Longer than the senders of these stories wait. */
export const ROBOT_PATIENCE = 2_500;
const ROBOT_SLOW = 8_000;

/**
 * Puts troubles into the servers.
 * @returns how often each has struck so far, in the order of the troubles; undefined for those that are not a server's
 */
export function plant(
  servers: Servers,
  troubles: readonly Trouble[],
  seed: number,
): readonly ((() => number) | undefined)[] {
  return troubles.map((trouble, index) => plantOne(servers, trouble, seed + index));
}

/** Ends all troubles of the servers. */
export function weed({ fleet, dingtalk, tablestore }: Servers): void {
  for (const server of [fleet.cloud, ...fleet.kubernetes.values()]) server.faults.clear();
  dingtalk.forgive();
  tablestore?.faults.clear();
}

function plantOne(servers: Servers, trouble: Trouble, seed: number): (() => number) | undefined {
  const { fleet, dingtalk, tablestore } = servers;
  const clusters = [...fleet.kubernetes.values()];
  switch (trouble.at) {
    case 'cloud':
      return inAnswers([fleet.cloud], trouble, seed);
    case 'kubernetes': {
      const { only } = trouble;
      const places = only?.part === 'place' ? [clusters[only.number % clusters.length]] : clusters;
      return inAnswers(
        places.filter((server) => server !== undefined),
        trouble,
        seed,
      );
    }
    case 'tablestore': {
      let count = 0;
      const isHit = () => fate(seed, ++count) < trouble.share;
      return tablestore?.faults.add({ when: isHit, reply: storeReply(trouble.what, seed) }).hits;
    }
    case 'robot': {
      const before = dingtalk.requests();
      dingtalk.fail(robotFault(trouble.what), trouble.times);
      return () => Math.min(trouble.times, dingtalk.requests() - before);
    }
    case 'keys':
      return once([fleet.cloud], trouble.call, () => fleet.cloud.expireTemporaryKeys());
    case 'tokens':
      return once(clusters, trouble.call, () => clusters[seed % clusters.length]?.rotateToken());
    case 'pages':
      return once(clusters, trouble.call, () => {
        for (const server of clusters) server.forgetPages();
      });
    default:
      return undefined;
  }
}

type AnswerTrouble = Extract<Trouble, { readonly at: 'cloud' | 'kubernetes' }>;

function inAnswers(
  servers: readonly FaultyServer[],
  { at, what, share, tries, only }: AnswerTrouble,
  seed: number,
): () => number {
  const tried = new Map<string, number>();
  const isMeant = (call: Call): boolean => {
    if (only?.part === 'api') return only.number % 5 === Math.floor(fate(0, call.api) * 5);
    return (
      only === undefined || at === 'kubernetes' || only.number % 2 === Math.floor(fate(0, call.region) * 2)
    );
  };
  const when = (call: Call): boolean => {
    const name = nameOf(call);
    if (!isMeant(call) || fate(seed, name) >= share) return false;
    const count = tried.get(name) ?? 0;
    tried.set(name, count + 1);
    return count < tries;
  };
  const planted = servers.map((server) => server.faults.add({ when, reply: answerReply(what) }));
  return () => planted.reduce((sum, fault) => sum + fault.hits(), 0);
}

/** The same for each try of one call. */
function nameOf({ account, region, api, parameters }: Call): string {
  const asked = Object.entries(parameters).filter(([name]) => !/signature|timestamp|token/i.test(name));
  return JSON.stringify([account, region, api, asked.sort()]);
}

function answerReply(what: AnswerTrouble['what']): FaultReply {
  if (what === 'slow') return { delay: SLOW_MILLISECONDS };
  return what === 'stuck' ? { delay: STUCK_MILLISECONDS } : what;
}

/** Does something before the nth call is answered. */
function once(servers: readonly FaultyServer[], call: number, act: () => void): () => number {
  let calls = 0;
  let acts = 0;
  const when = (): boolean => {
    if (++calls === call) {
      acts++;
      act();
    }
    return false;
  };
  for (const server of servers) server.faults.add({ when, reply: 'error500' });
  return () => acts;
}

function storeReply(
  what: Extract<Trouble, { at: 'tablestore' }>['what'],
  seed: number,
): TablestoreFaultReply {
  if (what !== 'rows') return what;
  return { rows: (row) => (fate(seed, 'row', row) < 0.5 ? 'OTSServerBusy' : undefined) };
}

function robotFault(what: Extract<Trouble, { at: 'robot' }>['what']): RobotFault {
  switch (what) {
    case 'busy':
      return { errcode: 130101, errmsg: 'send too fast, exceed 20 times per minute' };
    case 'refuses':
      return { errcode: 310000, errmsg: 'keywords not in content' };
    case 'slow':
      return { delay: ROBOT_SLOW };
    default:
      return what;
  }
}

import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { Delivery, DigestRecord } from '../../shared/alerts/outbox.ts';
import type { Snapshot } from '../../shared/index.ts';
import { openFileRows } from '../../shared/store/file-rows.ts';
import type { FindingRecord } from '../../shared/store/record.ts';
import type { Row, TableName } from '../../shared/store/rows.ts';
import type { RunRecord } from '../../shared/store/run.ts';
import { type Arrived, type DingtalkServer, startDingtalk } from '../servers/dingtalk.ts';
import { type Fleet, startFleet } from '../servers/fleet.ts';
import { UNLIMITED } from './live.ts';
import type { Night } from './night.ts';
import { annotate, type World, world } from './world.ts';

/** After so long the lease of who died is anybody's. */
export const LATER = 3 * 60_000;

/** A story of its own: its store, and its robots. */
export interface Story {
  readonly store: string;
  /** Its run on the first or the second night's fleet. */
  readonly night: (which: 1 | 2, ahead?: number, end?: Night['end']) => Night;
  /** What its robots were sent, in order: which robot, and the text without names of runs and times. */
  readonly arrived: () => readonly string[];
  /** A copy of it as it is now, with robots of its own that have got nothing yet. */
  readonly copy: () => Story;
}

/** The servers of two nights. */
export interface TwoNights {
  readonly dingtalk: DingtalkServer;
  readonly story: () => Story;
  readonly close: () => Promise<void>;
}

const MOST_STORIES = 400;

/**
 * Two clusters and two robots: `ops` is told of all in English, `zh` of the second cluster in Chinese. On the first
 * night the name of one SLB in each cluster is not the one that is asked for; on the second that of the first cluster is
 * mended, and the second cluster has one more.
 */
export async function twoNights(folder: string): Promise<TwoNights> {
  const fleets = [await startFleet(firstNight()), await startFleet(secondNight())] as const;
  const tokens = Array.from({ length: MOST_STORIES }, (_, index) => [`ops-${index}`, `zh-${index}`]);
  const dingtalk = await startDingtalk(tokens.flat().map((token) => ({ token, secret: `SEC${token}` })));
  let stories = 0;

  function story(from?: string): Story {
    const number = stories++;
    if (number >= MOST_STORIES) throw new Error('more stories than robots');
    const store = join(folder, `story-${number}`);
    if (from !== undefined) cpSync(from, store, { recursive: true });
    return {
      store,
      night: (which, ahead = 0, end) => {
        const fleet = fleets[which - 1] as Fleet;
        return {
          config: fleet.configText({
            limits: UNLIMITED,
            confirm: { settleSeconds: 0.01 },
            alerts: { dingtalk: ROBOTS },
          }),
          env: { ...fleet.env(), ...robotsOf(dingtalk, number) },
          store,
          ahead,
          ...(end && { end }),
        };
      },
      arrived: () => dingtalk.arrived.filter(({ token }) => token.endsWith(`-${number}`)).map(textOf),
      copy: () => story(store),
    };
  }

  return {
    dingtalk,
    story: () => story(),
    close: async () => {
      await Promise.all([...fleets, dingtalk].map((server) => server.close()));
    },
  };
}

const ROBOTS = [
  { name: 'ops', url: 'env:OPS_URL', secret: 'env:OPS_SECRET', language: 'en' },
  { name: 'zh', url: 'env:ZH_URL', secret: 'env:ZH_SECRET', language: 'zh', match: { clusters: ['c2'] } },
];

function robotsOf(dingtalk: DingtalkServer, number: number): Record<string, string> {
  return {
    OPS_URL: dingtalk.webhook(`ops-${number}`),
    OPS_SECRET: `SECops-${number}`,
    ZH_URL: dingtalk.webhook(`zh-${number}`),
    ZH_SECRET: `SECzh-${number}`,
  };
}

function textOf({ token, text }: Arrived): string {
  const plain = text
    .replace(/\d{8}T\d{6}Z-\d{3}-[0-9a-f]{6}/g, 'RUN')
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/g, 'TIME');
  return `${token.split('-')[0]}: ${plain}`;
}

function firstNight(): Snapshot {
  return renamed({ c1: 'web', c2: 'web' });
}

function secondNight(): Snapshot {
  return renamed({ c2: 'web api' });
}

/** A fleet in sync, but for the Services named of each cluster: they ask for another name of their SLB. */
function renamed(services: Readonly<Record<string, string>>): Snapshot {
  const both = [{ name: 'web' }, { name: 'api' }];
  const fleet: World = world({ clusterId: 'c1', services: both }, { clusterId: 'c2', services: both });
  for (const { clusterId, kubernetes } of fleet.clusters) {
    for (const service of kubernetes.services.items ?? []) {
      const names = services[clusterId]?.split(' ') ?? [];
      if (names.includes(service.metadata.name ?? '')) annotate(service, 'name', 'wanted');
    }
  }
  return fleet as Snapshot;
}

/** All that a store holds. */
export interface Kept {
  readonly findings: readonly FindingRecord[];
  readonly runs: readonly RunRecord[];
  readonly digests: readonly (DigestRecord & { readonly run: string })[];
  readonly deliveries: readonly (Delivery & { readonly run: string; readonly robot: string })[];
}

export async function keptIn(store: string): Promise<Kept> {
  const rows = await openFileRows(store);
  async function all<T>(table: TableName, of: (row: Row) => T): Promise<T[]> {
    const found: T[] = [];
    for await (const row of rows.range(table)) found.push(of(row));
    return found;
  }
  try {
    return {
      findings: await all('findings', ({ data }) => data as FindingRecord),
      runs: await all('runs', ({ data }) => data as RunRecord),
      digests: await all('digests', ({ key, data }) => ({ ...(data as DigestRecord), run: key[0] ?? '' })),
      deliveries: await all('deliveries', ({ key, data }) => ({
        ...(data as Delivery),
        run: key[0] ?? '',
        robot: key[1] ?? '',
      })),
    };
  } finally {
    await rows.close();
  }
}

/** What must be the same of findings whether or not a run was killed on the way. */
export function livesOf({ findings }: Kept): readonly object[] {
  return findings.map(({ finding, status, told, history }) => ({
    id: finding.id,
    status,
    told: told && { kind: told.kind, effect: told.effect },
    history: history.map(({ kind }) => kind),
  }));
}

import { type Random, seededRandom } from '../../bench/fleet/random.ts';
import type { FleetOptions } from '../../bench/generate-fleet.ts';
import { EDITS, type EditName } from './edits.ts';

/** What befalls answers of the cloud and of API servers. */
export const ANSWER_FAULTS = [
  'throttle',
  'error500',
  'html503',
  'cut',
  'cut-body',
  'cut-chunked',
  'garbage',
  'half',
  'slow',
  'stuck',
  'forbidden',
] as const;
/** What befalls answers of Tablestore. */
export const STORE_FAULTS = [
  'busy',
  'cut-before',
  'cut-after',
  'cut-within',
  'garbage',
  'html503',
  'rows',
] as const;
/** What befalls messages. */
export const ROBOT_FAULTS = ['lost', 'cut', 'half', 'garbage', 'busy', 'refuses', 'slow'] as const;

/** One thing that goes wrong in a night. Numbers of things are taken modulo how many there are. */
export type Trouble =
  | {
      readonly at: 'cloud' | 'kubernetes';
      readonly what: (typeof ANSWER_FAULTS)[number];
      /** Part of all different calls that it befalls. */
      readonly share: number;
      /** How often each of these fails before it gets through. */
      readonly tries: number;
      /** One API, region or cluster only. */
      readonly only?: { readonly part: 'api' | 'place'; readonly number: number };
    }
  | { readonly at: 'tablestore'; readonly what: (typeof STORE_FAULTS)[number]; readonly share: number }
  | { readonly at: 'robot'; readonly what: (typeof ROBOT_FAULTS)[number]; readonly times: number }
  /** Temporary keys of the cloud, tokens of API servers, or the pages of their lists, all expire at this call. */
  | { readonly at: 'keys' | 'tokens' | 'pages'; readonly call: number }
  /** There is no room from this write on, for so many writes. */
  | { readonly at: 'disk'; readonly step: number; readonly steps: number }
  /** The process dies at this write; `process` numbers those of a night in shards. */
  | {
      readonly at: 'process';
      readonly process: number;
      readonly step: number;
      readonly when: 'before' | 'within' | 'after';
    }
  /** The clock jumps by so many milliseconds at the given reading of it. */
  | { readonly at: 'clock'; readonly reading: number; readonly by: number }
  /** Another scan begins at the same time; in shards: an invocation of each kind comes twice, or is lost. */
  | { readonly at: 'company'; readonly share: number };

export interface NightPlot {
  readonly edits: readonly { readonly name: EditName; readonly number: number }[];
  readonly troubles: readonly Trouble[];
}

/** All that a seed decides before anything runs. */
export interface Plot {
  readonly seed: number;
  readonly way: 'command' | 'shards';
  readonly store: 'file' | 'tablestore';
  readonly keys: 'own' | 'roles';
  readonly clusters: 'listed' | 'discovered';
  readonly accounts: number;
  /** Of each account. */
  readonly fleet: FleetOptions;
  readonly nights: readonly NightPlot[];
}

/** More often than anything is tried. */
const FOR_EVER = 1_000_000;

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const JUMPS = [-60 * MINUTE, -2 * MINUTE, -5 * SECOND, 5 * SECOND, 90 * SECOND, 10 * MINUTE, 3 * 60 * MINUTE];

/** What a seed decides: the same every time. */
export function plotOf(seed: number): Plot {
  const random = seededRandom(seed);
  const way = random.pick(['command', 'shards'] as const);
  const regions = random.pick([['cn-hangzhou'], ['cn-hangzhou', 'cn-beijing']]);
  const clusters = 1 + random.below(2);
  const store = random.pick(['file', 'file', 'tablestore'] as const);
  const keys = random.pick(['own', 'roles'] as const);
  const means = { way, store, keys };
  return {
    seed,
    way,
    store,
    keys,
    clusters: random.pick(['listed', 'discovered'] as const),
    accounts: 1 + random.below(2),
    fleet: {
      seed,
      clusters,
      services: clusters * (2 + random.below(3)),
      nodesPerCluster: 2,
      unrelatedLoadBalancers: random.below(4),
      driftEvery: 2 + random.below(3),
      orphans: random.below(3),
      regions,
    },
    nights: Array.from({ length: 2 + random.below(2) }, (_, night) => nightPlot(random, night, means)),
  };
}

/** What of a story says which troubles can strike in it. */
type Means = Pick<Plot, 'way' | 'store' | 'keys'>;

function nightPlot(random: Random, night: number, means: Means): NightPlot {
  const edits = night === 0 ? 0 : random.below(3);
  const troubles = 1 + random.below(4);
  return {
    edits: times(edits, () => ({ name: random.pick(EDITS), number: random.below(1_000) })),
    troubles: withOneRobot(times(troubles, () => trouble(random, means))),
  };
}

/** Of two robot troubles nobody could tell which has struck. */
function withOneRobot(troubles: readonly Trouble[]): Trouble[] {
  const first = troubles.findIndex(({ at }) => at === 'robot');
  return troubles.filter(({ at }, index) => at !== 'robot' || index === first);
}

function trouble(random: Random, { way, store, keys }: Means): Trouble {
  const at = random.weighted([
    ['cloud', 6],
    ['kubernetes', 5],
    ['tablestore', store === 'tablestore' ? 6 : 0],
    ['robot', 4],
    ['keys', keys === 'roles' ? 3 : 0],
    ['tokens', 2],
    ['pages', 2],
    ['disk', store === 'file' ? 4 : 0],
    ['process', 6],
    ['clock', 3],
    ['company', 3],
  ] as const);
  switch (at) {
    case 'cloud':
    case 'kubernetes':
      return {
        at,
        what: random.pick(ANSWER_FAULTS),
        share: random.pick([0.05, 0.2, 0.5, 1]),
        tries: random.pick([1, 2, 4, FOR_EVER]),
        ...(random.chance(0.6) && {
          only: { part: random.pick(['api', 'place'] as const), number: random.below(1_000) },
        }),
      };
    case 'tablestore':
      return { at, what: random.pick(STORE_FAULTS), share: random.pick([0.05, 0.2, 0.5]) };
    case 'robot':
      return { at, what: random.pick(ROBOT_FAULTS), times: 1 + random.below(3) };
    case 'keys':
    case 'tokens':
    case 'pages':
      return { at, call: 1 + random.below(at === 'keys' ? 60 : 12) };
    case 'disk':
      return { at, step: random.below(way === 'command' ? 14 : 40), steps: random.pick([1, 3, 1_000]) };
    case 'process':
      return {
        at,
        process: random.below(way === 'command' ? 1 : 6),
        step: random.below(way === 'command' ? 18 : 14),
        when: random.pick(['before', 'within', 'after'] as const),
      };
    case 'clock':
      return { at, reading: random.below(12), by: random.pick(JUMPS) };
    case 'company':
      return { at, share: random.pick([0.3, 1]) };
  }
}

function times<T>(count: number, make: () => T): T[] {
  return Array.from({ length: count }, make);
}

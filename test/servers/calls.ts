/** Who asked for what. */
export interface CallName {
  /** The account's name (empty: an unknown key), or the cluster's id. */
  readonly account: string;
  readonly product: string;
  readonly region: string;
  /** The API's own name: `DescribeVpcs`, `GET /api/v1/services`. */
  readonly api: string;
  /** As they stand on the wire: lists as `LoadBalancerId.1`, `LoadBalancerId.2`. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** A call that came in. */
export interface Call extends CallName {
  /** Milliseconds of performance.now() when it had come in. */
  readonly at: number;
  /** HTTP status of the answer; 0 while there is none, or where the connection was cut. */
  readonly status: number;
  /** It was none that a read-only program may make. */
  readonly unexpected: boolean;
}

/** Which calls are meant; what is left out is not looked at. */
export type CallFilter = Partial<Pick<Call, 'account' | 'product' | 'region' | 'api' | 'status'>>;

/** All calls of a server, in the order they came in. */
export interface CallLog {
  readonly all: readonly Call[];
  /** Mutating calls, other verbs, and whatever the servers do not know. */
  readonly unexpected: () => readonly Call[];
  readonly of: (filter: CallFilter) => readonly Call[];
  readonly count: (filter?: CallFilter) => number;
  /** Number of calls by API. */
  readonly counts: () => Readonly<Record<string, number>>;
  /** How many were under way at once, at the most. */
  readonly peak: (filter?: CallFilter) => number;
  /** How many came in within any span of so many milliseconds, at the most. */
  readonly busiest: (milliseconds: number, filter?: CallFilter) => number;
  readonly clear: () => void;
}

interface Recorded extends Call {
  readonly began: number;
  status: number;
  unexpected: boolean;
  ended: number;
}

/** The log, and what its server tells it. */
export interface CallRecorder {
  readonly log: CallLog;
  readonly begin: (name: CallName) => Call;
  readonly end: (call: Call, status: number, unexpected: boolean) => void;
}

export function callRecorder(): CallRecorder {
  const calls: Recorded[] = [];
  // Starts and ends are numbered: times of day are too coarse to tell which came first.
  let step = 0;
  const of = (filter: CallFilter = {}): readonly Recorded[] => calls.filter((call) => isOf(call, filter));
  const log: CallLog = {
    all: calls,
    unexpected: () => calls.filter((call) => call.unexpected),
    of,
    count: (filter) => of(filter).length,
    counts: () => countBy(calls),
    peak: (filter) => peakOf(of(filter)),
    busiest: (milliseconds, filter) => busiestOf(of(filter), milliseconds),
    clear: () => {
      calls.length = 0;
    },
  };
  return {
    log,
    begin: (name) => {
      const call: Recorded = {
        ...name,
        at: performance.now(),
        began: step++,
        ended: Number.POSITIVE_INFINITY,
        status: 0,
        unexpected: false,
      };
      calls.push(call);
      return call;
    },
    end: (call, status, unexpected) => {
      Object.assign(call, { status, unexpected, ended: step++ } satisfies Partial<Recorded>);
    },
  };
}

function isOf(call: Call, filter: CallFilter): boolean {
  return Object.entries(filter).every(([key, value]) => call[key as keyof CallFilter] === value);
}

function countBy(calls: readonly Call[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { api } of calls) counts[api] = (counts[api] ?? 0) + 1;
  return counts;
}

function peakOf(calls: readonly Recorded[]): number {
  const ends = calls.map((call) => call.ended).sort((a, b) => a - b);
  let peak = 0;
  let over = 0;
  for (const [index, call] of calls.entries()) {
    while ((ends[over] ?? Number.POSITIVE_INFINITY) < call.began) over++;
    peak = Math.max(peak, index + 1 - over);
  }
  return peak;
}

function busiestOf(calls: readonly Call[], milliseconds: number): number {
  let busiest = 0;
  let first = 0;
  for (const [index, call] of calls.entries()) {
    while (call.at - (calls[first]?.at ?? 0) >= milliseconds) first++;
    busiest = Math.max(busiest, index + 1 - first);
  }
  return busiest;
}

/** One attempt of a remote call, told when it ended. */
export interface CallEvent {
  /** The account's name in the config, or the cluster's id for a call to its API server. */
  readonly owner: string;
  readonly product: 'slb' | 'ecs' | 'vpc' | 'cs' | 'sts' | 'fc' | 'kubernetes';
  /** The API's own name of the call: `DescribeLoadBalancers`, `GET /api/v1/services`. */
  readonly api: string;
  readonly regionId: string;
  readonly outcome: 'ok' | 'throttled' | 'failed';
  /** Milliseconds from sending to answer. */
  readonly duration: number;
}

/** Told of every attempt, for progress lines, counts and tests. */
export type CallObserver = (event: CallEvent) => void;

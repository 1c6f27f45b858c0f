/** How the backends of a Service are chosen: pods, the nodes that run pods, or every node. */
export type TrafficPolicy = 'ENI' | 'Local' | 'Cluster';

/** A backend that is wanted; for ECS backends ServerIp is '', for ENI ones ServerId is found last. */
export interface Backend {
  readonly Type: 'ecs' | 'eni';
  readonly ServerId: string;
  readonly ServerIp: string;
  readonly Port: number;
  readonly Weight: number;
}

/** What the annotations say of weights. */
export interface WeightWish {
  /** Annotation `weight`, to be shared by all backends; undefined when not set. */
  readonly total: number | undefined;
  /** Annotation `default-weight`, 100 when not set. */
  readonly each: number;
}

/**
 * The weights CCM gives (clbv1 setWeightBackends). With Local one entry stands for one pod, so a node is in the
 * list once for each of its pods; the caller removes the doubles afterwards.
 */
export function withWeights(
  policy: TrafficPolicy,
  backends: readonly Backend[],
  wish: WeightWish,
): Backend[] {
  if (policy !== 'Local') {
    const weight = evenShare(wish, backends.length);
    return backends.map((backend) => weighted(backend, weight));
  }
  const pods = new Map<string, number>();
  for (const { ServerId } of backends) pods.set(ServerId, (pods.get(ServerId) ?? 0) + 1);
  return backends.map((backend) => {
    const share = backend.Type === 'ecs' ? (pods.get(backend.ServerId) ?? 0) : 1;
    return weighted(backend, localShare(backend.Type, wish.total, share, backends.length));
  });
}

function weighted({ Type, ServerId, ServerIp, Port }: Backend, Weight: number): Backend {
  return { Type, ServerId, ServerIp, Port, Weight };
}

function evenShare(wish: WeightWish, count: number): number {
  if (wish.total === undefined) return wish.each;
  if (wish.total === 0) return 0;
  return Math.max(1, Math.floor(wish.total / count));
}

function localShare(type: 'ecs' | 'eni', total: number | undefined, share: number, count: number): number {
  if (total === undefined) return share;
  if (total === 0) return 0;
  const weight = Math.floor((total * share) / count);
  return type === 'ecs' ? Math.max(1, weight) : weight;
}

import type { ServiceView } from '../model/service-view.ts';
import { both, type Localized } from './rule.ts';

/** To be said with a command that takes the last backend away: what the Service says may be wrong. */
export const LEAVES_NONE = both(
  'Careful: this leaves no backend. Is it right that the Service has none?',
  '注意：执行后将没有任何后端。请先确认该 Service 确实不应有后端。',
);

/** A rule's cause, and before it that the cluster has no nodes where that is why a Service wants no backends. */
export function causeOfNone({ cluster, desired }: ServiceView, cause: Localized): Localized {
  if (cluster.nodeCount > 0 || desired.policy === 'ENI') return cause;
  return both(
    `The API server lists no node of this cluster at all: find out why before anything is removed. ${cause.en}`,
    `API Server 返回的该集群节点列表为空：移除任何后端之前请先查明原因。${cause.zh}`,
  );
}

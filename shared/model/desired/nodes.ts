import type { KubeNode } from '../../snapshot/kubernetes-items.ts';
import type { Annotations } from '../annotations.ts';
import type { AnnotationFault } from '../fault.ts';

const MASTER_LABEL = 'node-role.kubernetes.io/master';
const AUTOSCALER_TAINT = 'ToBeDeletedByClusterAutoscaler';
const EXCLUDE_LABELS = [
  'node.kubernetes.io/exclude-from-external-load-balancers',
  'alpha.service-controller.kubernetes.io/exclude-balancer',
  'service.beta.kubernetes.io/exclude-node',
  'service.alibabacloud.com/exclude-node',
] as const;
const HYBRID_PREFIX = 'ack-hybrid://';

/** The nodes a Service may use, and what is known of them once for all Services that filter alike. */
export interface CandidateNodes {
  readonly byName: ReadonlyMap<string, KubeNode>;
  /** Instance ids of the nodes that can be ECS backends, in the order of the API server. */
  readonly instanceIds: readonly string[];
  /** Nodes that would be ECS backends but whose providerID cannot be read. */
  readonly malformed: readonly KubeNode[];
  readonly hasVirtual: boolean;
  readonly faults: readonly AnnotationFault[];
}

/** Gives the candidate nodes for a Service's annotations; nodes are filtered once for each way of filtering. */
export type NodeFilter = (annotations: Annotations) => CandidateNodes;

/** Whether a node is a virtual one: its pods are backends of their own. */
export function isVirtual(node: KubeNode): boolean {
  return labelOf(node, 'type') === 'virtual-kubelet';
}

/** Whether a node may never be an ECS backend (helper.IsNodeExcludeFromLoadBalancer). */
export function isExcluded(node: KubeNode): boolean {
  const labels = node.metadata.labels ?? {};
  return (
    EXCLUDE_LABELS.some((label) => Object.hasOwn(labels, label)) ||
    (node.spec?.providerID ?? '').startsWith(HYBRID_PREFIX)
  );
}

/**
 * The ECS instance id in a providerID, `<region>.<instance>` or `alicloud://<region>.<instance>`; undefined when
 * it cannot be read, which makes a server group unbuildable (helper.NodeFromProviderID).
 */
export function instanceIdOf(node: KubeNode): string | undefined {
  let providerId = node.spec?.providerID ?? '';
  if (providerId.startsWith('alicloud://')) [, providerId = ''] = providerId.split('://');
  return providerId.split('.')[1];
}

/** Filters the nodes of one cluster as CCM does (backend.GetNodes), remembering the answer for each filter. */
export function nodeFilter(nodes: readonly KubeNode[]): NodeFilter {
  const known = new Map<string, CandidateNodes>();
  return (annotations) => {
    const label = annotations.get('backend-label');
    const removeUnscheduled = annotations.get('remove-unscheduled-backend') === 'on';
    const key = `${removeUnscheduled} ${label}`;
    let candidates = known.get(key);
    if (!candidates) {
      candidates = filterNodes(nodes, label, removeUnscheduled);
      known.set(key, candidates);
    }
    return candidates;
  };
}

function filterNodes(nodes: readonly KubeNode[], label: string, removeUnscheduled: boolean): CandidateNodes {
  const faults: AnnotationFault[] = [];
  const kept = label === '' ? nodes : matching(nodes, label, faults);
  const candidates = kept.filter((node) => !isUnfit(node, removeUnscheduled));
  const possible = candidates.filter((node) => !isExcluded(node));
  const byName = new Map<string, KubeNode>();
  for (const node of candidates) if (!byName.has(node.metadata.name)) byName.set(node.metadata.name, node);
  return {
    byName,
    instanceIds: possible.flatMap((node) => instanceIdOf(node) ?? []),
    malformed: possible.filter((node) => instanceIdOf(node) === undefined),
    hasVirtual: candidates.some(isVirtual),
    faults,
  };
}

/** `k=v,…`: an entry without `=` is a fault only if some node matches every entry before it. */
function matching(nodes: readonly KubeNode[], label: string, faults: AnnotationFault[]): KubeNode[] {
  const entries = label.split(',');
  return nodes.filter((node) => {
    for (const entry of entries) {
      const [key = '', value] = entry.split('=');
      if (value === undefined) {
        if (faults.length === 0) {
          faults.push({
            stage: 'build',
            annotation: 'backend-label',
            value: label,
            part: entry,
            reason: 'entry-without-equals',
          });
        }
        continue;
      }
      if (labelOf(node, key) !== value) return false;
    }
    return true;
  });
}

function isUnfit(node: KubeNode, removeUnscheduled: boolean): boolean {
  if (Object.hasOwn(node.metadata.labels ?? {}, MASTER_LABEL)) return true;
  if (node.spec?.taints?.some((taint) => taint.key === AUTOSCALER_TAINT)) return true;
  if (node.spec?.unschedulable && removeUnscheduled) return true;
  if (isVirtual(node)) return false;
  const conditions = node.status?.conditions ?? [];
  return conditions.length === 0 || conditions.some((c) => c.type === 'Ready' && c.status !== 'True');
}

function labelOf(node: KubeNode, key: string): string | undefined {
  const labels = node.metadata.labels;
  return labels && Object.hasOwn(labels, key) ? labels[key] : undefined;
}

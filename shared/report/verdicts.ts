import type { CloudIndex } from '../model/cloud-index.ts';
import type { ClusterIndex } from '../model/cluster-index.ts';
import { ITEM_NOT_UNDERSTOOD } from '../snapshot/dropped-item.ts';
import type { CloudPart } from '../snapshot/readability.ts';
import type { Failure } from '../snapshot/snapshot.ts';
import type { ClusterReport, Coverage, Finding, Verdict } from './report.ts';

/** What the audit of one cluster leaves behind for the report. */
export interface ClusterAudit {
  readonly index: ClusterIndex;
  /** Services of which everything needed was read and compared. */
  readonly compared: number;
  /** What came up while its Services were compared. */
  readonly failures: readonly Failure[];
}

/** The parts of a region that tell whose an SLB is. */
const OWNERSHIP_PARTS: readonly CloudPart[] = ['loadBalancers', 'listeners', 'vServerGroups'];
const MOST_REASONS = 3;

/** Whether everything that tells who owns a cluster's SLBs was read: its own parts, and its region's SLBs. */
export function isComplete({ index, failures }: ClusterAudit): boolean {
  if (failures.length > 0) return false;
  const { readable } = index;
  const concerning = readable.concerning(index.clusterId, index.regionId);
  if (concerning.some((failure) => failure.regionId === undefined)) return false;
  return OWNERSHIP_PARTS.every((part) => !readable.cloudUnread(index.regionId, part));
}

/** Each cluster's verdict: blocked by any fault the check counts, else unknown if anything is in doubt, else ready. */
export function clusterReports(
  audits: readonly ClusterAudit[],
  findings: readonly Finding[],
): ClusterReport[] {
  const counts = new Map<string, { all: number; failing: number }>();
  for (const { clusterId, effect } of findings) {
    const count = counts.get(clusterId) ?? { all: 0, failing: 0 };
    count.all++;
    if (effect === 'fails-check') count.failing++;
    counts.set(clusterId, count);
  }
  return audits.map((audit) => {
    const { clusterId, name, regionId, reconciled, readable } = audit.index;
    const { all, failing } = counts.get(clusterId) ?? { all: 0, failing: 0 };
    const doubts = [...readable.concerning(clusterId, regionId), ...audit.failures];
    const verdict: Verdict = failing > 0 ? 'blocked' : doubts.length > 0 ? 'unknown' : 'ready';
    const base = { clusterId, name, regionId, verdict, services: reconciled.length, findings: all };
    return doubts.length > 0 ? { ...base, error: summaryOf(doubts) } : base;
  });
}

function summaryOf(failures: readonly Failure[]): string {
  const reasons = [...new Set(failures.map((failure) => failure.message))];
  const more = reasons.length > MOST_REASONS ? ` (+${reasons.length - MOST_REASONS})` : '';
  return reasons.slice(0, MOST_REASONS).join('; ') + more;
}

/** How much of the fleet the verdicts rest on. */
export function coverageOf(
  audits: readonly ClusterAudit[],
  clusters: readonly ClusterReport[],
  clouds: readonly CloudIndex[],
): Coverage {
  const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
  return {
    clusters: {
      total: clusters.length,
      read: clusters.filter((cluster) => cluster.error === undefined).length,
    },
    services: {
      total: sum(clusters.map((cluster) => cluster.services)),
      compared: sum(audits.map((audit) => audit.compared)),
    },
    loadBalancers: {
      total: sum(clouds.map((cloud) => cloud.loadBalancers.length + droppedIn(cloud))),
      read: sum(clouds.map((cloud) => readIn(cloud))),
    },
  };
}

function droppedIn({ unlisted }: CloudIndex): number {
  return unlisted.filter(({ code }) => code === ITEM_NOT_UNDERSTOOD).length;
}

function readIn({ regionId, loadBalancers, readable }: CloudIndex): number {
  return loadBalancers.filter(({ LoadBalancerId: id }) =>
    OWNERSHIP_PARTS.every((part) => !readable.cloudUnread(regionId, part, id)),
  ).length;
}

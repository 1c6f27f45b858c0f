import type { DingtalkRobot } from '../config/config.ts';
import { globMatcher } from '../glob.ts';
import type { Effect } from '../rules/rule.ts';
import type { Digest } from './digest-data.ts';

/** `*` is any name, also one with `/` or a dot at its start. */
const GLOBS = { dot: true, bash: true };

/**
 * What of a digest goes to a robot: the items of its clusters and effects, whatever became of them, and of its clusters
 * what became of their verdicts, whatever its effects. What belongs to no cluster (regions that could not be read,
 * suppressions, the coverage of the scan) goes to all.
 */
export function routeDigest(digest: Digest, { clusters, effects }: DingtalkRobot['match']): Digest {
  const isWanted = clusterMatcher(clusters);
  const wanted = new Set<Effect>(effects);
  return {
    ...digest,
    items: digest.items.filter(
      ({ finding }) => wanted.has(finding.effect) && isWanted(finding.clusterName, finding.clusterId),
    ),
    changes: digest.changes.filter(({ name, clusterId }) => isWanted(name, clusterId)),
    unscanned: digest.unscanned.filter(
      ({ clusterName = '', clusterId }) => clusterId === undefined || isWanted(clusterName, clusterId),
    ),
    clusters: digest.clusters
      .filter(({ name, clusterId }) => isWanted(name, clusterId))
      .map((cluster) => ({
        ...cluster,
        open: Object.fromEntries(
          Object.entries(cluster.open).filter(([effect]) => wanted.has(effect as Effect)),
        ),
      })),
  };
}

/** Whether one of the globs matches a cluster's name or id. */
function clusterMatcher(globs: readonly string[]): (name: string, clusterId: string) => boolean {
  const matches = globMatcher(globs, GLOBS);
  return (name, clusterId) => [name, clusterId].some((word) => word !== '' && matches(word));
}

import type { Finding } from './report.ts';

/** Most items that the check writes into its Event (pkg/provider/dryrun/event.go, BATCHSIZE). */
export const MOST_ITEMS = 20;

/** What the console's check makes of the findings of one cluster. */
export interface ConsoleView {
  /** Items the check records: its failed count. */
  readonly recorded: number;
  /** Items it can show: those of one Service, listener port or group overwrite each other, and 20 are the most. */
  readonly shown: number;
  /** Items it will record only once others are mended. */
  readonly hidden: number;
}

/**
 * The key under which the check stores an item (pkg/provider/dryrun/slb.go): of the Service alone for its instance,
 * else with the port of the listener, the id of the server group (its name while it has no id), or the id of the
 * domain extension. A later item with the same key overwrites an earlier one.
 */
export function itemKey(finding: Finding): string {
  const service = `${finding.namespace}/${finding.service}`;
  // v2.14.0 leaves the id out of this call (clbv1 diffDomainExtensions), and so out of the key.
  if (finding.code === 'SetDomainExtensionAttribute') return `${service}/`;
  const part =
    finding.code === 'DeleteDomainExtension'
      ? finding.changes.find((change) => change.field === 'DomainExtensionId')?.actual
      : (finding.listenerPort ?? finding.vServerGroupId ?? finding.vServerGroupName);
  return part === undefined ? service : `${service}/${part}`;
}

/** What the console would make of one cluster's findings. */
export function consoleView(findings: readonly Finding[]): ConsoleView {
  const reported = findings.filter((finding) => finding.visibility === 'reported');
  return {
    recorded: reported.length,
    shown: Math.min(MOST_ITEMS, new Set(reported.map(itemKey)).size),
    hidden: findings.filter((finding) => finding.visibility === 'hidden').length,
  };
}

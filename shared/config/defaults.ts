import type { AlertEffect, Functions, Limits } from './config.ts';

/**
 * CLB publishes no figure for its quota, which the clusters' own CCMs share. These are design choices: 15 requests a
 * second at most leaves them room. The CS API, asked a few times a cluster, is given less.
 */
export const DEFAULT_LIMITS: Limits = {
  slb: { requestsPerMinute: 900, concurrency: 16 },
  ecs: { requestsPerMinute: 900, concurrency: 16 },
  vpc: { requestsPerMinute: 900, concurrency: 16 },
  cs: { requestsPerMinute: 300, concurrency: 4 },
};

/** How long a scan waits before its second look. */
export const DEFAULT_SETTLE_SECONDS = 30;
/** How long one cluster may take to be read. */
export const DEFAULT_CLUSTER_SECONDS = 120;
/** How long a whole scan may take. */
export const DEFAULT_SCAN_SECONDS = 3_600;
/** An invocation that is killed is found out after so long; one that lives tells so four times as often. */
export const DEFAULT_LEASE_SECONDS = 60;
/** Names of the functions as `s.yaml` deploys them. */
export const DEFAULT_FUNCTIONS = {
  version: '3.0',
  nightlyAudit: 'ccm-preflight-nightly-audit',
  auditRegion: 'ccm-preflight-audit-region',
} as const satisfies Functions;
/** Names us in the audit trail of an account whose role is assumed. */
export const DEFAULT_SESSION_NAME = 'ccm-preflight';
/** What the names of our tables begin with. */
export const DEFAULT_TABLE_PREFIX = 'ccm_preflight_';

/** Everything that asks for a person's work. */
export const DEFAULT_ALERT_EFFECTS: readonly AlertEffect[] = [
  'fails-check',
  'breaks-sync',
  'orphaned',
  'changes-traffic',
];

export { type ErrorCode, PreflightError, UsageError } from './errors.ts';
export { type AuditOptions, auditSnapshot } from './report/audit-snapshot.ts';
export type {
  Change,
  ClusterReport,
  Coverage,
  Finding,
  Fix,
  Precheck,
  PrecheckDoubt,
  PrecheckItem,
  Report,
  Severity,
  Verdict,
  Visibility,
} from './report/report.ts';
export type { Effect, Language } from './rules/rule.ts';
export type { Failure, Snapshot, SnapshotCluster, SnapshotRegion } from './snapshot/snapshot.ts';

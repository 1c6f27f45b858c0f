export { PreflightError, type ErrorCode, UsageError } from './errors.ts';
export { auditSnapshot, type AuditOptions } from './report/audit-snapshot.ts';
export type {
  Change,
  ClusterReport,
  Coverage,
  Finding,
  Fix,
  Report,
  Severity,
  Verdict,
  Visibility,
} from './report/report.ts';
export type { Effect, Language } from './rules/rule.ts';
export type { Failure, Snapshot, SnapshotCluster, SnapshotRegion } from './snapshot/snapshot.ts';

import type { CcmFeatures } from './ccm-version.ts';

/** What of the outside world the audit of a Service depends on beside the snapshot. */
export interface AuditContext {
  readonly targetCcmVersion: string;
  readonly features: CcmFeatures;
  /** Milliseconds since the epoch: certificates and ages are judged as of then. */
  readonly now: number;
}

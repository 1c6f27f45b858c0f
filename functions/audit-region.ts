import { auditRegion } from '../shared/service/audit-region.ts';
import type { FunctionContext } from '../shared/service/function-context.ts';

/** Function Compute: the event that names one shard of a run. */
export function handler(event: unknown, context: FunctionContext): Promise<object> {
  return auditRegion(event, { context, env: process.env, write: (line) => process.stdout.write(line) });
}

import type { FunctionContext } from '../shared/service/function-context.ts';
import { nightlyAudit } from '../shared/service/nightly-audit.ts';

/** Function Compute: a timer's event, or that of another function. */
export function handler(event: unknown, context: FunctionContext): Promise<object> {
  return nightlyAudit(event, { context, env: process.env, write: (line) => process.stdout.write(line) });
}

import type { FunctionContext } from '../shared/service/function-context.ts';
import type { HttpAnswer } from '../shared/service/http-event.ts';
import { onDemandScan } from '../shared/service/on-demand-scan.ts';

/** Function Compute: a request that came in by the HTTP trigger. */
export function handler(event: unknown, context: FunctionContext): Promise<HttpAnswer> {
  return onDemandScan(event, { context, env: process.env, write: (line) => process.stdout.write(line) });
}

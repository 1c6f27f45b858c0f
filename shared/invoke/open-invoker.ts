import type { Config } from '../config/config.ts';
import { functionCompute2 } from './function-compute-2.ts';
import { functionCompute3 } from './function-compute-3.ts';
import type { FunctionComputeOptions } from './invocation.ts';
import type { Invoker } from './invoker.ts';

/** The functions of a config. Nothing is sent, and no SDK loaded, before the first invocation. */
export function openInvoker(
  { functions, accounts }: Config,
  options: Omit<FunctionComputeOptions, 'endpoint'>,
): Invoker {
  // The functions are in one account; whichever names an endpoint for them is that one.
  const endpoint = accounts.map((account) => account.endpoints.fc).find((url) => url !== undefined);
  const own = { ...options, ...(endpoint !== undefined && { endpoint }) };
  return functions.version === '2.0' && functions.service !== undefined
    ? functionCompute2(functions.service, own)
    : functionCompute3(own);
}

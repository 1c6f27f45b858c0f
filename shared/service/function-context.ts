import type { Keys } from '../sources/alicloud/options.ts';

/**
 * What Function Compute tells a handler of its invocation, as far as it is used (help.aliyun.com, Function Compute 3.0,
 * context object).
 */
export interface FunctionContext {
  readonly requestId: string;
  /** Of the function's role; empty without one. Valid for some hours: to be asked for at each invocation. */
  readonly credentials?: {
    readonly accessKeyId?: string;
    readonly accessKeySecret?: string;
    readonly securityToken?: string;
  };
  readonly function: {
    readonly name: string;
    /** Seconds after which the invocation is killed. */
    readonly timeout: number;
  };
  readonly region: string;
  readonly accountId: string;
}

/** The keys of the function's role. Undefined without a role. */
export function keysOf({ credentials }: FunctionContext): Keys | undefined {
  const { accessKeyId, accessKeySecret, securityToken } = credentials ?? {};
  if (!accessKeyId || !accessKeySecret) return undefined;
  return { accessKeyId, accessKeySecret, ...(securityToken && { securityToken }) };
}

const MOST_MARGIN = 30_000;
const MARGIN_SHARE = 0.2;

/**
 * When an invocation has to leave the rest to another one, in milliseconds since the epoch.
 * @param startedAt milliseconds since the epoch
 */
export function pauseAt({ function: { timeout } }: FunctionContext, startedAt: number): number {
  const whole = timeout * 1000;
  return startedAt + whole - Math.min(MOST_MARGIN, whole * MARGIN_SHARE);
}

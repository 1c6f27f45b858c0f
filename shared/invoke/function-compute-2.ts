import { type FunctionComputeOptions, invokerOf, type SendInvocation } from './invocation.ts';
import type { Invoker } from './invoker.ts';

const TIMEOUT_MILLISECONDS = 10_000;

/**
 * Functions of a service of Function Compute 2.0: InvokeFunction of 2016-08-15. Its package is old and large, and loaded
 * at the first invocation.
 */
export function functionCompute2(service: string, options: FunctionComputeOptions): Invoker {
  let client: Promise<SendInvocation> | undefined;
  return invokerOf(async (...invocation) => {
    client ??= openClient(service, options);
    return (await client)(...invocation);
  }, options);
}

async function openClient(service: string, options: FunctionComputeOptions): Promise<SendInvocation> {
  const { accountId, regionId, endpoint, keys } = options;
  const { default: sdk } = await import('@alicloud/fc2');
  const client = new sdk(accountId, {
    accessKeyID: keys.accessKeyId,
    accessKeySecret: keys.accessKeySecret,
    ...(keys.securityToken !== undefined && { securityToken: keys.securityToken }),
    region: regionId,
    // Without it keys would go out in the clear.
    secure: true,
    timeout: TIMEOUT_MILLISECONDS,
    ...(endpoint !== undefined && { endpoint }),
  });
  return async (functionName, payload, taskId) => {
    try {
      return await client.invokeFunction(service, functionName, payload, {
        'x-fc-invocation-type': 'Async',
        'x-fc-stateful-async-invocation-id': taskId,
      });
    } catch (thrown) {
      throw asAnswered(thrown);
    }
  };
}

/** Its errors hold the HTTP status in the text only: `POST … failed with 403. requestid: …, message: …`. */
function asAnswered(thrown: unknown): unknown {
  if (!(thrown instanceof Error)) return thrown;
  const [, status, message] = /failed with (\d{3})\.(?:.*?message: (.*))?/s.exec(thrown.message) ?? [];
  if (status === undefined) return thrown;
  const { code } = thrown as { readonly code?: unknown };
  return { statusCode: Number(status), data: { Code: code ?? '', Message: message ?? '' } };
}

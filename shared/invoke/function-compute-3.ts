import { Readable } from 'node:stream';
import { givenEndpoint } from '../sources/alicloud/endpoints.ts';
import { clientConfig } from '../sources/alicloud/sdk.ts';
import { type FunctionComputeOptions, invokerOf, type SendInvocation } from './invocation.ts';
import type { Invoker } from './invoker.ts';

/** Milliseconds for the SDK itself; an attempt has a limit of its own. */
const TIMEOUTS = { connect: 5_000, read: 10_000 };

/**
 * Functions of Function Compute 3.0: InvokeFunction of 2023-03-30, asynchronous, with a task id. The SDK is loaded at the
 * first invocation.
 */
export function functionCompute3(options: FunctionComputeOptions): Invoker {
  let client: Promise<SendInvocation> | undefined;
  return invokerOf(async (...invocation) => {
    client ??= openClient(options);
    return (await client)(...invocation);
  }, options);
}

async function openClient(options: FunctionComputeOptions): Promise<SendInvocation> {
  const { accountId, regionId, keys } = options;
  const [{ default: sdk }, { RuntimeOptions }] = await Promise.all([
    import('@alicloud/fc20230330'),
    import('@darabonba/typescript'),
  ]);
  const given = options.endpoint ?? `https://${accountId}.${regionId}.fc.aliyuncs.com`;
  const endpoint = givenEndpoint(given, 'the endpoint of Function Compute');
  const config = await clientConfig({ endpoint, regionId, keys: async () => keys, timeouts: TIMEOUTS });
  const client = new sdk.default(config);
  return (functionName, payload, taskId) =>
    client.invokeFunctionWithOptions(
      functionName,
      new sdk.InvokeFunctionRequest({ body: Readable.from([Buffer.from(payload)]) }),
      new sdk.InvokeFunctionHeaders({ xFcInvocationType: 'Async', xFcAsyncTaskId: taskId }),
      new RuntimeOptions({}),
    );
}

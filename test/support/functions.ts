import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { Keys } from '../../shared/sources/alicloud/options.ts';
import { clientConfig } from '../../shared/sources/alicloud/sdk.ts';
import { FUNCTIONS_KEY, type FunctionsServer, startFunctions } from '../servers/functions.ts';
import type { FunctionSetup, FunctionsOptions } from '../servers/functions-setup.ts';
import { fileIn } from './files.ts';

const REGION = 'cn-hangzhou';

/** A Function Compute that ends with the test. */
export async function functionsOf(
  functions: readonly FunctionSetup[],
  options: Partial<FunctionsOptions> = {},
): Promise<FunctionsServer> {
  const server = await startFunctions({ functions, ...options });
  onTestFinished(() => server.close());
  return server;
}

/** Makes a folder the code of functions: one module of small handlers. Gives what deploys one of them by its name. */
export function handlersIn(code: string): (name: string, setup?: Partial<FunctionSetup>) => FunctionSetup {
  fileIn(code, 'index.mjs', HANDLERS);
  fileIn(code, 'common.js', `exports.echo = async (event) => 'common ' + event;`);
  return (name, setup) => ({ name, code, handler: `index.${name}`, timeoutSeconds: 30, ...setup });
}

/** Invokes with the client of FC 3.0. */
export async function invoke3(
  server: FunctionsServer,
  name: string,
  event: string,
  type: 'Sync' | 'Async' = 'Async',
  options: { readonly taskId?: string; readonly keys?: Keys } = {},
) {
  const { taskId, keys = FUNCTIONS_KEY } = options;
  const { default: fc, InvokeFunctionHeaders, InvokeFunctionRequest } = await import('@alicloud/fc20230330');
  const { RuntimeOptions } = await import('@darabonba/typescript');
  const config = await clientConfig({
    endpoint: { protocol: 'HTTP', endpoint: new URL(server.url).host },
    regionId: REGION,
    keys: async () => keys,
    timeouts: { connect: 5000, read: 30_000 },
  });
  const client = new fc.default(config);
  const { body, ...answer } = await client.invokeFunctionWithOptions(
    name,
    new InvokeFunctionRequest({ body: Readable.from([Buffer.from(event)]), qualifier: 'LATEST' }),
    new InvokeFunctionHeaders({
      xFcInvocationType: type,
      ...(taskId !== undefined && { xFcAsyncTaskId: taskId }),
    }),
    new RuntimeOptions({}),
  );
  return { ...answer, said: body ? await text(body) : '' };
}

/** The client of FC 2.0. */
export async function client2(server: FunctionsServer, keys: Keys = FUNCTIONS_KEY) {
  const { default: Fc2 } = await import('@alicloud/fc2');
  const { accessKeyId, accessKeySecret, securityToken } = keys;
  return new Fc2('100', {
    accessKeyID: accessKeyId,
    accessKeySecret,
    ...(securityToken !== undefined && { securityToken }),
    region: REGION,
    endpoint: server.url,
    timeout: 30_000,
  });
}

/** How a call of the client of FC 3.0 ends: status and code of its error, or OK. */
export function ending(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'OK',
    ({ statusCode, code }) => (statusCode === undefined ? code : `${statusCode} ${code}`),
  );
}

/** A file of the project, from where functions find its packages. */
export const PROJECT_FILE = fileURLToPath(import.meta.url);

const HANDLERS = `
import { existsSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Readable } from 'node:stream';

let served = 0;
const forever = () => new Promise(() => setInterval(() => {}, 1000));

export const echo = async (event) => event;
export const isBuffer = async (event) => Buffer.isBuffer(event);
export const context = async (_, { logger, ...context }) => context;
export const callback = (event, context, done) => {
  setImmediate(done, null, 'called ' + event);
};
export const environment = async () => process.env;
/** Which process that is, and how often it has served. */
export const serve = async (event) => {
  if (String(event) === 'exit') process.exit(3);
  return { pid: process.pid, served: ++served };
};
export const refuse = async (event) => {
  throw new RangeError('not ' + event);
};
export const exit = async () => process.exit(3);
export const fault = async () => {
  setImmediate(() => {
    throw new Error('nobody catches this');
  });
  await forever();
};
export const hoard = async () => {
  const all = [];
  for (;;) all.push(Array(100_000).fill(all.length));
};
export const hang = async () => {
  console.log('pid ' + process.pid);
  await forever();
};
export const spin = async () => {
  for (;;);
};
export const write = async (_, { logger }) => {
  logger.info('logged');
  console.error('to stderr');
  process.stdout.write('no end of line');
};
/** The event is a file that tells whether this is the second time. */
export const second = async (event) => {
  const marker = String(event);
  const isSecond = existsSync(marker);
  writeFileSync(marker, '');
  console.log('half way');
  if (!isSecond) await forever();
  return 'done';
};
/** Invokes echo with the same event. */
export const start = async (event, { credentials, region }) => {
  const require = createRequire(process.env.PROJECT_FILE);
  const { default: Fc, InvokeFunctionRequest, InvokeFunctionHeaders } = require('@alicloud/fc20230330');
  const { $OpenApiUtil } = require('@alicloud/openapi-core');
  const { RuntimeOptions } = require('@darabonba/typescript');
  const endpoint = new URL(process.env.FC_URL).host;
  const config = new $OpenApiUtil.Config({ ...credentials, regionId: region, protocol: 'HTTP', endpoint });
  const request = new InvokeFunctionRequest({ body: Readable.from([event]) });
  const headers = new InvokeFunctionHeaders({ xFcInvocationType: 'Async' });
  const client = new Fc(config);
  const answer = await client.invokeFunctionWithOptions('echo', request, headers, new RuntimeOptions({}));
  return answer.statusCode;
};
`;

/** What an instance is given: one invocation. */
export interface InstanceOrder {
  readonly event: Uint8Array;
  readonly context: InstanceContext;
}

/** The second parameter of a handler, but for its logger. */
export interface InstanceContext {
  readonly requestId: string;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly accessKeySecret: string;
    readonly securityToken: string;
  };
  readonly function: {
    readonly name: string;
    readonly handler: string;
    /** Megabytes. */
    readonly memory: number;
    /** Seconds. */
    readonly timeout: number;
  };
  readonly service: { readonly name?: string; readonly qualifier?: string };
  readonly region: string;
  readonly accountId: string;
}

/** What an instance says when an invocation is over. */
export interface InstanceReport {
  /** `unloadable`: there is no handler to be had. */
  readonly outcome: 'ok' | 'error' | 'unloadable';
  readonly result: Uint8Array;
  /** Bytes; undefined where the system does not tell. */
  readonly peakMemory?: number;
}

/** Closes the lines that an invocation wrote, on both of its outputs. */
export const END_OF_OUTPUT = '\u0001FC Invoke End\u0001';

/**
 * The program of an instance: `instance.mjs FOLDER HANDLER`. It is text, and written to a file when it is needed: Node
 * cannot run TypeScript, and a build copies no other files. Its import of the code is the first invocation's, as a cold
 * start is.
 */
export const INSTANCE_PROGRAM = `
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder, handlerName] = process.argv.slice(2);
const END = ${JSON.stringify(END_OF_OUTPUT)} + '\\n';
// Handlers may replace these, and are to find no parent to talk to.
const send = process.send.bind(process);
const outputs = [process.stdout, process.stderr].map((stream) => stream.write.bind(stream));
delete process.send;
let handler;

process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));

process.on('message', async ({ event, context }) => {
  const { outcome, result } = await invoke(Buffer.from(event), { ...context, logger: loggerOf(context) });
  for (const write of outputs) write(END);
  send({ outcome, result, peakMemory: peakMemory() });
});

async function invoke(event, context) {
  try {
    handler ??= await load();
  } catch (error) {
    return { outcome: 'unloadable', result: payloadOf(error) };
  }
  try {
    return { outcome: 'ok', result: bytesOf(await call(event, context)) };
  } catch (error) {
    return { outcome: 'error', result: payloadOf(error) };
  }
}

async function load() {
  const dot = handlerName.lastIndexOf('.');
  const path = join(folder, handlerName.slice(0, dot));
  const method = handlerName.slice(dot + 1);
  const file = [path + '.js', path + '.mjs'].find((one) => existsSync(one));
  if (file === undefined) throw new Error("Module '" + path + "' is missing.");
  const module = await import(pathToFileURL(file).href);
  const found = module[method] ?? module.default?.[method];
  if (typeof found !== 'function') throw new Error("Handler '" + method + "' is missing on '" + file + "'.");
  return found;
}

function call(event, context) {
  return new Promise((resolve, reject) => {
    const callback = (error, value) => (error ? reject(error) : resolve(value));
    const answer = handler(event, context, callback);
    if (typeof answer?.then === 'function') answer.then(resolve, reject);
    else if (handler.length < 3) resolve(answer);
  });
}

function bytesOf(value) {
  if (Buffer.isBuffer(value)) return value;
  if (value === undefined) return Buffer.alloc(0);
  return Buffer.from(typeof value === 'object' ? JSON.stringify(value) : String(value));
}

function payloadOf(error) {
  const isError = error instanceof Error;
  return Buffer.from(
    JSON.stringify({
      errorMessage: isError ? error.message : String(error),
      errorType: isError ? error.name : 'Error',
      stackTrace: isError ? String(error.stack).split('\\n') : [],
    }),
  );
}

function loggerOf({ requestId }) {
  const line = (level) => (message) => {
    outputs[0](new Date().toISOString() + ' ' + requestId + ' [' + level + '] ' + message + '\\n');
  };
  return { debug: line('DEBUG'), info: line('INFO'), warn: line('WARN'), error: line('ERROR'), log: line('INFO') };
}

function peakMemory() {
  try {
    return Number(/VmHWM:\\s+(\\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) * 1024;
  } catch {
    return undefined;
  }
}
`;

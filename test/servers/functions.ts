import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CallLog, type CallName, callRecorder } from './calls.ts';
import { type FaultPlan, type FaultReply, faultPlanner, faultyAnswer } from './faults.ts';
import { type Attempt, type Delivery, deliveries } from './functions-delivery.ts';
import { DEFAULT_MEMORY, DEFAULT_TIMEOUT_SECONDS, instancePool } from './functions-pool.ts';
import { orderedRefusals, refusals, refused } from './functions-refusals.ts';
import { type InvokeRequest, invokeRequest, invokeSignature } from './functions-request.ts';
import { INSTANCE_PROGRAM } from './functions-runner.ts';
import {
  type Chaos,
  type FunctionCredentials,
  type FunctionSetup,
  type FunctionsOptions,
  fullName,
  type Invocation,
} from './functions-setup.ts';
import { type AccessKey, keyRing } from './keys.ts';
import { type Answer, type Loopback, listen, type Received } from './loopback.ts';
import { Refusal } from './refusal.ts';

/** Function Compute of one account in one region: both invoke APIs, and processes that run functions. */
export interface FunctionsServer extends Loopback {
  /** `InvokeFunction` of the products `fc` (3.0) and `fc2` (2.0), by their wire names; others are unexpected. */
  readonly calls: CallLog;
  /**
   * For the invoke API. An invocation whose answer a fault spoils has taken place; `cut-body` of an answer without a
   * body, as asynchronous ones have, breaks the connection before it. `delay` holds back the answer only.
   */
  readonly faults: FaultPlan;
  /** Asked for each attempt of an asynchronous invocation. */
  chaos: Chaos | undefined;
  /** All attempts that have ended, in the order they did. */
  readonly invocations: readonly Invocation[];
  /** Lines that instances wrote, to stdout and stderr. */
  readonly logs: readonly string[];
  /** Invokes as a trigger does that waits for the answer. */
  readonly invoke: (functionName: string, event: Buffer | string) => Promise<Invocation>;
  /** Invokes as a timer does, asynchronously. */
  readonly timer: (functionName: string, event: TimerEvent) => void;
  /** Fulfilled when no invocation runs or waits. */
  readonly idle: () => Promise<void>;
}

/** What a timer tells its function. */
export interface TimerEvent {
  readonly triggerName: string;
  readonly payload: string;
  /** `2023-12-26T07:49:00Z`; now if left out. */
  readonly triggerTime?: string;
}

/** A key that a server knows if it is told of none. */
export const FUNCTIONS_KEY: AccessKey = {
  account: 'main',
  accessKeyId: 'LTAI-functions-test',
  accessKeySecret: 'a-secret-of-functions',
};

const ROLE: FunctionCredentials = {
  accessKeyId: 'STS.functions-role',
  accessKeySecret: 'a-secret-of-the-role',
  securityToken: 'a-token-of-the-role',
};

const LONGEST = { Sync: 32 * 1024 * 1024, Async: 128 * 1024 } as const;
/** The FC 2.0 client takes even an empty body for JSON where the content type says that. */
const BYTES = 'application/octet-stream';
const TASK_ID = /^[A-Za-z_][\w-]{0,127}$/;

/** Events and results that come and go over the API are text: a request with other bytes has a wrong signature. */
export async function startFunctions(options: FunctionsOptions): Promise<FunctionsServer> {
  const { functions, region = 'cn-hangzhou', accountId = '100', concurrency = 4 } = options;
  const { keys = [FUNCTIONS_KEY], credentials = ROLE } = options;
  const ring = keyRing();
  ring.setLasting([...keys, { account: 'functions', ...credentials }]);
  const byName = new Map(functions.map((setup) => [fullName(setup), setup]));
  const invocations: Invocation[] = [];
  const logs: string[] = [];
  const taskIds = new Set<string>();
  const closing = new AbortController();
  const folder = await mkdtemp(join(tmpdir(), 'ccm-preflight-functions-'));
  const program = join(folder, 'instance.mjs');
  await writeFile(program, INSTANCE_PROGRAM);

  const recorder = callRecorder();
  const planner = faultPlanner();
  const loopback = await listen(respond, undefined);
  const pool = instancePool({
    program,
    concurrency,
    environmentOf: ({ name, environment = {} }) => ({
      ...(typeof environment === 'function' ? environment(loopback.url) : environment),
      FC_FUNCTION_NAME: name,
      FC_REGION: region,
    }),
    log: (line) => logs.push(line),
  });
  const underWay = deliveries(run, () => server.chaos, closing.signal);

  async function run(delivery: Delivery, attempt: Attempt): Promise<Invocation> {
    const { setup, event, requestId, qualifier } = delivery;
    const { kill, ...which } = attempt;
    const { name, handler, service } = setup;
    const { memory = DEFAULT_MEMORY, timeoutSeconds: timeout = DEFAULT_TIMEOUT_SECONDS } = setup;
    const context = {
      requestId,
      credentials,
      function: { name, handler, memory, timeout },
      service: { ...(service !== undefined && { name: service }), qualifier },
      region,
      accountId,
    };
    const { result, ...end } = await pool.run(setup, { event, context }, kill);
    const invocation: Invocation = {
      ...{ requestId, functionName: fullName(setup), event: event.toString() },
      ...{ ...which, ...end, result: Buffer.from(result).toString() },
    };
    invocations.push(invocation);
    return invocation;
  }

  async function respond(request: Received): Promise<Answer> {
    const call = recorder.begin(nameOf(request));
    const reply = planner.replyTo(call);
    const truth = isAboutTruth(reply) ? await answer(request, call) : undefined;
    const given = await faultyAnswer(reply, call, orderedRefusals(randomUUID), () => {
      if (!truth) throw new Error('This fault was thought to need no true answer.');
      return truth;
    });
    recorder.end(call, given.status, given.unexpected ?? false);
    return given.cut === 'within' && given.body === '' ? { ...given, cut: 'before' } : given;
  }

  function nameOf(request: Received): CallName {
    const { path, query, headers } = request;
    const wire = Object.entries(headers).filter(([name]) => /^x-fc-.*(type|id)$/.test(name));
    const asked = invokeRequest(request);
    return {
      account: ring.find(invokeSignature(request)?.accessKeyId ?? '')?.account ?? '',
      product: path.startsWith('/2016-08-15/') ? 'fc2' : 'fc',
      region,
      api: asked ? 'InvokeFunction' : `${request.method} ${path}`,
      parameters: {
        ...Object.fromEntries([...query, ...wire.map(([name, value]) => [name, String(value)])]),
        ...(asked && { functionName: fullName(asked) }),
      },
    };
  }

  async function answer(request: Received, call: CallName): Promise<Answer> {
    const requestId = randomUUID();
    const asked = invokeRequest(request);
    if (!asked) {
      const refusal = refusals.pathNotSupported(request.method, request.path);
      return { ...refused(refusal, call, requestId), unexpected: true };
    }
    try {
      ring.check(invokeSignature(request));
      const setup = admitted(asked, request.body);
      const event = Buffer.from(request.body);
      const delivery = { setup, event, requestId, qualifier: asked.qualifier };
      if (asked.type === 'Sync') return syncAnswer(await underWay.once(delivery));
      underWay.accept(delivery);
      return { status: 202, type: BYTES, body: '', headers: { 'x-fc-request-id': requestId } };
    } catch (error) {
      if (error instanceof Refusal) return refused(error, call, requestId);
      throw error;
    }
  }

  /** Takes note of the task's id. @throws Refusal */
  function admitted(asked: InvokeRequest, body: string): FunctionSetup {
    const { type, taskId, service, name } = asked;
    if (type !== 'Sync' && type !== 'Async') throw refusals.invalidArgument(`invocation type '${type}'`);
    if (Buffer.byteLength(body) > LONGEST[type]) throw refusals.entityTooLarge(LONGEST[type]);
    if (service !== undefined && !functions.some((setup) => setup.service === service))
      throw refusals.serviceNotFound(service);
    const setup = byName.get(fullName(asked));
    if (!setup) throw refusals.functionNotFound(name, service);
    if (taskId === undefined || type === 'Sync') return setup;
    if (!TASK_ID.test(taskId)) throw refusals.invalidArgument(`task id '${taskId}'`);
    const task = `${fullName(setup)} ${taskId}`;
    if (taskIds.has(task)) throw refusals.taskExists(taskId);
    taskIds.add(task);
    return setup;
  }

  function deliveryOf(functionName: string, event: Buffer): Delivery {
    const setup = byName.get(functionName);
    if (!setup) throw refusals.functionNotFound(functionName, undefined);
    return { setup, event, requestId: randomUUID(), qualifier: 'LATEST' };
  }

  const server: FunctionsServer = {
    url: loopback.url,
    calls: recorder.log,
    faults: planner.plan,
    chaos: options.chaos,
    invocations,
    logs,
    invoke: async (functionName, event) => underWay.once(deliveryOf(functionName, Buffer.from(event))),
    timer: (functionName, { triggerName, payload, triggerTime = now() }) => {
      const event = JSON.stringify({ triggerTime, triggerName, payload });
      underWay.accept(deliveryOf(functionName, Buffer.from(event)));
    },
    idle: underWay.idle,
    close: async () => {
      closing.abort();
      await pool.close();
      await Promise.all([loopback.close(), rm(folder, { recursive: true, force: true })]);
    },
  };
  return server;
}

function now(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, 'Z');
}

/** Whether a fault lets the invocation take place. */
function isAboutTruth(reply: FaultReply | undefined): boolean {
  if (reply === undefined) return true;
  if (typeof reply === 'string') return ['cut-body', 'cut-chunked', 'half'].includes(reply);
  return 'delay' in reply ? isAboutTruth(reply.reply) : 'edit' in reply;
}

/** 200 also for a function that failed. */
function syncAnswer(invocation: Invocation): Answer {
  const { requestId, outcome, result, milliseconds, peakMemory } = invocation;
  const errorType = outcome === 'error' ? 'HandledInvocationError' : 'UnhandledInvocationError';
  return {
    status: 200,
    type: BYTES,
    body: result,
    headers: {
      'x-fc-request-id': requestId,
      'x-fc-invocation-duration': String(Math.ceil(milliseconds)),
      ...(peakMemory !== undefined && { 'x-fc-max-memory-usage': (peakMemory / 1024 / 1024).toFixed(2) }),
      ...(outcome !== 'ok' && { 'x-fc-error-type': errorType }),
    },
  };
}

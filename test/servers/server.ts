import { setTimeout as pause } from 'node:timers/promises';
import { type Call, type CallLog, type CallName, callRecorder } from './calls.ts';
import { type FaultPlan, faultPlanner, faultyAnswer, type Refusals } from './faults.ts';
import { type Answer, type Loopback, listen, type Received, type Tls } from './loopback.ts';

/** A server that speaks one kind of API. */
export interface Dialect extends Refusals {
  /** Names a call before anything of it is checked. */
  readonly name: (request: Received) => CallName;
  /** The true answer, refusals included. */
  readonly answer: (request: Received, call: Call) => Answer;
}

export interface ServerOptions {
  /** Milliseconds until any answer. */
  readonly latency?: number;
  /** Speaks https with it. */
  readonly tls?: Tls;
}

export interface FaultyServer extends Loopback {
  readonly calls: CallLog;
  readonly faults: FaultPlan;
}

/** A server on loopback that logs its calls and fails as planned. */
export async function startServer(dialect: Dialect, options: ServerOptions): Promise<FaultyServer> {
  const recorder = callRecorder();
  const planner = faultPlanner();
  const { latency = 0 } = options;
  const loopback = await listen(async (request) => {
    const call = recorder.begin(dialect.name(request));
    if (latency > 0) await pause(latency, undefined, { ref: false });
    const truth = (): Answer => dialect.answer(request, call);
    const answer = await faultyAnswer(planner.replyTo(call), call, dialect, truth);
    recorder.end(call, answer.status, answer.unexpected ?? false);
    return answer;
  }, options.tls);
  return { ...loopback, calls: recorder.log, faults: planner.plan };
}

import { setTimeout as pause } from 'node:timers/promises';
import type { Call } from './calls.ts';
import type { Answer } from './loopback.ts';

/** Refusals that every server words in its own way. */
export type RefusalWord = 'throttle' | 'forbidden' | 'not-found' | 'error500';

/**
 * What goes wrong instead of the true answer. `html503`: a gateway's page. `cut`: the connection breaks before
 * the answer; `cut-body`: in its middle, its length being told; `cut-chunked`: in its middle, sent in chunks as a long
 * answer is. `garbage`: 200, but no JSON. `half`: 200, the first half of the answer as if it were all. `text`: this, as
 * it is. `delay`: so many milliseconds, then the true answer or what `reply` says. `edit`: the true answer's value,
 * changed.
 */
export type FaultReply =
  | RefusalWord
  | 'html503'
  | 'cut'
  | 'cut-body'
  | 'cut-chunked'
  | 'garbage'
  | 'half'
  | { readonly status: number; readonly code: string; readonly message?: string }
  | { readonly status: number; readonly text: string }
  | { readonly delay: number; readonly reply?: FaultReply }
  | { readonly edit: (body: unknown) => unknown };

export interface Fault {
  /** Every call if left out. */
  readonly when?: (call: Call) => boolean;
  /** How often; for ever if left out. */
  readonly times?: number;
  /** Or what words it when it is sent. */
  readonly reply: FaultReply | (() => FaultReply);
}

/** A planted fault. */
export interface PlantedFault {
  /** How many calls it has hit so far. */
  readonly hits: () => number;
  readonly remove: () => void;
}

/** What is to go wrong. Of several faults that fit a call the one added first counts. */
export interface FaultPlan {
  readonly add: (fault: Fault) => PlantedFault;
  readonly clear: () => void;
}

/** The plan, and what its server asks of it. */
export interface FaultPlanner {
  readonly plan: FaultPlan;
  readonly replyTo: (call: Call) => FaultReply | undefined;
}

export function faultPlanner(): FaultPlanner {
  let planted: { readonly fault: Fault; hits: number }[] = [];
  return {
    plan: {
      add: (fault) => {
        const entry = { fault, hits: 0 };
        planted.push(entry);
        return {
          hits: () => entry.hits,
          remove: () => {
            planted = planted.filter((other) => other !== entry);
          },
        };
      },
      clear: () => {
        planted = [];
      },
    },
    replyTo: (call) => {
      const entry = planted.find(
        ({ fault, hits }) => hits < (fault.times ?? Number.POSITIVE_INFINITY) && (fault.when?.(call) ?? true),
      );
      if (!entry) return undefined;
      entry.hits++;
      const { reply } = entry.fault;
      return typeof reply === 'function' ? reply() : reply;
    },
  };
}

/** True for every nth call it is asked about. */
export function everyNth(n: number): () => boolean {
  let asked = 0;
  return () => ++asked % n === 0;
}

/** True with the given probability; the same seed gives the same row of answers. */
export function sometimes(probability: number, seed: number): () => boolean {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32 < probability;
  };
}

/** How a server says no. */
export interface Refusals {
  readonly word: (word: RefusalWord, call: Call) => Answer;
  readonly refuse: (status: number, code: string, message: string, call: Call) => Answer;
}

/** What a faulty server answers in the place of the true answer. */
export async function faultyAnswer(
  reply: FaultReply | undefined,
  call: Call,
  refusals: Refusals,
  truth: () => Answer,
): Promise<Answer> {
  if (reply === undefined) return truth();
  if (typeof reply === 'object') {
    if ('text' in reply) return { status: reply.status, body: reply.text };
    if ('status' in reply)
      return refusals.refuse(reply.status, reply.code, reply.message ?? reply.code, call);
    if ('edit' in reply) {
      const answer = truth();
      return { ...answer, body: JSON.stringify(reply.edit(JSON.parse(answer.body))) };
    }
    // Not to be waited for when the test is over.
    await pause(reply.delay, undefined, { ref: false });
    return faultyAnswer(reply.reply, call, refusals, truth);
  }
  switch (reply) {
    case 'html503':
      return { status: 503, type: 'text/html', body: '<html><body>503 Service Unavailable</body></html>' };
    case 'cut':
      return { status: 0, body: '', cut: 'before' };
    case 'cut-body':
      return { ...truth(), cut: 'within' };
    case 'cut-chunked':
      return { ...truth(), cut: 'within', chunked: true };
    case 'garbage':
      return { status: 200, body: '{"items": [<<<' };
    case 'half': {
      const answer = truth();
      return { ...answer, body: answer.body.slice(0, answer.body.length / 2) };
    }
    default:
      return refusals.word(reply, call);
  }
}

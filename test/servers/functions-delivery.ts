import { setTimeout as pause } from 'node:timers/promises';
import {
  type Chaos,
  type FunctionSetup,
  fullName,
  type Invocation,
  type KillOrder,
} from './functions-setup.ts';

/** An event on its way to a function. */
export interface Delivery {
  readonly setup: FunctionSetup;
  readonly event: Buffer;
  readonly requestId: string;
  readonly qualifier: string;
}

/** Which attempt of a delivery, and what is to happen to it. */
export interface Attempt extends Pick<Invocation, 'kind' | 'attempt' | 'isDuplicate'> {
  readonly kill: KillOrder;
}

export interface Deliveries {
  /** One attempt, whose caller waits. */
  readonly once: (delivery: Delivery) => Promise<Invocation>;
  /** Delivers as an asynchronous invocation is: at least once, and again if it fails. */
  readonly accept: (delivery: Delivery) => void;
  /** Fulfilled when all that was given, with what came of it, is done with. */
  readonly idle: () => Promise<void>;
}

const DEFAULT_RETRIES = 3;
const DEFAULT_BACKOFF = 10;

/**
 * @param run - one attempt; it may reject once `closing` is aborted
 * @param chaosNow - asked anew each time
 */
export function deliveries(
  run: (delivery: Delivery, attempt: Attempt) => Promise<Invocation>,
  chaosNow: () => Chaos | undefined,
  closing: AbortSignal,
): Deliveries {
  const underWay = new Set<Promise<unknown>>();
  let asked = 0;

  function accept(delivery: Delivery, isDuplicate = false): void {
    track(deliver(delivery, isDuplicate));
  }

  function track(work: Promise<unknown>): void {
    const settled = work.catch((error) => {
      if (!closing.aborted) throw error;
    });
    underWay.add(settled);
    settled.finally(() => underWay.delete(settled));
  }

  async function deliver(delivery: Delivery, isDuplicate: boolean): Promise<void> {
    const { asyncRetries = DEFAULT_RETRIES, asyncBackoff = DEFAULT_BACKOFF } = delivery.setup;
    for (let attempt = 1; attempt <= 1 + asyncRetries; attempt++) {
      if (attempt > 1) await pause(asyncBackoff, undefined, { signal: closing });
      const order = chaosNow()?.({
        number: ++asked,
        functionName: fullName(delivery.setup),
        event: delivery.event.toString(),
        attempt,
        isDuplicate,
      });
      if (order?.duplicate && !isDuplicate) accept(delivery, true);
      if (order?.delay !== undefined) await pause(order.delay, undefined, { signal: closing });
      const { outcome } = await run(delivery, { kind: 'async', attempt, isDuplicate, kill: order ?? {} });
      if (outcome === 'ok') return;
    }
  }

  return {
    once: (delivery) => {
      const work = run(delivery, { kind: 'sync', attempt: 1, isDuplicate: false, kill: {} });
      track(work);
      return work;
    },
    accept: (delivery) => accept(delivery),
    idle: async () => {
      while (underWay.size > 0) await Promise.all(underWay);
    },
  };
}

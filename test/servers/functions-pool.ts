import { type Instance, type InstanceEnd, startInstance } from './functions-instance.ts';
import type { InstanceOrder } from './functions-runner.ts';
import type { Environment, FunctionSetup, KillOrder } from './functions-setup.ts';

export interface PoolOptions {
  /** The file of the instances' program. */
  readonly program: string;
  readonly concurrency: number;
  readonly environmentOf: (setup: FunctionSetup) => Environment;
  readonly log: (line: string) => void;
}

export interface PoolRun extends InstanceEnd {
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly milliseconds: number;
}

/** The instances of all functions: warm ones are used again, others make room, and whoever finds none waits in turn. */
export interface Pool {
  /** Rejects only if the pool is closed meanwhile. */
  readonly run: (setup: FunctionSetup, order: InstanceOrder, kill: KillOrder) => Promise<PoolRun>;
  readonly close: () => Promise<void>;
}

export const DEFAULT_TIMEOUT_SECONDS = 3;
export const DEFAULT_MEMORY = 512;

export function instancePool(options: PoolOptions): Pool {
  const { program, concurrency, environmentOf, log } = options;
  /** Those that are killed too, until they are gone. */
  const instances = new Map<Instance, FunctionSetup>();
  /** The one that waits longest stands first. */
  const idle = new Set<Instance>();
  const queue: { readonly setup: FunctionSetup; readonly take: (instance: Instance | undefined) => void }[] =
    [];
  let closed = false;

  function start(setup: FunctionSetup): Instance {
    const { code, handler, memory = DEFAULT_MEMORY } = setup;
    const instance = startInstance({
      program,
      code,
      handler,
      memory,
      environment: environmentOf(setup),
      log,
    });
    instances.set(instance, setup);
    instance.ended.then(() => {
      instances.delete(instance);
      idle.delete(instance);
      serve();
    });
    return instance;
  }

  function serve(): void {
    for (let next = queue[0]; next; next = queue[0]) {
      const instance = instanceFor(next.setup);
      if (!instance) return;
      idle.delete(instance);
      queue.shift();
      next.take(instance);
    }
  }

  function instanceFor(setup: FunctionSetup): Instance | undefined {
    const warm = [...idle].findLast((one) => instances.get(one) === setup && one.isAlive());
    if (warm) return warm;
    if (instances.size < concurrency) return start(setup);
    const isRoomComing = [...instances.keys()].some((instance) => !instance.isAlive());
    if (!isRoomComing) [...idle][0]?.kill('Makes room');
    return undefined;
  }

  async function run(setup: FunctionSetup, order: InstanceOrder, kill: KillOrder): Promise<PoolRun> {
    const instance = await new Promise<Instance | undefined>((take) => {
      queue.push({ setup, take });
      serve();
    });
    if (!instance || closed) throw new Error('The server was closed.');
    const startedAt = Date.now();
    const began = performance.now();
    const { timeoutSeconds = DEFAULT_TIMEOUT_SECONDS, graceSeconds = 0 } = setup;
    const end = await instance.run(order, timeoutSeconds + graceSeconds, kill);
    if (instance.isAlive()) idle.add(instance);
    serve();
    return { ...end, startedAt, milliseconds: performance.now() - began };
  }

  return {
    run,
    close: async () => {
      closed = true;
      for (const { take } of queue.splice(0)) take(undefined);
      const left = [...instances.keys()];
      for (const instance of left) instance.kill('The server was closed.');
      await Promise.all(left.map(({ ended }) => ended));
    },
  };
}

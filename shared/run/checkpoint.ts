import type { ScanMemory } from '../scan/memory.ts';
import { allLarge, putLarge, removeLarge } from '../store/large.ts';
import type { RowStore } from '../store/rows.ts';
import { StoreError } from '../store/store-error.ts';
import { settlesWithin } from '../time-limit.ts';

/** What is kept is written when it has come to so many characters, or after so many milliseconds. */
const MOST_UNWRITTEN = 4_000_000;
const LONGEST_UNWRITTEN = 10_000;
/** At the end of an invocation the store has so much time, or what was read is read again. */
const END_MILLISECONDS = 8_000;

/** What was read of a shard, in the store: it outlives the invocation that read it. */
export interface Checkpoint extends ScanMemory {
  /** How many answers earlier invocations have left. */
  readonly recalled: number;
  /** Writes what is not written yet, and ends. What cannot be written, or not in time, is told to `onTrouble`. */
  readonly save: () => Promise<void>;
  /**
   * Ends the writing. What is not written is lost, unless it is saved before. A write that takes too long is left to
   * itself. It does no harm if it comes late: its rows are this invocation's alone, what stands in them was read in this
   * run, half of them count as none, and they are removed with the run, or forgotten.
   */
  readonly end: () => Promise<void>;
  /** How many answers this invocation has added. */
  readonly added: () => number;
}

/** How a checkpoint is opened. */
export interface CheckpointOptions {
  readonly run: string;
  readonly shard: string;
  /** Unique for each invocation. */
  readonly owner: string;
  /** Told when something could not be written: the work goes on, and may have to be done again. */
  readonly onTrouble: (error: unknown) => void;
}

type Entries = readonly (readonly [key: string, value: string])[];

/** What cannot be read has to be asked for again. */
async function keptOf(
  rows: RowStore,
  { run, shard, onTrouble }: CheckpointOptions,
): Promise<readonly unknown[]> {
  try {
    return [...(await allLarge(rows, 'checkpoints', [run, shard])).values()];
  } catch (thrown) {
    if (!(thrown instanceof StoreError && thrown.trouble === 'damaged')) throw thrown;
    onTrouble(thrown);
    return [];
  }
}

/**
 * Opens what earlier invocations have left of a shard.
 * @throws StoreError
 */
export async function openCheckpoint(rows: RowStore, options: CheckpointOptions): Promise<Checkpoint> {
  const { run, shard, owner, onTrouble } = options;
  const known = new Map<string, string>();
  for (const entries of await keptOf(rows, options)) {
    for (const [key, value] of entriesOf(entries)) known.set(key, value);
  }
  const recalled = known.size;
  let unwritten: [string, string][] = [];
  let size = 0;
  let writes = 0;
  let added = 0;
  let writing: Promise<void> = Promise.resolve();
  let isOver = false;

  async function write(): Promise<void> {
    if (isOver || unwritten.length === 0) return;
    const entries = unwritten;
    unwritten = [];
    size = 0;
    try {
      await putLarge(rows, 'checkpoints', [run, shard], { [`${owner}-${writes++}`]: entries });
    } catch (error) {
      unwritten = [...entries, ...unwritten];
      throw error;
    }
  }
  /** One after the other. */
  function flush(): Promise<void> {
    writing = writing.catch(() => undefined).then(write);
    return writing;
  }
  async function flushed(): Promise<void> {
    try {
      await flush();
    } catch (error) {
      if (!isOver) onTrouble(error);
    }
  }
  const timer = setInterval(flushed, LONGEST_UNWRITTEN);
  timer.unref();

  /** False when the write was not done in time. */
  async function ended(last: Promise<void>): Promise<boolean> {
    clearInterval(timer);
    const isInTime = await settlesWithin(END_MILLISECONDS, last);
    isOver = true;
    return isInTime;
  }

  return {
    recalled,
    recall: (key) => {
      const text = known.get(key);
      if (text === undefined) return undefined;
      return boxIn(text);
    },
    keep: (key, value) => {
      const text = JSON.stringify({ value });
      unwritten.push([key, text]);
      added++;
      size += text.length;
      if (size < MOST_UNWRITTEN) return;
      size = 0;
      void flushed();
    },
    save: async () => {
      if (await ended(flushed())) return;
      onTrouble(
        new StoreError('unavailable', `it did not take it within ${END_MILLISECONDS / 1_000} seconds`),
      );
    },
    end: async () => {
      if (!isOver) await ended(writing);
    },
    added: () => added,
  };
}

/** What cannot be read has to be asked for again. */
function boxIn(text: string): { readonly value?: unknown } | undefined {
  try {
    const box: unknown = JSON.parse(text);
    return typeof box === 'object' && box !== null ? box : undefined;
  } catch {
    return undefined;
  }
}

/** What is no entry was not remembered. */
function entriesOf(value: unknown): Entries {
  if (!Array.isArray(value)) return [];
  return (value as readonly unknown[]).filter((one): one is Entries[number] => {
    return Array.isArray(one) && typeof one[0] === 'string' && typeof one[1] === 'string';
  });
}

/** Removes what is left of a shard. */
export async function removeCheckpoint(rows: RowStore, run: string, shard: string): Promise<void> {
  await removeLarge(rows, 'checkpoints', [run, shard]);
}

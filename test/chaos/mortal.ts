import type { Send } from '../../shared/alerts/robot.ts';
import { fileStoreError } from '../../shared/store/file-environment.ts';
import type { RowStore } from '../../shared/store/rows.ts';
import { stepped } from '../support/steps.ts';
import type { Trouble } from './plot.ts';

/** How a process that died in a story looks to whoever waited for it. */
export class Killed extends Error {}

/** What a process of a story writes and sends by, and what has befallen it. */
export interface Mortal {
  readonly rows: RowStore;
  readonly send: Send;
  readonly isDead: () => boolean;
  /** It died between the sending of a message and the note that it was sent, or had no room for that note. */
  readonly mayHaveSentTwice: () => boolean;
  /** How often it found no room. */
  readonly refusals: () => number;
}

/**
 * A process that writes to the store and sends messages as long as it lives. After its death nothing it does has any
 * effect, though its code goes on running: so it is with one that was killed. A full disk is that of the store.
 */
export function mortal(rows: RowStore, send: Send, troubles: readonly Trouble[], number: number): Mortal {
  let isDead = false;
  let isUnnoted = false;
  let sentTwice = false;
  let refusals = 0;
  const process = stepped(rows, send, ({ index, name }, when) => {
    const isSending = name.startsWith('send ');
    if (isSending && when === 'after' && !isDead) isUnnoted = true;
    isDead ||= dies(troubles, number, index, when);
    if (isDead) {
      sentTwice ||= isUnnoted;
      throw new Killed(`killed at ${name}`);
    }
    if (isSending || when === 'after' || !isFull(troubles, index)) return;
    refusals++;
    const reason = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    throw fileStoreError(reason, 'the store');
  });
  return {
    rows: {
      ...process.rows,
      put: async (table, ...write) => {
        try {
          return await process.rows.put(table, ...write);
        } catch (error) {
          sentTwice ||= table === 'deliveries' && isUnnoted;
          throw error;
        } finally {
          if (table === 'deliveries') isUnnoted = false;
        }
      },
    },
    send: process.send,
    isDead: () => isDead,
    mayHaveSentTwice: () => sentTwice,
    refusals: () => refusals,
  };
}

function dies(troubles: readonly Trouble[], number: number, index: number, when: string): boolean {
  return troubles.some(
    (trouble) =>
      trouble.at === 'process' &&
      trouble.process === number &&
      trouble.step === index &&
      trouble.when === when,
  );
}

function isFull(troubles: readonly Trouble[], index: number): boolean {
  return troubles.some(
    (trouble) => trouble.at === 'disk' && trouble.step <= index && index < trouble.step + trouble.steps,
  );
}

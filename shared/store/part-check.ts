import type { Outcome } from '../scan/permissions/check.ts';

/** What is to be known beside the outcome, as a word that formats put into each language. */
export type PartHint =
  /** The folder of a file store, or its file, is not there yet: a scan makes it. */
  | 'to-be-made'
  /** Tables are missing that `store init` makes. */
  | 'store-init'
  /** Connected to, and nothing asked. */
  | 'connected-only'
  /** No direct connection, while the environment names a proxy. */
  | 'proxy'
  /** A test message was taken. */
  | 'message-sent'
  | 'interrupted';

/** What was tried of a part that remembers or tells, and what became of it. */
export interface PartCheck {
  readonly part: 'store' | 'robot';
  /** The folder or instance of the store; what the robot is called. Says nothing of secrets. */
  readonly name: string;
  readonly tried: 'rows' | 'connection' | 'test-message';
  /** The tables that this is about, as the store calls them. */
  readonly tables?: readonly string[];
  readonly outcome: Outcome;
  readonly hint?: PartHint;
  /** What went wrong. Without secrets; not yet made printable. */
  readonly message?: string;
}

/** Whether nothing was found to be wrong. Behind a proxy only a message would tell. */
export function isInOrder({ outcome, hint }: PartCheck): boolean {
  return outcome === 'ok' || hint === 'proxy';
}

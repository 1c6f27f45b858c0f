import { timeLimit } from '../../time-limit.ts';
import type { CallObserver } from '../observer.ts';
import { RemoteError } from '../remote-error.ts';
import { nameOf, remoteErrorOf } from './errors.ts';
import type { CallTarget, Timeouts } from './options.ts';

/** What every attempt of an account's calls needs. */
export interface AttemptContext {
  readonly accountName: string;
  /** All that must not stand in a message. */
  readonly secrets: () => readonly string[];
  readonly timeouts: Timeouts;
  readonly onCall: CallObserver | undefined;
}

/**
 * One call, sent once, its answer read. It is not waited for any longer when the signal aborts (with the signal's
 * reason) or the time is up, though the SDK cannot take it back: a late result is dropped.
 * @throws RemoteError
 */
export async function attempt<T>(
  target: CallTarget,
  context: AttemptContext,
  signal: AbortSignal,
  send: () => Promise<T>,
): Promise<T> {
  const { accountName, onCall } = context;
  const { connect, read } = context.timeouts;
  const sentAt = performance.now();
  const tell = (outcome: 'ok' | 'throttled' | 'failed') =>
    onCall?.({
      owner: accountName,
      product: target.product,
      api: target.action,
      regionId: target.regionId,
      outcome,
      duration: performance.now() - sentAt,
    });
  signal.throwIfAborted();
  // The SDK's own read timeout ends at the first byte of an answer, and is lost on some reused connections.
  const limit = timeLimit(signal, connect + read);
  try {
    const result = await limit.race(send());
    tell('ok');
    return result;
  } catch (thrown) {
    if (signal.aborted) throw signal.reason;
    const trouble = limit.signal.aborted ? noAnswer(target) : thrown;
    const error = remoteErrorOf(trouble, target, { accountName, secrets: context.secrets() });
    tell(error.kind === 'throttled' ? 'throttled' : 'failed');
    throw error;
  } finally {
    limit.end();
  }
}

function noAnswer(target: CallTarget): RemoteError {
  return new RemoteError('timeout', 'TIMEOUT', `${nameOf(target)}: no answer in time`);
}

import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { InputError } from '../errors.ts';

/** What the function nightly-audit is to do. */
export type KeeperTask =
  /** Begin the run of this time. */
  | { readonly task: 'audit'; readonly triggerName: string; readonly triggerTime: string }
  /** Look after the runs that are under way. */
  | { readonly task: 'sweep' }
  | { readonly task: 'close'; readonly run: string };

/** What the function audit-region is to do. */
export interface ShardTask {
  readonly run: string;
  readonly shard: string;
}

const Name = Type.String({ minLength: 1, maxLength: 256 });
const Timer = Type.Object({ triggerTime: Name, triggerName: Name, payload: Type.Optional(Type.String()) });
const Close = Type.Object({ task: Type.Literal('close'), run: Name });
const Shard = Type.Object({ run: Name, shard: Name });

/**
 * Reads the event of a timer, whose payload is `sweep` or, for a run, anything else; or of another function.
 * @throws InputError BAD_EVENT
 */
export function keeperTask(event: unknown): KeeperTask {
  const value = jsonOf(event);
  if (Value.Check(Close, value)) return { task: 'close', run: value.run };
  if (!Value.Check(Timer, value) || Number.isNaN(Date.parse(value.triggerTime))) throw unknownEvent();
  const { triggerName, triggerTime, payload = '' } = value;
  return payload.trim() === 'sweep' ? { task: 'sweep' } : { task: 'audit', triggerName, triggerTime };
}

/**
 * Reads the event that names one shard of a run.
 * @throws InputError BAD_EVENT
 */
export function shardTask(event: unknown): ShardTask {
  const value = jsonOf(event);
  if (!Value.Check(Shard, value)) throw unknownEvent();
  return { run: value.run, shard: value.shard };
}

/** Events come as bytes, whatever their trigger. */
function jsonOf(event: unknown): unknown {
  const text = Buffer.isBuffer(event) || typeof event === 'string' ? event.toString() : '';
  try {
    return JSON.parse(text);
  } catch {
    throw unknownEvent();
  }
}

function unknownEvent(): InputError {
  return new InputError('BAD_EVENT', 'the event is none that this function knows');
}

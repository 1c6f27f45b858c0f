import { type Static, Type } from '@sinclair/typebox';
import { TypeCompiler } from '@sinclair/typebox/compiler';
import { faultsOf } from './faults.ts';
import { timeOf, writtenAt } from './object-time.ts';
import { Maybe } from './shapes.ts';
import type { KubeList } from './snapshot.ts';

const NAMESPACE = 'kube-system';
const NAME = 'CloudControllerManagerPrecheckResult';
/** The Event in which CCM leaves the result of its dry run (pkg/provider/dryrun/event.go). */
export const PRECHECK_EVENT = `${NAMESPACE}/${NAME}`;

/** The check of the classic load balancers; the others (ccmNLB, …) are about things that are not compared here. */
const SLB_CHECK = 'ccmSLB';
/** Far more than 20 items a check can fill, and little enough to be looked through at once. */
const MOST_CHARACTERS = 512 * 1024;
/** Keys of the message are remote text: a fault quotes them, but not at any length. */
const LONGEST_FAULT = 300;

/** Beyond any number of faults, and far from where sums of them are no numbers any more. */
const Count = Type.Integer({ minimum: 0, maximum: 1_000_000_000 });
const Item = Type.Object({
  MessageCode: Type.String(),
  MessageLevel: Maybe(Type.String()),
  Message: Maybe(Type.String()),
});
/** Not a Type.Record: that passes over keys with a line break. */
const Items = Type.Unsafe<Record<string, Static<typeof Item>>>(
  Type.Object({}, { additionalProperties: Item }),
);
const Message = Type.Object({
  State: Type.Union([Type.Literal('Success'), Type.Literal('Fail')], {
    errorMessage: 'must be "Success" or "Fail"',
  }),
  CheckResults: Maybe(
    Type.Array(Type.Object({ Name: Type.String(), instanceResults: Maybe(Items), FailedCount: Count })),
  ),
});

const named = TypeCompiler.Compile(
  Type.Object({
    metadata: Type.Object({ namespace: Type.Literal(NAMESPACE), name: Type.Literal(NAME) }),
  }),
);
const shape = TypeCompiler.Compile(Type.Object({ message: Message }));

/** One item of the check as the Event holds it. */
export interface PrecheckEventItem {
  /** What it is stored under; a later item with the same key has overwritten an earlier one. */
  readonly key: string;
  /** CCM's message code. */
  readonly code: string;
  /** `error`, `warn`, `unknown`, `normal`; only errors are counted as failed. */
  readonly level: string;
  /** What differs, in CCM's words; most items have none. */
  readonly message: string;
}

/** The result of an upgrade check, as the cluster itself holds it. */
export interface PrecheckEvent {
  /** Milliseconds since the epoch. */
  readonly at: number | undefined;
  /** Whether the check ran to its end. That says nothing of what it found. */
  readonly ran: boolean;
  /** Faults of the SLB check, counted before the cut and the overwriting. */
  readonly failedCount: number;
  /** Items of the SLB check. */
  readonly items: readonly PrecheckEventItem[];
  /** Faults of all other checks. */
  readonly otherFailedCount: number;
}

/** The Event, or what is wrong with it. */
export type PrecheckReading =
  | { readonly ok: true; readonly event: PrecheckEvent }
  | { readonly ok: false; readonly fault: string };

/** Finds the check's result among a cluster's Events: the newest, undefined when there is none. Never throws. */
export function readPrecheckEvent(events: KubeList<unknown> | undefined): PrecheckReading | undefined {
  const found = (events?.items ?? []).filter((item) => named.Check(item)) as EventFields[];
  const dated = found.map((event) => ({ event, at: eventTime(event) }));
  const [newest] = dated.sort((one, other) => (other.at ?? 0) - (one.at ?? 0));
  return newest && read(newest.event.message, newest.at);
}

interface EventFields {
  readonly metadata: unknown;
  readonly message?: unknown;
  readonly lastTimestamp?: unknown;
  readonly eventTime?: unknown;
  readonly firstTimestamp?: unknown;
}

/** CCM itself fills in none of an Event's own times: then the API server's record of the object has to do. */
function eventTime({ lastTimestamp, eventTime, firstTimestamp, metadata }: EventFields): number | undefined {
  return timeOf(lastTimestamp) ?? timeOf(eventTime) ?? timeOf(firstTimestamp) ?? writtenAt(metadata);
}

function read(text: unknown, at: number | undefined): PrecheckReading {
  if (typeof text !== 'string') return { ok: false, fault: 'message: must be string' };
  if (text.length > MOST_CHARACTERS) return { ok: false, fault: 'message: is longer than CCM ever writes' };
  let value: { readonly message: unknown };
  try {
    value = { message: JSON.parse(text) };
  } catch {
    return { ok: false, fault: 'message: is no JSON' };
  }
  if (!shape.Check(value)) {
    return { ok: false, fault: faultsOf(shape, value).slice(0, 3).join('; ').slice(0, LONGEST_FAULT) };
  }
  const { State, CheckResults } = value.message;
  const own = (CheckResults ?? []).filter((check) => check.Name === SLB_CHECK);
  const others = (CheckResults ?? []).filter((check) => check.Name !== SLB_CHECK);
  const failed = (checks: typeof own) => checks.reduce((sum, check) => sum + check.FailedCount, 0);
  const items = own.flatMap((check) => Object.entries(check.instanceResults ?? {})).map(toItem);
  const counts = { failedCount: failed(own), otherFailedCount: failed(others) };
  return { ok: true, event: { at, ran: State === 'Success', ...counts, items } };
}

function toItem([key, item]: readonly [string, Static<typeof Item>]): PrecheckEventItem {
  return { key, code: item.MessageCode, level: item.MessageLevel ?? '', message: item.Message ?? '' };
}

import type { AccessKey } from './keys.ts';

/** A function as it is deployed. */
export interface FunctionSetup {
  readonly name: string;
  /** The FC 2.0 service it stands in; without one it is a function of FC 3.0. */
  readonly service?: string;
  /** The folder with its code, and its working directory. */
  readonly code: string;
  /** `file.method`; the file is `.js` or `.mjs`. */
  readonly handler: string;
  /** 3 if left out, as in Function Compute. */
  readonly timeoutSeconds?: number;
  /** Seconds that it is let go on beyond it before it is killed: the machine of the tests may be busy. */
  readonly graceSeconds?: number;
  /** Megabytes, 512 if left out; what the heap may grow to, not the whole process. */
  readonly memory?: number;
  /** All that its processes see, beside PATH and what Function Compute sets; or what makes it of the server's URL. */
  readonly environment?: Environment | ((url: string) => Environment);
  /** How often a failed asynchronous invocation is tried again; 3 if left out, as in Function Compute. */
  readonly asyncRetries?: number;
  /** Milliseconds before each of these; 10 if left out. */
  readonly asyncBackoff?: number;
}

export type Environment = Readonly<Record<string, string>>;

/** What a function's role gives it, anew with every invocation. */
export interface FunctionCredentials {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken: string;
}

/** An asynchronous invocation that is about to start, or to start again. */
export interface Started {
  /** Counted from 1 over all that were asked about. */
  readonly number: number;
  readonly functionName: string;
  /** As text. */
  readonly event: string;
  /** 1 for the first. */
  readonly attempt: number;
  /** It was ordered by an earlier answer. */
  readonly isDuplicate: boolean;
}

/** When a process is killed in the midst of an invocation. */
export interface KillOrder {
  /** So many milliseconds after it was given the event; a cold start takes some of them. */
  readonly killAfter?: number;
  /** When it has written a line with this. */
  readonly killAt?: string;
}

/** What is to happen to one attempt. */
export interface Disorder extends KillOrder {
  /** The event is delivered once more, with retries of its own. A duplicate is not duplicated again. */
  readonly duplicate?: boolean;
  /** Milliseconds until it begins to wait for an instance. */
  readonly delay?: number;
}

export type Chaos = (started: Started) => Disorder | undefined;

export interface FunctionsOptions {
  readonly functions: readonly FunctionSetup[];
  /** Who may invoke them, beside the functions themselves; FUNCTIONS_KEY if left out. */
  readonly keys?: readonly AccessKey[];
  /** What functions find in their context. The server takes these for keys as well. */
  readonly credentials?: FunctionCredentials;
  /** cn-hangzhou if left out. */
  readonly region?: string;
  readonly accountId?: string;
  /** How many instances there may be at once, of all functions together; 4 if left out. */
  readonly concurrency?: number;
  readonly chaos?: Chaos;
}

/** How one attempt of an invocation ended. */
export interface Invocation {
  /** The same for all attempts and duplicates. */
  readonly requestId: string;
  readonly functionName: string;
  /** As text. */
  readonly event: string;
  readonly kind: 'sync' | 'async';
  /** 1 for the first. */
  readonly attempt: number;
  readonly isDuplicate: boolean;
  /**
   * `error`: the handler threw; `killed`: at its timeout, or by order; `crashed`: its process ended by itself, or its
   * code could not be loaded.
   */
  readonly outcome: 'ok' | 'error' | 'killed' | 'crashed';
  /** What the handler gave, as text; else `{errorMessage, errorType?, stackTrace?}` as JSON. */
  readonly result: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly milliseconds: number;
  /** Bytes that its process had in memory at the most, from its start on; known only of processes that live on. */
  readonly peakMemory?: number;
}

/** What a server calls a function: that of a service as the migration to FC 3.0 does. */
export function fullName({ service, name }: Pick<FunctionSetup, 'service' | 'name'>): string {
  return service === undefined ? name : `${service}$${name}`;
}

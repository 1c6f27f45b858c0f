/** Starts work elsewhere. */
export interface Invoker {
  /**
   * Asks for one asynchronous invocation of a function. It may come to pass more than once, or late.
   * @param taskId the same for one invocation that is asked for twice
   * @throws RemoteError when it was not taken
   */
  readonly invoke: (functionName: string, payload: Payload, taskId: string) => Promise<void>;
}

/** What an invocation is told: names only, whatever the size of the fleet. Plain JSON, far below 128 KB. */
export type Payload = Readonly<Record<string, string | number | boolean>>;

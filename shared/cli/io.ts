/** What the command line touches of the outside: handed in, so that tests see what a user would see. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Standard output is a terminal that shows colours. */
  readonly color: boolean;
  /** Standard error is a terminal, where a line can be written over. */
  readonly interactive: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A signal that aborts when the user, or the system, asks the program to stop. */
  readonly interrupts: () => AbortSignal;
}

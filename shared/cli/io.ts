/** What the command line touches of the outside: handed in, so that tests see what a user would see. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Standard output is a terminal that shows colours. */
  readonly color: boolean;
}

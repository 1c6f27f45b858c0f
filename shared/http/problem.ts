/** Why a request was not done, as it is answered. Its message is for a person; no stack, nothing of the inside. */
export class Problem extends Error {
  readonly status: 400 | 401 | 404 | 405 | 406 | 409 | 413 | 415 | 429 | 500 | 503;
  readonly code: string;
  readonly faults: readonly string[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: Problem['status'],
    code: string,
    message: string,
    more: { readonly faults?: readonly string[]; readonly headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message);
    this.name = 'Problem';
    this.status = status;
    this.code = code;
    this.faults = more.faults ?? [];
    this.headers = more.headers ?? {};
  }

  /** The body of the answer. */
  toJSON(): object {
    const { code, message, faults } = this;
    return { error: { code, message, ...(faults.length > 0 && { faults }) } };
  }
}

import { PreflightError } from '../errors.ts';

/**
 * What kind of trouble a remote call ran into:
 * `throttled`, `unavailable` (5xx, busy, an answer that is no JSON), `unreachable` (no connection, TLS) and `timeout`
 * may pass and were tried again; `denied` (401, 403, an unknown key), `gone` (404) and `refused` (any other 4xx)
 * will not; `aborted` is our own doing: the scan was interrupted or ran out of its time.
 */
export type RemoteKind =
  | 'throttled'
  | 'unavailable'
  | 'unreachable'
  | 'timeout'
  | 'denied'
  | 'gone'
  | 'refused'
  | 'aborted';

/** A call to an API of the cloud or of Kubernetes that failed for good. Its message holds no secret and no URL query. */
export class RemoteError extends PreflightError {
  readonly kind: RemoteKind;
  /** The API's own word for it (`Throttling.User`, `Forbidden.RAM`, `ECONNREFUSED`, `HTTP 403`). */
  readonly remoteCode: string;
  /** HTTP status, where there was an answer. */
  readonly status: number | undefined;

  constructor(
    kind: RemoteKind,
    remoteCode: string,
    message: string,
    options: { cause?: unknown; status?: number } = {},
  ) {
    super('REMOTE', message, options);
    this.kind = kind;
    this.remoteCode = remoteCode;
    this.status = options.status;
  }
}

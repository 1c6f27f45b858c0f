import { masked } from '../masked.ts';
import { RemoteError, type RemoteKind } from '../remote-error.ts';
import { type Call, verbOf } from './calls.ts';
import type { HttpAnswer } from './http-get.ts';

/** Characters of a server's own words that a message takes in. */
const WORDS = 400;

/** Where a call went, for messages. */
export interface Asked {
  /** How messages name the API server. */
  readonly server: string;
  readonly call: Call;
  /** What must not stand in a message. */
  readonly secrets: readonly string[];
}

/** The API server's own account of a failure (kind `Status`), where the answer is one. */
interface Status {
  readonly reason: string;
  readonly message: string;
}

/** What an answer other than 200 means. */
export function statusFault(answer: HttpAnswer, asked: Asked): RemoteError {
  const status = statusOf(answer.body);
  const said = status === undefined ? '' : `: ${printable(status.message, asked.secrets)}`;
  const { kind, text } = meaningOf(answer.status, status !== undefined, asked);
  const code = status?.reason || `HTTP ${answer.status}`;
  return new RemoteError(
    kind,
    code,
    `${asked.server} ${text}${said}${adviceFor(kind, answer.status, asked)}`,
    {
      status: answer.status,
    },
  );
}

/** The error for an answer 200 that is not what was asked for. */
export function answerFault(asked: Asked, what: string): RemoteError {
  return new RemoteError('unavailable', 'BAD_ANSWER', `${asked.server} answered with ${what}`, {
    status: 200,
  });
}

function meaningOf(
  status: number,
  isKubernetes: boolean,
  asked: Asked,
): { readonly kind: RemoteKind; readonly text: string } {
  const { plural } = asked.call.resource;
  if (status === 401) return { kind: 'denied', text: 'did not accept the credentials (expired?)' };
  if (status === 403) return { kind: 'denied', text: `does not allow to ${verbOf(asked.call)} ${plural}` };
  if (status === 404 && isKubernetes) return { kind: 'gone', text: `has no such ${plural}` };
  if (status === 429) return { kind: 'throttled', text: 'is asked too often' };
  if (status >= 500) return { kind: 'unavailable', text: `failed with HTTP ${status}` };
  return { kind: 'refused', text: `refused with HTTP ${status}` };
}

function adviceFor(kind: RemoteKind, status: number, { call }: Asked): string {
  if (status === 403) {
    const { apiGroup, plural } = call.resource;
    const rule = `apiGroups ["${apiGroup}"], resources ["${plural}"], verbs ["${verbOf(call)}"]`;
    return `; needed is an RBAC rule with ${rule}. A RAM user or role needs it inside the cluster, beside its RAM policy`;
  }
  if (kind === 'refused' && (status < 400 || status === 404)) {
    return '; is this the address of a Kubernetes API server?';
  }
  return '';
}

function statusOf(body: string): Status | undefined {
  try {
    const value = JSON.parse(body) as { kind?: unknown; reason?: unknown; message?: unknown } | null;
    if (value?.kind !== 'Status') return undefined;
    return { reason: wordOf(value.reason), message: typeof value.message === 'string' ? value.message : '' };
  } catch {
    return undefined;
  }
}

function wordOf(reason: unknown): string {
  return typeof reason === 'string' && /^[A-Za-z]{1,60}$/.test(reason) ? reason : '';
}

function printable(text: string, secrets: readonly string[]): string {
  const line = masked(text, secrets)
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim();
  return line.length > WORDS ? `${line.slice(0, WORDS)}…` : line;
}

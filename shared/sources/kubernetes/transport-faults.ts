import { RemoteError } from '../remote-error.ts';
import { TOO_LARGE } from './http-get.ts';

/** Codes of Node and OpenSSL for a handshake that no further try will mend. */
const TLS =
  /^(ERR_TLS_|ERR_SSL_|ERR_OSSL_|CERT_|CRL_|UNABLE_TO_|SELF_SIGNED_|DEPTH_ZERO_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_|EPROTO$)/;

const CERTIFICATE_HINTS: readonly (readonly [RegExp, string])[] = [
  [/^CERT_HAS_EXPIRED$/, 'its certificate has expired'],
  [/^CERT_NOT_YET_VALID$/, 'its certificate is not valid yet; is the clock of this machine right?'],
  [
    /ALTNAME|HOSTNAME/,
    'its certificate is made out to another name; tls-server-name in the kubeconfig can say which to expect',
  ],
  [
    /SELF_SIGNED|UNABLE_TO_|CERT_UNTRUSTED/,
    'its certificate is not signed by the certificate authority of the kubeconfig (certificate-authority-data)',
  ],
  [/ALERT/, "it does not accept the kubeconfig's client certificate, or wants one"],
  [/WRONG_VERSION|PACKET_LENGTH|EPROTO/, 'it does not speak TLS there; is the port right?'],
  [/^ERR_OSSL_/, "the kubeconfig's client certificate, key or certificate authority is unusable"],
];

const TIMED_OUT = /^(ETIMEDOUT|ESOCKETTIMEDOUT|ERR_SOCKET_CONNECTION_TIMEOUT|ERR_TLS_HANDSHAKE_TIMEOUT)$/;
const NAME_UNKNOWN = /^(ENOTFOUND|EAI_)/;
const REACH_HINT =
  'is it a private API server? Use an endpoint that this machine can reach, or run inside its VPC';

/**
 * What a thing thrown by Node's HTTP, TLS, DNS or zlib means.
 * @param server how messages name the API server
 */
export function transportFault(thrown: unknown, server: string): RemoteError {
  const code = codeOf(thrown);
  const options = causeOf(thrown);
  if (TIMED_OUT.test(code)) {
    return new RemoteError(
      'timeout',
      code,
      `${server} did not answer in time (${code}); ${REACH_HINT}`,
      options,
    );
  }
  if (TLS.test(code)) {
    const hint = CERTIFICATE_HINTS.find(([codes]) => codes.test(code))?.[1] ?? 'the connection is not secure';
    return new RemoteError('refused', code, `TLS with ${server} failed (${code}): ${hint}`, options);
  }
  if (code === TOO_LARGE) {
    return new RemoteError(
      'refused',
      code,
      `${server} answers with more than a list of objects has (${code})`,
    );
  }
  if (/^(ERR_INVALID_|ERR_HTTP_|ERR_UNESCAPED_)/.test(code)) {
    const what = 'its token or another value in the kubeconfig cannot be sent over HTTP';
    return new RemoteError('refused', code, `${server} cannot be asked (${code}): ${what}`, options);
  }
  if (/^(HPE_|Z_)/.test(code)) {
    return new RemoteError('unavailable', code, `${server} sent a garbled answer (${code})`, options);
  }
  if (NAME_UNKNOWN.test(code)) {
    const message = `the name of ${server} is not known to DNS here (${code}); ${REACH_HINT}`;
    return new RemoteError('unreachable', code, message, options);
  }
  if (/^(ECONNRESET|EPIPE|ERR_STREAM_PREMATURE_CLOSE)$/.test(code)) {
    return new RemoteError('unreachable', code, `the connection to ${server} broke (${code})`, options);
  }
  return new RemoteError(
    'unreachable',
    code,
    `cannot connect to ${server} (${code}); ${REACH_HINT}`,
    options,
  );
}

/** The error for a request that took longer than one may take. */
export function timeoutFault(server: string, milliseconds: number): RemoteError {
  const message = `${server} did not answer within ${milliseconds / 1000} s; ${REACH_HINT}`;
  return new RemoteError('timeout', 'TIMEOUT', message);
}

/** The error for a sign-in that did not end; another try would only run the plugin once more. */
export function signInTimeoutFault(clusterId: string, milliseconds: number): RemoteError {
  const message = `the sign-in plugin of the kubeconfig of cluster ${clusterId} gave no credentials within ${milliseconds / 1000} s; does it wait for input?`;
  return new RemoteError('refused', 'KUBECONFIG', message);
}

function codeOf(thrown: unknown): string {
  const { code, name } = (thrown ?? {}) as { readonly code?: unknown; readonly name?: unknown };
  if (typeof code === 'string') return code;
  return typeof name === 'string' ? name : 'Error';
}

function causeOf(thrown: unknown): { cause?: unknown } {
  // Only errors of the operating system: those of TLS carry whole certificates, others may quote what was sent.
  return thrown instanceof Error && 'syscall' in thrown ? { cause: thrown } : {};
}

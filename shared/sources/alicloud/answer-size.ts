import type { IncomingMessage } from 'node:http';

/** Bytes of one answer, which the SDK does not unzip. The largest of a real fleet, a page of 100 instances, has less than one MB. */
const MOST_BYTES = 32 * 1024 * 1024;

/**
 * Ends an answer of the SDK's, and its connection, when it has become too large: the SDK itself takes in whatever comes.
 * Its call fails with an error of code TOO_LARGE.
 */
export function limitAnswer(response: IncomingMessage): void {
  const push = response.push.bind(response);
  let bytes = 0;
  response.push = (chunk: Uint8Array | null, ...more) => {
    bytes += chunk?.length ?? 0;
    if (bytes <= MOST_BYTES) return push(chunk, ...more);
    response.destroy(tooLarge());
    return false;
  };
}

function tooLarge(): Error {
  return Object.assign(new Error(`the answer has more than ${MOST_BYTES} bytes`), { code: 'TOO_LARGE' });
}

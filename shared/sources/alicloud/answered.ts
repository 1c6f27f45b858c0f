import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';

/** The SDK's name for the timer of a request, which it keeps at the socket under a symbol of its own. */
const READ_TIMER = 'TIMER::READ_TIMER';
let isSubscribed = false;

/**
 * Ends the SDK's timer of each request as soon as it is answered. The SDK lets it run on for the whole read timeout, and
 * it holds the request and its answer: with a thousand calls a second that is hundreds of megabytes. Calls have a time
 * limit of their own (`attempt.ts`).
 */
export function endTimersOfAnswered(): void {
  if (isSubscribed) return;
  isSubscribed = true;
  subscribe('http.client.response.finish', (message) => {
    const { socket } = (message as { readonly request: ClientRequest }).request;
    const symbol =
      socket && Object.getOwnPropertySymbols(socket).find((one) => one.description === READ_TIMER);
    if (symbol) clearTimeout((socket as unknown as Record<symbol, NodeJS.Timeout | undefined>)[symbol]);
  });
}

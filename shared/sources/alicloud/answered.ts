import { subscribe } from 'node:diagnostics_channel';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { limitAnswer } from './answer-size.ts';

/** The SDK's name for the timer of a request, which it keeps at the socket under a symbol of its own. */
const READ_TIMER = 'TIMER::READ_TIMER';
let isSubscribed = false;

/**
 * Looks after each request of the SDK's as soon as it is answered. Its answer may not become too large. Its timer is
 * ended: the SDK lets it run on for the whole read timeout, and it holds the request and its answer; with a thousand calls
 * a second that is hundreds of megabytes. Calls have a time limit of their own (`attempt.ts`).
 */
export function lookAfterAnswers(): void {
  if (isSubscribed) return;
  isSubscribed = true;
  subscribe('http.client.response.finish', (message) => {
    const { request, response } = message as {
      readonly request: ClientRequest;
      readonly response: IncomingMessage;
    };
    const { socket } = request;
    const symbol =
      socket && Object.getOwnPropertySymbols(socket).find((one) => one.description === READ_TIMER);
    if (!symbol) return;
    clearTimeout((socket as unknown as Record<symbol, NodeJS.Timeout | undefined>)[symbol]);
    limitAnswer(response);
  });
}

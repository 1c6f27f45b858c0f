import type { Message } from './robot.ts';

/**
 * The request body of a message. Only those are called on whom the text names, as DingTalk wants both: so a text without
 * a mention wakes nobody, and the later parts of a digest do not call again.
 */
export function requestBody({ title, text }: Message, atMobiles: readonly string[]): string {
  const called = atMobiles.filter((mobile) => isNamed(mobile, text));
  return JSON.stringify({
    msgtype: 'markdown',
    markdown: { title, text },
    at: { atMobiles: called, isAtAll: false },
  });
}

/** The text that names people: `@13800000000 @13900000000`. */
export function mentions(atMobiles: readonly string[]): string {
  return atMobiles.map((mobile) => `@${mobile}`).join(' ');
}

/** Bytes of the request body. */
export function bodyBytes(message: Message, atMobiles: readonly string[]): number {
  return Buffer.byteLength(requestBody(message, atMobiles));
}

/** Bytes that a piece of text adds to a request body. */
export function bytesWithin(text: string): number {
  return Buffer.byteLength(JSON.stringify(text)) - 2;
}

/** Not as the beginning of a longer number. */
function isNamed(mobile: string, text: string): boolean {
  const mention = `@${mobile}`;
  for (let at = text.indexOf(mention); at >= 0; at = text.indexOf(mention, at + 1)) {
    if (!/^[0-9-]/.test(text.slice(at + mention.length))) return true;
  }
  return false;
}

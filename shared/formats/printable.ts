/** Control, format (direction, invisible) and separator characters; a tab is none of them here. */
const UNPRINTABLE = /[\p{Cf}\p{Zl}\p{Zp}]|(?!\t)\p{Cc}/gu;

/** Remote text made harmless for a terminal: no control, escape or direction characters, on one line. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, '\ufffd');
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
const UNPRINTABLE = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** Remote text made harmless for a terminal: no control, escape or direction characters, on one line. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, '\ufffd');
}

import { unseen } from '../unseen.ts';

const UNPRINTABLE = unseen('\\t');

/** Remote text made harmless for a terminal: no control, escape or direction characters, on one line. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, '\ufffd');
}

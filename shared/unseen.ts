/**
 * Finds what a reader does not see, or what turns a text around: control and format characters, separators of lines
 * and paragraphs, halves of characters. Global: for `replace` and `search`, which start anew each time.
 * @param except characters that are none of these in this place, as in a character class of a RegExp
 */
export function unseen(except = ''): RegExp {
  return new RegExp(`(?![${except}])[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}\\p{Cs}]`, 'gu');
}

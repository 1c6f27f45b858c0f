import { unseen } from '../unseen.ts';

const UNSEEN = unseen();

/** What has a meaning in DingTalk's markdown, or calls on people, with what looks the same and has none. */
const LOOK_ALIKES: Readonly<Record<string, string>> = {
  '*': '＊',
  '`': 'ˋ',
  '[': '［',
  ']': '］',
  '<': '＜',
  '>': '＞',
  '#': '＃',
  '~': '～',
  '|': '｜',
  '\\': '＼',
  '&': '＆',
  '@': '＠',
};
const SPECIAL = /[*`[\]<>#~|\\&@]/g;

/** Within a word it begins no emphasis, and names have it there. */
const LOOSE_UNDERSCORE = /(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu;

/** Remote text on one line, with nothing in it that cannot be seen, cut after so many characters. */
export function oneLine(text: string, most: number): string {
  // What is cut off anyway need not be looked at, however long it is.
  const line = text
    .slice(0, most * 4)
    .replace(/\s+/gu, ' ')
    .replace(UNSEEN, '\ufffd')
    .trim();
  const characters = [...line];
  const isWhole = characters.length <= most && text.length <= most * 4;
  return isWhole ? line : `${characters.slice(0, most).join('').trimEnd()}…`;
}

/**
 * Remote text as text alone: it looks the same, and is no markdown, mention or link. Escaping with `\` would not do:
 * not every DingTalk client knows it.
 */
export function plain(text: string, most: number): string {
  return oneLine(text, most)
    .replace(SPECIAL, (character) => LOOK_ALIKES[character] ?? character)
    .replace(LOOSE_UNDERSCORE, '＿')
    .replaceAll('://', '：//')
    .replace(/\bwww\./gi, (word) => `${word.slice(0, -1)}．`);
}

const CHINESE = String.raw`[\p{Script=Han}，。；：（）“”、？！]`;

/**
 * Punctuation of the other script in a Chinese sentence: beside Chinese, or between the items within Chinese parentheses.
 * What API, commands and quoted words have is theirs, and a time of day has its colon.
 */
export const FOREIGN_PUNCTUATION = new RegExp(
  `${CHINESE}\\s*[,;:?!](?!\\d)|[,;:?!]\\s*${CHINESE}|（[^（）]*, [^（）]*）`,
  'u',
);

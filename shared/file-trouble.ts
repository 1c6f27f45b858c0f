const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  ENOTDIR: 'no such file',
  EISDIR: 'it is a folder',
  EACCES: 'this user may not read it',
  EPERM: 'this user may not read it',
};

/** Why a file could not be read, in words, with the system's code behind them. The file is not named. */
export function fileTrouble(thrown: unknown): string {
  const { code = 'unknown' } = (thrown ?? {}) as NodeJS.ErrnoException;
  const words = WORDS[code];
  return words === undefined ? code : `${words} (${code})`;
}

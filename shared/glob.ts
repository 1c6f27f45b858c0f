import picomatch, { type PicomatchOptions } from 'picomatch';

/** Longer than a cluster, namespace and Service together may be called. A glob's work grows with a power of the length. */
const LONGEST_NAME = 256;

/** Whether one of the globs matches a name. None matches a name that is longer than any may be. */
export function globMatcher(
  globs: string | readonly string[],
  options: PicomatchOptions = {},
): (name: string) => boolean {
  const matches = picomatch(typeof globs === 'string' ? globs : [...globs], options);
  return (name) => name.length <= LONGEST_NAME && matches(name);
}

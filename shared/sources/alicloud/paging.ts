import { RemoteError } from '../remote-error.ts';
import type { Raw, TokenPage } from './answers.ts';

/** Pages of one list: half a million items at 100 a page. */
const MOST_PAGES = 5_000;

/**
 * All items of a list that goes on with tokens.
 * @throws RemoteError `unavailable` where a token comes a second time, or ever new ones come: such a list never ends
 */
export async function allPages(
  what: string,
  page: (nextToken: string | undefined) => Promise<TokenPage>,
): Promise<readonly Raw[]> {
  const items: Raw[] = [];
  const seen = new Set<string>();
  let token: string | undefined;
  do {
    const { items: more, nextToken } = await page(token);
    for (const item of more) items.push(item);
    if (nextToken !== undefined && seen.has(nextToken)) {
      throw new RemoteError('unavailable', 'TOKEN_LOOP', `${what}: the list does not end, its token repeats`);
    }
    if (seen.size >= MOST_PAGES) {
      throw new RemoteError(
        'unavailable',
        'TOKEN_LOOP',
        `${what}: the list does not end within ${MOST_PAGES} pages`,
      );
    }
    if (nextToken !== undefined) seen.add(nextToken);
    token = nextToken;
  } while (token !== undefined);
  return items;
}

/**
 * What is found for a batch of ids by a call that fails as a whole where one of them is gone: then each is asked for by
 * itself, and those that are gone are left out.
 * @param gone where their ids are put
 * @throws what `find` throws for anything else
 */
export async function withoutGone(
  ids: readonly string[],
  find: (ids: readonly string[]) => Promise<readonly Raw[]>,
  gone: string[],
): Promise<readonly Raw[]> {
  try {
    return await find(ids);
  } catch (thrown) {
    if (!(thrown instanceof RemoteError) || thrown.kind !== 'gone') throw thrown;
    if (ids.length <= 1) {
      gone.push(...ids);
      return [];
    }
    return (await Promise.all(ids.map((id) => withoutGone([id], find, gone)))).flat();
  }
}

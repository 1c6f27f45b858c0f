import { RemoteError } from '../remote-error.ts';
import type { ApiServer } from './api-server.ts';
import type { ListCall } from './calls.ts';
import type { Keep } from './cluster.ts';

/** How often a list is begun anew before it is given up. */
const RESTARTS = 3;

/** An object's metadata as far as lists need it. */
interface Named {
  readonly metadata?: { readonly namespace?: unknown; readonly name?: unknown };
}

/**
 * A whole list, page by page. The API server forgets a list's pages after some minutes (410); what was read until then
 * is thrown away and the list begun anew, so that all of it is of one moment. An object that comes twice is kept once.
 * @param wanted which objects are kept at all
 * @throws RemoteError
 */
export async function listAll(
  server: ApiServer,
  call: ListCall,
  keep: Keep,
  wanted: (item: unknown) => boolean = () => true,
): Promise<readonly unknown[]> {
  for (let restarts = 0; ; restarts++) {
    try {
      return await listOnce(server, call, keep, wanted);
    } catch (thrown) {
      if (!(thrown instanceof RemoteError) || thrown.status !== 410) throw thrown;
      if (restarts === RESTARTS) {
        const message = `${thrown.message}; the list of ${call.resource.plural} was begun ${RESTARTS + 1} times`;
        throw new RemoteError('unavailable', thrown.remoteCode, message, { cause: thrown, status: 410 });
      }
    }
  }
}

async function listOnce(
  server: ApiServer,
  call: ListCall,
  keep: Keep,
  wanted: (item: unknown) => boolean,
): Promise<readonly unknown[]> {
  const kept: unknown[] = [];
  const seen = new Set<string>();
  let token: string | undefined;
  do {
    const page = await server.page(call, token);
    for (const item of page.items) {
      const key = keyOf(item);
      if (key !== undefined && seen.has(key)) continue;
      if (key !== undefined) seen.add(key);
      if (wanted(item)) kept.push(keep(item));
    }
    if (page.next !== undefined && page.next === token) {
      const message = `the list of ${call.resource.plural} does not go on: the API server gave the same page's token twice`;
      throw new RemoteError('unavailable', 'BAD_ANSWER', message);
    }
    token = page.next;
  } while (token !== undefined);
  return kept;
}

/** Undefined for an object without a name, which is left to the reader of the list to complain of. */
export function keyOf(item: unknown): string | undefined {
  const metadata = (item as Named | null)?.metadata;
  if (typeof metadata?.name !== 'string') return undefined;
  return `${typeof metadata.namespace === 'string' ? metadata.namespace : ''}/${metadata.name}`;
}

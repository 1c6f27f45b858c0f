import { RemoteError } from '../remote-error.ts';
import type { ApiServer } from './api-server.ts';
import type { ListCall } from './calls.ts';
import type { Keep } from './cluster.ts';

/** How often a list is begun anew before it is given up. */
const RESTARTS = 3;

/** Objects and pages of one list, far more than a cluster has of anything: what goes on beyond them never ends. */
const MOST_OBJECTS = 1_000_000;
const MOST_PAGES = 5_000;

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
  const tokens = new Set<string>();
  let objects = 0;
  let token: string | undefined;
  for (;;) {
    const page = await server.page(call, token);
    for (const item of page.items) if (isNew(item, seen) && wanted(item)) kept.push(keep(item));
    objects += page.items.length;
    token = page.next;
    if (token === undefined) return kept;
    if (tokens.has(token)) throw endless(call, 'the API server gave the same token twice');
    tokens.add(token);
    if (objects > MOST_OBJECTS) throw endless(call, `it has more than ${MOST_OBJECTS} objects`);
    if (tokens.size > MOST_PAGES) throw endless(call, `it has more than ${MOST_PAGES} pages`);
  }
}

function endless({ resource }: ListCall, why: string): RemoteError {
  return new RemoteError('unavailable', 'BAD_ANSWER', `the list of ${resource.plural} does not end: ${why}`);
}

function isNew(item: unknown, seen: Set<string>): boolean {
  const key = keyOf(item);
  if (key === undefined) return true;
  if (seen.has(key)) return false;
  seen.add(key);
  return true;
}

/** Undefined for an object without a name, which is left to the reader of the list to complain of. */
export function keyOf(item: unknown): string | undefined {
  const metadata = (item as Named | null)?.metadata;
  if (typeof metadata?.name !== 'string') return undefined;
  return `${typeof metadata.namespace === 'string' ? metadata.namespace : ''}/${metadata.name}`;
}

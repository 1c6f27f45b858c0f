import type { LimitFunction } from 'p-limit';
import type { ApiServer } from './api-server.ts';
import { PODS } from './calls.ts';
import type { Keep, ObjectRef } from './cluster.ts';
import { keyOf, listAll } from './list.ts';

/** Up to so many pods of a namespace are asked for one by one; of more, the namespace's list is read. */
const ONE_BY_ONE = 10;

/**
 * Those of the given pods that exist.
 * @param limit bounds the requests that are under way at once
 * @throws RemoteError
 */
export async function readPods(
  server: ApiServer,
  wanted: readonly ObjectRef[],
  keep: Keep,
  limit: LimitFunction,
): Promise<readonly unknown[]> {
  const parts = [...byNamespace(wanted)].map(([namespace, names]) =>
    names.size <= ONE_BY_ONE
      ? Promise.all([...names].map((name) => limit(() => readPod(server, { namespace, name }, keep))))
      : limit(() => readNamespace(server, namespace, names, keep)),
  );
  return (await Promise.all(parts)).flat().filter((pod) => pod !== undefined);
}

async function readPod(server: ApiServer, ref: ObjectRef, keep: Keep): Promise<unknown> {
  const pod = await server.object({ resource: PODS, ref });
  return pod === undefined ? undefined : keep(pod);
}

function readNamespace(
  server: ApiServer,
  namespace: string,
  names: ReadonlySet<string>,
  keep: Keep,
): Promise<readonly unknown[]> {
  const keys = new Set([...names].map((name) => `${namespace}/${name}`));
  return listAll(server, { resource: PODS, namespace }, keep, (item) => keys.has(keyOf(item) ?? ''));
}

function byNamespace(wanted: readonly ObjectRef[]): ReadonlyMap<string, ReadonlySet<string>> {
  const names = new Map<string, Set<string>>();
  for (const { namespace, name } of wanted) {
    names.set(namespace, (names.get(namespace) ?? new Set()).add(name));
  }
  return names;
}

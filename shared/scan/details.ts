import pLimit from 'p-limit';
import { once } from '../once.ts';
import type { SlbDomainExtension, SlbVServerGroup } from '../snapshot/cloud-items.ts';
import { isUnderstood } from '../snapshot/parse.ts';
import { PRUNERS } from '../snapshot/prune.ts';
import { breakerOf, type Notes } from './breaker.ts';
import type { Shard, Tally } from './live.ts';

/** Whether the backends of a group are needed. */
export type GroupChoice = (groupId: string, groupName: string) => boolean;

/** What the detail APIs say of the instances of one region, each asked once, whoever needs it. Nothing here throws. */
export interface Details {
  /** Reads an instance's groups, and the backends of those that are to be looked into. */
  readonly readGroups: (loadBalancerId: string, looksInto: GroupChoice) => Promise<void>;
  /** Reads the domain extensions of one https listener. */
  readonly readExtensions: (loadBalancerId: string, port: number) => Promise<void>;
  /** Reads the default server group of an instance. */
  readonly readDefaultGroup: (loadBalancerId: string) => Promise<void>;
  readonly vServerGroups: () => readonly SlbVServerGroup[];
  /** Undefined when none had to be read. */
  readonly domainExtensions: () => readonly SlbDomainExtension[] | undefined;
  /** `BackendServers` of the instances whose default server group was read. */
  readonly defaultGroups: ReadonlyMap<string, unknown>;
  /** The failures, and what was said to be gone. */
  readonly notes: Notes;
}

/** Starts with nothing read. */
export function detailsOf({ slb, accountId, regionId, concurrency }: Shard, tally: Tally): Details {
  // An instance waits for one of two APIs: so many keep both busy.
  const limit = pLimit(2 * concurrency);
  const notes: Notes = { failures: [], gone: [] };
  const breaker = (resource: string) => breakerOf({ accountId, regionId, resource }, notes);
  const ofGroups = breaker('vServerGroups');
  const ofExtensions = breaker('domainExtensions');
  const ofDefaultGroups = breaker('loadBalancers');

  const lists = new Map<string, Promise<readonly string[]>>();
  const looked = new Map<string, Promise<void>>();
  const groups = new Map<string, SlbVServerGroup>();
  const extensions = new Map<string, Promise<void>>();
  const extensionsRead: SlbDomainExtension[] = [];
  const defaultGroups = new Map<string, unknown>();

  /** Ids of the instance's groups. */
  async function list(loadBalancerId: string): Promise<readonly string[]> {
    tally.add('loadBalancers', 'total');
    const answer = await ofGroups.attempt(loadBalancerId, () => slb.vServerGroupsOf(loadBalancerId));
    tally.add('loadBalancers', 'done');
    const items = (answer ?? []).map(PRUNERS.vServerGroups) as SlbVServerGroup[];
    for (const item of items) groups.set(item.VServerGroupId, item);
    return items.filter((item) => isUnderstood('vServerGroups', item)).map((item) => item.VServerGroupId);
  }

  async function look(id: string, loadBalancerId: string): Promise<void> {
    const answer = await ofGroups.attempt(loadBalancerId, () => slb.vServerGroup(id, loadBalancerId));
    if (answer) groups.set(id, PRUNERS.vServerGroups(answer) as SlbVServerGroup);
  }

  async function extend(loadBalancerId: string, port: number): Promise<void> {
    const answer = await ofExtensions.attempt(loadBalancerId, () =>
      slb.domainExtensionsOf(loadBalancerId, port),
    );
    extensionsRead.push(...((answer ?? []).map(PRUNERS.domainExtensions) as SlbDomainExtension[]));
  }

  return {
    readGroups: (loadBalancerId, looksInto) =>
      limit(async () => {
        const ids = await once(lists, loadBalancerId, () => list(loadBalancerId));
        const wanted = ids.filter((id) => looksInto(id, groups.get(id)?.VServerGroupName ?? ''));
        await Promise.all(wanted.map((id) => once(looked, id, () => look(id, loadBalancerId))));
      }),
    readExtensions: (loadBalancerId, port) =>
      limit(() => once(extensions, `${loadBalancerId}:${port}`, () => extend(loadBalancerId, port))),
    readDefaultGroup: (loadBalancerId) =>
      limit(async () => {
        const answer = await ofDefaultGroups.attempt(loadBalancerId, () => slb.loadBalancer(loadBalancerId));
        if (answer) defaultGroups.set(loadBalancerId, answer.BackendServers);
      }),
    vServerGroups: () => [...groups.values()],
    domainExtensions: () => (extensions.size > 0 ? extensionsRead : undefined),
    defaultGroups,
    notes,
  };
}

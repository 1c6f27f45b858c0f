import type { SlbBackend, SlbListener, SlbVServerGroup } from '../../shared/snapshot/cloud-items.ts';
import { annotated } from './kubernetes.ts';
import { configKey } from './listeners.ts';
import type { World } from './world.ts';

function firstListener(world: World, change: (listener: SlbListener) => SlbListener): World {
  return { ...world, listeners: world.listeners.map((item, index) => (index === 0 ? change(item) : item)) };
}

function firstGroup(world: World, change: (backends: readonly SlbBackend[]) => SlbBackend[]): World {
  const groups = world.groups.map((group, index): SlbVServerGroup => {
    if (index > 0) return group;
    return { ...group, BackendServers: { BackendServer: change(group.BackendServers?.BackendServer ?? []) } };
  });
  return { ...world, groups };
}

/** Attributes of the instance changed in the console. */
export function changeInstance(world: World, change: Partial<World['instance']>): World {
  return { ...world, instance: { ...world.instance, ...change } };
}

/** A listener edited in the console: its scheduler, its health check's interval, or both. */
export function editListener(
  world: World,
  edit: { readonly Scheduler?: string; readonly interval?: number },
): World {
  return firstListener(world, (listener) => {
    const key = configKey(listener.ListenerProtocol);
    return {
      ...listener,
      ...(edit.Scheduler !== undefined && { Scheduler: edit.Scheduler }),
      ...(edit.interval !== undefined && { [key]: { ...listener[key], HealthCheckInterval: edit.interval } }),
    };
  });
}

export function deleteListener(world: World): World {
  return { ...world, listeners: world.listeners.slice(1) };
}

export function stopListener(world: World): World {
  return firstListener(world, (listener) => ({ ...listener, Status: 'stopped' }));
}

/** CCM's group was thrown away, after the listener had been turned to a group that somebody made by hand. */
export function replaceGroup(world: World, vServerGroupId: string): World {
  const moved = firstListener(world, (listener) => ({ ...listener, VServerGroupId: vServerGroupId }));
  const groups = world.groups.map((group, index): SlbVServerGroup => {
    if (index > 0) return group;
    const backends = (group.BackendServers?.BackendServer ?? []).map((backend) => ({
      ...backend,
      Description: '',
    }));
    return {
      ...group,
      VServerGroupId: vServerGroupId,
      VServerGroupName: `${world.plan.name}-by-hand`,
      BackendServers: { BackendServer: backends },
    };
  });
  return { ...moved, groups };
}

/** The last backend of the Service's first group taken out. */
export function removeBackend(world: World): World {
  return firstGroup(world, (backends) => backends.slice(0, -1));
}

/** Every backend of the Service's first group given another weight. */
export function weigh(world: World, weightOf: (weight: number) => number): World {
  return firstGroup(world, (backends) =>
    backends.map((backend) => ({ ...backend, Weight: weightOf(Number(backend.Weight)) })),
  );
}

/** An annotation, by short name, that CCM cannot read. */
export function misannotate(world: World, annotation: string, value: string): World {
  return { ...world, service: annotated(world.service, annotation, value) };
}

/** A backend that CCM added for a node (or, with an address, a pod) that is gone. */
export function leaveBackend(world: World, serverId: string, address: string): World {
  return firstGroup(world, (backends) => {
    const [first] = backends;
    if (!first) return [];
    const gone = {
      ...first,
      ServerId: serverId,
      ...(first.Type === 'eni' && { ServerIp: address }),
    };
    return [...backends, gone];
  });
}

export function removeTag(world: World, key: string): World {
  const Tag = (world.instance.Tags?.Tag ?? []).filter((tag) => tag.TagKey !== key);
  return changeInstance(world, { Tags: { Tag } });
}

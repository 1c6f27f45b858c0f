import type { ActualBackend, ActualVServerGroup } from '../model/actual/server-groups.ts';
import type { ServiceView } from '../model/service-view.ts';
import { aliyunSlb } from './commands.ts';
import { inspect, revertWith } from './fixes.ts';
import { backendServers, describeBackend, describeBackends, groupSubject, inBatches } from './group.ts';
import { groupLane } from './group-lane.ts';
import { causeOfNone, LEAVES_NONE } from './no-backends.ts';
import { both, counted, type Draft, GUIDE, type Place, type ServiceRule } from './rule.ts';

/** Backends of ours that a group has too many, and those of groups that lose them all (clbv1 diff, cleanup). */
export const vserverGroupBackendsRemove: ServiceRule = {
  scope: 'service',
  id: 'vserver-group-backends-remove',
  phrase: 'remove VServerGroup backends',
  code: 'RemoveVgroup',
  effect: 'fails-check',
  docs: GUIDE,
  text: {
    en: {
      title: 'Backends have to go from a VServer group',
      cause:
        'The group holds backends that CCM put there and no longer wants: nodes or pods that are gone, not ready or excluded, a port changed in the console, or a group that no port uses any more but that a user’s own backend keeps from being deleted.',
      upgrade:
        'The upgraded CCM removes them: they take no more traffic. Backends that a user added are left alone.',
    },
    zh: {
      title: '需要移除虚拟服务器组的后端',
      cause:
        '服务器组中存在由 CCM 添加但已不再需要的后端：节点或 Pod 已删除、未就绪或被排除，端口在控制台被修改，或服务器组已无端口使用但因含有用户自行添加的后端而不能删除。',
      upgrade: '升级后的 CCM 会移除这些后端，它们不再接收流量。用户自行添加的后端不受影响。',
    },
  },
  check(view): readonly Draft[] {
    const wanted = (view.groups ?? []).flatMap(({ desired, actual, remove }) => {
      if (!actual || remove.length === 0) return [];
      const identity = desired.boundGroupId || desired.VServerGroupName;
      const place: Place = { stage: 'apply', lane: groupLane(identity), step: 2 };
      const isEmptied = desired.backends?.length === 0 && remove.length === actual.backends?.length;
      return [draft(view, { group: actual, backends: remove, isEmptied }, place, identity)];
    });
    const leftOver = (view.cleanUp?.empty ?? []).map(({ group, backends }, index) =>
      draft(
        view,
        // A group that no port uses is meant to lose them.
        { group, backends, isEmptied: false },
        { stage: 'clean-up', lane: 'clean-up', step: index },
        `unused ${group.VServerGroupId}`,
      ),
    );
    return [...wanted, ...leftOver];
  },
};

interface Surplus {
  readonly group: ActualVServerGroup;
  readonly backends: readonly ActualBackend[];
  /** The Service wants no backend at all, and nobody else has one in the group. */
  readonly isEmptied: boolean;
}

function draft(
  view: ServiceView,
  { group, backends, isEmptied }: Surplus,
  place: Place,
  identity: string,
): Draft {
  const name = group.VServerGroupName;
  const unused = place.stage === 'clean-up';
  const { en, zh } = vserverGroupBackendsRemove.text;
  return {
    place,
    ...groupSubject(view, group.VServerGroupId, name),
    identity,
    changes: [{ field: 'BackendServers', actual: backends.map(describeBackend), expected: null }],
    message: both(
      `VServer group ${name || group.VServerGroupId}${unused ? ' is not used by the Service any more and' : ''} has ${counted(backends.length, 'backend')} too many: ${describeBackends(backends)}`,
      `虚拟服务器组 ${name || group.VServerGroupId} ${unused ? '已不被该 Service 使用，' : ''}多出 ${backends.length} 个后端：${describeBackends(backends)}`,
    ),
    ...(isEmptied && { cause: causeOfNone(view, both(en.cause, zh.cause)) }),
    fixes: [
      revertWith(
        inBatches(backends, (batch) =>
          aliyunSlb(view.cluster.regionId, 'RemoveVServerGroupBackendServers', [
            ['VServerGroupId', group.VServerGroupId],
            ['BackendServers', backendServers(batch)],
          ]),
        ),
        both('remove the backends from the group', '从服务器组移除这些后端'),
        isEmptied ? LEAVES_NONE : undefined,
      ),
      {
        kind: 'adopt',
        text: both(
          'Keep a backend of your own in the group: give it a description that is not CCM’s (not k8s/…).',
          '若要在组中保留自行添加的后端：请将其描述改为非 CCM 格式（不以 k8s/ 开头的内容）。',
        ),
      },
      inspect(view),
    ],
  };
}

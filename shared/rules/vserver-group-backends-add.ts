import { aliyunSlb } from './commands.ts';
import { inspect, revertWith, support } from './fixes.ts';
import { backendServers, describeBackend, describeBackends, groupSubject, inBatches } from './group.ts';
import { groupLane } from './group-lane.ts';
import { both, counted, type Draft, GUIDE, type ServiceRule } from './rule.ts';

/** Backends that a group lacks (clbv1 diff). */
export const vserverGroupBackendsAdd: ServiceRule = {
  scope: 'service',
  id: 'vserver-group-backends-add',
  phrase: 'add VServerGroup backends',
  code: 'AddVServerGroupBackendServers',
  effect: 'fails-check',
  docs: GUIDE,
  text: {
    en: {
      title: 'Backends are missing in a VServer group',
      cause:
        'Nodes or pods of the Service are not in the group: they were removed in the console, their port was changed there, or nodes and pods changed while CCM was not looking (or while this was read).',
      upgrade: 'The upgraded CCM adds the backends: they begin to take traffic.',
    },
    zh: {
      title: '虚拟服务器组缺少后端',
      cause:
        'Service 的节点或 Pod 不在服务器组中：在控制台被移除、端口被修改，或节点、Pod 在 CCM 未同步期间（或读取期间）发生了变化。',
      upgrade: '升级后的 CCM 会添加这些后端，它们开始接收流量。',
    },
  },
  check(view): readonly Draft[] {
    const lacking = (view.groups ?? []).filter((group) => group.add.length > 0);
    return lacking.map(({ desired, actual, add }) => {
      const name = actual?.VServerGroupName || desired.VServerGroupName;
      const id = actual?.VServerGroupId;
      return {
        place: { stage: 'apply', lane: groupLane(desired.boundGroupId || desired.VServerGroupName), step: 2 },
        ...groupSubject(view, id, name),
        identity: desired.boundGroupId || desired.VServerGroupName,
        changes: [{ field: 'BackendServers', actual: null, expected: add.map(describeBackend) }],
        message: both(
          `VServer group ${name} lacks ${counted(add.length, 'backend')}: ${describeBackends(add)}`,
          `虚拟服务器组 ${name} 缺少 ${add.length} 个后端：${describeBackends(add)}`,
        ),
        fixes: [
          id === undefined
            ? support(both('Add the backends once the group exists.', '创建服务器组后再添加这些后端。'))
            : revertWith(
                inBatches(add, (batch) =>
                  aliyunSlb(view.cluster.regionId, 'AddVServerGroupBackendServers', [
                    ['VServerGroupId', id],
                    ['BackendServers', backendServers(batch, desired.VServerGroupName)],
                  ]),
                ),
                both('put the backends back into the group', '将这些后端加回服务器组'),
              ),
          inspect(view),
        ],
      };
    });
  },
};

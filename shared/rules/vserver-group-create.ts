import type { DesiredVServerGroup } from '../model/desired/server-groups.ts';
import { inspect, revert } from './fixes.ts';
import { backendServers, groupSubject, MOST_BACKENDS_A_CALL } from './group.ts';
import { groupLane } from './group-lane.ts';
import { both, type Draft, GUIDE, type ServiceRule } from './rule.ts';

/** A group that does not exist yet (clbv1 buildVGroupCreateAndUpdateActions). */
export const vserverGroupCreate: ServiceRule = {
  scope: 'service',
  id: 'vserver-group-create',
  phrase: 'create VServerGroup',
  code: 'CreateVgroup',
  effect: 'fails-check',
  docs: GUIDE,
  text: {
    en: {
      title: 'A VServer group is missing',
      cause:
        'CCM keeps one VServer group for each port, named after the nodePort (or the targetPort with pod backends). It was deleted or renamed in the console, or the nodePort or backend type changed. Its backends, and the listeners that wait for it, are compared only once it exists.',
      upgrade: 'The upgraded CCM creates the group, fills it, and moves the listener over to it.',
    },
    zh: {
      title: '缺少虚拟服务器组',
      cause:
        'CCM 为每个端口维护一个虚拟服务器组，以 nodePort（Pod 后端时为 targetPort）命名。它在控制台被删除或改名，或 nodePort、后端类型发生了变化。在它存在之前，其后端以及等待它的监听都不会被比较。',
      upgrade: '升级后的 CCM 会创建该服务器组、添加后端，并将监听切换到该组。',
    },
  },
  check(view): readonly Draft[] {
    const missing = (view.groups ?? []).filter((group) => !group.actual && !group.covered);
    return missing.map(({ desired }) => {
      const name = desired.VServerGroupName;
      return {
        place: { stage: 'apply', lane: groupLane(name), step: 1 },
        ...groupSubject(view, undefined, name),
        message: both(
          `VServer group ${name} for port ${desired.servicePort.port} does not exist`,
          `端口 ${desired.servicePort.port} 的虚拟服务器组 ${name} 不存在`,
        ),
        fixes: [
          revert(
            view,
            'CreateVServerGroup',
            [
              ['LoadBalancerId', view.loadBalancerId],
              ['VServerGroupName', name],
              ...initialBackends(desired),
            ],
            both(
              'restore the VServer group under exactly this name, add its backends, and bind the listener to it',
              '以完全相同的名称恢复虚拟服务器组，添加后端并绑定到监听',
            ),
          ),
          inspect(view),
        ],
      };
    });
  },
};

/** The call takes 20 backends at most; with more, or unread ones, the group is filled afterwards. */
function initialBackends({ backends, VServerGroupName }: DesiredVServerGroup): [string, string][] {
  if (!backends || backends.length === 0 || backends.length > MOST_BACKENDS_A_CALL) return [];
  return [['BackendServers', backendServers(backends, VServerGroupName)]];
}

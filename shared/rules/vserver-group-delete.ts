import { inspect, revert } from './fixes.ts';
import { groupSubject } from './group.ts';
import { both, type Draft, GUIDE, type ServiceRule } from './rule.ts';

/** Deletions come after all groups that only lose their backends. */
const AFTER_EMPTYING = Number.MAX_SAFE_INTEGER;

/** A group of ours that no port wants (clbv1 cleanup). */
export const vserverGroupDelete: ServiceRule = {
  scope: 'service',
  id: 'vserver-group-delete',
  phrase: 'delete VServerGroup',
  code: 'DeleteVgroup',
  effect: 'fails-check',
  docs: GUIDE,
  text: {
    en: {
      title: 'A VServer group is not used any more',
      cause:
        'A group carries this Service’s name, but no port of the Service wants it: a port, nodePort or backend type changed, or someone copied the group. CCM tidies it away at the very end, so this shows only once nothing else is wrong with the Service.',
      upgrade: 'The upgraded CCM deletes the group.',
    },
    zh: {
      title: '虚拟服务器组已不再使用',
      cause:
        '服务器组带有该 Service 的名称，但 Service 的任何端口都不需要它：端口、nodePort 或后端类型发生了变化，或有人复制了该组。CCM 在最后才清理，因此只有 Service 没有其他问题时才会提示。',
      upgrade: '升级后的 CCM 会删除该服务器组。',
    },
  },
  check(view): readonly Draft[] {
    return (view.cleanUp?.remove ?? []).map((group) => ({
      place: { stage: 'clean-up', lane: 'clean-up', step: AFTER_EMPTYING },
      ...groupSubject(view, group.VServerGroupId, group.VServerGroupName),
      message: both(
        `VServer group ${group.VServerGroupName} (${group.VServerGroupId}) belongs to no port of the Service`,
        `虚拟服务器组 ${group.VServerGroupName}（${group.VServerGroupId}）不对应 Service 的任何端口`,
      ),
      fixes: [
        revert(
          view,
          'DeleteVServerGroup',
          [['VServerGroupId', group.VServerGroupId]],
          both(
            'delete the group (no listener or rule may use it)',
            '删除该服务器组（需确认没有监听或转发规则在使用）',
          ),
        ),
        {
          kind: 'adopt',
          text: both(
            'Keep the group: rename it in the console so that its name is not of the form k8s/…/…/…/….',
            '若要保留该服务器组：请在控制台改名，使其名称不再是 k8s/…/…/…/… 的形式。',
          ),
        },
        inspect(view),
      ],
    }));
  },
};

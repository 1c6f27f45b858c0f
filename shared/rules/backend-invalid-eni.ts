import { kubectlDescribe } from './commands.ts';
import { describeBackends, groupSubject } from './group.ts';
import { both, type Draft, GUIDE, type ServiceRule } from './rule.ts';

/**
 * Addresses of pods without a network interface, which CCM takes out of the comparison (clbv1
 * updateVServerGroupENIBackendID).
 */
export const backendInvalidEni: ServiceRule = {
  scope: 'service',
  id: 'backend-invalid-eni',
  phrase: null,
  code: null,
  effect: 'info',
  docs: GUIDE,
  text: {
    en: {
      title: 'Pods have an address that no network interface has',
      cause:
        'A pod backend’s address lies in the VPC, but no elastic network interface in use has it: the interface was just released, or the network plugin and the API disagree. CCM leaves such pods out, and meanwhile neither removes nor reweighs any backend of the group.',
      upgrade:
        'The check does not fail for it, but CCM’s sync of this Service fails and is retried until the address is settled.',
    },
    zh: {
      title: 'Pod 地址没有对应的弹性网卡',
      cause:
        'Pod 后端的地址在 VPC 网段内，但没有使用中的弹性网卡拥有该地址：网卡刚被释放，或网络插件与 API 不一致。CCM 会跳过这些 Pod，并且期间不会移除或调整该组的其他后端。',
      upgrade: '检查不会因此失败，但 CCM 同步该 Service 会失败并不断重试，直到地址恢复正常。',
    },
  },
  check(view): readonly Draft[] {
    const doubtful = (view.groups ?? []).filter((group) => group.desired.invalidBackends.length > 0);
    return doubtful.map(({ desired, actual }) => {
      const spots = desired.invalidBackends.map((backend) => ({ ...backend, ServerId: 'eni-?' }));
      return {
        place: { stage: 'apart' },
        ...groupSubject(view, actual?.VServerGroupId, actual?.VServerGroupName || desired.VServerGroupName),
        identity: desired.boundGroupId || desired.VServerGroupName,
        message: both(
          `No network interface in ${view.cluster.vpcId} has the address of: ${describeBackends(spots)}`,
          `在 ${view.cluster.vpcId} 中没有网卡拥有以下地址：${describeBackends(spots)}`,
        ),
        fixes: [
          {
            kind: 'inspect',
            text: both(
              'See which pods have these addresses, and whether they still run.',
              '查看这些地址对应的 Pod 是否仍在运行。',
            ),
            command: kubectlDescribe(view),
          },
        ],
      };
    });
  },
};

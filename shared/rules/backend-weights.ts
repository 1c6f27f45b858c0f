import { isAtLeast, parseCcmVersion } from '../model/ccm-version.ts';
import type { WeightChange } from '../model/comparison/server-groups.ts';
import type { ServiceView } from '../model/service-view.ts';
import { adopt } from './fixes.ts';
import { describeBackend, groupSubject } from './group.ts';
import { both, type Draft, GUIDE, type Localized, type ServiceRule } from './rule.ts';

/** Weights that CCM sets in a real sync; its dry run leaves SetVServerGroupAttribute out. */
export const backendWeights: ServiceRule = {
  scope: 'service',
  id: 'backend-weights',
  phrase: null,
  code: null,
  effect: 'changes-traffic',
  docs: GUIDE,
  text: {
    en: {
      title: 'Backend weights will change',
      cause:
        'Weights were set by hand, or by an older CCM: with externalTrafficPolicy Local a node’s weight follows its number of pods since v1.9.3.164. The check never prints weights, because its write is left out of the dry run.',
      upgrade:
        'The upgraded CCM sets the weights at its first sync, and traffic shifts between the backends.',
    },
    zh: {
      title: '后端权重将发生变化',
      cause:
        '权重被手动设置，或由较旧的 CCM 设置：自 v1.9.3.164 起，externalTrafficPolicy 为 Local 时节点权重随其 Pod 数量变化。检查在 dry-run 时不执行该写操作，因此从不提示权重。',
      upgrade: '升级后的 CCM 在首次同步时会设置权重，流量会在后端之间重新分配。',
    },
  },
  check(view): readonly Draft[] {
    if (view.desired.policy === 'Local' && !view.context.features.localWeightsFollowPods) return [];
    const changed = (view.groups ?? []).filter((group) => group.weights.length > 0);
    return changed.map(({ desired, actual, weights }) => ({
      place: { stage: 'apart' },
      ...groupSubject(view, actual?.VServerGroupId, actual?.VServerGroupName || desired.VServerGroupName),
      identity: desired.boundGroupId || desired.VServerGroupName,
      changes: [
        {
          field: 'Weight',
          actual: weights.map((change) => `${describeBackend(change)} = ${change.actual}`),
          expected: weights.map((change) => `${describeBackend(change)} = ${change.expected}`),
        },
      ],
      message: summary(actual?.VServerGroupName || desired.VServerGroupName, weights),
      cause: causeFor(view),
      fixes: [
        adopt(
          view,
          [['ignore-weight-update', 'on']],
          both('CCM then leaves the weights alone.', '之后 CCM 不再修改权重。'),
        ),
      ],
    }));
  },
};

function summary(name: string, weights: readonly WeightChange[]): Localized {
  const list = weights
    .slice(0, 5)
    .map((change) => `${change.ServerId} ${change.actual} → ${change.expected}`)
    .join(', ');
  const more = weights.length > 5 ? ` (+${weights.length - 5})` : '';
  return both(
    `Weights in VServer group ${name} will change: ${list}${more}`,
    `虚拟服务器组 ${name} 的权重将变化：${list}${more}`,
  );
}

function causeFor(view: ServiceView): Localized {
  const { en, zh } = backendWeights.text;
  const version = parseCcmVersion(view.cluster.ccmVersion);
  if (view.desired.policy !== 'Local' || !version || isAtLeast(version, 1, 9, 3, 164)) {
    return both(en.cause, zh.cause);
  }
  return both(
    `This cluster’s CCM is ${view.cluster.ccmVersion}, older than v1.9.3.164: the upgrade itself turns on weights that follow the pods. ${en.cause}`,
    `该集群的 CCM 版本为 ${view.cluster.ccmVersion}，低于 v1.9.3.164：升级后会启用按 Pod 数量设置权重。${zh.cause}`,
  );
}

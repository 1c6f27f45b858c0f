import { isAtLeast, parseCcmVersion } from '../model/ccm-version.ts';
import type { GroupComparison } from '../model/comparison/server-groups.ts';
import { keepsShares } from '../model/comparison/weight-shares.ts';
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
        'The upgraded CCM sets the weights at its first sync. Traffic shifts between the backends, unless all weights change alike.',
    },
    zh: {
      title: '后端权重将发生变化',
      cause:
        '权重被手动设置，或由较旧的 CCM 设置：自 v1.9.3.164 起，externalTrafficPolicy 为 Local 时节点权重随其 Pod 数量变化。检查在 dry-run 时不执行该写操作，因此从不提示权重。',
      upgrade:
        '升级后的 CCM 在首次同步时会设置权重。除非所有权重按同一比例变化，否则流量会在后端之间重新分配。',
    },
  },
  check(view): readonly Draft[] {
    if (view.desired.policy === 'Local' && !view.context.features.localWeightsFollowPods) return [];
    const changed = (view.groups ?? []).filter((group) => group.weights.length > 0);
    return changed.map((group) => draft(view, group));
  },
};

function draft(view: ServiceView, group: GroupComparison): Draft {
  const { desired, actual, weights } = group;
  const name = actual?.VServerGroupName || desired.VServerGroupName;
  return {
    place: { stage: 'apart' },
    ...groupSubject(view, actual?.VServerGroupId, name),
    identity: desired.boundGroupId || desired.VServerGroupName,
    changes: [
      {
        field: 'Weight',
        actual: weights.map((change) => `${describeBackend(change)} = ${change.actual}`),
        expected: weights.map((change) => `${describeBackend(change)} = ${change.expected}`),
      },
    ],
    message: summary(name, group),
    cause: causeFor(view),
    fixes: [
      adopt(
        view,
        [['ignore-weight-update', 'on']],
        both('CCM then leaves the weights alone.', '之后 CCM 不再修改权重。'),
      ),
    ],
  };
}

function summary(name: string, group: GroupComparison): Localized {
  const { weights } = group;
  const list = weights
    .slice(0, 5)
    .map((change) => `${change.ServerId} ${change.actual} → ${change.expected}`)
    .join(', ');
  const more = weights.length > 5 ? ` (+${weights.length - 5})` : '';
  const { en, zh } = sharesOf(group);
  return both(
    `Weights in VServer group ${name} will change: ${list}${more}${en}`,
    `虚拟服务器组 ${name} 的权重将变化：${list}${more}${zh}`,
  );
}

/** Where weights change and traffic does not, the message says so; whether it will shift is what people look for. */
function sharesOf(group: GroupComparison): Localized {
  if (!keepsShares(group)) return both('', '');
  return group.actual?.backends?.length === 1
    ? both('; it is the only backend, and keeps all traffic', '；组内仅有这一个后端，仍承担全部流量')
    : both(
        '; all change alike, so that each backend keeps its share of the traffic',
        '；所有权重按同一比例变化，各后端的流量占比不变',
      );
}

function causeFor(view: ServiceView): Localized {
  const { en, zh } = backendWeights.text;
  const version = parseCcmVersion(view.cluster.ccmVersion);
  if (!version || isAtLeast(version, 1, 9, 3, 164)) return both(en.cause, zh.cause);
  if (view.desired.policy !== 'Local') {
    return both(
      `${en.cause} This cluster’s CCM is ${view.cluster.ccmVersion}, older than v1.9.3.164, but this Service’s externalTrafficPolicy is not Local: its weights have nothing to do with that.`,
      `${zh.cause}该集群的 CCM 版本为 ${view.cluster.ccmVersion}，低于该版本；但此 Service 的 externalTrafficPolicy 不是 Local，其权重变化与该版本无关。`,
    );
  }
  return both(
    `This cluster’s CCM is ${view.cluster.ccmVersion}, older than v1.9.3.164: the upgrade itself turns on weights that follow the pods. ${en.cause}`,
    `该集群的 CCM 版本为 ${view.cluster.ccmVersion}，低于 v1.9.3.164：升级后会启用按 Pod 数量设置权重。${zh.cause}`,
  );
}

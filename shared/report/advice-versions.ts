import { type CcmVersion, isAtLeast, parseCcmVersion } from '../model/ccm-version.ts';
import { usesDefaultGroup } from '../model/comparison/default-group.ts';
import type { ServiceView } from '../model/service-view.ts';
import { both, GUIDE, type Localized } from '../rules/rule.ts';

const RELEASE_NOTES = 'https://www.alibabacloud.com/help/en/cs/user-guide/cloud-controller-manager';
const CCM = 'https://github.com/kubernetes/cloud-provider-alibaba-cloud';

/** What an upgrade across a version brings with it, for the Services that it concerns. */
export interface VersionFact {
  readonly id: string;
  /** The first version that has it; undefined where it is true of every version. */
  readonly since: string | undefined;
  readonly text: Localized;
  readonly source: string;
  readonly concerns: (view: ServiceView) => boolean;
}

/** Every fact that is known of a version, the oldest first. */
export const VERSION_FACTS: readonly VersionFact[] = [
  {
    id: 'local-weights',
    since: '1.9.3.164',
    text: both(
      'With externalTrafficPolicy Local a node’s weight follows the pods of the Service on it. The upgrade turns that on: traffic shifts to the nodes that run more of them, and the check does not say so.',
      'externalTrafficPolicy 为 Local 时，节点权重随其上的 Pod 数量变化。升级后即启用：流量会向 Pod 较多的节点转移，而检查不会提示。',
    ),
    source: GUIDE,
    concerns: ({ desired }) => desired.policy === 'Local',
  },
  {
    id: 'pod-count-weights',
    since: '1.9.3.276',
    text: both(
      'With externalTrafficPolicy Local the weight is the number of pods itself. Coming from an older version the weights are set anew.',
      'externalTrafficPolicy 为 Local 时，权重即为 Pod 数量本身。从更早的版本升级时会重新设置权重。',
    ),
    source: RELEASE_NOTES,
    concerns: ({ desired }) => desired.policy === 'Local',
  },
  {
    id: 'listener-deletion',
    since: '2.0.0',
    text: both(
      'CCM v1 stopped a listener that no port asks for, and deleted it at its next sync; v2 deletes it at once.',
      'CCM v1 会先停止不再需要的监听，下次同步时再删除；v2 会立即删除。',
    ),
    source: CCM,
    concerns: ({ listeners }) => (listeners?.remove.length ?? 0) > 0,
  },
  {
    id: 'default-server-group',
    since: '2.0.0',
    text: both(
      'Older builds of CCM v1 let listeners forward to the SLB’s default server group. v2 makes a VServer group for each port and binds the listeners to it; traffic moves over to it.',
      '较旧的 CCM v1 使监听转发到 SLB 的默认服务器组。v2 为每个端口创建虚拟服务器组并绑定监听，流量随之切换。',
    ),
    source: CCM,
    concerns: ({ attribute, cluster, owner }) =>
      attribute !== undefined && usesDefaultGroup(cluster.cloud.listenersOf(attribute.LoadBalancerId), owner),
  },
  {
    id: 'additional-tags',
    since: '2.10.0',
    text: both(
      'Annotation additional-resource-tags is enforced on SLBs that exist, reused ones too: tags that it does not list are taken away.',
      '注解 additional-resource-tags 对已有及复用的 SLB 强制执行：未列出的标签会被移除。',
    ),
    source: RELEASE_NOTES,
    concerns: ({ desired }) => desired.attribute.Tags.length > 0,
  },
  {
    id: 'several-acl-ids',
    since: '2.11.0',
    text: both(
      'Annotation acl-id may list several ids, which are read one by one; older versions took the text for one id.',
      '注解 acl-id 可以列出多个 ID，并逐个解析；更早的版本将其视为一个 ID。',
    ),
    source: RELEASE_NOTES,
    concerns: ({ annotations }) => annotations.get('acl-id').includes(','),
  },
  {
    id: 'domain-extensions',
    since: '2.13.0',
    text: both(
      'Annotation domain-extensions is read: domains that it does not list lose their certificate on the https listeners.',
      '开始读取注解 domain-extensions：https 监听上未列出的扩展域名会被移除。',
    ),
    source: RELEASE_NOTES,
    concerns: ({ annotations }) => annotations.get('domain-extensions') !== '',
  },
  {
    id: 'default-weight',
    since: '2.14.0',
    text: both(
      'Annotation default-weight is read: backends get that weight instead of 100. A value that is no integer from 0 to 100 keeps every server group of the Service from being built.',
      '开始读取注解 default-weight：后端使用该权重而不是 100。取值不是 0 到 100 的整数时，该 Service 的服务器组均无法构建。',
    ),
    source: RELEASE_NOTES,
    concerns: ({ annotations }) => annotations.get('default-weight') !== '',
  },
  {
    id: 'clcu-one-way',
    since: undefined,
    text: both(
      'PayByCLCU cannot be turned back into pay-by-spec: the only mend is to drop annotation spec, or instance-charge-type.',
      'PayByCLCU 无法改回按规格计费：只能删除注解 spec 或 instance-charge-type。',
    ),
    source: GUIDE,
    concerns: ({ attribute, annotations, desired }) =>
      attribute?.InstanceChargeType === 'PayByCLCU' &&
      (annotations.get('spec') !== '' ||
        (desired.attribute.InstanceChargeType !== '' &&
          desired.attribute.InstanceChargeType !== 'PayByCLCU')),
  },
];

/** What is known of the step from one version to another. */
export type VersionStep = 'upgrade' | 'same' | 'downgrade' | 'unknown';

/** The direction of a step. `unknown` where the cluster’s version is not known. */
export function stepOf(from: string | undefined, to: string): VersionStep {
  const [before, after] = [parseCcmVersion(from), parseCcmVersion(to)];
  if (!before || !after) return 'unknown';
  if (before.every((part, index) => part === after[index])) return 'same';
  return isAtLeast(after, ...before) ? 'upgrade' : 'downgrade';
}

/** Whether a step crosses the version that a fact begins with; where it begins is not known, it may. */
export function isCrossed({ since }: VersionFact, from: string | undefined, to: string): boolean {
  if (since === undefined) return true;
  const first = parseCcmVersion(since) as CcmVersion;
  const [before, after] = [parseCcmVersion(from), parseCcmVersion(to)];
  return after !== undefined && isAtLeast(after, ...first) && !(before && isAtLeast(before, ...first));
}

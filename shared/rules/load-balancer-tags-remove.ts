import type { ActualAttribute } from '../model/actual/load-balancer.ts';
import type { Tag } from '../model/desired/attribute.ts';
import { CLUSTER_TAG, OWNER_TAG } from '../model/names.ts';
import type { ServiceView } from '../model/service-view.ts';
import { adopt, PRESERVED_INSTANCE_ONLY, revert, support } from './fixes.ts';
import { instanceToDelete, wantedInstance } from './instance.ts';
import { both, type Draft, type FixDraft, GUIDE, NOTHING, type ServiceRule } from './rule.ts';
import { annotatableTags, compareTags, tagList, tagText } from './tags.ts';

/**
 * Tags that annotation additional-resource-tags does not list, or those CCM takes away when it lets an instance go
 * (clbv1 CleanupLoadBalancerTags).
 */
export const loadBalancerTagsRemove: ServiceRule = {
  scope: 'service',
  id: 'load-balancer-tags-remove',
  phrase: null,
  code: 'UntagSLB',
  effect: 'fails-check',
  docs: GUIDE,
  text: {
    en: {
      title: 'Tags have to go from the SLB',
      cause:
        'The SLB has tags that annotation additional-resource-tags does not list (once set, the annotation means all tags, also those that cost allocation or other tools put there; enforced since v2.10.0), or the SLB of a deleted Service is to be preserved and still carries CCM’s ownership tags.',
      upgrade:
        'The upgraded CCM removes these tags; whatever relies on them (cost reports, policies) loses them.',
    },
    zh: {
      title: 'SLB 上有需要移除的标签',
      cause:
        'SLB 上存在注解 additional-resource-tags 未列出的标签（该注解一旦设置即代表全部标签，包括成本分摊等工具添加的标签；自 v2.10.0 起强制执行），或已删除 Service 需要保留的 SLB 仍带有 CCM 的归属标签。',
      upgrade: '升级后的 CCM 会移除这些标签；依赖它们的成本报表、策略等将失效。',
    },
  },
  check(view): readonly Draft[] {
    const released = instanceToDelete(view);
    if (released) return view.desired.attribute.preserveOnDelete ? [release(view, released)] : NOTHING;
    const instance = wantedInstance(view);
    return instance ? surplus(view, instance) : NOTHING;
  },
};

/** The Service goes, its instance stays: CCM lets go of it, whether there is a tag to remove or not. */
function release(view: ServiceView, { LoadBalancerId: id, Tags }: ActualAttribute): Draft {
  const ours = new Map([
    [OWNER_TAG, view.defaultName],
    [CLUSTER_TAG, view.cluster.clusterId],
  ]);
  const tags = Tags.filter((tag) => ours.get(tag.key) === tag.value);
  const list = tagList(tags);
  return {
    place: { stage: 'apply', lane: 'deletion', step: 3 },
    loadBalancerId: id,
    changes: [{ field: 'Tags', actual: tags.map(tagText), expected: [] }],
    message: both(
      `SLB ${id} of a Service that is going away is to be preserved: CCM will remove its ownership tags (${list || 'none is left, but it asks for it all the same'})`,
      `Service 即将删除，其 SLB ${id} 需要保留：CCM 将移除归属标签（${list || '已没有归属标签，但 CCM 仍会发起移除'}）`,
    ),
    fixes: [support(PRESERVED_INSTANCE_ONLY), ...(tags.length > 0 ? [removal(view, id, tags)] : [])],
  };
}

/** Tags that the annotation, which means all of them, does not list. */
function surplus(view: ServiceView, instance: ActualAttribute): readonly Draft[] {
  const { remove: tags } = compareTags(view, instance);
  if (tags.length === 0) return NOTHING;
  const id = instance.LoadBalancerId;
  const list = tagList(tags);
  return [
    {
      place: { stage: 'apply', lane: 'tags', step: 2 },
      loadBalancerId: id,
      changes: [
        { field: 'Tags', actual: tags.map(tagText), expected: [], annotation: 'additional-resource-tags' },
      ],
      message: both(
        `SLB ${id} has tags that the Service does not list: ${list}`,
        `SLB ${id} 上有 Service 未列出的标签：${list}`,
      ),
      fixes: [
        adopt(view, [['additional-resource-tags', tagList(annotatableTags(view, instance))]]),
        removal(view, id, tags),
      ],
    },
  ];
}

function removal(view: ServiceView, id: string, tags: readonly Tag[]): FixDraft {
  const keys = tags.map((tag, index) => [`TagKey.${index + 1}`, tag.key] as const);
  return revert(
    view,
    'UntagResources',
    [['ResourceType', 'instance'], ['ResourceId.1', id], ...keys],
    both('remove the tags', '移除标签'),
  );
}

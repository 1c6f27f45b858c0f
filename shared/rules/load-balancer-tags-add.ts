import type { ActualAttribute } from '../model/actual/load-balancer.ts';
import type { Tag } from '../model/desired/attribute.ts';
import { OWNER_TAG, REUSE_TAG } from '../model/names.ts';
import type { ServiceView } from '../model/service-view.ts';
import { adopt, revert } from './fixes.ts';
import { comparedInstance } from './instance.ts';
import { both, type Draft, type FixDraft, GUIDE, NOTHING, type ServiceRule } from './rule.ts';
import { annotatableTags, compareTags, tagList, tagText } from './tags.ts';

/** An instance with this many tags gets no further one (clbv1 MaxLBTagNum). */
const MOST_TAGS = 10;

/**
 * CCM's own tag is missing, or one of annotation additional-resource-tags (clbv1 addTagIfNotExist,
 * updateLoadBalancerTags).
 */
export const loadBalancerTagsAdd: ServiceRule = {
  scope: 'service',
  id: 'load-balancer-tags-add',
  phrase: null,
  code: 'TagSLB',
  effect: 'fails-check',
  docs: GUIDE,
  text: {
    en: {
      title: 'Tags are missing on the SLB',
      cause:
        'CCM’s ownership tag was removed by hand, or annotation additional-resource-tags lists tags that the SLB lacks or has with another value. CCM enforces that annotation on existing and reused instances since v2.10.0. The ownership tag is not added to an instance with 10 tags.',
      upgrade: 'The upgraded CCM adds the tags.',
    },
    zh: {
      title: 'SLB 缺少标签',
      cause:
        'CCM 的归属标签被手动删除，或注解 additional-resource-tags 中的标签在 SLB 上不存在或取值不同。自 v2.10.0 起，CCM 会在已有及复用的实例上强制执行该注解。已有 10 个标签的实例不会再添加归属标签。',
      upgrade: '升级后的 CCM 会添加这些标签。',
    },
  },
  check(view): readonly Draft[] {
    const instance = comparedInstance(view);
    if (!instance) return NOTHING;
    const owner = missingOwnerTag(view, instance);
    const add = view.beingDeleted ? [] : compareTags(view, instance).add;
    return [
      ...(owner ? [draft(view, instance, [owner], 'owner')] : NOTHING),
      ...(add.length > 0 ? [draft(view, instance, add, 'additional')] : NOTHING),
    ];
  },
};

function missingOwnerTag(view: ServiceView, instance: ActualAttribute): Tag | undefined {
  if (instance.Tags.length >= MOST_TAGS) return undefined;
  const tag = view.desired.attribute.isUserManaged
    ? { key: REUSE_TAG, value: 'true' }
    : { key: OWNER_TAG, value: view.defaultName };
  return instance.Tags.some((present) => present.key === tag.key) ? undefined : tag;
}

function draft(
  view: ServiceView,
  instance: ActualAttribute,
  tags: readonly Tag[],
  kind: 'owner' | 'additional',
): Draft {
  const id = instance.LoadBalancerId;
  const keys = new Set(tags.map((tag) => tag.key));
  const present = instance.Tags.filter((tag) => keys.has(tag.key));
  const list = tagList(tags);
  const fixes: FixDraft[] = [];
  if (kind === 'additional') {
    const kept = tagList(annotatableTags(view, instance));
    fixes.push(adopt(view, [['additional-resource-tags', kept]]));
  }
  const parameters = tags.flatMap((tag, index) => [
    [`Tag.${index + 1}.Key`, tag.key] as const,
    [`Tag.${index + 1}.Value`, tag.value] as const,
  ]);
  fixes.push(
    revert(
      view,
      'TagResources',
      [['ResourceType', 'instance'], ['ResourceId.1', id], ...parameters],
      both('add the tags', '添加标签'),
    ),
  );
  return {
    place: kind === 'owner' ? { stage: 'apply' } : { stage: 'apply', lane: 'tags', step: 1 },
    loadBalancerId: id,
    identity: kind,
    changes: [
      {
        field: 'Tags',
        actual: present.map(tagText),
        expected: tags.map(tagText),
        ...(kind === 'additional' && { annotation: 'additional-resource-tags' as const }),
      },
    ],
    message: both(`SLB ${id} lacks the tags ${list}`, `SLB ${id} 缺少标签 ${list}`),
    fixes,
  };
}

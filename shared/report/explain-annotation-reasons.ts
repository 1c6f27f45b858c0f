import { both, type Localized } from '../rules/rule.ts';
import type { Limit } from './explain-annotation-facts.ts';
import type { AnnotationVerdict } from './explanation.ts';

/** Why an annotation does what it does. */
export interface AnnotationReason {
  readonly verdict: AnnotationVerdict;
  readonly reason: string;
  readonly text: Localized;
}

function because(verdict: AnnotationVerdict, reason: string, en: string, zh: string): AnnotationReason {
  return { verdict, reason, text: both(en, zh) };
}

/** Reasons without anything to fill in. */
export const REASONS = {
  compared: because('counts', 'compared', 'CCM compares it with SLB', 'CCM 会与 SLB 比较'),
  onCreation: because(
    'later',
    'on-creation',
    'read only when CCM makes a new SLB',
    '仅在 CCM 新建 SLB 时读取',
  ),
  onDeletion: because(
    'later',
    'on-deletion',
    'read only when the Service is deleted; any value means yes',
    '仅在删除 Service 时读取；任意取值均表示启用',
  ),
  statusOnly: because(
    'counts',
    'status-only',
    'written into the Service’s status; nothing on SLB is compared with it',
    '写入 Service 状态；不与 SLB 比较',
  ),
  gateOff: because(
    'no-effect',
    'gate-off',
    'read only with CCM’s feature gate IPv6DualStack, which is off unless somebody set it',
    '仅在开启 CCM 的 IPv6DualStack 特性门控（默认关闭）时读取',
  ),
  nlbOnly: because(
    'no-effect',
    'nlb-only',
    'CCM reads it only of Services with an NLB',
    'CCM 仅对使用 NLB 的 Service 读取',
  ),
  empty: because('no-effect', 'empty', 'empty, which counts as not annotated', '取值为空，等同于未设置'),
  zero: because('no-effect', 'zero', '0 counts as not annotated', '取值 0 等同于未设置'),
  beingDeleted: because(
    'no-effect',
    'being-deleted',
    'the Service’s SLB has to go, so nothing is wanted of it',
    'Service 的 SLB 即将移除，不再比较',
  ),
  ignored: because('no-effect', 'ignored', 'CCM does not look at this Service', 'CCM 不处理该 Service'),
  reused: because(
    'no-effect',
    'reused',
    'parsed, but not compared: of a reused SLB CCM compares listeners only with force-override-listeners "true"',
    '会解析但不比较：复用 SLB 时，仅当 force-override-listeners 为 "true" 才比较监听',
  ),
  intranet: because(
    'no-effect',
    'intranet',
    'CCM compares it only on an SLB with a public address',
    'CCM 仅对公网类型的 SLB 比较',
  ),
  notPayBySpec: because(
    'no-effect',
    'not-pay-by-spec',
    'CCM compares it only while the SLB is paid by specification',
    'CCM 仅在 SLB 按规格计费时比较',
  ),
  eni: because(
    'no-effect',
    'eni',
    'the backends are pods, so that no node is chosen; it is parsed all the same',
    '后端为 Pod，不选择节点；但仍会解析',
  ),
  local: because(
    'no-effect',
    'local',
    'with externalTrafficPolicy Local a node’s weight is its number of pods',
    'externalTrafficPolicy 为 Local 时，节点权重为其 Pod 数量',
  ),
  totalWeight: because('no-effect', 'total-weight', 'annotation weight goes before it', '注解 weight 优先'),
  noTags: because(
    'no-effect',
    'no-tags',
    'lists no tag that CCM compares, so that tags are not compared',
    '其中没有 CCM 会比较的标签，因此不比较标签',
  ),
  weight: because(
    'breaks',
    'weight',
    'not an integer from 0 to 100: no server group of the Service can be built',
    '不是 0 到 100 的整数：无法构建该 Service 的服务器组',
  ),
} as const satisfies Readonly<Record<string, AnnotationReason>>;

/** It has a role of its own. */
export function plays(role: Localized): AnnotationReason {
  return { verdict: 'counts', reason: 'used', text: role };
}

/** CCM gives up at it. */
export function malformed(part: string, stage: 'build' | 'read' | 'apply'): AnnotationReason {
  return stage === 'apply'
    ? because('breaks', 'malformed', `CCM can make no listener of "${part}"`, `CCM 无法为 "${part}" 创建监听`)
    : because(
        'breaks',
        'malformed',
        `CCM cannot read "${part}", and gives up on the whole Service`,
        `CCM 无法解析 "${part}"，并放弃整个 Service`,
      );
}

/** A value that SLB does not take. */
export function refused(limit: Limit): AnnotationReason {
  const [en, zh] =
    limit.kind === 'range'
      ? [
          `${limit.least} to ${limit.most}${limit.also === undefined ? '' : `, or ${limit.also}`}`,
          `${limit.least} 到 ${limit.most}${limit.also === undefined ? '' : ` 或 ${limit.also}`}`,
        ]
      : [limit.words.join(', '), limit.words.join('、')];
  return because(
    'refused',
    limit.kind === 'range' ? 'out-of-range' : 'not-a-value',
    `SLB takes ${en}: CCM compares the text as it is, and SLB would refuse to set it`,
    `SLB 只接受 ${zh}：CCM 会按原文比较，而 SLB 会拒绝设置`,
  );
}

/** It counts only beside another annotation. */
export function needs(what: string, value?: string): AnnotationReason {
  const en = value === undefined ? `annotation ${what}` : `annotation ${what}="${value}"`;
  const zh = value === undefined ? `注解 ${what}` : `注解 ${what}="${value}"`;
  return because('no-effect', 'needs-another', `counts only beside ${en}`, `仅与${zh}同时设置时生效`);
}

/** It counts with one value only. */
export function onlyAs(value: string): AnnotationReason {
  return because('no-effect', 'not-switched-on', `counts only as "${value}"`, `仅当取值为 "${value}" 时生效`);
}

/** No listener of the Service is of a protocol that has it. */
export function noListenerOf(protocols: readonly string[]): AnnotationReason {
  return because(
    'no-effect',
    'other-protocol',
    `concerns ${protocols.join(', ')} listeners, and the Service has none`,
    `仅用于 ${protocols.join('、')} 监听，而该 Service 没有此类监听`,
  );
}

/** None of its entries is about a port of the Service. */
export function namesNoPort(kind: string): AnnotationReason {
  return because(
    'no-effect',
    'names-no-port',
    `names no ${kind === '' ? '' : `${kind} `}port of the Service`,
    `未涉及该 Service 的任何${kind === '' ? '' : ` ${kind} `}端口`,
  );
}

/** A later CCM reads it. */
export function since(version: string): AnnotationReason {
  return because(
    'no-effect',
    'target-too-old',
    `counts from CCM v${version} on`,
    `自 CCM v${version} 起生效`,
  );
}

/** The same under the newer prefix is there too. */
export function shadowedBy(key: string): AnnotationReason {
  return because('no-effect', 'shadowed', `${key} goes before it`, `以 ${key} 为准`);
}

/** No such annotation. */
export function unknown(nearest: string | undefined): AnnotationReason {
  return nearest === undefined
    ? because('unknown', 'unknown', 'CCM knows no such annotation', 'CCM 没有此注解')
    : because(
        'unknown',
        'unknown',
        `CCM knows no such annotation; did you mean ${nearest}?`,
        `CCM 没有此注解；是否应为 ${nearest}？`,
      );
}

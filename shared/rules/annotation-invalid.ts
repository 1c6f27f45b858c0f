import type { AnnotationFault } from '../model/fault.ts';
import type { ServiceView } from '../model/service-view.ts';
import { shortened } from '../shorten.ts';
import { kubectlAnnotate } from './commands.ts';
import { ANNOTATION_GUIDE, both, type Draft, type Localized, NOTHING, type ServiceRule } from './rule.ts';

/** Bytes of an annotation that a message quotes: what is wrong with it stands behind it. */
const MOST_QUOTED = 2_000;

const WHY: Readonly<Record<AnnotationFault['reason'], Localized>> = {
  'not-an-integer': both(
    'is no integer (digits only, no unit, no space)',
    '不是整数（只能包含数字，不能带单位或空格）',
  ),
  'entry-without-colon': both('has no colon between its two parts', '两部分之间缺少冒号'),
  'unknown-protocol': both(
    'does not start with tcp, udp, http or https',
    '不是以 tcp、udp、http 或 https 开头',
  ),
  'protocol-without-listener': both(
    'has a protocol that no SLB listener can carry',
    '使用了 SLB 监听不支持的协议',
  ),
  'not-port-to-port': both('is not of the form 80:443', '不符合 80:443 的格式'),
  'not-domain-to-certificate': both('is not of the form domain:certificate', '不符合 <域名>:<证书> 的格式'),
  'entry-without-equals': both('has no = between label and value', '标签与值之间缺少等号'),
};

const EXAMPLES: Partial<Record<AnnotationFault['annotation'], string>> = {
  'protocol-port': 'https:443,http:80',
  'forward-port': '80:443',
  'vgroup-port': 'rsp-example:80',
  'domain-extensions': 'example.com:certificate-id',
  'backend-label': 'pool=web',
};

/**
 * CCM fails while it builds what is wanted, or reads what is there: Go cannot parse an annotation (clbv1
 * BuildLocalModel, getVGroupIDs).
 */
export const annotationInvalid: ServiceRule = {
  scope: 'service',
  id: 'annotation-invalid',
  phrase: null,
  code: null,
  effect: 'breaks-sync',
  docs: ANNOTATION_GUIDE,
  text: {
    en: {
      title: 'CCM cannot read an annotation of the Service',
      cause:
        'CCM parses all annotations of a Service before it looks at SLB, whatever they are meant for, and gives up at the first one it cannot read. The check passes, because CCM only meets an error; every other fault of the Service stays hidden behind it.',
      upgrade: 'CCM cannot sync this Service: no change of it reaches SLB.',
    },
    zh: {
      title: 'CCM 无法解析 Service 的注解',
      cause:
        'CCM 在查看 SLB 之前会解析 Service 的全部注解（无论是否用得到），遇到无法解析的注解即放弃。CCM 只会报错，因此检查可以通过；该 Service 的其他问题都被掩盖。',
      upgrade: 'CCM 无法同步该 Service：任何变更都不会生效到 SLB。',
    },
  },
  check(view): readonly Draft[] {
    const faults = [...view.faults, ...unsupportedPorts(view)];
    return faults.length === 0 ? NOTHING : faults.map((fault) => draft(view, fault));
  },
};

function unsupportedPorts(view: ServiceView): AnnotationFault[] {
  return (view.listeners?.unsupported ?? []).map((listener) => ({
    stage: 'apply',
    annotation: 'protocol-port',
    value: view.annotations.get('protocol-port'),
    part: `${listener.Protocol}:${listener.ListenerPort}`,
    reason: 'protocol-without-listener',
  }));
}

function draft(view: ServiceView, fault: AnnotationFault): Draft {
  const key = view.annotations.keyOf(fault.annotation);
  const why = WHY[fault.reason];
  const part = shortened(fault.part, MOST_QUOTED);
  const example = EXAMPLES[fault.annotation] ?? '60';
  const id = view.attribute?.LoadBalancerId;
  return {
    place: { stage: fault.stage },
    ...(id !== undefined && { loadBalancerId: id }),
    identity: `${fault.annotation} ${fault.part}`,
    message: both(`Annotation ${key}: "${part}" ${why.en}`, `注解 ${key}："${part}" ${why.zh}`),
    fixes: [
      {
        kind: 'adopt',
        text: both(
          `Write the annotation so that CCM can read it (for example "${example}"), or leave it out.`,
          `按 CCM 可解析的格式填写该注解（例如 "${example}"），或将其删除。`,
        ),
        ...(view.annotations.has(fault.annotation) && {
          command: kubectlAnnotate(view, [[fault.annotation, null]]),
        }),
      },
    ],
  };
}

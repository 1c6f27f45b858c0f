import type { AnnotationName } from '../model/annotations.ts';
import type { FieldChange } from '../model/change.ts';
import type { ServiceView } from '../model/service-view.ts';
import { aliyunSlb, kubectlAnnotate, kubectlDescribe } from './commands.ts';
import { both, type FixDraft, type Localized } from './rule.ts';

/**
 * Make the Service say what SLB has. A value of null, or '' where SLB has nothing, removes the annotation: what is not
 * annotated is not compared.
 */
export function adopt(
  view: ServiceView,
  values: readonly (readonly [name: AnnotationName, value: string | null])[],
  remark: Localized = both('', ''),
): FixDraft {
  const meant = values.map(([name, value]) => [name, value || null] as const);
  const each = (write: string, remove: string, and: string) =>
    meant
      .map(([name, value]) => {
        const key = view.annotations.keyOf(name);
        return value === null ? `${remove} ${key}` : `${write} ${key}="${value}"`;
      })
      .join(and);
  return {
    kind: 'adopt',
    text: both(
      `Keep what SLB has and change the Service: ${each('set annotation', 'remove annotation', ', ')}.${remark.en && ` ${remark.en}`}`,
      `保留 SLB 现状，修改 Service：${each('设置注解', '删除注解', '，')}。${remark.zh}`,
    ),
    command: kubectlAnnotate(view, meant),
  };
}

/** What to know before a listener annotation is set for the sake of one listener. */
export const EVERY_PORT = both(
  'It applies to every port of the Service: change the other listeners alike, or revert instead.',
  '该注解对 Service 的所有端口生效：请同步修改其他监听，否则请选择恢复 SLB。',
);

/** The annotation value that says what SLB has; null where only leaving the annotation out does. */
export function adoptedValue(change: FieldChange): string | null {
  const { actual, field } = change;
  if (field === 'ProxyProtocolV2Enabled') return actual === 'true' ? 'on' : 'off';
  return actual === null || actual === '' || actual === 0 ? null : String(actual);
}

/** Whether two words differ in nothing but case: SLB knows one spelling, so that only the annotation can be changed. */
export function differsInCaseOnly(actual: string, expected: string): boolean {
  return actual !== expected && actual.toLowerCase() === expected.toLowerCase();
}

/** Make SLB say what the Service wants, with the API call a person would make. */
export function revert(
  view: ServiceView,
  action: string,
  parameters: readonly (readonly [name: string, value: string | number])[],
  what: Localized,
  remark?: Localized,
): FixDraft {
  return revertWith(aliyunSlb(view.cluster.regionId, action, parameters), what, remark);
}

/** `revert` with a command of several calls. */
export function revertWith(command: string, what: Localized, remark: Localized = both('', '')): FixDraft {
  return {
    kind: 'revert',
    text: both(
      `Keep the Service and change SLB (console, or the command): ${what.en}.${remark.en && ` ${remark.en}`}`,
      `保留 Service，修改 SLB（控制台操作或执行命令）：${what.zh}。${remark.zh}`,
    ),
    command,
  };
}

/** The guide's first advice: see what the Service says, and check again if it was just being changed. */
export function inspect(view: ServiceView): FixDraft {
  return {
    kind: 'inspect',
    text: both(
      'If nobody edited SLB by hand: see what the Service says, make no change while the check runs, and check again.',
      '若未在 SLB 控制台手动修改过配置：请查看 Service 配置，升级检测期间不要变更，然后重新发起检测。',
    ),
    command: kubectlDescribe(view),
  };
}

/** What neither side can settle alone. */
export function support(text: Localized): FixDraft {
  return { kind: 'support', text };
}

/**
 * What preserve-lb-on-delete does and does not save. In a real sync CCM goes on after it took its tags away, with
 * nothing wanted (clbv1 deleteLoadBalancer leaves the id in place), so listeners and groups of its making go.
 */
export const PRESERVED_INSTANCE_ONLY = both(
  'The instance and its address then stay, but CCM deletes the listeners and VServer groups it made: traffic through it stops. To keep it serving, first rename their descriptions and names in the console so that they do not begin with k8s/.',
  '之后实例及其地址会保留，但 CCM 会删除其创建的监听和虚拟服务器组，经过该实例的流量会中断。若要继续提供服务，请先在控制台修改监听描述和服务器组名称，使其不以 k8s/ 开头。',
);

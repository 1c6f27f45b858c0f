import type { GroupFault } from '../model/desired/backends.ts';
import type { UnbuildableGroup } from '../model/desired/server-groups.ts';
import type { ServiceView } from '../model/service-view.ts';
import { kubectlDescribe } from './commands.ts';
import { adopt, support } from './fixes.ts';
import { both, type Draft, type FixDraft, GUIDE, type Localized, type ServiceRule } from './rule.ts';

const WHY: Readonly<Record<GroupFault['reason'], (value: string) => Localized>> = {
  'bound-group-missing': (id) =>
    both(
      `vgroup-port names group ${id}, which the SLB does not have`,
      `vgroup-port 指向的服务器组 ${id} 在该 SLB 上不存在`,
    ),
  'bound-group-of-ccm': (id) =>
    both(
      `vgroup-port names group ${id}, which CCM made (k8s/…): only a user’s own group can be bound`,
      `vgroup-port 指向的服务器组 ${id} 由 CCM 创建（k8s/…），只能绑定用户自建的服务器组`,
    ),
  weight: (value) =>
    both(`weight "${value}" is no integer from 0 to 100`, `weight "${value}" 不是 0～100 的整数`),
  'default-weight': (value) =>
    both(
      `default-weight "${value}" is no integer from 0 to 100`,
      `default-weight "${value}" 不是 0～100 的整数`,
    ),
  'endpoint-without-node': (ip) =>
    both(
      `endpoint ${ip} names no node (a hand-made EndpointSlice?), but nodes are the backends`,
      `端点 ${ip} 没有 nodeName（手工创建的 EndpointSlice？），而后端类型为节点`,
    ),
  'provider-id': (id) =>
    both(
      `a node has providerID "${id}", not <region>.<instance>`,
      `节点的 providerID "${id}" 不符合 <地域>.<实例> 的格式`,
    ),
};

/**
 * A group that CCM cannot work out (clbv1 buildVGroupForServicePort): an error where listeners are compared, else a
 * note.
 */
export const serverGroupUnbuildable: ServiceRule = {
  scope: 'service',
  id: 'server-group-unbuildable',
  phrase: null,
  code: null,
  effect: 'breaks-sync',
  docs: GUIDE,
  text: {
    en: {
      title: 'CCM cannot work out the backends of a port',
      cause:
        'A VServer group cannot be built: its bound group is missing or is CCM’s own, a weight is out of range, an endpoint without a node meets node backends, or a node’s providerID is malformed. CCM drops the group without a word, then cannot tie the listener to it and gives up on the whole Service; the check passes.',
      upgrade:
        'CCM cannot sync this Service. Where the listeners are not CCM’s (a reused SLB without force-override-listeners) nothing fails, but the port gets no backends.',
    },
    zh: {
      title: 'CCM 无法确定端口的后端',
      cause:
        '虚拟服务器组无法构建：绑定的服务器组不存在或由 CCM 创建、权重超出范围、端点没有 nodeName 而后端类型为节点，或节点的 providerID 格式错误。CCM 静默丢弃该组，随后无法为监听找到服务器组而放弃整个 Service；检查可以通过。',
      upgrade:
        'CCM 无法同步该 Service。若监听不由 CCM 管理（复用 SLB 且未设置 force-override-listeners）则不会报错，但该端口没有后端。',
    },
  },
  check(view): readonly Draft[] {
    const untied = new Set((view.listeners?.untied ?? []).map((one) => one.group));
    return view.desired.unbuildable.map((group) => draft(view, group, untied.has(group)));
  },
};

function draft(view: ServiceView, group: UnbuildableGroup, stops: boolean): Draft {
  const reasons = group.faults.map((fault) => WHY[fault.reason](fault.value));
  const unique = (language: 'en' | 'zh') =>
    [...new Set(reasons.map((reason) => reason[language]))].join(language === 'zh' ? '；' : '; ');
  return {
    place: { stage: stops ? 'tie' : 'apart' },
    effect: stops ? 'breaks-sync' : 'info',
    ...(view.attribute && { loadBalancerId: view.attribute.LoadBalancerId }),
    vServerGroupName: group.VServerGroupName,
    ...(group.boundGroupId !== '' && { vServerGroupId: group.boundGroupId }),
    identity: `${group.servicePort.port}/${group.servicePort.protocol ?? 'TCP'}`,
    message: both(
      `No VServer group can be built for port ${group.servicePort.port}: ${unique('en')}`,
      `无法为端口 ${group.servicePort.port} 构建虚拟服务器组：${unique('zh')}`,
    ),
    fixes: remedies(view, group.faults),
  };
}

function remedies(view: ServiceView, faults: readonly GroupFault[]): FixDraft[] {
  const reasons = new Set(faults.map((fault) => fault.reason));
  const fixes: FixDraft[] = [];
  for (const annotation of ['weight', 'default-weight'] as const) {
    if (reasons.has(annotation))
      fixes.push(adopt(view, [[annotation, null]], both('Or set it to 0 to 100.', '或设为 0～100。')));
  }
  if (reasons.has('bound-group-missing') || reasons.has('bound-group-of-ccm')) {
    fixes.push(
      support(
        both(
          'Bind a group of your own that exists on this SLB in annotation vgroup-port (rsp-…:80).',
          '请在注解 vgroup-port 中填写该 SLB 上已存在的自建服务器组（rsp-…:80）。',
        ),
      ),
    );
  }
  if (reasons.has('endpoint-without-node')) {
    fixes.push({
      kind: 'inspect',
      text: both(
        'Give each endpoint of the EndpointSlice a nodeName, or use pod backends (annotation service.beta.kubernetes.io/backend-type: eni).',
        '请为 EndpointSlice 的每个端点填写 nodeName，或改用 Pod 后端（注解 service.beta.kubernetes.io/backend-type: eni）。',
      ),
      command: kubectlDescribe(view),
    });
  }
  if (reasons.has('provider-id')) {
    fixes.push(
      support(
        both(
          'Keep the node out of load balancers (label node.kubernetes.io/exclude-from-external-load-balancers) or join it anew with a providerID.',
          '将该节点排除在负载均衡之外（标签 node.kubernetes.io/exclude-from-external-load-balancers），或重新加入集群以获得正确的 providerID。',
        ),
      ),
    );
  }
  return fixes;
}

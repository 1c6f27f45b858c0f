import type { DesiredListener } from '../model/desired/listeners.ts';
import type { ServiceView } from '../model/service-view.ts';
import { inspect } from './fixes.ts';
import { listenerPlace, listenerSubject, ownProtocol, pairPlace } from './listener.ts';
import { both, type Draft, GUIDE, type Localized, type Place, type ServiceRule } from './rule.ts';

/**
 * A port that no listener of its protocol serves (clbv1 buildActionsForListeners), and the creation behind a
 * deletion.
 */
export const listenerCreate: ServiceRule = {
  scope: 'service',
  id: 'listener-create',
  phrase: 'create listener',
  code: 'CreateListener',
  effect: 'fails-check',
  docs: GUIDE,
  text: {
    en: {
      title: 'A listener is missing',
      cause:
        'The Service has a port for which the SLB has no listener of that protocol: it was deleted in the console, it was replaced by one of another protocol, or the Service was changed a moment ago.',
      upgrade: 'The upgraded CCM creates the listener: the port begins to take traffic.',
    },
    zh: {
      title: '缺少监听',
      cause:
        'Service 的某个端口在 SLB 上没有对应协议的监听：监听在控制台被删除、被换成其他协议，或 Service 刚刚变更。',
      upgrade: '升级后的 CCM 会创建该监听：该端口开始接收流量。',
    },
  },
  check(view): readonly Draft[] {
    const { create = [], pairs = [] } = view.listeners ?? {};
    return [
      ...create.map(({ desired, waitsFor }) => {
        // A forwarding listener needs no group, so CCM creates it even while its group is missing.
        const waits = desired.ForwardPort === 0 ? waitsFor : undefined;
        return draft(view, desired, listenerPlace(desired, ownProtocol(desired), 'create', waits));
      }),
      ...pairs
        .filter((pair) => pair.recreate)
        .map((pair) => draft(view, pair.desired, pairPlace(pair, 'create'))),
    ];
  },
};

function draft(view: ServiceView, desired: DesiredListener, place: Place): Draft {
  const { ListenerPort, Protocol, ForwardPort } = desired;
  const target = ForwardPort === 0 ? '' : ` → ${ForwardPort}`;
  return {
    place,
    ...listenerSubject(view, desired),
    identity: ownProtocol(desired),
    message: both(
      `The Service wants a listener ${Protocol}:${ListenerPort}${target}, the SLB has none`,
      `Service 需要监听 ${Protocol}:${ListenerPort}${target}，SLB 上不存在`,
    ),
    fixes: [
      {
        kind: 'revert',
        text: restoration(desired),
      },
      inspect(view),
    ],
  };
}

/** No command: the call needs every setting of the listener, and the listener is stopped until it is started. */
function restoration({
  ListenerPort,
  Protocol,
  ForwardPort,
  VServerGroupName,
  Description,
}: DesiredListener): Localized {
  const target = ForwardPort === 0 ? VServerGroupName : String(ForwardPort);
  return ForwardPort === 0
    ? both(
        `Restore the listener ${Protocol}:${ListenerPort} in the console, with VServer group ${target} behind it, description ${Description} and the settings of the Service’s annotations, and start it.`,
        `在控制台恢复监听 ${Protocol}:${ListenerPort}：使用虚拟服务器组 ${target}、描述 ${Description} 以及 Service 注解中的配置，并启动监听。`,
      )
    : both(
        `Restore the listener ${Protocol}:${ListenerPort} in the console, forwarding to port ${target}, with description ${Description}, and start it.`,
        `在控制台恢复监听 ${Protocol}:${ListenerPort}：转发到端口 ${target}，使用描述 ${Description}，并启动监听。`,
      );
}

import type { DesiredListener } from '../model/desired/listeners.ts';
import type { ServiceView } from '../model/service-view.ts';
import { inspect, revert } from './fixes.ts';
import { listenerPlace, listenerSubject, ownProtocol, pairPlace } from './listener.ts';
import { both, type Draft, GUIDE, type Place, type ServiceRule } from './rule.ts';

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
        'The Service has a port for which the SLB has no listener of that protocol: it was deleted in the console, its protocol was changed there, or the Service was changed a moment ago.',
      upgrade: 'The upgraded CCM creates the listener: the port begins to take traffic.',
    },
    zh: {
      title: '缺少监听',
      cause:
        'Service 的某个端口在 SLB 上没有对应协议的监听：监听在控制台被删除、协议被修改，或 Service 刚刚变更。',
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
  const forwards =
    ForwardPort === 0
      ? []
      : ([
          ['ListenerForward', 'on'],
          ['ForwardPort', ForwardPort],
        ] as const);
  return {
    place,
    ...listenerSubject(view, desired),
    identity: ownProtocol(desired),
    message: both(
      `The Service wants a listener ${Protocol}:${ListenerPort}${target}, the SLB has none`,
      `Service 需要监听 ${Protocol}:${ListenerPort}${target}，SLB 上不存在`,
    ),
    fixes: [
      revert(
        view,
        `CreateLoadBalancer${Protocol.toUpperCase()}Listener`,
        [
          ['LoadBalancerId', view.attribute?.LoadBalancerId ?? ''],
          ['ListenerPort', ListenerPort],
          ['Description', desired.Description],
          ...forwards,
        ],
        both(
          `create the listener, with VServer group ${desired.VServerGroupName} behind it and this description`,
          `创建该监听，使用虚拟服务器组 ${desired.VServerGroupName} 和相同的描述`,
        ),
      ),
      inspect(view),
    ],
  };
}

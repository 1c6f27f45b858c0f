import type { ActualListener } from '../model/actual/listeners.ts';
import type { ListenerPair } from '../model/comparison/listeners.ts';
import type { ServiceView } from '../model/service-view.ts';
import { kubectlAnnotate } from './commands.ts';
import { inspect, revert } from './fixes.ts';
import { listenerParameters, listenerPlace, listenerSubject, ownProtocol, pairPlace } from './listener.ts';
import { both, type Draft, type FixDraft, GUIDE, type ServiceRule } from './rule.ts';

/** A listener of this Service that no port wants, or an http one to be made anew because its forwarding differs. */
export const listenerDelete: ServiceRule = {
  scope: 'service',
  id: 'listener-delete',
  phrase: 'delete listener',
  code: 'DeleteListener',
  effect: 'fails-check',
  docs: GUIDE,
  text: {
    en: {
      title: 'A listener has to be deleted',
      cause:
        'A listener carries this Service’s name, but the Service has no such port and protocol (a protocol change is a delete and a create); or an http listener forwards otherwise than annotation forward-port says, which cannot be changed in place.',
      upgrade:
        'The upgraded CCM deletes the listener; where only its protocol or forwarding changed it makes it anew. Connections on this port break.',
    },
    zh: {
      title: '需要删除监听',
      cause:
        '监听带有该 Service 的名称，但 Service 没有对应的端口和协议（修改协议等于先删除再创建）；或 HTTP 监听的转发配置与注解 forward-port 不一致，而转发配置无法直接修改。',
      upgrade: '升级后的 CCM 会删除该监听；若只是协议或转发变化，会重新创建。该端口上的连接会中断。',
    },
  },
  check(view): readonly Draft[] {
    const { remove = [], pairs = [] } = view.listeners ?? {};
    return [
      ...remove.map((listener) => surplus(view, listener)),
      ...pairs.filter((pair) => pair.recreate).map((pair) => forwarding(view, pair)),
    ];
  },
};

function surplus(view: ServiceView, listener: ActualListener): Draft {
  const { Protocol, ListenerPort } = listener;
  return {
    place: listenerPlace(listener, '', 'delete'),
    ...listenerSubject(view, listener),
    message: both(
      `Listener ${Protocol}:${ListenerPort} belongs to no port of the Service`,
      `监听 ${Protocol}:${ListenerPort} 不对应 Service 的任何端口`,
    ),
    fixes: [
      {
        kind: 'adopt',
        text: both(
          `Keep the listener: give the Service a port ${ListenerPort}, or change the listener’s description in the console so that it no longer names the Service.`,
          `保留该监听：为 Service 添加端口 ${ListenerPort}，或在控制台修改监听描述，使其不再包含该 Service 的名称。`,
        ),
      },
      deletion(view, listener),
      inspect(view),
    ],
  };
}

function forwarding(view: ServiceView, pair: ListenerPair): Draft {
  const { desired, actual } = pair;
  const wanted = desired.ForwardPort;
  const change = {
    field: 'ListenerForward',
    actual: actual.ListenerForward,
    expected: wanted === 0 ? 'off' : 'on',
  };
  const port = {
    field: 'ForwardPort',
    actual: actual.ForwardPort,
    expected: wanted,
    annotation: 'forward-port',
  } as const;
  return {
    place: pairPlace(pair, 'delete'),
    ...listenerSubject(view, actual),
    identity: `forward ${ownProtocol(desired)}`,
    changes: [change, port].filter((one) => one.actual !== one.expected),
    message: both(
      `Listener http:${desired.ListenerPort} ${wanted === 0 ? 'should forward nowhere' : `should forward to ${wanted}`}, but its forwarding is "${actual.ListenerForward}"${actual.ForwardPort === 0 ? '' : ` to ${actual.ForwardPort}`}`,
      `监听 http:${desired.ListenerPort} ${wanted === 0 ? '不应转发' : `应转发到 ${wanted}`}，实际转发为 "${actual.ListenerForward}"${actual.ForwardPort === 0 ? '' : `，目标端口 ${actual.ForwardPort}`}`,
    ),
    fixes: [...adoption(view, pair), deletion(view, actual), inspect(view)],
  };
}

/** forward-port with this port’s entry as the listener has it; none where the API does not say how it forwards. */
function adoption(view: ServiceView, { desired, actual }: ListenerPair): FixDraft[] {
  if (actual.ListenerForward !== 'on' && actual.ListenerForward !== 'off') return [];
  const others = view.annotations
    .get('forward-port')
    .split(',')
    .filter((entry) => entry !== '' && entry.split(':')[0] !== String(desired.ListenerPort));
  const entries =
    actual.ListenerForward === 'on' ? [...others, `${desired.ListenerPort}:${actual.ForwardPort}`] : others;
  const value = entries.length === 0 ? null : entries.join(',');
  const key = view.annotations.keyOf('forward-port');
  return [
    {
      kind: 'adopt',
      text: both(
        value === null
          ? `Keep the listener: remove annotation ${key}.`
          : `Keep the listener: set annotation ${key} to "${value}".`,
        value === null ? `保留该监听：删除注解 ${key}。` : `保留该监听：将注解 ${key} 设为 "${value}"。`,
      ),
      command: kubectlAnnotate(view, [['forward-port', value]]),
    },
  ];
}

function deletion(view: ServiceView, listener: ActualListener): FixDraft {
  return revert(
    view,
    'DeleteLoadBalancerListener',
    listenerParameters(view, listener),
    both('delete the listener', '删除该监听'),
  );
}

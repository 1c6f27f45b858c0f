import type { ListenerPair } from '../model/comparison/listeners.ts';
import type { ServiceView } from '../model/service-view.ts';
import { adopt, adoptedValue, EVERY_PORT, inspect, revert } from './fixes.ts';
import { listenerSubject, ownProtocol, pairPlace } from './listener.ts';
import { both, type Draft, type FixDraft, GUIDE, type ServiceRule } from './rule.ts';

/** A listener that is there and runs, with other settings than the Service wants (clbv1 isNeedUpdate). */
export const listenerUpdate: ServiceRule = {
  scope: 'service',
  id: 'listener-update',
  phrase: 'update listener',
  code: 'UpdateListener',
  effect: 'fails-check',
  docs: GUIDE,
  text: {
    en: {
      title: 'Settings of a listener differ',
      cause:
        'The listener was edited in the console: certificate, access control, health check, cookie, scheduler, timeouts, description or server group. In normal running CCM does not look again until the Service changes, so the drift sleeps until the upgrade wakes it. Annotations apply to every port of the Service.',
      upgrade: 'The upgraded CCM sets the listener back to what the Service says, at once.',
    },
    zh: {
      title: '监听配置不一致',
      cause:
        '监听在控制台被修改：证书、访问控制、健康检查、Cookie、调度算法、超时、描述或服务器组等。CCM 平时在 Service 变更之前不会再次比较，差异会一直潜伏到升级时才暴露。注解对 Service 的所有端口生效。',
      upgrade: '升级后的 CCM 会立即将监听改回 Service 的配置。',
    },
  },
  check(view): readonly Draft[] {
    const changed = (view.listeners?.pairs ?? []).filter((pair) => pair.changes.length > 0);
    return changed.map((pair) => {
      const { Protocol, ListenerPort } = pair.actual;
      const fields = pair.changes.map((change) => change.field).join(', ');
      return {
        place: pairPlace(pair, 'update'),
        ...listenerSubject(view, pair.actual),
        ...(pair.waitsFor !== undefined && { vServerGroupName: pair.waitsFor }),
        identity: ownProtocol(pair.desired),
        changes: pair.changes,
        message: both(
          `Listener ${Protocol}:${ListenerPort} would be changed: ${fields}`,
          `监听 ${Protocol}:${ListenerPort} 将被修改：${fields}`,
        ),
        fixes: [...adoption(view, pair), reversion(view, pair), inspect(view)],
      };
    });
  },
};

function adoption(view: ServiceView, pair: ListenerPair): FixDraft[] {
  const values = pair.changes.flatMap((change) =>
    change.annotation ? [[change.annotation, adoptedValue(change)] as const] : [],
  );
  if (values.length === 0) return [];
  return [adopt(view, values, EVERY_PORT)];
}

function reversion(view: ServiceView, { actual, changes, waitsFor }: ListenerPair): FixDraft {
  const parameters = changes
    .filter(({ field }) => field !== 'VServerGroupId' || waitsFor === undefined)
    .flatMap(({ field, expected }) => [
      ...(field === 'VServerGroupId' ? ([['VServerGroup', 'on']] as const) : []),
      [field, String(expected)] as const,
    ]);
  if (waitsFor !== undefined && parameters.length === 0) return bindLater(waitsFor);
  return revert(
    view,
    `SetLoadBalancer${actual.Protocol.toUpperCase()}ListenerAttribute`,
    [['LoadBalancerId', view.loadBalancerId], ['ListenerPort', actual.ListenerPort], ...parameters],
    waitsFor === undefined
      ? both('set the listener back', '恢复监听配置')
      : both(
          `set the listener back, and bind it to VServer group ${waitsFor} once that exists`,
          `恢复监听配置，并在虚拟服务器组 ${waitsFor} 创建后将其绑定到该监听`,
        ),
  );
}

/** All that differs is the group, and the group has no id yet. */
function bindLater(group: string): FixDraft {
  return {
    kind: 'revert',
    text: both(
      `Bind the listener to VServer group ${group} once that exists.`,
      `在虚拟服务器组 ${group} 创建后将其绑定到该监听。`,
    ),
  };
}

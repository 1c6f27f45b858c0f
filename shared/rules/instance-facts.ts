import type { CloudIndex } from '../model/cloud-index.ts';
import type { SlbListener, SlbLoadBalancer, SlbVServerGroup } from '../snapshot/cloud-items.ts';
import { toInteger } from '../snapshot/shapes.ts';
import { both, counted, type Localized } from './rule.ts';

const DAY = 86_400_000;

/** How old an instance is, in whole days. */
export function ageOf(item: SlbLoadBalancer, now: number): Localized {
  const created = toInteger(item.CreateTimeStamp) || Date.parse(item.CreateTime ?? '');
  if (!Number.isFinite(created) || created <= 0) return both('age unknown', '创建时间未知');
  const days = Math.max(0, Math.floor((now - created) / DAY));
  return both(`${counted(days, 'day')} old`, `已创建 ${days} 天`);
}

/** Whether an instance is set up to take traffic: running listeners with backends behind them. */
export function trafficOf(item: SlbLoadBalancer, cloud: CloudIndex): Localized {
  const running = cloud.listenersOf(item.LoadBalancerId).filter((listener) => listener.Status === 'running');
  if (running.length === 0) return both('no listener is running', '没有运行中的监听');
  const backends = backendsBehind(item, running, cloud);
  const listeners = both(`${counted(running.length, 'listener')} running`, `${running.length} 个监听运行中`);
  return backends === undefined
    ? both(`${listeners.en}, backends not read`, `${listeners.zh}，后端未读取`)
    : both(
        `${listeners.en}, ${counted(backends, 'backend')} configured`,
        `${listeners.zh}，配置了 ${backends} 个后端`,
      );
}

/**
 * How many backends an instance has; undefined where those of a running listener were not read. A scan does not read
 * the groups of instances that belong to none of its clusters, nor the default server group, which only
 * DescribeLoadBalancerAttribute shows.
 */
function backendsBehind(
  item: SlbLoadBalancer,
  running: readonly SlbListener[],
  cloud: CloudIndex,
): number | undefined {
  const read = cloud.groupsOf(item.LoadBalancerId).filter((group) => group.BackendServers);
  const ids = new Set(read.map((group) => group.VServerGroupId));
  const defaultGroup = item.BackendServers?.BackendServer;
  const isRead = ({ VServerGroupId, HTTPListenerConfig }: SlbListener) => {
    if (VServerGroupId) return ids.has(VServerGroupId);
    return HTTPListenerConfig?.ListenerForward === 'on' || Boolean(defaultGroup);
  };
  if (!running.every(isRead)) return undefined;
  const count = (group: SlbVServerGroup) => group.BackendServers?.BackendServer?.length ?? 0;
  return read.reduce((sum, group) => sum + count(group), defaultGroup?.length ?? 0);
}

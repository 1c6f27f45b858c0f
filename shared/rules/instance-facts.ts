import type { CloudIndex } from '../model/cloud-index.ts';
import type { SlbLoadBalancer } from '../snapshot/cloud-items.ts';
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
  const backends = cloud
    .groupsOf(item.LoadBalancerId)
    .reduce((sum, group) => sum + (group.BackendServers?.BackendServer?.length ?? 0), 0);
  if (running.length === 0) return both('no listener is running', '没有运行中的监听');
  return both(
    `${counted(running.length, 'listener')} running, ${counted(backends, 'backend')} configured`,
    `${running.length} 个监听运行中，配置了 ${backends} 个后端`,
  );
}

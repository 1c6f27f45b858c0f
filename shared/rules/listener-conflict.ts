import type { FleetView, ListenerClaim, ServiceRef } from '../model/fleet-view.ts';
import { both, type FleetDraft, type FleetRule, GUIDE } from './rule.ts';

/**
 * Two Services of any clusters want one port and protocol of a reused SLB: each sync sets it back for the other. It looks
 * at nothing but claims, so that it can be asked about parts of an inventory that were audited apart.
 */
export const listenerConflict = {
  scope: 'fleet',
  id: 'listener-conflict',
  phrase: null,
  code: null,
  effect: 'changes-traffic',
  docs: GUIDE,
  text: {
    en: {
      title: 'Two Services claim one SLB port',
      cause:
        'Services, perhaps of different clusters, reuse one SLB with force-override-listeners and ask for the same port and protocol. Each CCM writes its own description, group and settings: whoever syncs last wins, and the other one’s check fails.',
      upgrade: 'An upgraded CCM takes the listener for its own Service: the port’s traffic goes there.',
    },
    zh: {
      title: '两个 Service 争用同一 SLB 端口',
      cause:
        '多个 Service（可能来自不同集群）以 force-override-listeners 复用同一个 SLB，并要求相同的端口和协议。各 CCM 都会写入自己的描述、服务器组和配置：最后同步者生效，另一方的检查失败。',
      upgrade: '升级后的 CCM 会将该监听改为自己的 Service 使用：该端口的流量随之切换。',
    },
  },
  check(fleet: Pick<FleetView, 'claims'>): readonly FleetDraft[] {
    return fleet.claims.flatMap((claim) => {
      const refs = distinct(claim.services);
      return refs.length < 2 ? [] : refs.map((ref) => draft(claim, ref, refs));
    });
  },
} as const satisfies FleetRule;

function nameOf(ref: ServiceRef): string {
  return `${ref.cluster.clusterId} ${ref.namespace}/${ref.service}`;
}

function distinct(refs: readonly ServiceRef[]): ServiceRef[] {
  return [...new Map(refs.map((ref) => [nameOf(ref), ref])).values()];
}

function draft(claim: ListenerClaim, ref: ServiceRef, refs: readonly ServiceRef[]): FleetDraft {
  const { loadBalancerId, port, protocol } = claim;
  const others = refs
    .filter((other) => other !== ref)
    .map((other) => `${other.namespace}/${other.service} (${other.cluster.name})`)
    .join(', ');
  return {
    place: { stage: 'apart' },
    clusterId: ref.cluster.clusterId,
    clusterName: ref.cluster.name,
    regionId: ref.cluster.regionId,
    namespace: ref.namespace,
    service: ref.service,
    loadBalancerId,
    listenerPort: port,
    listenerProtocol: protocol,
    message: both(
      `Port ${protocol}:${port} of SLB ${loadBalancerId} is claimed by ${others} too`,
      `SLB ${loadBalancerId} 的端口 ${protocol}:${port} 同时被 ${others} 占用`,
    ),
    fixes: [
      {
        kind: 'support',
        text: both(
          'Give one of the Services another port or SLB. To share one port on purpose, drop force-override-listeners and bind a group of your own with vgroup-port and weight.',
          '请为其中一个 Service 更换端口或 SLB。若有意共享端口，请去掉 force-override-listeners，并通过 vgroup-port 和 weight 绑定自建服务器组。',
        ),
      },
    ],
  };
}

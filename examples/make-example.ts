import type { Snapshot } from '../shared/index.ts';
import { cluster, place, region } from './place.ts';

const CAPTURED_AT = '2026-11-20T02:00:00Z';

/** The fleet of examples/fleet.json: three clusters of a shop, in sync but for the edits made here. */
export function exampleFleet(): Snapshot {
  const hangzhou = region('cn-hangzhou');
  const shanghai = region('cn-shanghai');
  const prod = cluster(
    'prod-hangzhou',
    'c9f3a1d27b6e84f0c95d18e3b7a240f61',
    'cn-hangzhou',
    'v1.9.3.110-g4938309-aliyun',
  );
  const staging = cluster('staging-hangzhou', 'c41be07a9d3f52c8617e90ab3d5f1c284', 'cn-hangzhou', 'v2.11.2');
  const south = cluster('prod-shanghai', 'c7d20e5f8a1b94c36e7f02d9c8b5a3e10', 'cn-shanghai', 'v2.9.1');
  const https = [[443, 'https']] as const;
  const http = [[80, 'http']] as const;
  const tcp = [[80, 'tcp']] as const;
  const certificate = { 'cert-id': '1786_shop_example_com' };

  const web = place(prod, hangzhou, {
    namespace: 'shop',
    name: 'web',
    ports: [...http, ...https],
    annotations: { ...certificate, scheduler: 'wrr', 'health-check-interval': '5' },
  });
  for (const one of web.listeners) one.Scheduler = 'wrr';
  Object.assign(web.listeners[0]?.HTTPListenerConfig ?? {}, { HealthCheckInterval: 5 });
  Object.assign(web.listeners[1]?.HTTPSListenerConfig ?? {}, { HealthCheckInterval: 5 });
  // Edited in the console: scheduler and health check of the https listener.
  Object.assign(web.listeners[1] ?? {}, { Scheduler: 'rr' });
  Object.assign(web.listeners[1]?.HTTPSListenerConfig ?? {}, { HealthCheckInterval: 2 });

  // Stopped by hand, and edited before that: the edit hides behind the stop.
  const checkout = place(prod, hangzhou, {
    namespace: 'shop',
    name: 'checkout',
    ports: tcp,
    annotations: { scheduler: 'wlc' },
  });
  Object.assign(checkout.listeners[0] ?? {}, { Status: 'stopped' });

  // Switched to pay-by-CLCU, while the Service still asks for a specification.
  place(prod, hangzhou, {
    namespace: 'shop',
    name: 'api-gateway',
    ports: tcp,
    annotations: { 'instance-charge-type': 'PayBySpec', spec: 'slb.s2.medium' },
  });

  // Renamed, and one node taken out of its group by hand.
  const search = place(prod, hangzhou, {
    namespace: 'shop',
    name: 'search',
    ports: tcp,
    annotations: { name: 'shop-search' },
  });
  search.groups[0]?.BackendServers?.BackendServer?.pop();

  // Its server group was deleted, after the listener had been moved elsewhere.
  const assets = place(prod, hangzhou, { namespace: 'media', name: 'assets', ports: tcp });
  hangzhou.slb.vServerGroups = hangzhou.slb.vServerGroups.filter((one) => one !== assets.groups[0]);
  Object.assign(assets.listeners[0] ?? {}, { VServerGroupId: '' });

  // Unreadable for CCM: the check passes, and nothing of the Service is synced any more.
  place(prod, hangzhou, {
    namespace: 'media',
    name: 'stream',
    ports: tcp,
    annotations: { 'persistence-timeout': '5m' },
  });

  // Weights of an old CCM: the upgrade makes them follow the pods.
  const mail = place(prod, hangzhou, {
    namespace: 'office',
    name: 'mail',
    ports: [[25, 'tcp']],
    local: true,
  });
  for (const backend of mail.groups[0]?.BackendServers?.BackendServer ?? []) backend.Weight = 100;

  // Its Service was deleted while CCM was down, and its finalizer removed by hand.
  place(prod, hangzhou, { namespace: 'legacy', name: 'billing', ports: tcp });
  prod.kubernetes.services.items?.pop();
  prod.kubernetes.endpointSlices.items?.pop();

  place(staging, hangzhou, { namespace: 'shop', name: 'web', ports: https, annotations: certificate });
  place(staging, hangzhou, { namespace: 'shop', name: 'checkout', ports: tcp });
  place(south, shanghai, { namespace: 'shop', name: 'web', ports: https, annotations: certificate });
  place(south, shanghai, { namespace: 'shop', name: 'checkout', ports: tcp });
  south.kubernetes.nodes.items = [];

  return {
    formatVersion: 1,
    name: 'example fleet',
    capturedAt: CAPTURED_AT,
    clusters: [prod, staging, south],
    regions: [hangzhou, shanghai],
    failures: [
      {
        clusterId: south.clusterId,
        resource: 'nodes',
        code: 'Forbidden',
        message:
          'nodes is forbidden: the scanner may not list nodes in prod-shanghai (bind it to the ClusterRole that allows list on nodes)',
      },
    ],
  };
}

import { generateFleet } from '../../../bench/generate-fleet.ts';
import { precheckEvent, precheckMessage } from '../../support/precheck-event.ts';
import { readRecordings } from '../../support/recordings.ts';
import { annotate, partsOf, world } from '../../support/world.ts';

/** A fleet that has something in every place that is looked at, and a fault in each cluster. */
export function fullWorld(): Record<string, unknown> & { clusters: Record<string, unknown>[] } {
  const edited = world(
    {
      services: [
        {
          annotations: {
            scheduler: 'wrr',
            weight: '60',
            name: 'wanted',
            'additional-resource-tags': 'a=b,c=d',
          },
        },
        {
          name: 'shop',
          reused: true,
          ports: [
            { port: 80, protocol: 'http' },
            { port: 443, protocol: 'https' },
          ],
        },
      ],
    },
    { services: [{ annotations: { scheduler: 'wlc' } }] },
  );
  const { cluster, region, service, loadBalancer } = partsOf(edited);
  annotate(service, 'acl-id', 'acl-1,acl-2');
  const shop = cluster.kubernetes.services.items?.[1];
  if (shop) annotate(shop, 'domain-extensions', 'a.example.com:cert-good,b.example.com:cert-old');
  Object.assign(service.metadata.annotations ?? {}, {
    'ccm-preflight/ignore': 'listener-*,load-balancer-name until 2027-01-31: somebody knows',
    'service.beta.kubernetes.io/backend-type': 'eni',
  });
  Object.assign(service.metadata, {
    creationTimestamp: '2026-01-01T00:00:00Z',
    managedFields: [{ time: '2026-02-01T00:00:00Z' }],
  });
  Object.assign(loadBalancer, { ModificationProtectionReason: 'x', BackendServers: { BackendServer: [] } });
  Object.assign(region, {
    ecs: {
      networkInterfaces: [
        {
          NetworkInterfaceId: 'eni-1',
          PrivateIpAddress: '10.0.0.1',
          VpcId: 'vpc-1',
          PrivateIpSets: { PrivateIpSet: [{ PrivateIpAddress: '10.0.0.2' }] },
        },
      ],
    },
    vpc: {
      vpcs: [
        {
          VpcId: 'vpc-1',
          CidrBlock: '10.0.0.0/8',
          SecondaryCidrBlocks: { SecondaryCidrBlock: ['192.168.0.0/16'] },
        },
      ],
    },
  });
  region.slb.domainExtensions?.push({
    LoadBalancerId: 'lb-c1-shop',
    ListenerPort: 443,
    DomainExtensionId: 'de-1',
    Domain: 'a.example.com',
    ServerCertificateId: 'cert-good',
  });
  const metadata = { resourceVersion: '5', continue: '', remainingItemCount: 0 };
  const { kubernetes } = cluster;
  Object.assign(kubernetes, {
    services: { ...kubernetes.services, metadata },
    endpointSlices: {
      metadata,
      items: [
        {
          metadata: { namespace: 'prod', labels: { 'kubernetes.io/service-name': 'web' } },
          addressType: 'IPv4',
          endpoints: [
            {
              addresses: ['10.0.0.1'],
              conditions: { ready: false, terminating: false },
              nodeName: 'node-i-node1',
              targetRef: { kind: 'Pod', namespace: 'prod', name: 'web-1' },
            },
          ],
          ports: [{ name: 'p80', port: 8080 }],
        },
      ],
    },
    pods: {
      items: [
        {
          metadata: { name: 'web-1', namespace: 'prod' },
          spec: { readinessGates: [{ conditionType: 'service.readiness.alibabacloud.com/web' }] },
          status: { conditions: [{ type: 'ContainersReady', status: 'True' }] },
        },
      ],
    },
    events: {
      items: [
        precheckEvent(precheckMessage([{ key: 'prod/web', code: 'SetSLBName' }]), {
          lastTimestamp: '2026-03-01T00:00:00Z',
        }),
      ],
    },
  });
  const failure = {
    clusterId: 'c2',
    resource: 'events',
    code: 'Forbidden',
    message: 'no',
    namespace: 'prod',
    service: 'web',
  };
  Object.assign(edited.clusters[1] ?? {}, {
    accountId: '100',
    ccmVersion: 'v2.9.1',
    serviceBackendType: 'ecs',
  });
  return { ...edited, name: 'fleet', capturedAt: '2026-03-02T00:00:00Z', failures: [failure] } as never;
}

/** Snapshots of every origin: by hand, made up, and recorded from the real CCM. */
export function snapshotSeeds(): readonly unknown[] {
  const { snapshot } = generateFleet({ seed: 5, clusters: 2, services: 8, driftEvery: 2, orphans: 2 });
  const recorded = [...readRecordings('worlds').slice(0, 30), ...readRecordings('edges').slice(0, 30)];
  return [fullWorld(), fullWorld(), snapshot, ...recorded.map((one) => one.snapshot)];
}

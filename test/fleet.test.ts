import { describe, expect, it } from 'vitest';
import { auditSnapshot, type Failure, type Finding, type Report } from '../shared/index.ts';
import { annotate, partsOf, type World, world } from './support/world.ts';

const NOW = 1_700_000_000_000 + 10 * 86_400_000;

function rulesOf(report: Report): string[] {
  return report.findings.map((finding) => finding.rule);
}

function only(report: Report, rule: string): Finding {
  expect(rulesOf(report)).toEqual([rule]);
  return report.findings[0] as Finding;
}

/** A cluster whose only Service was removed, finalizer and all, while its SLB stayed. */
function abandoned(): World {
  const left = world({ services: [{}] }, { services: [{ name: 'other' }] });
  left.clusters[0]?.kubernetes.services.items?.splice(0);
  return left;
}

function withFailure(edited: World, failure: Partial<Failure>): World {
  edited.failures = [{ resource: 'services', code: 'Forbidden', message: 'denied', ...failure }];
  return edited;
}

describe('an SLB that nobody owns any more', () => {
  it('is an orphan that tells its cluster, its last Service, its age and its traffic', () => {
    const report = auditSnapshot(abandoned(), { now: NOW });

    const orphan = only(report, 'load-balancer-orphan');
    expect(orphan).toMatchObject({
      effect: 'orphaned',
      visibility: 'never',
      severity: 'warning',
      phrase: 'delete the load balancer',
      code: null,
      clusterId: 'c1',
      loadBalancerId: 'lb-c1-web',
    });
    for (const fact of ['cluster-c1', 'prod/web', '10 days', '47.0.0.1', 'PayByCLCU', '1 listener running']) {
      expect(orphan.message).toContain(fact);
    }
    expect(report.clusters.map((cluster) => cluster.verdict)).toEqual(['ready', 'ready']);
  });

  it('is told by the names of its listeners where the cluster tag is missing', () => {
    const left = abandoned();
    const { loadBalancer } = partsOf(world());
    const item = left.regions[0]?.slb.loadBalancers.find(
      (one) => one.LoadBalancerId === loadBalancer.LoadBalancerId,
    );
    item?.Tags?.Tag?.pop();

    const report = auditSnapshot(left);

    expect(only(report, 'load-balancer-orphan').clusterId).toBe('c1');
  });

  it.each<[string, (left: World) => unknown]>([
    [
      'a Service with its UID still exists, even one without an SLB',
      (left) => {
        const service = partsOf(world()).service;
        service.spec.type = 'ClusterIP';
        service.metadata.finalizers = [];
        left.clusters[0]?.kubernetes.services.items?.push(service);
      },
    ],
    ['it is the SLB of the API server', (left) => left.regions[0]?.slb.loadBalancers[0]?.Tags?.Tag?.shift()],
    ['a Service reuses it', (left) => annotateReuse(left)],
    ['its cluster is not ours to read', (left) => left.clusters.shift()],
    ['the Services of its cluster could not be read', (left) => withFailure(left, { clusterId: 'c1' })],
    [
      'anything of its cluster could not be read',
      (left) => withFailure(left, { clusterId: 'c1', resource: 'nodes' }),
    ],
    [
      'the SLBs of its region could not all be listed',
      (left) => withFailure(left, { regionId: 'cn-hangzhou', resource: 'loadBalancers' }),
    ],
    [
      'the listeners of its region could not be listed',
      (left) => withFailure(left, { regionId: 'cn-hangzhou', resource: 'listeners' }),
    ],
    [
      'a Service of its cluster could not be understood',
      (left) => left.clusters[0]?.kubernetes.services.items?.push({} as never),
    ],
  ])('is no orphan if %s', (_, change) => {
    const left = abandoned();
    change(left);

    const report = auditSnapshot(left);

    expect(rulesOf(report)).not.toContain('load-balancer-orphan');
  });

  it('stays an orphan when another cluster, or its Kubernetes Events, could not be read', () => {
    const other = auditSnapshot(withFailure(abandoned(), { clusterId: 'c2' }));
    const events = auditSnapshot(withFailure(abandoned(), { clusterId: 'c1', resource: 'events' }));

    expect(rulesOf(other)).toEqual(['load-balancer-orphan']);
    expect(rulesOf(events)).toEqual(['load-balancer-orphan']);
    expect(events.clusters[0]?.verdict).toBe('ready');
  });
});

function annotateReuse(left: World): void {
  const service = left.clusters[1]?.kubernetes.services.items?.[0];
  if (service) annotate(service, 'id', 'lb-c1-web');
}

describe('an SLB of a cluster that was not looked at', () => {
  it('is named with its cluster, as info', () => {
    const left = abandoned();
    left.clusters.shift();

    const finding = only(auditSnapshot(left), 'load-balancer-unknown-cluster');

    expect(finding).toMatchObject({
      effect: 'info',
      visibility: 'never',
      clusterId: 'c1',
      loadBalancerId: 'lb-c1-web',
    });
  });

  it('is not named where the clusters of its region could not be listed', () => {
    const left = withFailure(abandoned(), { regionId: 'cn-hangzhou', resource: 'clusters' });
    left.clusters.shift();

    const report = auditSnapshot(left);

    expect(report.findings).toEqual([]);
    expect(report.failures).toContainEqual(expect.objectContaining({ resource: 'clusters' }));
  });
});

describe('an SLB marked as reused', () => {
  function unused(): World {
    const left = world({ services: [{ reused: true }, { name: 'other' }] });
    left.clusters[0]?.kubernetes.services.items?.shift();
    return left;
  }

  it('is stale when no Service names it', () => {
    const finding = only(auditSnapshot(unused()), 'load-balancer-reuse-stale');

    expect(finding).toMatchObject({ effect: 'info', loadBalancerId: 'lb-c1-web', clusterId: 'c1' });
  });

  it('is not called stale while a cluster of the region could not be read', () => {
    const report = auditSnapshot(withFailure(unused(), { clusterId: 'c1' }));

    expect(report.findings).toEqual([]);
  });
});

describe('two Services that claim one SLB port', () => {
  function shared(annotations: Record<string, string>): World {
    const both = world(
      { services: [{ reused: true, annotations }] },
      { services: [{ reused: true, annotations }] },
    );
    for (const cluster of both.clusters) {
      const service = cluster.kubernetes.services.items?.[0];
      if (service) annotate(service, 'id', 'lb-c1-web');
    }
    return both;
  }

  it('conflict, whatever their clusters, when CCM may change the listeners', () => {
    const report = auditSnapshot(shared({ 'force-override-listeners': 'true' }));

    const conflicts = report.findings.filter((finding) => finding.rule === 'listener-conflict');
    expect(
      conflicts.map(({ clusterId, listenerPort, listenerProtocol }) => [
        clusterId,
        listenerPort,
        listenerProtocol,
      ]),
    ).toEqual([
      ['c1', 80, 'tcp'],
      ['c2', 80, 'tcp'],
    ]);
    expect(conflicts.every((finding) => finding.effect === 'changes-traffic')).toBe(true);
  });

  it('do not conflict when they only add backends to a listener of the user', () => {
    const report = auditSnapshot(shared({}));

    expect(rulesOf(report)).not.toContain('listener-conflict');
  });
});

describe('a part that could not be read', () => {
  const drifted = () => {
    const edited = world({ services: [{}] }, { services: [{ name: 'other' }] });
    const parts = partsOf(edited);
    parts.listener.Status = 'stopped';
    parts.group.BackendServers?.BackendServer?.pop();
    return edited;
  };

  it.each<[string, Partial<Failure>, readonly string[]]>([
    ['nodes', { clusterId: 'c1', resource: 'nodes' }, ['listener-start']],
    ['endpoint slices', { clusterId: 'c1', resource: 'endpointSlices' }, ['listener-start']],
    [
      'listeners of the region',
      { regionId: 'cn-hangzhou', resource: 'listeners' },
      ['vserver-group-backends-add'],
    ],
    [
      'listeners of the SLB',
      { regionId: 'cn-hangzhou', resource: 'listeners', loadBalancerId: 'lb-c1-web' },
      ['vserver-group-backends-add'],
    ],
    [
      'groups of the SLB',
      { regionId: 'cn-hangzhou', resource: 'vServerGroups', loadBalancerId: 'lb-c1-web' },
      [],
    ],
    [
      'SLBs of the region',
      { regionId: 'cn-hangzhou', resource: 'loadBalancers' },
      ['vserver-group-backends-add', 'listener-start'],
    ],
    ['something with a name we do not know', { clusterId: 'c1', resource: 'kubernetes' }, ['listener-start']],
  ])('says nothing of what rests on the %s, and keeps the rest', (_, failure, rules) => {
    const report = auditSnapshot(withFailure(drifted(), failure));

    expect(rulesOf(report)).toEqual(rules);
    expect(report.clusters[0]?.verdict).toBe(rules.length > 0 ? 'blocked' : 'unknown');
    expect(report.clusters[0]?.error).toBeDefined();
  });

  it('calls unread only what could not be read, though more rests on it', () => {
    const failure = { regionId: 'cn-hangzhou', resource: 'vServerGroups' };

    const report = auditSnapshot(withFailure(drifted(), failure));

    expect(new Set(report.failures.map(({ resource }) => resource))).toEqual(new Set(['vServerGroups']));
  });

  it('makes a cluster without faults unknown, never ready, and leaves the others alone', () => {
    const report = auditSnapshot(
      withFailure(world({ services: [{}] }, { services: [{ name: 'other' }] }), {
        clusterId: 'c1',
        resource: 'nodes',
      }),
    );

    expect(report.clusters.map((cluster) => cluster.verdict)).toEqual(['unknown', 'ready']);
    expect(report.coverage).toEqual({
      clusters: { total: 2, read: 1 },
      services: { total: 2, compared: 1 },
      loadBalancers: { total: 2, read: 2 },
    });
  });

  it('never becomes "there is no SLB"', () => {
    const edited = world();
    edited.regions[0]?.slb.loadBalancers.splice(0);

    const report = auditSnapshot(withFailure(edited, { regionId: 'cn-hangzhou', resource: 'loadBalancers' }));

    expect(report.findings).toEqual([]);
    expect(report.clusters[0]?.verdict).toBe('unknown');
  });

  it('includes a region that is not in the snapshot at all', () => {
    const edited = world();
    edited.regions = [];

    const report = auditSnapshot(edited);

    expect(report.findings).toEqual([]);
    expect(report.clusters[0]?.verdict).toBe('unknown');
    expect(report.failures.map((failure) => failure.code)).toContain('NotInSnapshot');
  });

  it.each(['ecs', 'vpc'] as const)('includes %s where pods are the backends', (part) => {
    const edited = world();
    const { service, cluster, region } = partsOf(edited);
    service.metadata.annotations = { 'service.beta.kubernetes.io/backend-type': 'eni' };
    cluster.kubernetes.endpointSlices.items = [
      {
        metadata: { namespace: 'prod', labels: { 'kubernetes.io/service-name': 'web' } },
        addressType: 'IPv4',
        endpoints: [{ addresses: ['10.0.0.9'], conditions: { ready: true }, nodeName: 'node-i-node1' }],
        ports: [{ name: 'p80', port: 8080 }],
      },
    ];
    delete region[part];

    const report = auditSnapshot(edited);

    expect(report.clusters[0]?.error).toContain(part === 'ecs' ? 'networkInterfaces' : 'vpcs');
    expect(report.coverage.services).toEqual({ total: 1, compared: 0 });
  });

  it('includes the backends of a group that was only listed', () => {
    const edited = world();
    delete partsOf(edited).group.BackendServers;

    const report = auditSnapshot(edited);

    expect(report.findings).toEqual([]);
    expect(report.clusters[0]?.verdict).toBe('unknown');
  });

  it.each(['services', 'endpointSlices', 'nodes', 'pods'] as const)(
    'includes a list of %s that says there is more of it',
    (part) => {
      const edited = abandoned();
      const [cluster] = edited.clusters;
      const list = { metadata: { continue: 'next' }, items: [] };
      Object.assign(cluster?.kubernetes ?? {}, { [part]: list });

      const report = auditSnapshot(edited);

      expect(report.findings).toEqual([]);
      expect(report.clusters[0]?.verdict).toBe('unknown');
      expect(report.failures.map((failure) => failure.code)).toEqual(['ListIncomplete']);
    },
  );

  it('is read on the side it names, where a failure names a cluster and a region', () => {
    const both = { clusterId: 'c1', regionId: 'cn-hangzhou' };

    const listeners = auditSnapshot(withFailure(drifted(), { ...both, resource: 'listeners' }));
    const nodes = auditSnapshot(withFailure(drifted(), { ...both, resource: 'nodes' }));

    expect(rulesOf(listeners)).toEqual(['vserver-group-backends-add']);
    expect(rulesOf(nodes)).toEqual(['listener-start']);
  });

  it('puts everything in doubt where a failure names neither cluster nor region', () => {
    const report = auditSnapshot(withFailure(abandoned(), { clusterId: '', resource: 'credentials' }));

    expect(report.findings).toEqual([]);
    expect(report.clusters.map((cluster) => cluster.verdict)).toEqual(['unknown', 'unknown']);
  });

  it.each([
    ['a cluster that could not read a part of the cloud', { clusterId: 'c1', resource: 'listeners' }],
    ['a region whose clusters could not be read', { regionId: 'cn-hangzhou', resource: 'endpointSlices' }],
  ])('makes nothing up for %s', (_, failure) => {
    const edited = world();
    if (failure.resource === 'listeners') partsOf(edited).slb.listeners = [];
    else partsOf(edited).group.BackendServers?.BackendServer?.pop();

    const report = auditSnapshot(withFailure(edited, failure));

    expect(report.findings).toEqual([]);
    expect(report.clusters.map((cluster) => cluster.verdict)).toEqual(['unknown']);
  });
});

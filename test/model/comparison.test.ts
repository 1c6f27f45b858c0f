import { describe, expect, it } from 'vitest';
import { auditSnapshot, type Failure, type Report } from '../../shared/index.ts';
import { changed, endpointSlice, HTTPS, type Parts } from '../support/changed-world.ts';
import { annotate, NODES, type ServiceSpec, type World } from '../support/world.ts';

const V1 = { targetCcmVersion: 'v1.9.3.380-gd6d0962-aliyun' };

/** What is found, with what differs, and what cannot be said. */
function summaryOf(report: Report) {
  return {
    verdict: report.clusters[0]?.verdict,
    findings: report.findings.map(({ rule, changes }) => [
      rule,
      ...changes.map(({ field, actual, expected }) => ({ field, actual, expected })),
    ]),
  };
}

function unread(edited: World, failure: Partial<Failure>): World {
  edited.failures = [{ resource: 'services', code: 'Throttling', message: 'too many calls', ...failure }];
  return edited;
}

describe('listeners on the default server group, which an older v1 made', () => {
  /** The Service's only listener forwards to the default group, which has these instances. */
  function byDefaultGroup(ids: readonly string[] | undefined): World {
    return changed({}, ({ loadBalancer, listener, slb }) => {
      delete listener.VServerGroupId;
      slb.vServerGroups = [];
      if (ids) {
        loadBalancer.BackendServers = {
          BackendServer: ids.map((ServerId) => ({ ServerId, Weight: 100 })),
        };
      }
    });
  }

  it('are in sync while the group has just the nodes', () => {
    const report = auditSnapshot(byDefaultGroup(NODES), V1);

    expect(summaryOf(report)).toEqual({ verdict: 'ready', findings: [] });
  });

  it('lack the nodes that the group lacks, and have those too many that are none', () => {
    const report = auditSnapshot(byDefaultGroup(['i-node2', 'i-gone']), V1);

    expect(summaryOf(report)).toEqual({
      verdict: 'blocked',
      findings: [
        ['default-group-backends-add', { field: 'BackendServers', actual: null, expected: ['i-node1'] }],
        ['default-group-backends-remove', { field: 'BackendServers', actual: ['i-gone'], expected: null }],
      ],
    });
  });

  it('cannot be judged where the group was not read, which only one API shows', () => {
    const report = auditSnapshot(byDefaultGroup(undefined), V1);

    expect(summaryOf(report)).toEqual({ verdict: 'unknown', findings: [] });
  });

  it('cannot be judged where the nodes were not read', () => {
    const edited = unread(byDefaultGroup(NODES), { clusterId: 'c1', resource: 'nodes' });

    const report = auditSnapshot(edited, V1);

    expect(summaryOf(report)).toEqual({ verdict: 'unknown', findings: [] });
  });

  it('are compared as any other with a target of v2, which knows no default group', () => {
    const report = auditSnapshot(byDefaultGroup(NODES));

    expect(summaryOf(report).findings.map(([rule]) => rule)).toEqual([
      'vserver-group-create',
      'vserver-group-backends-add',
      'listener-update',
    ]);
  });
});

describe('access control lists', () => {
  /** A listener with these lists, of a Service that asks for `wanted`. */
  function withLists(wanted: string, listener: { AclId?: string; AclIds?: string[] }): World {
    return changed({ annotations: { 'acl-status': 'on', 'acl-id': wanted } }, (parts) => {
      Object.assign(parts.listener, { AclStatus: 'on', ...listener });
    });
  }

  it.each([
    ['v2.10.0', 'acl-1', { AclId: 'acl-1' }, []],
    ['v2.10.0', 'acl-1', { AclId: 'acl-2' }, ['acl-2']],
    ['v2.10.0', 'acl-1', {}, ['']],
    // Before v2.11 the annotation is one id, commas and all, and the list of SLB is not looked at.
    ['v2.10.0', 'acl-1,acl-2', { AclId: 'acl-1', AclIds: ['acl-1', 'acl-2'] }, ['acl-1']],
    ['v2.10.0', 'acl-1', { AclId: 'acl-1', AclIds: ['acl-1', 'acl-2'] }, []],
    ['v2.11.0', 'acl-1,acl-2', { AclId: 'acl-1', AclIds: ['acl-2', 'acl-1'] }, []],
    ['v2.11.0', 'acl-1', { AclId: 'acl-1', AclIds: ['acl-1', 'acl-2'] }, ['acl-1,acl-2']],
    ['v2.11.0', 'acl-1', { AclId: 'acl-1' }, []],
    ['v2.11.0', 'acl-1', {}, ['']],
  ])(
    'with target %s, %s wanted and %j there, differ: %j',
    (targetCcmVersion, wanted, listener, differing) => {
      const report = auditSnapshot(withLists(wanted, listener), { targetCcmVersion });

      const changes = report.findings.flatMap((finding) => finding.changes);
      expect(changes.map(({ field }) => field)).toEqual(differing.map(() => 'AclId'));
      expect(changes.map(({ actual }) => actual)).toEqual(differing);
      expect(changes.map(({ expected }) => expected)).toEqual(differing.map(() => wanted));
    },
  );
});

describe('what could not be read', () => {
  it.each<[part: string, failure: Partial<Failure>, service: ServiceSpec, change: (parts: Parts) => void]>([
    [
      'certificates, where another one is wanted,',
      { regionId: 'cn-hangzhou', resource: 'serverCertificates' },
      HTTPS,
      ({ service }) => annotate(service, 'cert-id', 'cert-expired'),
    ],
    [
      'domain extensions, where some are annotated,',
      { regionId: 'cn-hangzhou', resource: 'domainExtensions' },
      HTTPS,
      ({ service }) => annotate(service, 'domain-extensions', 'a.example.com:cert-good'),
    ],
  ])('%s leaves the verdict open', (_, failure, service, change) => {
    const report = auditSnapshot(unread(changed(service, change), failure));

    // Another certificate that is wanted blocks it by itself.
    expect(summaryOf(report).verdict).not.toBe('ready');
    expect(report.clusters[0]?.error).toContain('too many calls');
    expect(report.findings.filter(({ rule }) => /certificate-|domain-/.test(rule))).toEqual([]);
  });

  it.each([
    ['certificates', 'serverCertificates'],
    ['domain extensions', 'domainExtensions'],
  ])('%s that nobody asks for leaves nothing open but the region', (_, resource) => {
    const report = auditSnapshot(
      unread(
        changed(HTTPS, () => {}),
        { regionId: 'cn-hangzhou', resource },
      ),
    );

    expect(report.findings).toEqual([]);
    expect(report.coverage.services).toEqual({ total: 1, compared: 1 });
  });

  it('is the groups of a reused SLB, whose listeners nobody compares', () => {
    const failure = { regionId: 'cn-hangzhou', resource: 'vServerGroups', loadBalancerId: 'lb-c1-web' };
    const parts = (service: ServiceSpec) => {
      const edited = unread(
        changed(service, () => {}),
        failure,
      );
      return auditSnapshot(edited).coverage;
    };

    expect(parts({}).services).toEqual({ total: 1, compared: 0 });
    expect(parts({ reused: true }).services).toEqual({ total: 1, compared: 0 });
  });

  it('is the SLB that annotation id names: whether it exists is not known', () => {
    const edited = changed({ reused: true }, ({ slb }) => {
      slb.loadBalancers = [];
    });

    const open = auditSnapshot(
      unread(edited, {
        regionId: 'cn-hangzhou',
        resource: 'loadBalancers',
        loadBalancerId: 'lb-c1-web',
      }),
    );
    delete edited.failures;
    const read = auditSnapshot(edited);

    expect(summaryOf(open)).toEqual({ verdict: 'unknown', findings: [] });
    expect(summaryOf(read).findings).toEqual([['load-balancer-missing']]);
  });

  it("is the backends of a user's group that no port is bound to any more: what it would lose is not known", () => {
    const edited = changed({ reused: true }, ({ service, slb, group }) => {
      annotate(service, 'vgroup-port', 'rsp-own:81');
      slb.vServerGroups.push({
        VServerGroupId: 'rsp-own',
        VServerGroupName: 'mine',
        LoadBalancerId: group.LoadBalancerId,
      });
    });
    const [own] = edited.regions[0]?.slb.vServerGroups.slice(-1) ?? [];

    const open = auditSnapshot(edited);
    if (own) own.BackendServers = { BackendServer: [] };
    const read = auditSnapshot(edited);

    expect(summaryOf(open)).toEqual({ verdict: 'unknown', findings: [] });
    expect(summaryOf(read)).toEqual({ verdict: 'ready', findings: [] });
  });

  it('is pods that may wait for a gate: with virtual nodes they may be backends of their own', () => {
    const edited = changed({}, ({ cluster }) => {
      cluster.kubernetes.nodes.items?.push({
        metadata: { name: 'virtual', labels: { type: 'virtual-kubelet' } },
        spec: { providerID: 'cn-hangzhou.i-virtual' },
        status: { conditions: [{ type: 'Ready', status: 'True' }] },
      });
      const waiting = { conditions: { ready: false }, nodeName: 'virtual', targetRef: { kind: 'Pod' } };
      cluster.kubernetes.endpointSlices.items = [endpointSlice(waiting)];
      delete cluster.kubernetes.pods;
    });

    const open = auditSnapshot(unread(edited, { clusterId: 'c1', resource: 'pods' }));

    expect(summaryOf(open)).toEqual({ verdict: 'unknown', findings: [] });
  });
});

describe('pods that were not read', () => {
  const waiting = { nodeName: 'node-i-node1', conditions: { ready: false }, targetRef: { kind: 'Pod' } };

  it.each([
    ['Local', waiting, 0, false],
    ['Local', { ...waiting, conditions: { ready: true } }, 1, true],
    ['Local', { ...waiting, targetRef: { kind: 'Node' } }, 1, true],
    ['Cluster', waiting, 1, false],
  ])('with %s and the endpoint %j leave %i Service compared', (policy, endpoint, compared, fails) => {
    const edited = changed({}, ({ cluster, service }) => {
      service.spec.externalTrafficPolicy = policy;
      cluster.kubernetes.endpointSlices.items = [endpointSlice(endpoint)];
      delete cluster.kubernetes.pods;
    });

    const report = auditSnapshot(unread(edited, { clusterId: 'c1', resource: 'pods' }));

    expect(report.coverage.services.compared).toBe(compared);
    // With Local a node too many is in the group, unless an unread pod may be what keeps it there.
    expect(report.findings.some(({ effect }) => effect === 'fails-check')).toBe(fails);
  });
});

describe('what Kubernetes leaves out', () => {
  it.each(['services', 'endpointSlices', 'nodes', 'pods'] as const)(
    'is the items of an empty list of %s, which Go writes as null',
    (part) => {
      const empty = changed({}, ({ cluster }) => {
        Object.assign(cluster.kubernetes, { [part]: { items: [] } });
      });
      const without = changed({}, ({ cluster }) => {
        Object.assign(cluster.kubernetes, { [part]: { items: null } });
      });

      const [one, other] = [empty, without].map((edited) => summaryOf(auditSnapshot(edited)));

      expect(other).toEqual(one);
      expect(other?.verdict).not.toBe('unknown');
    },
  );

  it.each([{}, { providerID: null }])('is the providerID of a node (%j): no group can be built', (spec) => {
    const edited = changed({}, ({ cluster }) => {
      cluster.kubernetes.nodes.items?.push({
        metadata: { name: 'node-new' },
        spec,
        status: { conditions: [{ type: 'Ready', status: 'True' }] },
      });
    });

    expect(auditSnapshot(edited).findings[0]).toMatchObject({
      rule: 'server-group-unbuildable',
      effect: 'breaks-sync',
    });
  });

  it('is the providerID of the one node that runs an endpoint', () => {
    const edited = changed({}, ({ cluster, service }) => {
      service.spec.externalTrafficPolicy = 'Local';
      const [node] = cluster.kubernetes.nodes.items;
      delete node?.spec;
      cluster.kubernetes.endpointSlices.items = [
        endpointSlice({ nodeName: 'node-i-node1', conditions: { ready: true } }),
      ];
    });

    const [finding] = auditSnapshot(edited).findings;

    expect(finding?.rule).toBe('server-group-unbuildable');
  });

  it('is the protocol of a port, which is then TCP', () => {
    const edited = changed({}, ({ service, listener }) => {
      for (const port of service.spec.ports ?? []) delete port.protocol;
      listener.Status = 'stopped';
    });

    expect(auditSnapshot(edited).findings).toMatchObject([
      { rule: 'listener-start', listenerPort: 80, listenerProtocol: 'tcp' },
    ]);
  });

  it('is the targetPort: a group of pods is named after the port', () => {
    const edited = changed({}, ({ cluster, service, slb }) => {
      cluster.serviceBackendType = 'eni';
      for (const port of service.spec.ports ?? []) delete port.targetPort;
      slb.vServerGroups = [];
    });

    const [missing] = auditSnapshot(edited).findings;

    expect(missing).toMatchObject({
      rule: 'vserver-group-create',
      vServerGroupName: 'k8s/80/web/prod/c1',
    });
  });

  it('is the name of the pod behind an endpoint that is not ready: it is not used', () => {
    const local = (endpoint: object) =>
      changed({}, ({ cluster, service, group }) => {
        service.spec.externalTrafficPolicy = 'Local';
        cluster.kubernetes.endpointSlices.items = [endpointSlice({ nodeName: 'node-i-node1', ...endpoint })];
        group.BackendServers = { BackendServer: [] };
      });

    const nameless = auditSnapshot(local({ conditions: { ready: false }, targetRef: { kind: 'Pod' } }));
    const ready = auditSnapshot(local({ conditions: { ready: true }, targetRef: { kind: 'Pod' } }));

    expect(summaryOf(nameless).findings).toEqual([]);
    expect(summaryOf(ready).findings.map(([rule]) => rule)).toEqual(['vserver-group-backends-add']);
  });
});

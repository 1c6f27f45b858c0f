import { describe, expect, it } from 'vitest';
import { auditSnapshot } from '../../shared/index.ts';
import {
  backends,
  changed,
  commandOf,
  endpointSlice,
  findingsOf,
  nodes,
  only,
  REUSED,
} from '../support/changed-world.ts';
import { annotate } from '../support/world.ts';

const ON_NODE_1 = endpointSlice({ nodeName: 'node-i-node1', conditions: { ready: true } });

describe('the command that makes a missing group', () => {
  it.each([
    [0, 0],
    [1, 1],
    [20, 20],
    // More than a call takes: the group is filled afterwards.
    [21, 0],
  ])('for %i backends holds %i', (count, held) => {
    const edited = changed({}, ({ cluster, slb }) => {
      slb.vServerGroups = [];
      cluster.kubernetes.nodes.items = nodes(count);
    });

    const command = commandOf(only(edited, 'vserver-group-create'), 'revert');

    expect(command.match(/"ServerId"/g) ?? []).toHaveLength(held);
    expect(command.includes('--BackendServers')).toBe(held > 0);
  });
});

describe('ports that share a group of pods', () => {
  it('have it made once', () => {
    const edited = changed({ ports: [{ port: 80 }, { port: 81 }] }, ({ cluster, slb }) => {
      cluster.serviceBackendType = 'eni';
      slb.vServerGroups = [];
    });

    const missing = findingsOf(edited, 'vserver-group-create');

    expect(missing.map(({ vServerGroupName }) => vServerGroupName)).toEqual(['k8s/8080/web/prod/c1']);
  });
});

describe('weights that the upgrade changes', () => {
  it('are told of five backends, and the rest counted', () => {
    const edited = changed({}, ({ cluster, group }) => {
      group.BackendServers = { BackendServer: backends(7, 50) };
      cluster.kubernetes.nodes.items = nodes(7);
    });

    const { message, changes } = only(edited, 'backend-weights');

    expect(message).toContain('i-node5 50 → 100 (+2)');
    expect(message).not.toContain('i-node6');
    expect(changes[0]?.expected).toHaveLength(7);
  });

  it('stay as they are with Local where the target is older than weights that follow the pods', () => {
    const edited = changed({}, ({ cluster, service, group }) => {
      service.spec.externalTrafficPolicy = 'Local';
      group.BackendServers = { BackendServer: backends(1, 100) };
      cluster.kubernetes.endpointSlices.items = [ON_NODE_1];
    });

    const rules = (targetCcmVersion: string) =>
      auditSnapshot(edited, { targetCcmVersion }).findings.map(({ rule }) => rule);

    expect(rules('v1.9.3.163-g0-aliyun')).toEqual([]);
    expect(rules('v1.9.3.164-g0-aliyun')).toEqual(['backend-weights']);
  });

  it.each([
    ['v1.9.3.163-g0-aliyun', true],
    ['v1.9.3.164-g0-aliyun', false],
    ['v2.9.1', false],
    ['unreadable', false],
    [undefined, false],
  ])("with Local are laid to a cluster's CCM %s: %s", (ccmVersion, isLaid) => {
    const edited = changed({}, ({ cluster, service, group }) => {
      service.spec.externalTrafficPolicy = 'Local';
      Object.assign(cluster, { ccmVersion });
      group.BackendServers = { BackendServer: backends(1, 100) };
      cluster.kubernetes.endpointSlices.items = [ON_NODE_1];
    });

    const { cause } = only(edited, 'backend-weights');

    expect(cause.includes('older than v1.9.3.164')).toBe(isLaid);
  });

  it("are told under the name that CCM would give, where a user's group has none", () => {
    const edited = changed(REUSED, ({ service, group }) => {
      annotate(service, 'vgroup-port', 'rsp-own:80');
      Object.assign(group, { VServerGroupId: 'rsp-own', VServerGroupName: undefined });
      group.BackendServers = { BackendServer: backends(2, 30) };
    });

    const finding = only(edited, 'backend-weights');

    expect(finding).toMatchObject({
      vServerGroupId: 'rsp-own',
      vServerGroupName: 'k8s/30080/web/prod/c1',
    });
  });
});

describe("a user's group without a name that has a backend too many", () => {
  it('is told by its id', () => {
    const edited = changed(REUSED, ({ service, group }) => {
      annotate(service, 'vgroup-port', 'rsp-own:80');
      Object.assign(group, { VServerGroupId: 'rsp-own', VServerGroupName: undefined });
      group.BackendServers = { BackendServer: backends(3, 100) };
    });

    const { message } = only(edited, 'vserver-group-backends-remove');

    expect(message).toBe('VServer group rsp-own has 1 backend too many: i-node3:30080');
  });
});

describe('ports that are bound to one group of a user', () => {
  const [ONE, OTHER] = backends(2, 100);

  it.each([
    ['in sync', [ONE, OTHER], ['i-node1:30081', 'i-node2:30081']],
    ['empty', [], ['i-node1:30080', 'i-node2:30080']],
    // CCM sets description and port anew, which the check does not print; the second port then has to wait.
    ['described otherwise', [{ ...ONE, Description: 'mine' }, OTHER], undefined],
    ['with another port beside', [{ ...ONE, Port: 1, Description: 'mine' }, ONE, OTHER], undefined],
  ])('are compared one after the other, and only while the group of the first is %s', (_, present, added) => {
    const edited = changed(
      { reused: true, ports: [{ port: 80 }, { port: 81 }] },
      ({ service, slb, group }) => {
        annotate(service, 'vgroup-port', 'rsp-own:80,rsp-own:81');
        slb.vServerGroups = [{ ...group, VServerGroupId: 'rsp-own', VServerGroupName: 'mine' }];
        Object.assign(slb.vServerGroups[0] ?? {}, { BackendServers: { BackendServer: present } });
      },
    );

    const adds = findingsOf(edited, 'vserver-group-backends-add');

    expect(adds.map(({ changes }) => changes[0]?.expected)).toEqual(added ? [added] : []);
  });
});

describe('a pod whose address a network interface has', () => {
  it.each([
    ['in the VPC of the cluster', 'vpc-1', 'vserver-group-backends-add'],
    ['in no VPC that is named', undefined, 'vserver-group-backends-add'],
    ['in another VPC only', 'vpc-2', 'backend-invalid-eni'],
  ])('%s: %s', (_, VpcId, rule) => {
    const edited = changed({}, ({ cluster, service, group }) => {
      cluster.serviceBackendType = 'eni';
      for (const port of service.spec.ports ?? []) port.targetPort = 30_080;
      cluster.kubernetes.endpointSlices.items = [ON_NODE_1];
      group.BackendServers = { BackendServer: [] };
    });
    const [region] = edited.regions;
    region?.ecs?.networkInterfaces.push({
      NetworkInterfaceId: 'eni-9',
      PrivateIpAddress: '10.0.0.9',
      ...(VpcId !== undefined && { VpcId }),
    });

    const { findings } = auditSnapshot(edited);

    expect(findings.map((finding) => finding.rule)).toEqual([rule]);
  });
});

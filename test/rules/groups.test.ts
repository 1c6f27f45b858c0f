import { describe, expect, it } from 'vitest';
import { auditSnapshot, type Finding } from '../../shared/index.ts';
import {
  backends,
  changed,
  commandOf,
  endpointSlice,
  findingsOf,
  nodes,
  only,
  type Parts,
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

  it.each<[what: string, weights: readonly number[], en: RegExp, zh: RegExp]>([
    [
      'alike',
      [50, 50, 50],
      /: i-node1 50 → 100, .*; all change alike, so that each/,
      /；所有权重按同一比例变化，/,
    ],
    [
      'of the only backend',
      [50],
      /50 → 100; it is the only backend, and keeps all/,
      /；组内仅有这一个后端，/,
    ],
    ['of one in three', [50, 100, 100], /: i-node1 50 → 100$/, /i-node1 50 → 100$/],
    ['from nothing', [0, 0], /i-node2 0 → 100$/, /i-node2 0 → 100$/],
  ])('%s say what becomes of the shares', (_, weights, en, zh) => {
    const edited = changed({}, ({ cluster, group }) => {
      const own = backends(weights.length, 100).map((one, index) => ({
        ...one,
        Weight: weights[index] ?? 0,
      }));
      group.BackendServers = { BackendServer: own };
      cluster.kubernetes.nodes.items = nodes(weights.length);
    });

    expect(only(edited, 'backend-weights').message).toMatch(en);
    expect(only(edited, 'backend-weights', { language: 'zh' }).message).toMatch(zh);
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

  it('say of another traffic policy that an old CCM is not the cause', () => {
    const edited = changed({}, ({ cluster, group }) => {
      Object.assign(cluster, { ccmVersion: 'v1.9.3.163-g0-aliyun' });
      group.BackendServers = { BackendServer: backends(2, 30) };
    });

    const { cause } = only(edited, 'backend-weights');

    expect(cause).toContain('v1.9.3.163-g0-aliyun, older than v1.9.3.164, but');
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

describe('a command that takes the last backend away', () => {
  const CAREFUL = 'Careful: this leaves no backend. Is it right that the Service has none?';
  const V1 = { targetCcmVersion: 'v1.9.3.380-gd6d0962-aliyun' };
  const revertOf = ({ fixes }: Finding) => fixes.find(({ kind }) => kind === 'revert')?.text ?? '';
  const NOT_READY = {
    metadata: { name: 'n' },
    spec: { providerID: 'cn-hangzhou.i-n' },
    status: { conditions: [] },
  };

  it('from a VServer group asks whether that is right, and tells of a cluster without nodes', () => {
    const edited = changed({}, ({ cluster, group }) => {
      group.BackendServers = { BackendServer: backends(3, 100) };
      cluster.kubernetes.nodes.items = [];
    });

    const finding = only(edited, 'vserver-group-backends-remove');
    const chinese = only(edited, 'vserver-group-backends-remove', { language: 'zh' });

    expect(revertOf(finding)).toContain(CAREFUL);
    expect(finding.cause).toMatch(/^The API server lists no node of this cluster at all: .* The group holds/);
    expect(revertOf(chinese)).toContain('注意：执行后将没有任何后端。');
    expect(chinese.cause).toMatch(/^API Server 返回的该集群节点列表为空：/);
  });

  it.each<[what: string, change: (parts: Parts) => void, asks: boolean]>([
    ['where no node is fit', ({ cluster }) => (cluster.kubernetes.nodes.items = [NOT_READY]), true],
    ['where one of three is wanted', ({ cluster }) => (cluster.kubernetes.nodes.items = nodes(1)), false],
    [
      'where others come instead',
      ({ cluster }) => (cluster.kubernetes.nodes.items = nodes(9).slice(8)),
      false,
    ],
    [
      "where a user's own stays",
      ({ cluster, group }) => {
        cluster.kubernetes.nodes.items = [NOT_READY];
        group.BackendServers?.BackendServer?.push({
          ...backends(1, 100)[0],
          ServerId: 'i-own',
          Description: 'mine',
        });
      },
      false,
    ],
  ])('from a VServer group, %s', (_, change, asks) => {
    const edited = changed({}, (parts) => {
      parts.group.BackendServers = { BackendServer: backends(3, 100) };
      change(parts);
    });

    const finding = only(edited, 'vserver-group-backends-remove');

    expect(revertOf(finding).includes(CAREFUL)).toBe(asks);
    expect(finding.cause).toMatch(/^The group holds/);
  });

  it.each([
    [[], true],
    [nodes(1), false],
  ])('from the default group, of which %j are wanted', (items, asks) => {
    const edited = changed({}, ({ cluster, loadBalancer, listener, slb }) => {
      delete listener.VServerGroupId;
      slb.vServerGroups = [];
      loadBalancer.BackendServers = { BackendServer: [{ ServerId: 'i-node1' }, { ServerId: 'i-gone' }] };
      cluster.kubernetes.nodes.items = items;
    });

    const finding = only(edited, 'default-group-backends-remove', V1);

    expect(revertOf(finding).includes(CAREFUL)).toBe(asks);
    expect(finding.cause.startsWith('The API server lists no node')).toBe(asks);
  });
});

import { BACKEND_TYPE_KEY } from '../../shared/model/annotations.ts';
import { both } from '../../shared/rules/rule.ts';
import { idOf, type Placed } from '../place.ts';
import { CLUSTER_ID, FIRST_GENERATION, placeWeb, type Scene, type Stage, scene } from './scene.ts';

/** Scenes about server groups and the backends in them, by rule. */
export const GROUP_SCENES: Readonly<Record<string, Scene>> = {
  'vserver-group-backends-remove': scene(
    both(
      'A node left the cluster while CCM was not running; it is still in the group.',
      '某个节点在 CCM 未运行期间离开了集群，但仍留在服务器组中。',
    ),
    (stage) => {
      const [group] = placeWeb(stage).groups;
      const backends = group?.BackendServers?.BackendServer;
      const [first] = backends ?? [];
      if (first) backends?.push({ ...first, ServerId: idOf('i', 'gone') });
    },
  ),
  'vserver-group-delete': scene(
    both(
      'Port 81 was taken out of the Service while CCM was not running. Its listener was deleted by hand, its group was forgotten.',
      '在 CCM 未运行期间，Service 去掉了 81 端口。对应的监听已手动删除，而服务器组被遗忘。',
    ),
    (stage) => {
      const web = placeWeb(stage);
      const name = `k8s/30081/web/shop/${CLUSTER_ID}`;
      const forgotten = { VServerGroupId: idOf('rsp', name), VServerGroupName: name };
      const BackendServers = { BackendServer: [] };
      const { LoadBalancerId } = web.loadBalancer;
      stage.hangzhou.slb.vServerGroups.push({ ...forgotten, LoadBalancerId, BackendServers });
    },
  ),
  'server-group-unbuildable': scene(
    both('A weight was annotated that no backend can have.', '注解中填写了超出范围的后端权重。'),
    (stage) => void placeWeb(stage, { annotations: { 'default-weight': '101' } }),
  ),
  'backend-invalid-eni': scene(
    both(
      'The Service has its pods as backends. The network interface of one pod was released a moment ago.',
      'Service 以 Pod 作为后端，其中一个 Pod 的弹性网卡刚刚被释放。',
    ),
    podBackends,
  ),
  'default-group-backends-add': scene(
    both(
      'The SLB is as an old CCM made it. A node was taken out of its default server group in the console.',
      'SLB 保持旧版 CCM 创建时的形态。有人在控制台将一个节点移出了默认服务器组。',
    ),
    (stage) => byDefaultGroup(stage, (ids) => ids.slice(0, -1)),
    { target: FIRST_GENERATION },
  ),
  'default-group-backends-remove': scene(
    both(
      'The SLB is as an old CCM made it. A server of another system was put into its default server group.',
      'SLB 保持旧版 CCM 创建时的形态。有人将其他系统的服务器加入了默认服务器组。',
    ),
    (stage) => byDefaultGroup(stage, (ids) => [...ids, idOf('i', 'other')]),
    { target: FIRST_GENERATION },
  ),
};

/** A Service whose backends are three pods, of which the last has no network interface any more. */
function podBackends(stage: Stage): void {
  const web = placeWeb(stage);
  const { hangzhou, prod } = stage;
  web.service.metadata.annotations = { ...web.service.metadata.annotations, [BACKEND_TYPE_KEY]: 'eni' };
  const pods = ['192.168.10.10', '192.168.10.11', '192.168.10.12'].map((address) => ({
    NetworkInterfaceId: idOf('eni', address),
    PrivateIpAddress: address,
    VpcId: prod.vpcId,
  }));
  hangzhou.ecs = { networkInterfaces: pods.slice(0, -1) };
  const [group] = web.groups;
  if (!group) return;
  group.VServerGroupName = `k8s/8080/web/shop/${CLUSTER_ID}`;
  const rest = { Port: 8080, Weight: 100, Type: 'eni', Description: group.VServerGroupName };
  group.BackendServers = {
    BackendServer: pods.slice(0, -1).map((pod) => ({
      ServerId: pod.NetworkInterfaceId,
      ServerIp: pod.PrivateIpAddress,
      ...rest,
    })),
  };
}

/** A Service whose listeners forward to the default server group, which holds other servers than its nodes. */
function byDefaultGroup(stage: Stage, change: (nodes: readonly string[]) => readonly string[]): void {
  const web: Placed = placeWeb(stage);
  const nodes = web.groups[0]?.BackendServers?.BackendServer ?? [];
  const servers = change(nodes.map((node) => node.ServerId));
  for (const listener of web.listeners) listener.VServerGroupId = '';
  stage.hangzhou.slb.vServerGroups = [];
  web.loadBalancer.BackendServers = {
    BackendServer: servers.map((ServerId) => ({ ServerId, Weight: 100, Type: 'ecs' })),
  };
}

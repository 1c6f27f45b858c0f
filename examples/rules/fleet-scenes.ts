import { both, type Localized } from '../../shared/rules/rule.ts';
import { exampleFleet } from '../make-example.ts';
import type { Scene } from './scene.ts';

/** Scenes of the example fleet, by rule: the report of examples/fleet.json has each finding. */
export const FLEET_SCENES: Readonly<Record<string, Scene>> = {
  'annotation-invalid': inFleet(
    both(
      'Somebody wrote five minutes with a unit, as one would anywhere else.',
      '有人像在其他地方一样，写了带单位的“5 分钟”。',
    ),
  ),
  'backend-weights': inFleet(
    both(
      'The weights are those of an old CCM, the same for every node.',
      '权重由旧版 CCM 设置，所有节点相同。',
    ),
  ),
  'listener-start': inFleet(
    both('The listener was stopped in the console and forgotten.', '监听在控制台被停止后被遗忘。'),
  ),
  'listener-update': inFleet(
    both(
      'Scheduler and health check were changed in the console to get through a busy day.',
      '为应对流量高峰，有人在控制台修改了调度算法和健康检查。',
    ),
  ),
  'load-balancer-instance-charge-type': inFleet(
    both(
      'The SLB was switched to pay-by-CLCU, and the Service still asks for a specification.',
      'SLB 已切换为按使用量计费（PayByCLCU），而 Service 仍要求按规格计费。',
    ),
  ),
  'load-balancer-name': inFleet(
    both('The Service asks for a name that the SLB does not have.', 'Service 要求的名称与 SLB 的名称不同。'),
  ),
  'load-balancer-orphan': inFleet(
    both(
      'The Service was deleted while CCM was not running, and its finalizer was removed by hand.',
      'Service 在 CCM 未运行期间被删除，其 finalizer 被手动移除。',
    ),
  ),
  'vserver-group-backends-add': inFleet(
    both('A node was taken out of the group in the console.', '有人在控制台将一个节点移出了服务器组。'),
  ),
  'vserver-group-create': inFleet(
    both(
      'The listener was turned away from its group in the console, and the group deleted.',
      '有人在控制台将监听与其服务器组解绑，并删除了该服务器组。',
    ),
  ),
};

function inFleet(story: Localized): Scene {
  return { story, file: 'examples/fleet.json', fleet: exampleFleet };
}

import { both } from '../../shared/rules/rule.ts';
import { place } from '../place.ts';
import { annotate, placeWeb, removeInstance, removeService, type Scene, scene, tag } from './scene.ts';

/** Scenes about which SLB a Service has, and whether it has one at all, by rule. */
export const INSTANCE_SCENES: Readonly<Record<string, Scene>> = {
  'load-balancer-create': scene(
    both(
      'The Service was made while CCM was not running, and has been pending since.',
      'Service 创建时 CCM 未运行，此后一直处于 pending 状态。',
    ),
    (stage) => {
      const web = placeWeb(stage);
      removeInstance(stage, web);
      web.service.status = {};
    },
  ),
  'load-balancer-delete': scene(
    both(
      'The Service is being deleted. Its finalizer is still there, because CCM never got to delete the SLB.',
      'Service 正在删除。由于 CCM 一直未能删除 SLB，其 finalizer 仍然存在。',
    ),
    (stage) => {
      const web = placeWeb(stage);
      web.service.metadata.deletionTimestamp = '2026-11-19T18:30:00Z';
      web.loadBalancer.DeleteProtection = 'off';
    },
  ),
  'load-balancer-missing': scene(
    both(
      'Somebody deleted the SLB in the console. The Service still shows its address.',
      '有人在控制台删除了 SLB，而 Service 状态中仍显示其地址。',
    ),
    (stage) => removeInstance(stage, placeWeb(stage)),
  ),
  'load-balancer-ambiguous': scene(
    both(
      'A second SLB was made by hand, and all tags of the first were copied to it.',
      '有人手动新建了第二个 SLB，并把第一个 SLB 的标签全部复制了过去。',
    ),
    (stage) => {
      const { loadBalancer } = placeWeb(stage);
      const copy = { ...loadBalancer, LoadBalancerId: 'lb-bp1second00', LoadBalancerName: 'web-copy' };
      stage.hangzhou.slb.loadBalancers.push({ ...copy, Address: '47.98.13.200' });
    },
  ),
  'load-balancer-not-reusable': scene(
    both(
      'Service shop/api was pointed with annotation id at the SLB that CCM made for shop/web.',
      '通过注解 id，Service shop/api 指向了 CCM 为 shop/web 创建的 SLB。',
    ),
    (stage) => {
      const web = placeWeb(stage);
      const api = place(stage.prod, stage.hangzhou, { namespace: 'shop', name: 'api', ports: [[81, 'tcp']] });
      removeInstance(stage, api);
      annotate(api, 'id', web.loadBalancer.LoadBalancerId);
    },
  ),
  'load-balancer-reuse-stale': scene(
    both(
      'An SLB of one’s own was reused by a Service that is gone. CCM left its mark on it.',
      '某个自有 SLB 曾被一个 Service 复用。该 Service 已删除，而 CCM 的标记留在了 SLB 上。',
    ),
    (stage) => {
      const web = placeWeb(stage);
      removeService(stage);
      web.loadBalancer.LoadBalancerName = 'shop-entry';
      web.loadBalancer.Tags = { Tag: [{ TagKey: 'kubernetes.reused.by.user', TagValue: 'true' }] };
    },
  ),
  'load-balancer-unknown-cluster': scene(
    both(
      'A cluster was deleted, and one of its SLBs stayed behind.',
      '某个集群已被删除，但它的一个 SLB 遗留了下来。',
    ),
    (stage) => {
      const web = placeWeb(stage);
      removeService(stage);
      web.loadBalancer.Tags = { Tag: web.loadBalancer.Tags?.Tag?.slice(0, 1) ?? [] };
      tag(web, 'ack.aliyun.com', 'c2b7e6f40a9d13c58e07a4f1b96d2c83e');
    },
  ),
  'listener-conflict': scene(
    both(
      'shop/web and shop/api reuse one SLB with force-override-listeners, and both ask for its port 80.',
      'shop/web 和 shop/api 都通过 force-override-listeners 复用同一个 SLB，并且都要求其 80 端口。',
    ),
    (stage) => {
      const web = placeWeb(stage);
      const api = place(stage.prod, stage.hangzhou, { namespace: 'shop', name: 'api', ports: [[80, 'tcp']] });
      removeInstance(stage, api);
      web.loadBalancer.Tags = { Tag: [{ TagKey: 'kubernetes.reused.by.user', TagValue: 'true' }] };
      api.service.status = { ...web.service.status };
      for (const one of [web, api]) {
        annotate(one, 'id', web.loadBalancer.LoadBalancerId);
        annotate(one, 'force-override-listeners', 'true');
      }
    },
  ),
};

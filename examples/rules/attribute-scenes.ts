import { both } from '../../shared/rules/rule.ts';
import { placeWeb, type Scene, scene, tag } from './scene.ts';

/** Scenes about the attributes of an SLB, by rule. */
export const ATTRIBUTE_SCENES: Readonly<Record<string, Scene>> = {
  'load-balancer-delete-protection': scene(
    both(
      'The Service asks for delete protection, and somebody switched it off in the console.',
      'Service 要求开启删除保护，而有人在控制台将其关闭。',
    ),
    (stage) => {
      const { loadBalancer } = placeWeb(stage, { annotations: { 'delete-protection': 'on' } });
      loadBalancer.DeleteProtection = 'off';
    },
  ),
  'load-balancer-modification-protection': scene(
    both(
      'The Service asks for read-only mode, and somebody switched it off in the console.',
      'Service 要求开启配置修改保护，而有人在控制台将其关闭。',
    ),
    (stage) => {
      const annotations = { 'modification-protection': 'ConsoleProtection' };
      const { loadBalancer } = placeWeb(stage, { annotations });
      loadBalancer.ModificationProtectionStatus = 'NonProtection';
    },
  ),
  'load-balancer-immutable': scene(
    both(
      'The annotation was added when the Service had long had an SLB on the internet.',
      '添加该注解时，Service 早已拥有一个公网 SLB。',
    ),
    (stage) => void placeWeb(stage, { annotations: { 'address-type': 'intranet' } }),
  ),
  'load-balancer-spec': scene(
    both(
      'The SLB was enlarged in the console for a sale, and the Service never learned of it.',
      '为应对促销，有人在控制台升级了 SLB 规格，但没有同步修改 Service。',
    ),
    (stage) => {
      const { loadBalancer } = placeWeb(stage, { annotations: { spec: 'slb.s2.medium' } });
      Object.assign(loadBalancer, { InstanceChargeType: 'PayBySpec', LoadBalancerSpec: 'slb.s3.large' });
    },
  ),
  'load-balancer-internet-spec': scene(
    both(
      'The bandwidth was raised in the console; the Service still asks for 100 Mbit/s.',
      '有人在控制台提高了带宽，而 Service 仍要求 100 Mbit/s。',
    ),
    (stage) => {
      const annotations = { 'charge-type': 'paybybandwidth', bandwidth: '100' };
      const { loadBalancer } = placeWeb(stage, { annotations });
      const bought = { InternetChargeType: '3', InternetChargeTypeAlias: 'paybybandwidth', Bandwidth: 200 };
      Object.assign(loadBalancer, bought);
    },
  ),
  'load-balancer-tags-add': scene(
    both(
      'A clean-up of tags took away one that the Service asks for.',
      '一次标签清理移除了 Service 要求的标签。',
    ),
    (stage) => {
      const annotations = { 'additional-resource-tags': 'env=prod,team=shop' };
      tag(placeWeb(stage, { annotations }), 'team', 'shop');
    },
  ),
  'load-balancer-tags-remove': scene(
    both(
      'Finance tagged the SLB for its bills. The annotation, once it is there, means all tags.',
      '财务为核算成本给 SLB 打了标签。而该注解一旦设置，就表示全部标签。',
    ),
    (stage) => {
      const web = placeWeb(stage, { annotations: { 'additional-resource-tags': 'env=prod' } });
      tag(web, 'env', 'prod');
      tag(web, 'cost-center', '4200');
    },
  ),
};

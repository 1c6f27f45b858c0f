import type { SlbLoadBalancer } from '../../shared/snapshot/cloud-items.ts';
import { instanceName, type Names } from './names.ts';
import type { ServicePlan } from './plan.ts';
import type { Random } from './random.ts';
import type { Site } from './site.ts';

type Tags = readonly { readonly TagKey: string; readonly TagValue: string }[];

/** What an item of DescribeLoadBalancers says of an instance that nobody configured further. */
function plainInstance(names: Names, regionId: string, name: string, tags: Tags): SlbLoadBalancer {
  const item = {
    LoadBalancerId: names.cloudId('lb', regionId),
    LoadBalancerName: name,
    LoadBalancerStatus: 'active',
    Address: names.address(),
    AddressType: 'internet',
    AddressIPVersion: 'ipv4',
    NetworkType: 'classic',
    RegionId: regionId,
    RegionIdAlias: regionId,
    MasterZoneId: `${regionId}-h`,
    SlaveZoneId: `${regionId}-i`,
    InternetChargeType: '4',
    InternetChargeTypeAlias: 'paybytraffic',
    Bandwidth: 5120,
    InstanceChargeType: 'PayByCLCU',
    PayType: 'PayOnDemand',
    DeleteProtection: 'off',
    ModificationProtectionStatus: 'NonProtection',
    ResourceGroupId: 'rg-acfm0default',
    VpcId: '',
    VSwitchId: '',
    CreateTime: '2026-03-01T08:00Z',
    CreateTimeStamp: 1772352000000,
    Tags: { Tag: [...tags] },
  };
  return item;
}

/** What else an instance has that is protected against the console, as CCM makes its own. */
const MANAGED = {
  DeleteProtection: 'on',
  ModificationProtectionStatus: 'ConsoleProtection',
  ModificationProtectionReason: 'managed.by.ack',
} as const;

function insideVpc(site: Site) {
  return {
    Address: site.nextSlbAddress(),
    AddressType: 'intranet',
    NetworkType: 'vpc',
    VpcId: site.vpcId,
    VSwitchId: site.vSwitchId,
  };
}

/** A Service's instance, with everything on it that its annotations ask for. */
export function instanceOf(names: Names, site: Site, plan: ServicePlan): SlbLoadBalancer {
  const own = plan.instance === 'own';
  const tags: Tags = own
    ? [
        { TagKey: 'kubernetes.do.not.delete', TagValue: instanceName(plan.uid) },
        { TagKey: 'ack.aliyun.com', TagValue: site.clusterId },
      ]
    : [{ TagKey: 'kubernetes.reused.by.user', TagValue: 'true' }];
  const name = own ? instanceName(plan.uid) : `${plan.name}-shared`;
  const all = [...tags, ...plan.features.flatMap((feature) => feature.tags ?? [])];
  const inside = plan.features.some((feature) => feature.instance?.AddressType === 'intranet');
  return Object.assign(
    plainInstance(names, site.regionId, name, all),
    own && MANAGED,
    inside && insideVpc(site),
    ...plan.features.map((feature) => feature.instance),
  );
}

/** The instance in front of a cluster's API server: it carries the cluster's tag only, and is no Service's. */
export function apiServerInstance(names: Names, site: Site): SlbLoadBalancer {
  const tags = [{ TagKey: 'ack.aliyun.com', TagValue: site.clusterId }];
  const item = plainInstance(names, site.regionId, `ManagedK8SSlbIntranet-${site.clusterId}`, tags);
  return Object.assign(item, MANAGED, insideVpc(site));
}

/** An instance that has nothing to do with any cluster. */
export function unrelatedInstance(names: Names, random: Random, regionId: string): SlbLoadBalancer {
  const tags = random.chance(0.3) ? [{ TagKey: 'team', TagValue: random.pick(['ops', 'data', 'it']) }] : [];
  const name = `${random.pick(['bastion', 'gitlab', 'vpn', 'legacy', 'oa', 'mail'])}-${random.text(4)}`;
  return plainInstance(names, regionId, name, tags);
}

import type { SlbLoadBalancer } from '../../snapshot/cloud-items.ts';
import { toInteger } from '../../snapshot/shapes.ts';
import type { Tag } from '../desired/attribute.ts';

/** An instance as SLB has it, in the same words as DesiredAttribute. Missing texts are ''. */
export interface ActualAttribute {
  readonly LoadBalancerId: string;
  readonly LoadBalancerName: string;
  readonly Address: string;
  readonly AddressType: string;
  readonly AddressIPVersion: string;
  readonly NetworkType: string;
  readonly MasterZoneId: string;
  readonly SlaveZoneId: string;
  readonly ResourceGroupId: string;
  readonly InternetChargeType: string;
  readonly Bandwidth: number;
  readonly InstanceChargeType: string;
  readonly LoadBalancerSpec: string;
  readonly DeleteProtection: string;
  readonly ModificationProtectionStatus: string;
  readonly Tags: readonly Tag[];
}

/** The tags of an item of DescribeLoadBalancers. */
export function tagsOf(item: SlbLoadBalancer): readonly Tag[] {
  return (item.Tags?.Tag ?? []).map((tag) => ({ key: tag.TagKey, value: tag.TagValue ?? '' }));
}

/**
 * Reads an item of DescribeLoadBalancers. The readable charge type stands in InternetChargeTypeAlias there; an
 * item of DescribeLoadBalancerAttribute has no alias and says it in InternetChargeType.
 */
export function actualAttribute(item: SlbLoadBalancer): ActualAttribute {
  return {
    LoadBalancerId: item.LoadBalancerId,
    LoadBalancerName: item.LoadBalancerName ?? '',
    Address: item.Address ?? '',
    AddressType: item.AddressType ?? '',
    AddressIPVersion: item.AddressIPVersion ?? '',
    NetworkType: item.NetworkType ?? '',
    MasterZoneId: item.MasterZoneId ?? '',
    SlaveZoneId: item.SlaveZoneId ?? '',
    ResourceGroupId: item.ResourceGroupId ?? '',
    InternetChargeType: item.InternetChargeTypeAlias ?? item.InternetChargeType ?? '',
    Bandwidth: toInteger(item.Bandwidth),
    InstanceChargeType: item.InstanceChargeType ?? '',
    LoadBalancerSpec: item.LoadBalancerSpec ?? '',
    DeleteProtection: item.DeleteProtection ?? '',
    ModificationProtectionStatus: item.ModificationProtectionStatus ?? '',
    Tags: tagsOf(item),
  };
}

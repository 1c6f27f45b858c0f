import type { Annotations } from '../annotations.ts';
import type { AnnotationFault } from '../fault.ts';
import { atoi } from '../go.ts';

/** A tag of an instance, or one asked for; a missing value is ''. */
export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** The instance a Service asks for. '' and 0 mean not annotated, and what is not annotated is not compared. */
export interface DesiredAttribute {
  /** A reused, user-owned instance, by its id. */
  readonly LoadBalancerId: string;
  readonly isUserManaged: boolean;
  readonly preserveOnDelete: boolean;
  readonly LoadBalancerName: string;
  readonly AddressType: string;
  readonly AddressIPVersion: string;
  readonly NetworkType: string;
  readonly Address: string;
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

/** What stays wanted of a Service whose SLB has to go: only whose it is (clbv1 localModel.Build). */
export function attributeOfDeleted(annotations: Annotations): DesiredAttribute {
  const LoadBalancerId = annotations.get('id');
  const preserveOnDelete = annotations.get('preserve-lb-on-delete') !== '';
  return { ...NOTHING, LoadBalancerId, isUserManaged: LoadBalancerId !== '', preserveOnDelete };
}

const NOTHING = {
  LoadBalancerName: '',
  AddressType: '',
  AddressIPVersion: '',
  NetworkType: '',
  Address: '',
  MasterZoneId: '',
  SlaveZoneId: '',
  ResourceGroupId: '',
  InternetChargeType: '',
  Bandwidth: 0,
  InstanceChargeType: '',
  LoadBalancerSpec: '',
  DeleteProtection: '',
  ModificationProtectionStatus: '',
  Tags: [],
} as const;

/** Reads the instance a Service asks for (clbv1 LoadBalancerManager.BuildLocalModel). */
export function desiredAttribute(annotations: Annotations, faults: AnnotationFault[]): DesiredAttribute {
  const LoadBalancerId = annotations.get('id');
  return {
    LoadBalancerId,
    isUserManaged: LoadBalancerId !== '',
    preserveOnDelete: annotations.get('preserve-lb-on-delete') !== '',
    LoadBalancerName: annotations.get('name'),
    AddressType: annotations.get('address-type'),
    AddressIPVersion: annotations.get('ip-version'),
    NetworkType: annotations.get('network-type'),
    Address: annotations.get('ip'),
    MasterZoneId: annotations.get('master-zoneid'),
    SlaveZoneId: annotations.get('slave-zoneid'),
    ResourceGroupId: annotations.get('resource-group-id'),
    InternetChargeType: annotations.get('charge-type'),
    Bandwidth: bandwidthOf(annotations.get('bandwidth'), faults),
    InstanceChargeType: annotations.get('instance-charge-type'),
    LoadBalancerSpec: annotations.get('spec'),
    DeleteProtection: annotations.get('delete-protection'),
    ModificationProtectionStatus: annotations.get('modification-protection'),
    Tags: parseTags(annotations.get('additional-resource-tags')),
  };
}

function bandwidthOf(value: string, faults: AnnotationFault[]): number {
  if (value === '') return 0;
  const bandwidth = atoi(value);
  if (bandwidth === undefined) {
    faults.push({ stage: 'build', annotation: 'bandwidth', value, part: value, reason: 'not-an-integer' });
  }
  return bandwidth ?? 0;
}

/** `k=v,k2=,k3`: entries trimmed, without a key dropped, the last of a key wins, text after a second `=` lost. */
export function parseTags(value: string): readonly Tag[] {
  const tags = new Map<string, string>();
  for (const entry of value.split(',')) {
    const [key = '', text = ''] = entry.trim().split('=');
    if (key !== '') tags.set(key, text);
  }
  return [...tags].map(([key, text]) => ({ key, value: text }));
}

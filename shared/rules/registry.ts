import { annotationInvalid } from './annotation-invalid.ts';
import { backendInvalidEni } from './backend-invalid-eni.ts';
import { backendWeights } from './backend-weights.ts';
import { certificateUnusable } from './certificate-unusable.ts';
import { defaultGroupBackendsAdd } from './default-group-backends-add.ts';
import { defaultGroupBackendsRemove } from './default-group-backends-remove.ts';
import { domainExtensionCreate } from './domain-extension-create.ts';
import { domainExtensionDelete } from './domain-extension-delete.ts';
import { domainExtensionUpdate } from './domain-extension-update.ts';
import { listenerConflict } from './listener-conflict.ts';
import { listenerCreate } from './listener-create.ts';
import { listenerDelete } from './listener-delete.ts';
import { listenerStart } from './listener-start.ts';
import { listenerStop } from './listener-stop.ts';
import { listenerUpdate } from './listener-update.ts';
import { loadBalancerAmbiguous } from './load-balancer-ambiguous.ts';
import { loadBalancerCreate } from './load-balancer-create.ts';
import { loadBalancerDelete } from './load-balancer-delete.ts';
import { loadBalancerDeleteProtection } from './load-balancer-delete-protection.ts';
import { loadBalancerImmutable } from './load-balancer-immutable.ts';
import { loadBalancerInstanceChargeType } from './load-balancer-instance-charge-type.ts';
import { loadBalancerInternetSpec } from './load-balancer-internet-spec.ts';
import { loadBalancerMissing } from './load-balancer-missing.ts';
import { loadBalancerModificationProtection } from './load-balancer-modification-protection.ts';
import { loadBalancerName } from './load-balancer-name.ts';
import { loadBalancerNotReusable } from './load-balancer-not-reusable.ts';
import { loadBalancerOrphan } from './load-balancer-orphan.ts';
import { loadBalancerReuseStale } from './load-balancer-reuse-stale.ts';
import { loadBalancerSpec } from './load-balancer-spec.ts';
import { loadBalancerTagsAdd } from './load-balancer-tags-add.ts';
import { loadBalancerTagsRemove } from './load-balancer-tags-remove.ts';
import { loadBalancerUnknownCluster } from './load-balancer-unknown-cluster.ts';
import type { FleetRule, Rule, ServiceRule } from './rule.ts';
import { serverGroupUnbuildable } from './server-group-unbuildable.ts';
import { vserverGroupBackendsAdd } from './vserver-group-backends-add.ts';
import { vserverGroupBackendsRemove } from './vserver-group-backends-remove.ts';
import { vserverGroupCreate } from './vserver-group-create.ts';
import { vserverGroupDelete } from './vserver-group-delete.ts';

/** The rules that look at one Service at a time, in the order in which a person would mend. */
export const SERVICE_RULES: readonly ServiceRule[] = [
  annotationInvalid,
  loadBalancerAmbiguous,
  loadBalancerMissing,
  loadBalancerCreate,
  loadBalancerNotReusable,
  serverGroupUnbuildable,
  loadBalancerDeleteProtection,
  loadBalancerModificationProtection,
  loadBalancerDelete,
  loadBalancerImmutable,
  loadBalancerInstanceChargeType,
  loadBalancerSpec,
  loadBalancerInternetSpec,
  loadBalancerName,
  loadBalancerTagsAdd,
  loadBalancerTagsRemove,
  vserverGroupCreate,
  vserverGroupBackendsAdd,
  vserverGroupBackendsRemove,
  defaultGroupBackendsAdd,
  defaultGroupBackendsRemove,
  listenerStart,
  listenerStop,
  listenerDelete,
  listenerCreate,
  domainExtensionCreate,
  domainExtensionDelete,
  domainExtensionUpdate,
  certificateUnusable,
  listenerUpdate,
  vserverGroupDelete,
  backendWeights,
  backendInvalidEni,
];

/** The rules that need the whole fleet. */
export const FLEET_RULES: readonly FleetRule[] = [
  loadBalancerOrphan,
  listenerConflict,
  loadBalancerReuseStale,
  loadBalancerUnknownCluster,
];

/** Every rule there is. */
export const RULES: readonly Rule[] = [...SERVICE_RULES, ...FLEET_RULES];

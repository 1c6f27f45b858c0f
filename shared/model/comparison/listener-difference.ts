import type { ActualListener } from '../actual/listeners.ts';
import type { CcmFeatures } from '../ccm-version.ts';
import type { FieldChange } from '../change.ts';
import type { DesiredListener, ListenerSetting } from '../desired/listeners.ts';
import { aclIdsOf, actualValue } from '../listener-fields.ts';

/**
 * The attributes of a listener that CCM would change (clbv1 isNeedUpdate).
 * @param wantedGroupId id of the group the listener should forward to, undefined for one still to be created
 */
export function diffListener(
  desired: DesiredListener,
  actual: ActualListener,
  wantedGroupId: string | undefined,
  features: CcmFeatures,
): FieldChange[] {
  const changes: FieldChange[] = [];
  if (actual.Description !== desired.Description) {
    changes.push({ field: 'Description', actual: actual.Description, expected: desired.Description });
  }
  if (actual.VServerGroupId !== wantedGroupId) {
    changes.push({ field: 'VServerGroupId', actual: actual.VServerGroupId, expected: wantedGroupId ?? null });
  }
  if (actual.Protocol === 'https' && actual.ServerCertificateId !== desired.ServerCertificateId) {
    changes.push({
      field: 'ServerCertificateId',
      actual: actual.ServerCertificateId,
      expected: desired.ServerCertificateId,
      annotation: 'cert-id',
    });
  }
  for (const setting of desired.settings) {
    const change = diffSetting(setting, desired.settings, actual, features);
    if (change) changes.push(change);
  }
  return changes;
}

function diffSetting(
  { field, wanted }: ListenerSetting,
  all: readonly ListenerSetting[],
  actual: ActualListener,
  features: CcmFeatures,
): FieldChange | undefined {
  if (!field.protocols.includes(actual.Protocol)) return undefined;
  if (field.onlyIfOn && !all.some((other) => other.field.field === field.onlyIfOn && other.wanted === 'on')) {
    return undefined;
  }
  if (field.kind === 'acl-ids') return diffAclIds(String(wanted), actual, features);
  const value = actualValue(field, actual.item);
  if (value === wanted) return undefined;
  const say = (side: string | number | boolean) => (field.kind === 'proxy-protocol' ? String(side) : side);
  return { field: field.field, actual: say(value), expected: say(wanted), annotation: field.annotation };
}

/** Lists are compared by length and membership, whatever their order (clbv1 IsListenerACLIDsEqual). */
function diffAclIds(wanted: string, actual: ActualListener, features: CcmFeatures): FieldChange | undefined {
  const present = features.severalAclIds ? aclIdsOf(actual.item) : [actual.item.AclId ?? ''];
  const ids = features.severalAclIds ? wanted.split(',') : [wanted];
  if (ids.length === present.length && present.every((id) => ids.includes(id))) return undefined;
  return { field: 'AclId', actual: present.join(','), expected: wanted, annotation: 'acl-id' };
}

import type { AnnotationName } from '../model/annotations.ts';
import { boundGroupId } from '../model/desired/port-annotations.ts';
import { atoi } from '../model/go.ts';
import { LISTENER_FIELDS, type ListenerField } from '../model/listener-fields.ts';
import { CLUSTER_TAG, OWNER_TAG, REUSE_TAG } from '../model/names.ts';
import type { ServiceView } from '../model/service-view.ts';
import { LIMITS, LISTENER_NAMES, NEEDED_FEATURES, ROLES } from './explain-annotation-facts.ts';
import {
  type AnnotationReason,
  malformed,
  namesNoPort,
  needs,
  noListenerOf,
  onlyAs,
  plays,
  REASONS,
  refused,
  since,
} from './explain-annotation-reasons.ts';

/** What is still read of a Service whose SLB has to go. */
const READ_WHEN_DELETED: ReadonlySet<string> = new Set([
  'id',
  'preserve-lb-on-delete',
  'force-override-listeners',
  'vgroup-port',
]);

/** What one annotation, present and not empty, does for its Service. */
export function reasonFor(view: ServiceView, name: AnnotationName): AnnotationReason {
  const fault = view.faults.find((one) => one.annotation === name);
  if (fault) return malformed(fault.part, fault.stage);
  if (view.beingDeleted && !READ_WHEN_DELETED.has(name)) return REASONS.beingDeleted;
  const [feature, version = ''] = NEEDED_FEATURES[name] ?? [];
  if (feature !== undefined && !view.context.features[feature]) return since(version);
  return (
    brokenWeight(view, name) ??
    outsideOfReuse(view, name) ??
    notSwitchedOn(view, name) ??
    ofInstance(view, name) ??
    ofListener(view, name) ??
    ofGroup(view, name) ??
    beyondLimit(view, name) ??
    served(name)
  );
}

function served(name: AnnotationName): AnnotationReason {
  const role = ROLES[name];
  if (name === 'preserve-lb-on-delete') return REASONS.onDeletion;
  return role ? plays(role) : REASONS.compared;
}

function brokenWeight(view: ServiceView, name: AnnotationName): AnnotationReason | undefined {
  const isBroken = view.desired.unbuildable.some((group) =>
    group.faults.some(({ reason }) => reason === name),
  );
  return isBroken ? REASONS.weight : undefined;
}

/** What is read of a reused SLB only, and what of such a one is not. */
function outsideOfReuse(view: ServiceView, name: AnnotationName): AnnotationReason | undefined {
  const { isUserManaged } = view.desired.attribute;
  const needsReuse = ['force-override-listeners', 'external-ip-type', 'vgroup-port', 'weight'].includes(name);
  if (needsReuse && !isUserManaged) return needs('id');
  if (name === 'weight' && view.annotations.get('vgroup-port') === '') return needs('vgroup-port');
  if (!LISTENER_NAMES.has(name) || view.comparesListeners) return undefined;
  return REASONS.reused;
}

function notSwitchedOn({ annotations }: ServiceView, name: AnnotationName): AnnotationReason | undefined {
  const value = annotations.get(name);
  switch (name) {
    case 'force-override-listeners':
      return value === 'true' ? undefined : onlyAs('true');
    case 'remove-unscheduled-backend':
      return value === 'on' ? undefined : onlyAs('on');
    case 'ignore-weight-update':
      return value.toLowerCase() === 'on' ? undefined : onlyAs('on');
    case 'external-ip-type':
      return value === 'eip' ? undefined : onlyAs('eip');
    default:
      return undefined;
  }
}

/** Whether the instance has an address of a VPC only; of one that is still to be made, what is asked for. */
function isIntranet({ attribute, desired }: ServiceView): boolean {
  const addressType = attribute?.AddressType ?? desired.attribute.AddressType;
  return addressType !== '' && addressType !== 'internet';
}

function ofInstance(view: ServiceView, name: AnnotationName): AnnotationReason | undefined {
  const { attribute, desired } = view;
  switch (name) {
    case 'charge-type':
      return isIntranet(view) ? REASONS.intranet : undefined;
    case 'bandwidth':
      if (isIntranet(view)) return REASONS.intranet;
      if (atoi(view.annotations.get(name)) === 0) return REASONS.zero;
      return desired.attribute.InternetChargeType === 'paybybandwidth'
        ? undefined
        : needs('charge-type', 'paybybandwidth');
    case 'spec': {
      const charge = desired.attribute.InstanceChargeType || attribute?.InstanceChargeType;
      return charge === undefined || charge.toLowerCase() === 'paybyspec' ? undefined : REASONS.notPayBySpec;
    }
    case 'additional-resource-tags':
      return desired.attribute.Tags.some(({ key }) => countsAsTag(view, key)) ? undefined : REASONS.noTags;
    default:
      return undefined;
  }
}

/** Whether CCM compares a tag that a Service asks for: not those of Alibaba Cloud, and not its own. */
export function countsAsTag({ desired }: ServiceView, key: string): boolean {
  if (key.startsWith('acs:') || key === OWNER_TAG || key === CLUSTER_TAG) return false;
  return key !== REUSE_TAG || !desired.attribute.isUserManaged;
}

function ofListener(view: ServiceView, name: AnnotationName): AnnotationReason | undefined {
  const { listeners } = view.desired;
  const field = LISTENER_FIELDS.find((one) => one.annotation === name);
  if (field) return ofField(view, field);
  const has = (protocol: string) => listeners.some((one) => one.Protocol === protocol);
  switch (name) {
    case 'cert-id':
    case 'domain-extensions':
      return has('https') ? undefined : noListenerOf(['https']);
    case 'forward-port':
      if (!has('http')) return noListenerOf(['http']);
      return listeners.some((one) => one.ForwardPort !== 0) ? undefined : namesNoPort('http');
    case 'protocol-port': {
      const ports = view.annotations
        .get(name)
        .split(',')
        .map((entry) => entry.split(':')[1]);
      return listeners.some((one) => ports.includes(String(one.ListenerPort))) ? undefined : namesNoPort('');
    }
    default:
      return undefined;
  }
}

function ofField({ desired, annotations }: ServiceView, field: ListenerField): AnnotationReason | undefined {
  const hasProtocol = desired.listeners.some(({ Protocol }) =>
    field.protocols.some((one) => one === Protocol),
  );
  if (!hasProtocol) return noListenerOf(field.protocols);
  const gate = field.onlyIfOn === 'AclStatus' ? 'acl-status' : 'connection-drain';
  if (field.onlyIfOn && annotations.get(gate) !== 'on') return needs(gate, 'on');
  const isZero = field.kind === 'integer' && atoi(annotations.get(field.annotation)) === 0;
  return isZero && !field.zeroCounts ? REASONS.zero : undefined;
}

function ofGroup({ desired, annotations }: ServiceView, name: AnnotationName): AnnotationReason | undefined {
  const { policy, listeners } = desired;
  switch (name) {
    case 'backend-label':
    case 'remove-unscheduled-backend':
      return policy === 'ENI' ? REASONS.eni : undefined;
    case 'default-weight':
      if (
        desired.attribute.isUserManaged &&
        annotations.get('vgroup-port') !== '' &&
        annotations.get('weight') !== ''
      )
        return REASONS.totalWeight;
      return policy === 'Local' ? REASONS.local : undefined;
    case 'vgroup-port': {
      const isUsed = listeners.some((one) => boundGroupId(annotations.get(name), one.ListenerPort) !== '');
      return isUsed || listeners.length === 0 ? undefined : namesNoPort('');
    }
    default:
      return undefined;
  }
}

function beyondLimit({ annotations }: ServiceView, name: AnnotationName): AnnotationReason | undefined {
  const limit = LIMITS[name];
  if (!limit) return undefined;
  const value = annotations.get(name);
  if (limit.kind === 'words') return limit.words.includes(value) ? undefined : refused(limit);
  const number = atoi(value);
  if (number === undefined || number === limit.also) return undefined;
  return number >= limit.least && number <= limit.most ? undefined : refused(limit);
}

import type { AnnotationName } from '../model/annotations.ts';
import type { ChangeValue } from '../model/change.ts';
import type { DesiredAttribute } from '../model/desired/attribute.ts';
import type { ServiceView } from '../model/service-view.ts';
import { tagText } from '../rules/tags.ts';
import { countsAsTag } from './explain-annotation-judge.ts';
import type { ExplainedField, ExplainedInstance } from './explanation.ts';
import type { Change, Finding } from './report.ts';

const FIELDS = [
  ['LoadBalancerName', 'name'],
  ['AddressType', 'address-type'],
  ['AddressIPVersion', 'ip-version'],
  ['NetworkType', 'network-type'],
  ['Address', 'ip'],
  ['MasterZoneId', 'master-zoneid'],
  ['SlaveZoneId', 'slave-zoneid'],
  ['ResourceGroupId', 'resource-group-id'],
  ['InstanceChargeType', 'instance-charge-type'],
  ['LoadBalancerSpec', 'spec'],
  ['InternetChargeType', 'charge-type'],
  ['Bandwidth', 'bandwidth'],
  ['DeleteProtection', 'delete-protection'],
  ['ModificationProtectionStatus', 'modification-protection'],
] as const satisfies readonly (readonly [keyof DesiredAttribute, AnnotationName])[];

/** The instance on both sides. What differs is what the findings say: there is no second opinion here. */
export function explainInstance(view: ServiceView, findings: readonly Finding[]): ExplainedInstance {
  const { found, desired, defaultName } = view;
  const { isUserManaged, LoadBalancerId } = desired.attribute;
  const id = view.attribute?.LoadBalancerId ?? (LoadBalancerId || undefined);
  const by = finderOf(view);
  return {
    found: found.kind,
    ...(by !== undefined && { by }),
    isReused: isUserManaged,
    ...(id !== undefined && { loadBalancerId: id }),
    ...(found.kind === 'ambiguous' && { candidates: found.ids }),
    defaultName,
    fields: fieldsOf(view, findings.filter(isOfInstance)),
  };
}

function isOfInstance({ listenerPort, vServerGroupId, vServerGroupName }: Finding): boolean {
  return listenerPort === undefined && vServerGroupId === undefined && vServerGroupName === undefined;
}

function finderOf({ found, desired, cluster, defaultName }: ServiceView): ExplainedInstance['by'] {
  if (desired.attribute.isUserManaged) return 'id';
  if (found.kind === 'ambiguous') return found.by;
  if (found.kind !== 'found') return undefined;
  return (cluster.cloud.byOwnerTag.get(defaultName)?.length ?? 0) > 0 ? 'tag' : 'name';
}

function fieldsOf(view: ServiceView, findings: readonly Finding[]): ExplainedField[] {
  const changes = findings.flatMap((finding) => finding.changes);
  return [
    ...FIELDS.map(([field, annotation]) => explained(view, field, annotation, changes)),
    explainTags(
      view,
      changes.filter((change) => change.field === 'Tags'),
    ),
  ];
}

function explained(
  view: ServiceView,
  field: (typeof FIELDS)[number][0],
  annotation: AnnotationName,
  changes: readonly Change[],
): ExplainedField {
  const change = changes.find((one) => one.field === field);
  const isVersion = field === 'AddressIPVersion';
  const asked = view.desired.attribute[field] || (isVersion ? 'ipv4' : '');
  const present = view.attribute?.[field];
  const service = change ? change.expected : asked === '' || asked === 0 ? null : asked;
  const slb =
    view.attribute === undefined ? null : present || (isVersion ? 'ipv4' : change ? change.actual : null);
  return row(view, field, annotation, { service, slb, differs: change !== undefined });
}

/** Tags that the Service lists, or that CCM adds of its own, beside those that are there. */
function explainTags(view: ServiceView, changes: readonly Change[]): ExplainedField {
  const listed = view.desired.attribute.Tags.map(tagText);
  const expected = changes.flatMap(({ expected }) => (Array.isArray(expected) ? expected.map(String) : []));
  const asked = [...new Set([...listed, ...expected])];
  const isAsked = asked.length > 0 || changes.length > 0;
  const annotation = 'additional-resource-tags';
  const base = {
    service: isAsked ? asked : null,
    slb: view.attribute ? view.attribute.Tags.map(tagText) : null,
    differs: changes.length > 0,
  };
  const field = row(view, 'Tags', annotation, base);
  // Alibaba's own tags and CCM's do not count, so that the lists need not be the same to be equal.
  const counts =
    view.context.features.enforcesAdditionalTags &&
    !view.beingDeleted &&
    view.desired.attribute.Tags.some(({ key }) => countsAsTag(view, key));
  return field.state === 'not-compared' && counts ? { ...field, state: 'equal' } : field;
}

function row(
  view: ServiceView,
  field: string,
  annotation: AnnotationName,
  {
    service,
    slb,
    differs,
  }: { readonly service: ChangeValue; readonly slb: ChangeValue; readonly differs: boolean },
): ExplainedField {
  const [key] = view.annotations.keysOf(annotation);
  return {
    field,
    ...(key !== undefined && view.annotations.get(annotation) !== '' && { annotation: key }),
    service,
    slb,
    state: differs
      ? 'differs'
      : service === null
        ? 'not-annotated'
        : view.attribute === undefined
          ? 'absent'
          : String(service) === String(slb)
            ? 'equal'
            : 'not-compared',
  };
}

import { type ActualListener, actualListener } from '../model/actual/listeners.ts';
import type { ListenerPair } from '../model/comparison/listeners.ts';
import type { DesiredListener, ListenerSetting } from '../model/desired/listeners.ts';
import { actualValue, LISTENER_FIELDS, type ListenerField } from '../model/listener-fields.ts';
import type { ServiceView } from '../model/service-view.ts';
import type { ExplainedField, ExplainedListener, FieldState, ListenerState } from './explanation.ts';

/** Both sides of one listener, as far as they are there. */
interface Sides {
  readonly view: ServiceView;
  readonly desired: DesiredListener | undefined;
  readonly actual: ActualListener | undefined;
  readonly pair: ListenerPair | undefined;
}

/** All listeners of the Service's ports and of its instance, by port. */
export function explainListeners(view: ServiceView): ExplainedListener[] {
  const present = actualListeners(view);
  const matched = new Set<ActualListener>();
  const wanted = view.desired.listeners.map((desired) => {
    const actual = present?.find(
      (one) => one.ListenerPort === desired.ListenerPort && one.Protocol === desired.Protocol,
    );
    if (actual) matched.add(actual);
    const pair = view.listeners?.pairs.find((one) => one.desired === desired);
    return explained({ view, desired, actual, pair });
  });
  const rest = (present ?? [])
    .filter((actual) => !matched.has(actual))
    .map((actual) => explained({ view, desired: undefined, actual, pair: undefined }));
  return [...wanted, ...rest].sort((one, other) => one.port - other.port);
}

/** What the instance has; undefined where it is not there, or its listeners are unread. */
function actualListeners({ attribute, cluster, owner }: ServiceView): ActualListener[] | undefined {
  if (!attribute) return undefined;
  const { LoadBalancerId: id } = attribute;
  const { cloud, readable, regionId } = cluster;
  if (readable.cloudUnread(regionId, 'listeners', id)) return undefined;
  return cloud
    .listenersOf(id)
    .map((item) => actualListener(item, owner, cloud.domainExtensionsOf(id, Number(item.ListenerPort))));
}

function explained(sides: Sides): ExplainedListener {
  const { desired, actual, pair, view } = sides;
  const waitsFor = pair?.waitsFor ?? view.listeners?.create.find((one) => one.desired === desired)?.waitsFor;
  const state = stateOf(sides);
  return {
    port: desired?.ListenerPort ?? actual?.ListenerPort ?? 0,
    protocol: desired?.Protocol ?? actual?.Protocol ?? '',
    state,
    ...(waitsFor !== undefined && { waitsFor }),
    fields: state === 'theirs' ? [] : [...fixedFields(sides), ...settingFields(sides), ...extensions(sides)],
  };
}

function stateOf({ view, desired, actual, pair }: Sides): ListenerState {
  const { listeners, found, comparesListeners } = view;
  if (!desired) return actual?.isOurs && comparesListeners ? 'slb-only' : 'theirs';
  const cannotBe =
    found.kind === 'ambiguous' ||
    found.kind === 'reused-missing' ||
    !desired.protocolKnown ||
    listeners?.unsupported.includes(desired) ||
    listeners?.untied.some((one) => one.desired === desired);
  if (cannotBe) return 'blocked';
  if (pair) return 'both';
  if (found.kind === 'unread' || (found.kind === 'found' && !listeners && comparesListeners)) return 'unread';
  if (found.kind === 'found' && !comparesListeners) return 'not-compared';
  return 'service-only';
}

/** CCM compares the settings of a listener that is there, runs no other way, and is not made anew. */
function isCompared({ pair }: Sides): boolean {
  return pair !== undefined && !pair.recreate && !forwards(pair.actual);
}

function forwards({ Protocol, ListenerForward }: ActualListener): boolean {
  return Protocol === 'http' && ListenerForward === 'on';
}

function stateOfField(sides: Sides, field: string, isAsked: boolean, isLookedAt = true): FieldState {
  if (sides.pair?.changes.some((change) => change.field === field)) return 'differs';
  if (!isAsked || !sides.desired) return 'not-annotated';
  if (!sides.actual) return 'absent';
  return isCompared(sides) && isLookedAt ? 'equal' : 'not-compared';
}

/** What is compared whatever is annotated. */
function fixedFields(sides: Sides): ExplainedField[] {
  const { view, desired, actual } = sides;
  const protocol = desired?.Protocol ?? actual?.Protocol;
  const bound = view.annotations.keysOf('vgroup-port')[0];
  return [
    {
      field: 'Status',
      service: desired ? 'running' : null,
      slb: actual?.Status ?? null,
      state: statusOf(sides),
    },
    {
      field: 'Description',
      service: desired?.Description ?? null,
      slb: actual?.Description ?? null,
      state: stateOfField(sides, 'Description', true),
    },
    {
      field: 'VServerGroupId',
      ...(desired && desired.boundGroupId !== '' && bound !== undefined && { annotation: bound }),
      service: desired ? groupIdOf(sides, desired) : null,
      slb: actual?.VServerGroupId ?? null,
      state: stateOfField(sides, 'VServerGroupId', true),
    },
    ...(protocol === 'http' ? [forwarding(sides)] : []),
    ...(protocol === 'https' ? [certificateOf(sides)] : []),
  ];
}

function statusOf({ desired, actual, pair }: Sides): FieldState {
  if (pair?.stopped) return 'differs';
  if (!desired) return 'not-annotated';
  if (!actual) return 'absent';
  return pair ? 'equal' : 'not-compared';
}

function certificateOf(sides: Sides): ExplainedField {
  const { view, desired, actual } = sides;
  const certificate = view.annotations.keysOf('cert-id')[0];
  return {
    field: 'ServerCertificateId',
    ...(certificate !== undefined && { annotation: certificate }),
    service: desired?.ServerCertificateId ?? null,
    slb: actual?.ServerCertificateId ?? null,
    state: stateOfField(sides, 'ServerCertificateId', true),
  };
}

/** The id of the group behind it; its name, where CCM must make it first. */
function groupIdOf({ view, pair }: Sides, desired: DesiredListener): string {
  const group = view.groups?.find((one) => one.desired.VServerGroupName === desired.VServerGroupName);
  const isSame = pair && !pair.changes.some(({ field }) => field === 'VServerGroupId') && !pair.recreate;
  const known = desired.boundGroupId || group?.actual?.VServerGroupId;
  return (known ?? (isSame ? pair.actual.VServerGroupId : '')) || desired.VServerGroupName;
}

function forwarding({ view, desired, actual, pair }: Sides): ExplainedField {
  const key = view.annotations.keysOf('forward-port')[0];
  const say = (port: number) => (port === 0 ? 'off' : `on ${port}`);
  return {
    field: 'ListenerForward',
    ...(key !== undefined && desired?.ForwardPort !== 0 && { annotation: key }),
    service: desired ? say(desired.ForwardPort) : null,
    slb: actual ? (forwards(actual) ? say(actual.ForwardPort) : actual.ListenerForward) : null,
    state: pair?.recreate
      ? 'differs'
      : !desired
        ? 'not-annotated'
        : !actual
          ? 'absent'
          : pair
            ? 'equal'
            : 'not-compared',
  };
}

function settingFields(sides: Sides): ExplainedField[] {
  const { view, desired, actual } = sides;
  const protocol = desired?.Protocol ?? actual?.Protocol;
  return LISTENER_FIELDS.filter((field) => field.protocols.some((one) => one === protocol)).map((field) => {
    const setting = desired?.settings.find((one) => one.field === field);
    const key = setting && view.annotations.keysOf(field.annotation)[0];
    return {
      field: field.field,
      ...(key !== undefined && { annotation: key }),
      service: setting ? shown(field, setting.wanted) : null,
      slb: actual ? shown(field, actualValue(field, actual.item)) : null,
      state: stateOfField(
        sides,
        field.field,
        setting !== undefined,
        isSwitchedOn(field, desired?.settings ?? []),
      ),
    };
  });
}

function isSwitchedOn({ onlyIfOn }: ListenerField, settings: readonly ListenerSetting[]): boolean {
  return !onlyIfOn || settings.some((one) => one.field.field === onlyIfOn && one.wanted === 'on');
}

function shown({ kind }: ListenerField, value: string | number | boolean): string | number | boolean {
  return kind === 'proxy-protocol' ? String(value) : value;
}

function extensions({ view, desired, actual, pair }: Sides): ExplainedField[] {
  const key = view.annotations.keysOf('domain-extensions')[0];
  if (
    (desired?.Protocol ?? actual?.Protocol) !== 'https' ||
    !desired ||
    desired.domainExtensions.length === 0
  )
    return [];
  const present = actual?.domainExtensions ?? [];
  const changed = new Set(
    [...(pair?.extensions.create ?? []), ...(pair?.extensions.update.map((one) => one.desired) ?? [])].map(
      ({ Domain }) => Domain,
    ),
  );
  const wanted = desired.domainExtensions.map(({ Domain, ServerCertificateId }): ExplainedField => {
    const slb = present.find((one) => one.Domain === Domain)?.ServerCertificateId ?? null;
    const isKnown = pair !== undefined && !pair.extensions.unread;
    return {
      field: `DomainExtension ${Domain}`,
      ...(key !== undefined && { annotation: key }),
      service: ServerCertificateId,
      slb,
      state: changed.has(Domain) ? 'differs' : !actual ? 'absent' : isKnown ? 'equal' : 'not-compared',
    };
  });
  const surplus = (pair?.extensions.remove ?? []).map(
    ({ Domain, ServerCertificateId }): ExplainedField => ({
      field: `DomainExtension ${Domain}`,
      service: null,
      slb: ServerCertificateId,
      state: 'differs',
    }),
  );
  return [...wanted, ...surplus];
}

import type { ActualDomainExtension, ActualListener } from '../actual/listeners.ts';
import type { CcmFeatures } from '../ccm-version.ts';
import type { FieldChange } from '../change.ts';
import type { DesiredDomainExtension, DesiredListener } from '../desired/listeners.ts';
import { isListenerProtocol } from '../desired/port-annotations.ts';
import type { UnbuildableGroup } from '../desired/server-groups.ts';
import { diffListener } from './listener-difference.ts';
import type { GroupComparison } from './server-groups.ts';

/** Whether CCM may change an https listener's certificate (clbv1 checkCertValidity). */
export type CertificateVerdict = 'usable' | 'missing' | 'expired' | 'several' | 'unread';

/** Asked with the present and the wanted certificate id. */
export type CertificateCheck = (present: string, wanted: string) => CertificateVerdict;

/** What differs between a wanted listener and the one on the same port and protocol. */
export interface ListenerPair {
  readonly desired: DesiredListener;
  readonly actual: ActualListener;
  /** Name of the group that must be created before CCM gets to this listener. */
  readonly waitsFor: string | undefined;
  readonly stopped: boolean;
  /** http only: forwarding differs, so CCM deletes the listener and creates it again. */
  readonly recreate: boolean;
  readonly changes: readonly FieldChange[];
  readonly extensions: ExtensionChanges;
  readonly certificate: CertificateVerdict;
}

/** How the domain extensions of an https listener differ from annotation domain-extensions. */
export interface ExtensionChanges {
  readonly create: readonly DesiredDomainExtension[];
  readonly remove: readonly ActualDomainExtension[];
  readonly update: readonly {
    readonly desired: DesiredDomainExtension;
    readonly actual: ActualDomainExtension;
  }[];
  readonly unread: boolean;
}

/** All listeners of an instance beside the wanted ones. */
export interface ListenerComparison {
  readonly pairs: readonly ListenerPair[];
  readonly create: readonly { readonly desired: DesiredListener; readonly waitsFor: string | undefined }[];
  readonly remove: readonly ActualListener[];
  /** Ports whose protocol no SLB listener can carry. */
  readonly unsupported: readonly DesiredListener[];
  /** Listeners for which no group could be built: CCM stops before it changes anything. */
  readonly untied: readonly {
    readonly desired: DesiredListener;
    readonly group: UnbuildableGroup | undefined;
  }[];
}

/** What the comparison of listeners starts from. */
export interface ListenerInput {
  readonly desired: readonly DesiredListener[];
  readonly actual: readonly ActualListener[];
  readonly groups: readonly GroupComparison[];
  readonly unbuildable: readonly UnbuildableGroup[];
  readonly features: CcmFeatures;
  readonly certificate: CertificateCheck;
  /** The annotation domain-extensions is there, be it empty. */
  readonly comparesExtensions: boolean;
}

/** Matches listeners by port and protocol and compares them (clbv1 buildActionsForListeners). */
export function compareListeners(input: ListenerInput): ListenerComparison {
  const unsure = new Set(input.desired.filter((one) => !one.protocolKnown).map((one) => one.ListenerPort));
  const desired = input.desired.filter((one) => one.protocolKnown);
  const matches = (one: DesiredListener, other: ActualListener) =>
    one.ListenerPort === other.ListenerPort && one.Protocol === other.Protocol;

  const ties = new Map(desired.map((one) => [one, tie(one, input.groups)]));
  const pairs: ListenerPair[] = [];
  const remove: ActualListener[] = [];
  for (const actual of input.actual) {
    const wanted = desired.filter((one) => matches(one, actual));
    for (const one of wanted) pairs.push(comparePair(input, one, actual, ties.get(one)));
    if (wanted.length === 0 && actual.isOurs && !unsure.has(actual.ListenerPort)) remove.push(actual);
  }
  const missing = desired.filter((one) => !input.actual.some((other) => matches(one, other)));
  return {
    pairs,
    remove,
    create: missing
      .filter((one) => isListenerProtocol(one.Protocol))
      .map((one) => ({ desired: one, waitsFor: ties.get(one)?.waitsFor })),
    unsupported: missing.filter((one) => !isListenerProtocol(one.Protocol)),
    untied: input.desired
      .filter((one) => !tie(one, input.groups))
      .map((one) => ({
        desired: one,
        group: input.unbuildable.find((group) => group.VServerGroupName === one.VServerGroupName),
      })),
  };
}

interface Tie {
  readonly groupId: string;
  readonly waitsFor: string | undefined;
}

/** The group behind a listener: a bound one by its id, else the first one built under its name (findVServerGroup). */
function tie(desired: DesiredListener, groups: readonly GroupComparison[]): Tie | undefined {
  if (desired.boundGroupId !== '') return { groupId: desired.boundGroupId, waitsFor: undefined };
  const group = groups.find((candidate) => candidate.desired.VServerGroupName === desired.VServerGroupName);
  if (!group) return undefined;
  const groupId = group.desired.boundGroupId || group.actual?.VServerGroupId || '';
  return { groupId, waitsFor: groupId === '' ? desired.VServerGroupName : undefined };
}

function comparePair(
  input: ListenerInput,
  desired: DesiredListener,
  actual: ActualListener,
  tied: Tie | undefined,
): ListenerPair {
  const recreate =
    actual.Protocol === 'http' &&
    (desired.ForwardPort !== 0
      ? actual.ListenerForward !== 'on' || actual.ForwardPort !== desired.ForwardPort
      : actual.ListenerForward !== 'off');
  const forwards = actual.Protocol === 'http' && actual.ListenerForward === 'on';
  // Where no group could be built, the present one stands in: nothing is known to be wrong with it.
  const wantedGroupId = tied ? tied.groupId || undefined : actual.VServerGroupId;
  const changes = recreate || forwards ? [] : diffListener(desired, actual, wantedGroupId, input.features);
  const changesCertificate = changes.some((change) => change.field === 'ServerCertificateId');
  return {
    desired,
    actual,
    waitsFor: tied?.waitsFor,
    stopped: actual.Status === 'stopped',
    recreate,
    changes,
    extensions:
      actual.Protocol === 'https' && input.comparesExtensions
        ? compareExtensions(desired.domainExtensions, actual.domainExtensions)
        : NO_EXTENSION_CHANGES,
    certificate: changesCertificate
      ? input.certificate(actual.ServerCertificateId, desired.ServerCertificateId)
      : 'usable',
  };
}

const NO_EXTENSION_CHANGES: ExtensionChanges = { create: [], remove: [], update: [], unread: false };

/** clbv1 diffDomainExtensions; a surplus extension without an id is passed over. */
function compareExtensions(
  desired: readonly DesiredDomainExtension[],
  actual: readonly ActualDomainExtension[] | undefined,
): ExtensionChanges {
  if (desired.length === 0) return NO_EXTENSION_CHANGES;
  if (!actual) return { ...NO_EXTENSION_CHANGES, unread: true };
  const update: { desired: DesiredDomainExtension; actual: ActualDomainExtension }[] = [];
  const create: DesiredDomainExtension[] = [];
  for (const one of desired) {
    const match = actual.find((other) => other.Domain === one.Domain);
    if (!match) create.push(one);
    else if (match.ServerCertificateId !== one.ServerCertificateId)
      update.push({ desired: one, actual: match });
  }
  const remove = actual.filter(
    (other) => other.DomainExtensionId !== '' && !desired.some((one) => one.Domain === other.Domain),
  );
  return { create, remove, update, unread: false };
}

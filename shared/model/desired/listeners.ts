import type { KubeService, KubeServicePort } from '../../snapshot/kubernetes-items.ts';
import type { Annotations } from '../annotations.ts';
import type { CcmFeatures } from '../ccm-version.ts';
import type { AnnotationFault } from '../fault.ts';
import { atoi } from '../go.ts';
import { LISTENER_FIELDS, type ListenerField } from '../listener-fields.ts';
import { namedKey } from '../names.ts';
import { boundGroupId, forwardTarget, protocolOf } from './port-annotations.ts';
import { groupName } from './server-groups.ts';

/** A listener attribute that the Service's annotations ask for. */
export interface ListenerSetting {
  readonly field: ListenerField;
  readonly wanted: string | number | boolean;
}

/** An entry of annotation domain-extensions. */
export interface DesiredDomainExtension {
  readonly Domain: string;
  readonly ServerCertificateId: string;
}

/** A listener a Service port asks for (clbv1 buildListenerFromServicePort). */
export interface DesiredListener {
  readonly servicePort: KubeServicePort;
  readonly ListenerPort: number;
  /** One of SLB's four; a Service port may also say `sctp`, for which CCM can make no listener. */
  readonly Protocol: string;
  /** False where protocol-port is broken just at this port: nothing can be compared. */
  readonly protocolKnown: boolean;
  readonly Description: string;
  /** Name of the VServer group behind it. */
  readonly VServerGroupName: string;
  /** Id of a user's group that vgroup-port binds, '' otherwise. */
  readonly boundGroupId: string;
  /** Port to forward on to, 0 for none. */
  readonly ForwardPort: number;
  readonly ServerCertificateId: string;
  readonly domainExtensions: readonly DesiredDomainExtension[];
  /** Shared by all listeners of the Service: annotations do not tell ports apart. */
  readonly settings: readonly ListenerSetting[];
}

/** What the wanted listeners are read from. */
export interface ListenerContext {
  readonly service: KubeService;
  readonly clusterId: string;
  readonly annotations: Annotations;
  readonly isUserManaged: boolean;
  readonly eniBackends: boolean;
  readonly features: CcmFeatures;
}

/** Reads all listeners a Service asks for; a malformed annotation is a fault, and its field left out. */
export function desiredListeners(context: ListenerContext, faults: AnnotationFault[]): DesiredListener[] {
  const { service, annotations } = context;
  const ports = service.spec.ports ?? [];
  if (ports.length === 0) return [];
  const { name, namespace } = service.metadata;
  const settings = readSettings(annotations, faults);
  const domainExtensions = context.features.domainExtensions
    ? parseDomainExtensions(annotations.get('domain-extensions'), faults)
    : [];
  return ports.map((servicePort) => {
    const { protocol, known } = protocolOf(annotations.get('protocol-port'), servicePort, faults);
    return {
      servicePort,
      ListenerPort: servicePort.port,
      Protocol: protocol,
      protocolKnown: known,
      Description: namedKey(servicePort.port, name, namespace, context.clusterId),
      VServerGroupName: groupName(service, servicePort, context.clusterId, context.eniBackends),
      boundGroupId: context.isUserManaged
        ? boundGroupId(annotations.get('vgroup-port'), servicePort.port)
        : '',
      ForwardPort:
        protocol === 'http' ? forwardTarget(annotations.get('forward-port'), servicePort.port, faults) : 0,
      ServerCertificateId: annotations.get('cert-id'),
      domainExtensions,
      settings,
    };
  });
}

const NO_SETTINGS: readonly ListenerSetting[] = [];

function readSettings(annotations: Annotations, faults: AnnotationFault[]): readonly ListenerSetting[] {
  if (annotations.isEmpty) return NO_SETTINGS;
  const settings: ListenerSetting[] = [];
  for (const field of LISTENER_FIELDS) {
    const value = annotations.get(field.annotation);
    if (value === '') continue;
    const wanted = wantedOf(field, value, faults);
    if (wanted !== undefined) settings.push({ field, wanted });
  }
  return settings;
}

/** What an annotation asks of its field; undefined for a 0 that means "not annotated", and for no integer (a fault). */
function wantedOf(
  field: ListenerField,
  value: string,
  faults: AnnotationFault[],
): ListenerSetting['wanted'] | undefined {
  if (field.kind === 'proxy-protocol') return value === 'on';
  if (field.kind !== 'integer') return value;
  const wanted = atoi(value);
  if (wanted === undefined) {
    faults.push({
      stage: 'build',
      annotation: field.annotation,
      value,
      part: value,
      reason: 'not-an-integer',
    });
  }
  return wanted === 0 && !field.zeroCounts ? undefined : wanted;
}

/** So many malformed entries of one annotation are told: it may have a quarter of a million. */
const MOST_MALFORMED = 20;

/** `domain:cert,…`, entries trimmed; one malformed entry is an error for the whole Service. */
function parseDomainExtensions(value: string, faults: AnnotationFault[]): DesiredDomainExtension[] {
  if (value === '') return [];
  const extensions: DesiredDomainExtension[] = [];
  let malformed = 0;
  for (const entry of value.split(',')) {
    const [Domain = '', ServerCertificateId, ...more] = entry.trim().split(':');
    if (ServerCertificateId !== undefined && more.length === 0) {
      extensions.push({ Domain, ServerCertificateId });
    } else if (++malformed <= MOST_MALFORMED) {
      faults.push({
        stage: 'build',
        annotation: 'domain-extensions',
        value,
        part: entry,
        reason: 'not-domain-to-certificate',
      });
    }
  }
  return extensions;
}

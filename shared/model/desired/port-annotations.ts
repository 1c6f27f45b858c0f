import type { KubeServicePort } from '../../snapshot/kubernetes-items.ts';
import type { AnnotationFault, AnnotationFaultReason } from '../fault.ts';
import { atoi } from '../go.ts';
import type { Protocol } from '../listener-fields.ts';

const PROTOCOLS: ReadonlySet<string> = new Set<Protocol>(['tcp', 'udp', 'http', 'https']);

/** The protocol of a port's listener; `known` is false where the annotation hides what the user meant. */
export interface PortProtocol {
  /** As CCM writes it, lower case. A Service port may say `sctp`, which no listener can be. */
  readonly protocol: string;
  readonly known: boolean;
}

/** Whether an SLB listener can have this protocol. */
export function isListenerProtocol(protocol: string): protocol is Protocol {
  return PROTOCOLS.has(protocol);
}

/**
 * The listener protocol that `protocol-port` gives a Service port. Entries are read left to right until one
 * names the port; nothing is trimmed, and the port is compared as text (clbv1 protocol). A bad entry on the way
 * is a fault; reading goes on, to guess what will be wanted once it is mended.
 */
export function protocolOf(
  annotation: string,
  port: KubeServicePort,
  faults: AnnotationFault[],
): PortProtocol {
  const own = (port.protocol ?? 'TCP').toLowerCase();
  if (annotation === '') return { protocol: own, known: true };
  let reason: AnnotationFaultReason | undefined;
  for (const entry of annotation.split(',')) {
    const [protocol = '', number] = entry.split(':');
    const bad = faultOfEntry(protocol, number);
    if (bad && !reason) {
      reason = bad;
      addOnce(faults, {
        stage: 'build',
        annotation: 'protocol-port',
        value: annotation,
        part: entry,
        reason,
      });
    }
    if (number === String(port.port)) return { protocol: bad ? own : protocol, known: !bad };
  }
  return { protocol: own, known: true };
}

function faultOfEntry(protocol: string, number: string | undefined): AnnotationFaultReason | undefined {
  if (number === undefined) return 'entry-without-colon';
  return isListenerProtocol(protocol) ? undefined : 'unknown-protocol';
}

/** The port that `forward-port` sends an http port on to, 0 for none (clbv1 forwardPort). */
export function forwardTarget(annotation: string, port: number, faults: AnnotationFault[]): number {
  if (annotation === '') return 0;
  const fault = (part: string, reason: AnnotationFaultReason) =>
    addOnce(faults, { stage: 'build', annotation: 'forward-port', value: annotation, part, reason });
  for (const entry of annotation.split(',')) {
    const [from, target, ...more] = entry.split(':');
    if (target === undefined || more.length > 0) {
      fault(entry, 'not-port-to-port');
      return 0;
    }
    if (from !== String(port)) continue;
    if (target === '') return 0;
    const number = atoi(target);
    if (number === undefined) fault(entry, 'not-an-integer');
    return number ?? 0;
  }
  return 0;
}

/** The user's group that `vgroup-port` binds to a port, '' for none. A malformed entry is `vgroupPortFault`'s. */
export function boundGroupId(annotation: string, port: number): string {
  return bindingsIn(annotation).find((binding) => binding.port === String(port))?.id ?? '';
}

/** All group ids that `vgroup-port` names. */
export function reusedGroupIds(annotation: string): ReadonlySet<string> {
  if (annotation === '') return NONE;
  return new Set(bindingsIn(annotation).map(({ id }) => id));
}

const NONE: ReadonlySet<string> = new Set();

interface Binding {
  readonly id: string;
  /** Undefined where the entry has no colon. */
  readonly port: string | undefined;
}

/** The entries `group:port` of `vgroup-port`. */
function bindingsIn(annotation: string): readonly Binding[] {
  return annotation.split(',').map((entry) => {
    const [id = '', port] = entry.split(':');
    return { id, port };
  });
}

/** The entry of `vgroup-port` without a colon: an error as soon as an instance is found (clbv1 getVGroupIDs). */
export function vgroupPortFault(annotation: string): AnnotationFault | undefined {
  if (annotation === '') return undefined;
  const part = annotation.split(',').find((entry) => !entry.includes(':'));
  if (part === undefined) return undefined;
  return { stage: 'read', annotation: 'vgroup-port', value: annotation, part, reason: 'entry-without-colon' };
}

/** Two ports meet the same bad entry; it is one fault. */
function addOnce(faults: AnnotationFault[], fault: AnnotationFault): void {
  if (!faults.some((known) => known.annotation === fault.annotation && known.part === fault.part))
    faults.push(fault);
}

import type { AnnotationName } from './annotations.ts';

/** Why CCM cannot read an annotation. */
export type AnnotationFaultReason =
  | 'not-an-integer'
  | 'entry-without-colon'
  | 'unknown-protocol'
  | 'protocol-without-listener'
  | 'not-port-to-port'
  | 'not-domain-to-certificate'
  | 'entry-without-equals';

/**
 * An annotation that makes CCM give up on a Service: on all of it while it builds what is wanted or (vgroup-port)
 * reads what is there, on one listener while it applies (a Service port that no listener can carry).
 */
export interface AnnotationFault {
  readonly stage: 'build' | 'read' | 'apply';
  readonly annotation: AnnotationName;
  readonly value: string;
  /** The part of the value that is wrong; the whole value where it has no parts. */
  readonly part: string;
  readonly reason: AnnotationFaultReason;
}

import type { AnnotationName } from './annotations.ts';

/** A value on either side of a difference; a list where several things are meant. */
export type ChangeValue = string | number | boolean | null | readonly string[];

/** One attribute that differs, by the SLB API's own name, with the annotation that sets it. */
export interface FieldChange {
  readonly field: string;
  readonly actual: ChangeValue;
  readonly expected: ChangeValue;
  readonly annotation?: AnnotationName;
}

import type { RowFault } from './tablestore-operations.ts';

/** A call that came in. */
export interface TablestoreCall {
  /** `BatchWriteRow` */
  readonly operation: string;
  /** Number of rows that it names; 0 of a range or a table. */
  readonly rows: number;
  readonly accessKeyId: string;
  /** HTTP status of the answer; 0 while there is none, or where the connection was cut. */
  readonly status: number;
}

/**
 * What goes wrong. `cut-before`: the connection breaks before anything is done; `cut-after`: when it is done, before the
 * answer; `cut-within`: in the middle of the answer. `hang`: it is done, and never answered. `garbage`: 200, but no
 * protobuf. `html503`: a gateway's page. `rows`: what befalls single rows of a batch, which are then not written. Else:
 * a refusal by that code, nothing done.
 */
export type TablestoreFaultReply =
  | 'busy'
  | 'cut-before'
  | 'cut-after'
  | 'cut-within'
  | 'hang'
  | 'garbage'
  | 'html503'
  | { readonly code: string; readonly status: number; readonly message?: string }
  | { readonly rows: RowFault; readonly cut?: boolean };

export interface TablestoreFault {
  /** Every call if left out. */
  readonly when?: (call: TablestoreCall) => boolean;
  /** How often; for ever if left out. */
  readonly times?: number;
  readonly reply: TablestoreFaultReply;
}

/** What is to go wrong. Of several faults that fit a call the one added first counts. */
export interface TablestoreFaults {
  readonly add: (fault: TablestoreFault) => { readonly hits: () => number };
  readonly clear: () => void;
  readonly replyTo: (call: TablestoreCall) => TablestoreFaultReply | undefined;
}

export function tablestoreFaults(): TablestoreFaults {
  let planted: { readonly fault: TablestoreFault; hits: number }[] = [];
  return {
    add: (fault) => {
      const entry = { fault, hits: 0 };
      planted.push(entry);
      return { hits: () => entry.hits };
    },
    clear: () => {
      planted = [];
    },
    replyTo: (call) => {
      const entry = planted.find(
        ({ fault, hits }) => hits < (fault.times ?? Number.POSITIVE_INFINITY) && (fault.when?.(call) ?? true),
      );
      if (!entry) return undefined;
      entry.hits++;
      return entry.fault.reply;
    },
  };
}

import type { CallObserver } from '../observer.ts';

/** An AccessKey pair, with the token that belongs to it where it is a temporary one. All three are secrets. */
export interface Keys {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
}

/** Where an account's keys come from. */
type CredentialOptions =
  /** Environment, OIDC, profile files, the instance's role: the order is that of the official clients. */
  | { readonly kind: 'default' }
  | ({ readonly kind: 'keys' } & Keys)
  /** A RAM role, taken with `via`, or with what the default chain finds. */
  | {
      readonly kind: 'role';
      readonly roleArn: string;
      readonly roleSessionName?: string;
      readonly externalId?: string;
      readonly via?: Keys;
    };

/** The products that are read, as endpoints, limits and RAM actions name them. */
export type Product = 'slb' | 'ecs' | 'vpc' | 'cs';

/** Of one API in one region. */
interface ProductLimit {
  readonly requestsPerMinute: number;
  /** Calls of it that are under way at once. */
  readonly concurrency: number;
}

/** How long one attempt of a call may take. */
export interface Timeouts {
  /** Milliseconds that a connection may be silent; that the connecting takes counts too. */
  readonly connect: number;
  /** Milliseconds for the whole of an answer. */
  readonly read: number;
}

/** All that calls for one account need. */
export interface AccountOptions {
  /** As the config names it. */
  readonly name: string;
  readonly credentials: CredentialOptions;
  /** Instead of the public endpoints: `http://127.0.0.1:1234`, or a bare host name. */
  readonly endpoints?: { readonly [name in Product | 'sts']?: string };
  readonly limits: { readonly [name in Product]: ProductLimit };
  /** Ends every call: an interrupt, or the time of the scan. */
  readonly signal: AbortSignal;
  /** Told of every attempt. */
  readonly onCall?: CallObserver;
  readonly timeouts?: Partial<Timeouts>;
}

/** Which call, in which region. */
export interface CallTarget {
  readonly product: Product | 'sts' | 'fc';
  readonly regionId: string;
  /** The API's own name of it. */
  readonly action: string;
  /** Whom it is sent to, with the port where it is not the usual one, if known. */
  readonly host?: string;
}

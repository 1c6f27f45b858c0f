import { randomUUID } from 'node:crypto';
import { Refusal } from './refusal.ts';
import type { Signed } from './signature.ts';

/** Keys of one account, for ever or for a while. */
export interface AccessKey {
  readonly account: string;
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt?: number;
}

/** All keys that the cloud knows. */
export interface KeyRing {
  /** Puts new lasting keys in the place of the old; temporary ones stay. */
  readonly setLasting: (keys: readonly AccessKey[]) => void;
  readonly find: (accessKeyId: string) => AccessKey | undefined;
  readonly issue: (account: string, seconds: number) => Required<AccessKey>;
  readonly expireTemporary: () => void;
  /** Throws a Refusal unless the request is rightly signed. */
  readonly check: (signed: Signed | undefined) => void;
  /** Ids, secrets and tokens, none of which may ever be printed. */
  readonly secrets: () => readonly string[];
}

const CLOCK_SKEW = 15 * 60_000;

export function keyRing(): KeyRing {
  let lasting = new Map<string, AccessKey>();
  let temporary = new Map<string, AccessKey>();
  const nonces = new Set<string>();
  const find = (id: string): AccessKey | undefined => lasting.get(id) ?? temporary.get(id);
  return {
    setLasting: (keys) => {
      lasting = new Map(keys.map((key) => [key.accessKeyId, key]));
    },
    find,
    issue: (account, seconds) => {
      const key = {
        account,
        accessKeyId: `STS.planted${randomUUID()}`,
        accessKeySecret: `planted-secret-${randomUUID()}`,
        securityToken: `planted-token-${randomUUID()}`,
        expiresAt: Date.now() + seconds * 1000,
      };
      temporary.set(key.accessKeyId, key);
      return key;
    },
    expireTemporary: () => {
      temporary = new Map([...temporary].map(([id, key]) => [id, { ...key, expiresAt: 0 }]));
    },
    check: (signed) => {
      if (!signed) throw new Refusal(400, 'IncompleteSignature', 'The request is not signed.');
      const key = find(signed.accessKeyId);
      if (!key) throw new Refusal(404, 'InvalidAccessKeyId.NotFound', 'Specified access key is not found.');
      if (
        key.securityToken !== signed.securityToken ||
        (key.expiresAt ?? Number.POSITIVE_INFINITY) <= Date.now()
      )
        throw new Refusal(400, 'InvalidSecurityToken.Expired', 'Specified SecurityToken is expired.');
      if (!(Math.abs(Date.now() - signed.date) < CLOCK_SKEW))
        throw new Refusal(400, 'InvalidTimeStamp.Expired', 'Specified time stamp is expired.');
      signed.check(key.accessKeySecret);
      if (nonces.has(signed.nonce))
        throw new Refusal(400, 'SignatureNonceUsed', 'Specified signature nonce was used already.');
      nonces.add(signed.nonce);
    },
    secrets: () =>
      [...lasting.values(), ...temporary.values()].flatMap((key) => [
        key.accessKeyId,
        key.accessKeySecret,
        ...(key.securityToken === undefined ? [] : [key.securityToken]),
      ]),
  };
}

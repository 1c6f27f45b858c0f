import type { Account, Credentials, Limits, SecretRef } from '../config/config.ts';
import type { AccountOptions } from '../sources/alicloud/account.ts';
import type { Keys } from '../sources/alicloud/options.ts';
import type { OpenOptions } from './open-options.ts';

type OpenCredentials = AccountOptions['credentials'];

/** An account of the config, secrets filled in, as the sources want it. */
export function accountOptions(
  { name, credentials, endpoints }: Account,
  limits: Limits,
  { secret, signal, onCall, defaultKeys }: OpenOptions,
): AccountOptions {
  return { name, credentials: opened(credentials, secret, defaultKeys), endpoints, limits, signal, onCall };
}

function opened(
  credentials: Credentials,
  secret: (ref: SecretRef) => string,
  defaultKeys: Keys | undefined,
): OpenCredentials {
  switch (credentials.kind) {
    case 'default':
      return defaultKeys ? { kind: 'keys', ...defaultKeys } : { kind: 'default' };
    case 'keys': {
      const { accessKeyId, accessKeySecret, securityToken } = credentials;
      return {
        kind: 'keys',
        accessKeyId: secret(accessKeyId),
        accessKeySecret: secret(accessKeySecret),
        ...(securityToken && { securityToken: secret(securityToken) }),
      };
    }
    case 'role': {
      const { roleArn, roleSessionName, externalId, via } = credentials;
      const base = opened(via, secret, defaultKeys);
      return {
        kind: 'role',
        roleArn,
        roleSessionName,
        ...(externalId !== undefined && { externalId }),
        ...(base.kind === 'keys' && { via: base }),
      };
    }
  }
}

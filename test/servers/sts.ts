import { randomUUID } from 'node:crypto';
import type { CloudAccount } from './accounts.ts';
import type { KeyRing } from './keys.ts';
import { countOf, type Parameters, required } from './parameters.ts';
import { Refusal } from './refusal.ts';

/**
 * AssumeRole (STS 2015-04-01): keys of the account that the role's ARN names, for a while. Any account may take any
 * role.
 */
export function assumeRole(
  accounts: readonly CloudAccount[],
  keys: KeyRing,
  parameters: Parameters,
  sessionSeconds: number | undefined,
): object {
  const arn = required(parameters, 'RoleArn');
  const session = required(parameters, 'RoleSessionName');
  const asked = countOf(parameters, 'DurationSeconds', 3600, 43_200);
  const accountId = /^acs:ram::([^:]+):role\/.+$/.exec(arn)?.[1];
  const owner = accounts.find(
    (account) => account.accountId !== undefined && account.accountId === accountId,
  );
  if (!owner) throw new Refusal(404, 'EntityNotExist.Role', 'The role does not exist.');
  const key = keys.issue(owner.name, sessionSeconds ?? asked);
  return {
    AssumedRoleUser: {
      Arn: `${arn.replace(':role/', ':assumed-role/')}/${session}`,
      AssumedRoleId: randomUUID(),
    },
    Credentials: {
      AccessKeyId: key.accessKeyId,
      AccessKeySecret: key.accessKeySecret,
      SecurityToken: key.securityToken,
      Expiration: new Date(key.expiresAt).toISOString(),
    },
  };
}

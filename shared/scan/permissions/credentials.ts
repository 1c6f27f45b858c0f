import type { Account } from '../../config/config.ts';
import type { CloudAccount } from '../../sources/alicloud/account.ts';
import { type PermissionCheck, ramTrial, type Trial } from './check.ts';
import { tryOut } from './try.ts';

/**
 * Whether an account's keys can be had: a role is assumed, the usual chain is asked. Keys of the config itself are just
 * there, and give no check.
 */
export async function checkCredentials(
  { name, credentials, regions }: Account,
  cloud: CloudAccount,
): Promise<PermissionCheck | undefined> {
  if (credentials.kind === 'keys') return undefined;
  const trial: Trial =
    credentials.kind === 'role'
      ? ramTrial({ account: name }, 'sts:AssumeRole', { resource: credentials.roleArn })
      : { where: { account: name }, permission: 'credentials', optional: false };
  // The keys themselves are of no interest, and go no further.
  const { check } = await tryOut(trial, async () => {
    await cloud.clientOptions('slb', regions[0] ?? '').keys();
  });
  return check;
}

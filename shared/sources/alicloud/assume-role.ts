import { RemoteError } from '../remote-error.ts';
import { objectOf, textOf } from './answers.ts';
import type { Keys } from './options.ts';
import type { SendRpc } from './sdk.ts';

const STS_VERSION = '2015-04-01';

/** Seconds that the keys of a role are asked for: what every role allows. */
const DURATION_SECONDS = 3600;

/** Keys with an end. */
export interface TemporaryKeys {
  readonly keys: Keys;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** The role to be assumed; an external id where its trust policy asks for one. */
export interface Role {
  readonly roleArn: string;
  readonly roleSessionName?: string;
  readonly externalId?: string;
}

/** AssumeRole of STS, sent once. @throws what `send` throws, and RemoteError `unavailable` when no keys come */
export async function assumeRole(send: SendRpc, role: Role): Promise<TemporaryKeys> {
  const answer = await send(STS_VERSION, 'AssumeRole', {
    RoleArn: role.roleArn,
    RoleSessionName: role.roleSessionName ?? 'ccm-preflight',
    DurationSeconds: DURATION_SECONDS,
    ...(role.externalId !== undefined && { ExternalId: role.externalId }),
  });
  const given = objectOf(objectOf(answer)?.Credentials);
  const accessKeyId = textOf(given?.AccessKeyId);
  const accessKeySecret = textOf(given?.AccessKeySecret);
  const securityToken = textOf(given?.SecurityToken);
  const expiresAt = Date.parse(textOf(given?.Expiration) ?? '');
  if (!accessKeyId || !accessKeySecret || !securityToken || Number.isNaN(expiresAt)) {
    throw new RemoteError('unavailable', 'BAD_ANSWER', 'AssumeRole: the answer holds no keys');
  }
  return { keys: { accessKeyId, accessKeySecret, securityToken }, expiresAt };
}

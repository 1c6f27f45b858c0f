import { createHash, createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { Refusal } from './tablestore-data.ts';

export interface TablestoreKey {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken?: string;
}

/** Whether a request comes from a key of this instance, and as it was signed. @throws Refusal */
export function checkSignature(
  path: string,
  headers: IncomingHttpHeaders,
  body: Buffer,
  keys: readonly TablestoreKey[],
  instance: string,
): void {
  const refuse = (message: string): Refusal => new Refusal(403, 'OTSAuthFailed', message);
  const key = keys.find(({ accessKeyId }) => accessKeyId === headers['x-ots-accesskeyid']);
  if (!key) throw refuse('The AccessKeyID does not exist or is disabled.');
  if (headers['x-ots-ststoken'] !== key.securityToken) throw refuse('The STS token is invalid.');
  if (headers['x-ots-instancename'] !== instance) throw refuse('The instance is not found.');
  if (headers['x-ots-contentmd5'] !== createHash('md5').update(body).digest('base64'))
    throw new Refusal(
      400,
      'OTSParameterInvalid',
      'Mismatch between MD5 value of request body and x-ots-contentmd5.',
    );
  const lines = Object.keys(headers)
    .filter((name) => name.startsWith('x-ots-') && name !== 'x-ots-signature')
    .sort()
    .map((name) => `${name}:${String(headers[name])}`);
  const text = `${path}\nPOST\n\n${lines.join('\n')}\n`;
  const signature = createHmac('sha1', key.accessKeySecret).update(text).digest('base64');
  if (headers['x-ots-signature'] !== signature) throw refuse('Signature mismatch.');
}

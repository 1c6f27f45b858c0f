import { createHash, createHmac, randomUUID } from 'node:crypto';
import type { Received } from './loopback.ts';
import { Refusal } from './refusal.ts';
import { type Signed, signatureOf } from './signature.ts';

/** What a request to invoke asks for. */
export interface InvokeRequest {
  /** FC 3.0, or FC 2.0. */
  readonly product: 'fc' | 'fc2';
  readonly service?: string;
  readonly name: string;
  readonly qualifier: string;
  /** `Sync` or `Async`, or something that is wrong. */
  readonly type: string;
  readonly taskId?: string;
}

const FC3 = /^\/2023-03-30\/functions\/([^/]+)\/invocations$/;
const FC2 = /^\/2016-08-15\/services\/([^/.]+)(?:\.([^/]+))?\/functions\/([^/]+)\/invocations$/;

/** @returns undefined for what is no invocation */
export function invokeRequest({ method, path, query, headers }: Received): InvokeRequest | undefined {
  if (method !== 'POST') return undefined;
  const type = String(headers['x-fc-invocation-type'] ?? 'Sync');
  const task = (name: string) => headers[name] !== undefined && { taskId: String(headers[name]) };
  const [, name] = FC3.exec(path) ?? [];
  if (name !== undefined) {
    const qualifier = query.get('qualifier') ?? 'LATEST';
    return { product: 'fc', name: decodeURIComponent(name), qualifier, type, ...task('x-fc-async-task-id') };
  }
  const [, service, qualifier = 'LATEST', functionName] = FC2.exec(path) ?? [];
  if (service === undefined || functionName === undefined) return undefined;
  return {
    ...{ product: 'fc2', service, name: functionName, qualifier, type },
    ...task('x-fc-stateful-async-invocation-id'),
  };
}

/** The signature of a request to either API. */
export function invokeSignature(request: Received): Signed | undefined {
  return request.headers.authorization?.startsWith('FC ') ? fc2Signature(request) : signatureOf(request);
}

/** Read from `composeStringToSign` of `@alicloud/fc2` 2.6.6; it knows no nonce. */
function fc2Signature({ method, path, headers, body }: Received): Signed | undefined {
  const [, accessKeyId, signature] = /^FC ([^:]+):(.+)$/.exec(headers.authorization ?? '') ?? [];
  if (accessKeyId === undefined) return undefined;
  const header = (name: string): string => String(headers[name] ?? '');
  return {
    accessKeyId,
    securityToken: header('x-fc-security-token') || undefined,
    nonce: randomUUID(),
    date: Date.parse(header('date')),
    check: (secret) => {
      const lines = Object.keys(headers)
        .filter((name) => name.startsWith('x-fc-'))
        .sort()
        .map((name) => `${name}:${header(name)}\n`);
      const [md5, type, date] = ['content-md5', 'content-type', 'date'].map(header);
      const text = `${method}\n${md5}\n${type}\n${date}\n${lines.join('')}${decodeURIComponent(path)}`;
      const expected = createHmac('sha256', secret).update(text).digest('base64');
      // Not the usual form: the client encodes the digest's hexadecimal text.
      const digest = createHash('md5').update(body).digest('hex');
      const isWhole = body === '' || md5 === Buffer.from(digest).toString('base64');
      if (signature !== expected || !isWhole)
        throw new Refusal(403, 'SignatureDoesNotMatch', 'The signature is not what the server calculates.');
    },
  };
}

import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { safeText } from '../../shared/sources/alicloud/safe-text.ts';
import { accountAt, apiServer, KEYS, type Reply, refusal } from './support/api-server.ts';

const TOKEN = 'CAISeQJ1q6Ft5B2yfSjIr5b0Eo/short';
const CALL = { product: 'slb', regionId: 'cn-hangzhou', action: 'DescribeLoadBalancers' } as const;
const QUERY = { Tags: 'a-value-of-the-query' };

/** All that anybody could see of an error. */
function everything(thrown: unknown): string {
  return [
    inspect(thrown, { depth: 10, showHidden: true }),
    JSON.stringify(thrown),
    String(thrown),
    thrown instanceof Error ? `${thrown.stack} ${inspect(thrown.cause, { depth: 10 })}` : '',
  ].join('\n');
}

describe('an error of a call holds no key, token, signature or query', () => {
  const echo = `key ${KEYS.accessKeyId}, secret ${KEYS.accessKeySecret}, token ${TOKEN} as ${encodeURIComponent(TOKEN)}`;
  it.each<[string, Reply]>([
    ['denied, with the key in its message', refusal(403, 'Forbidden.RAM', echo)],
    ['refused, with the key in its code', refusal(400, `Bad.${KEYS.accessKeyId}`, echo)],
    ['throttled', refusal(400, 'Throttling.User', echo)],
    [
      'a signature that does not match, with the whole request in its message',
      refusal(
        400,
        'SignatureDoesNotMatch',
        `Specified signature is not matched. server string to sign is:POST\n/\nTags=a-value-of-the-query\nx-acs-security-token:${TOKEN}`,
      ),
    ],
    [
      "a gateway's page that repeats the request",
      { status: 502, text: `<p>/?Tags=a-value-of-the-query ${echo}` },
    ],
    ['no JSON', { text: `{"config": "${echo}` }],
    ['cut', 'cut'],
    ['silent', 'silence'],
  ])('%s', async (_, reply) => {
    const server = await apiServer(() => reply);
    const account = accountAt(server, {
      credentials: { kind: 'keys', ...KEYS, securityToken: TOKEN },
      signal: AbortSignal.timeout(700),
      timeouts: { connect: 50, read: 100 },
    });

    const thrown = await account.call({ ...CALL, query: QUERY }).catch((error: unknown) => error);

    const text = everything(thrown);
    expect(thrown).toBeInstanceOf(Error);
    expect(text).toContain('DescribeLoadBalancers in cn-hangzhou');
    for (const secret of [
      KEYS.accessKeyId,
      KEYS.accessKeySecret,
      TOKEN,
      encodeURIComponent(TOKEN),
      'a-value-of-the-query',
      'Signature=',
      'x-acs-',
    ]) {
      expect(text).not.toContain(secret);
    }
  });

  it('an account that cannot take its role', async () => {
    const server = await apiServer(() => refusal(403, 'NoPermission', echo));
    const account = accountAt(server, {
      credentials: {
        kind: 'role',
        roleArn: 'acs:ram::1:role/reader',
        via: { ...KEYS, securityToken: TOKEN },
      },
    });

    const thrown = await account.call({ ...CALL, query: QUERY }).catch((error: unknown) => error);

    const text = everything(thrown);
    expect(text).toContain('AssumeRole: NoPermission');
    expect(text).not.toMatch(/LTAI|SecretOfNobody|CAIS/);
  });
});

describe('a text is made safe', () => {
  it.each([
    [
      'GET https://slb.aliyuncs.com/?AccessKeyId=abc&Signature=x%3D failed.',
      'GET https://slb.aliyuncs.com/ failed.',
    ],
    ['see https://name:word@host/path', 'see https://host/path'],
    ['the key LTAI5tAbCdEfGh is disabled', 'the key *** is disabled'],
    ['the key STS.NUabcdefgh is gone', 'the key *** is gone'],
    ['SecurityToken=CAIS&x=1', 'SecurityToken=***&x=1'],
    ['"accessKeySecret": "abcdef"', '"accessKeySecret": "***"'],
    ['Credential=abc, Signature=def', 'Credential=***, Signature=***'],
    [`token ${'aB3'.repeat(20)} expired`, 'token *** expired'],
    ['two\n  lines', 'two lines'],
    ['lb-bp1o94dp5i6earr9g6d1l does not exist', 'lb-bp1o94dp5i6earr9g6d1l does not exist'],
    [
      'cluster c82e6987e2961451182edacd74faf64a2 is gone',
      'cluster c82e6987e2961451182edacd74faf64a2 is gone',
    ],
  ])('%j', (text, safe) => {
    const result = safeText(text, []);

    expect(result).toBe(safe);
  });

  it('and short', () => {
    const result = safeText('word '.repeat(200), []);

    expect(result.length).toBeLessThanOrEqual(301);
  });
});

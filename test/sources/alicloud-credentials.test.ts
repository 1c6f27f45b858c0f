import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccountOptions } from '../../shared/sources/alicloud/account.ts';
import { type CredentialSource, createCredentials } from '../../shared/sources/alicloud/credentials.ts';
import { type ApiServer, accountAt, apiServer, KEYS, type Reply, refusal } from './support/api-server.ts';

const NOON = Date.parse('2026-11-23T12:00:00Z');
const MINUTE = 60_000;
const ROLE = { kind: 'role', roleArn: 'acs:ram::1234:role/reader', via: KEYS } as const;

/** The answer of AssumeRole with the keys of the given number. */
function session(number: number, expiresAt: number): Reply {
  return {
    body: {
      RequestId: 'R',
      Credentials: {
        AccessKeyId: `STS.${number}`,
        AccessKeySecret: `secret-${number}`,
        SecurityToken: `token-${number}`,
        Expiration: new Date(expiresAt).toISOString(),
      },
    },
  };
}

function source(
  server: ApiServer,
  now: () => number,
  credentials: AccountOptions['credentials'] = ROLE,
): CredentialSource {
  const limit = { requestsPerMinute: 60_000, concurrency: 8 };
  const signal = new AbortController().signal;
  return createCredentials(
    { name: 'main', credentials, limits: { slb: limit, ecs: limit, vpc: limit, cs: limit }, signal },
    {
      accountName: 'main',
      secrets: () => [],
      timeouts: { connect: 1_000, read: 1_000 },
      onCall: undefined,
    },
    { protocol: 'HTTP', endpoint: server.url.slice('http://'.length) },
    () => undefined,
    now,
  );
}

describe('a role', () => {
  it('is taken with the keys given, and calls are signed with what comes back', async () => {
    const server = await apiServer(({ action }) =>
      action === 'AssumeRole' ? session(1, Date.now() + 60 * MINUTE) : { body: {} },
    );
    const credentials = { ...ROLE, roleSessionName: 'night', externalId: 'ext-1' };

    await accountAt(server, { credentials }).call({
      product: 'slb',
      regionId: 'cn-hangzhou',
      action: 'DescribeRegions',
    });

    const [assume, call] = server.requests;
    expect(assume).toMatchObject({
      action: 'AssumeRole',
      headers: { 'x-acs-version': '2015-04-01' },
      query: {
        RoleArn: 'acs:ram::1234:role/reader',
        RoleSessionName: 'night',
        ExternalId: 'ext-1',
        DurationSeconds: '3600',
      },
    });
    expect(assume?.headers.authorization).toContain(`Credential=${KEYS.accessKeyId},`);
    expect(call?.headers['x-acs-security-token']).toBe('token-1');
    expect(call?.headers.authorization).toContain('Credential=STS.1,');
  });

  it('is taken anew five minutes ahead of its end, and not sooner', async () => {
    const server = await apiServer((_, number) => session(number, NOON + number * 60 * MINUTE));
    let time = NOON;
    const { keys } = source(server, () => time);
    const used: (string | undefined)[] = [];

    for (const minutes of [0, 30, 54, 56, 90, 116]) {
      time = NOON + minutes * MINUTE;
      used.push((await keys()).securityToken);
    }

    expect(used).toEqual(['token-1', 'token-1', 'token-1', 'token-2', 'token-2', 'token-3']);
    expect(server.requests).toHaveLength(3);
  });

  it('is taken once for all who ask at one time', async () => {
    const server = await apiServer(() => session(1, NOON + 60 * MINUTE));
    const { keys } = source(server, () => NOON);

    const all = await Promise.all(Array.from({ length: 20 }, () => keys()));

    expect(new Set(all.map(({ accessKeyId }) => accessKeyId))).toEqual(new Set(['STS.1']));
    expect(server.requests).toHaveLength(1);
  });

  it('that cannot be renewed serves to its end, with a try now and then', async () => {
    const server = await apiServer((_, number) =>
      number === 1 ? session(1, NOON + 60 * MINUTE) : refusal(503, 'ServiceUnavailable'),
    );
    let time = NOON;
    const { keys } = source(server, () => time);
    await keys();

    time = NOON + 56 * MINUTE;
    const kept = [await keys(), await keys(), await keys()];
    const triesThen = server.requests.length;
    time = NOON + 60 * MINUTE;
    const ended = keys();

    expect(kept.map(({ securityToken }) => securityToken)).toEqual(['token-1', 'token-1', 'token-1']);
    expect(triesThen).toBe(2);
    await expect(ended).rejects.toMatchObject({ kind: 'unavailable', remoteCode: 'ServiceUnavailable' });
  });

  it.each([
    { reply: refusal(403, 'NoPermission'), kind: 'denied' },
    { reply: refusal(404, 'EntityNotExist.Role'), kind: 'denied' },
    { reply: refusal(400, 'InvalidParameter.RoleArn'), kind: 'denied' },
    { reply: 'cut' as const, kind: 'unreachable' },
    { reply: { body: { Credentials: { AccessKeyId: 'STS.1' } } }, kind: 'unavailable' },
  ])('that cannot be taken is $kind: $reply', async ({ reply, kind }) => {
    const server = await apiServer(() => reply);
    const { keys } = source(server, () => NOON);

    const failed = keys();

    await expect(failed).rejects.toMatchObject({ kind, message: expect.stringMatching(/^AssumeRole: /) });
  });

  it('whose taking is throttled is asked for again before the call', async () => {
    const server = await apiServer(({ action }, number) => {
      if (number <= 2) return refusal(400, 'Throttling.User');
      return action === 'AssumeRole' ? session(1, Date.now() + 60 * MINUTE) : { body: { Ok: true } };
    });

    const answer = await accountAt(server, { credentials: ROLE }).call({
      product: 'slb',
      regionId: 'cn-hangzhou',
      action: 'DescribeRegions',
    });

    expect(answer).toEqual({ Ok: true });
    expect(server.requests.map(({ action }) => action)).toEqual([
      'AssumeRole',
      'AssumeRole',
      'AssumeRole',
      'DescribeRegions',
    ]);
  });
});

describe('the default chain', () => {
  const NAMES = [
    'ALIBABA_CLOUD_ACCESS_KEY_ID',
    'ALIBABA_CLOUD_ACCESS_KEY_SECRET',
    'ALIBABA_CLOUD_SECURITY_TOKEN',
    'ALIBABA_CLOUD_ECS_METADATA_DISABLED',
    'HOME',
  ];
  let before: (string | undefined)[] = [];
  beforeEach(() => {
    before = NAMES.map((name) => process.env[name]);
  });
  afterEach(() => {
    for (const [index, name] of NAMES.entries()) {
      const value = before[index];
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });

  it('finds keys in the environment', async () => {
    const server = await apiServer(() => ({ body: {} }));
    process.env.ALIBABA_CLOUD_ACCESS_KEY_ID = 'key-of-the-environment';
    process.env.ALIBABA_CLOUD_ACCESS_KEY_SECRET = 'secret-of-the-environment';
    process.env.ALIBABA_CLOUD_SECURITY_TOKEN = 'token-of-the-environment';

    await accountAt(server, { credentials: { kind: 'default' } }).call({
      product: 'slb',
      regionId: 'cn-hangzhou',
      action: 'DescribeRegions',
    });

    const [request] = server.requests;
    expect(request?.headers.authorization).toContain('Credential=key-of-the-environment,');
    expect(request?.headers['x-acs-security-token']).toBe('token-of-the-environment');
  });

  it('that finds none says where it looked, and which variables it wants', async () => {
    const server = await apiServer(() => ({ body: {} }));
    for (const name of NAMES) delete process.env[name];
    Object.assign(process.env, { HOME: '/nonexistent', ALIBABA_CLOUD_ECS_METADATA_DISABLED: 'true' });

    const failed = accountAt(server, { credentials: { kind: 'default' } }).call({
      product: 'slb',
      regionId: 'cn-hangzhou',
      action: 'DescribeRegions',
    });

    await expect(failed).rejects.toMatchObject({
      kind: 'denied',
      remoteCode: 'NO_CREDENTIALS',
      message: expect.stringMatching(
        /ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET .*~\/\.aliyun\/config\.json/,
      ),
    });
    expect(server.requests).toEqual([]);
  });
});

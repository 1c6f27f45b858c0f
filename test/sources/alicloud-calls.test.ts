import { describe, expect, it } from 'vitest';
import type { CallEvent } from '../../shared/sources/observer.ts';
import { accountAt, apiServer, KEYS, refusal } from './support/api-server.ts';

const VPCS = { RequestId: 'R', TotalCount: 0, Vpcs: { Vpc: [] } };
const CALL = { product: 'vpc', regionId: 'cn-hangzhou', action: 'DescribeVpcs' } as const;

describe('on the wire', () => {
  it('a call is signed, names itself in headers and has its parameters flat in the query', async () => {
    const server = await apiServer(() => ({ body: VPCS }));

    await accountAt(server).call({
      ...CALL,
      query: { VpcId: ['vpc-1', 'vpc-2'], Tag: [{ Key: 'a', Value: 'b' }], PageSize: 50 },
    });

    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]).toMatchObject({
      method: 'POST',
      path: '/',
      action: 'DescribeVpcs',
      query: {
        RegionId: 'cn-hangzhou',
        'VpcId.1': 'vpc-1',
        'VpcId.2': 'vpc-2',
        'Tag.1.Key': 'a',
        'Tag.1.Value': 'b',
        PageSize: '50',
      },
      headers: {
        'x-acs-version': '2016-04-28',
        'x-acs-signature-nonce': expect.stringMatching(/./),
        authorization: expect.stringMatching(
          new RegExp(
            `^ACS3-HMAC-SHA256 Credential=${KEYS.accessKeyId},SignedHeaders=.*host.*,Signature=[0-9a-f]{64}$`,
          ),
        ),
      },
    });
    expect(server.requests[0]?.headers['x-acs-security-token']).toBeUndefined();
  });

  it('a token goes along with temporary keys', async () => {
    const server = await apiServer(() => ({ body: VPCS }));
    const credentials = { kind: 'keys', ...KEYS, securityToken: 'token-of-nobody' } as const;

    await accountAt(server, { credentials }).call(CALL);

    expect(server.requests[0]?.headers['x-acs-security-token']).toBe('token-of-nobody');
  });

  it.each([
    { product: 'slb', version: '2014-05-15' },
    { product: 'ecs', version: '2014-05-26' },
  ] as const)('$product has version $version', async ({ product, version }) => {
    const server = await apiServer(() => ({ body: {} }));

    await accountAt(server).call({ product, regionId: 'cn-beijing', action: 'DescribeAny' });

    expect(server.requests[0]?.headers['x-acs-version']).toBe(version);
  });

  it('connections are kept', async () => {
    const server = await apiServer(() => ({ body: VPCS }));
    const account = accountAt(server);

    for (let call = 0; call < 6; call++) await account.call(CALL);

    expect(server.requests).toHaveLength(6);
    expect(server.connections()).toBe(1);
  });

  it('an endpoint that is none is told when the account is opened', async () => {
    const server = await apiServer(() => ({ body: VPCS }));

    const open = () => accountAt(server, { endpoints: { slb: 'ftp://nowhere' } });

    expect(open).toThrow('endpoints.slb of account main is neither a URL (http, https) nor a host name');
  });
});

describe('trouble that passes', () => {
  it.each([
    ['Throttling.User', refusal(400, 'Throttling.User')],
    ['HTTP 429', { status: 429, body: { Code: 'TooManyRequests' } }],
    ['a nonce that was used', refusal(400, 'SignatureNonceUsed')],
    ['a busy system', refusal(449, 'SystemBusy')],
    ['an inner error', refusal(500, 'InternalError')],
    ["a gateway's page", { status: 503, text: '<html>503</html>' }],
    ['an empty answer', { text: '' }],
    ['an answer that is null', { body: null }],
    ['an error that is null', { status: 500, body: null }],
    ['an answer that lacks what it must have', { body: { RequestId: 'R' } }],
    ['a connection cut before the answer', 'cut' as const],
    ['a connection cut within the answer', 'cut-body' as const],
  ])('is got over: %s', async (_, reply) => {
    const server = await apiServer((_request, number) => (number <= 2 ? reply : { body: VPCS }));

    const answer = await accountAt(server).call({ ...CALL, expect: ['Vpcs'] });

    expect(answer).toEqual(VPCS);
    expect(server.requests).toHaveLength(3);
  });

  it('is a new request each time, with a signature of its own', async () => {
    const server = await apiServer((_, number) =>
      number === 1 ? refusal(503, 'ServiceUnavailable') : { body: VPCS },
    );

    await accountAt(server).call(CALL);

    const nonces = server.requests.map(({ headers }) => headers['x-acs-signature-nonce']);
    expect(new Set(nonces).size).toBe(2);
  });

  it('is thrown in the end', async () => {
    const server = await apiServer(() => refusal(503, 'ServiceUnavailable', 'Try later.'));

    const failed = accountAt(server).call(CALL);

    await expect(failed).rejects.toMatchObject({
      kind: 'unavailable',
      remoteCode: 'ServiceUnavailable',
      status: 503,
      message: 'DescribeVpcs in cn-hangzhou: ServiceUnavailable (Try later)',
    });
    expect(server.requests).toHaveLength(5);
  });

  it('is told to the observer, attempt by attempt', async () => {
    const replies = [refusal(400, 'Throttling.Api'), refusal(500, 'InternalError'), { body: VPCS }];
    const server = await apiServer((_, number) => replies[number - 1] ?? 'cut');
    const events: CallEvent[] = [];

    await accountAt(server, { onCall: (event) => events.push(event) }).call(CALL);

    const named = { owner: 'main', product: 'vpc', api: 'DescribeVpcs', regionId: 'cn-hangzhou' };
    expect(events).toEqual([
      { ...named, outcome: 'throttled', duration: expect.any(Number) },
      { ...named, outcome: 'failed', duration: expect.any(Number) },
      { ...named, outcome: 'ok', duration: expect.any(Number) },
    ]);
  });
});

describe('trouble that stays', () => {
  it.each([
    { status: 403, code: 'Forbidden.RAM', kind: 'denied' },
    { status: 400, code: 'InvalidAccessKeyId.NotFound', kind: 'denied' },
    { status: 404, code: 'InvalidAccessKeyId.NotFound', kind: 'denied' },
    { status: 400, code: 'SignatureDoesNotMatch', kind: 'denied' },
    { status: 404, code: 'InvalidLoadBalancerId.NotFound', kind: 'gone' },
    {
      status: 400,
      code: 'InvalidParameter',
      message: 'The specified VServerGroupId does not exist.',
      kind: 'gone',
    },
    { status: 400, code: 'MissingParameter', kind: 'refused' },
  ])('$code with HTTP $status is $kind, and asked once', async ({ status, code, message, kind }) => {
    const server = await apiServer(() => refusal(status, code, message));

    const failed = accountAt(server).call(CALL);

    await expect(failed).rejects.toMatchObject({ kind, remoteCode: code, status });
    expect(server.requests).toHaveLength(1);
  });

  it('names the RAM action that is missing', async () => {
    const server = await apiServer(() =>
      refusal(403, 'NoPermission', 'You are not authorized.', {
        AccessDeniedDetail: {
          AuthAction: 'vpc:DescribeVpcs',
          NoPermissionType: 'ImplicitDeny',
          PolicyType: 'AccountLevelIdentityBasedPolicy',
          EncodedDiagnosticMessage: 'AQEAAAAAZ0FCQUE2N0RFLTU5QjgtNUY0Ni1BRjZDLTM4M',
        },
      }),
    );

    const failed = accountAt(server).call(CALL);

    await expect(failed).rejects.toThrow(
      'DescribeVpcs in cn-hangzhou: NoPermission (You are not authorized); ' +
        'RAM must allow vpc:DescribeVpcs to account main (ImplicitDeny, AccountLevelIdentityBasedPolicy)',
    );
  });

  it('points at the key where that is wrong', async () => {
    const server = await apiServer(() => refusal(404, 'InvalidAccessKeyId.NotFound'));

    const failed = accountAt(server).call(CALL);

    await expect(failed).rejects.toThrow('; check the access key of account main');
  });

  it('is a server that is not there', async () => {
    const gone = { url: 'http://127.0.0.1:1', requests: [], connections: () => 0 };

    const failed = accountAt(gone).call(CALL);

    await expect(failed).rejects.toMatchObject({
      kind: 'unreachable',
      remoteCode: 'ECONNREFUSED',
      message: 'DescribeVpcs in cn-hangzhou: no connection (ECONNREFUSED)',
    });
  });
});

describe('time', () => {
  const quick = { connect: 20, read: 150 };

  it('a server that keeps silent is a timeout, tried again', async () => {
    const server = await apiServer((_, number) => (number === 1 ? 'silence' : { body: VPCS }));
    const events: CallEvent[] = [];

    const answer = await accountAt(server, {
      timeouts: quick,
      onCall: (event) => events.push(event),
    }).call(CALL);

    expect(answer).toEqual(VPCS);
    expect(events.map(({ outcome }) => outcome)).toEqual(['failed', 'ok']);
  });

  it('a server that never answers is a timeout in the end', async () => {
    const server = await apiServer(() => 'silence');

    const failed = accountAt(server, { timeouts: quick }).call(CALL);

    await expect(failed).rejects.toMatchObject({
      kind: 'timeout',
      message: 'DescribeVpcs in cn-hangzhou: no answer in time',
    });
    expect(server.requests).toHaveLength(5);
  });

  it('an answer slower than a connection may take to be made is waited for', async () => {
    const server = await apiServer(() => ({ body: VPCS, delay: 400 }));

    const answer = await accountAt(server, { timeouts: { connect: 50, read: 5_000 } }).call(CALL);

    expect(answer).toEqual(VPCS);
    expect(server.requests).toHaveLength(1);
  });

  it('the deadline ends a call that is under way', async () => {
    const server = await apiServer(() => 'silence');

    const failed = accountAt(server, { signal: AbortSignal.timeout(100) }).call(CALL);

    await expect(failed).rejects.toMatchObject({
      kind: 'aborted',
      remoteCode: 'DEADLINE',
      message: 'DescribeVpcs in cn-hangzhou: the time for it is up',
    });
  });

  it('the deadline ends a call that is tried again and again, and tells of its trouble', async () => {
    const server = await apiServer(() => refusal(400, 'Throttling.User', 'Too fast.'));

    const failed = accountAt(server, { signal: AbortSignal.timeout(300) }).call(CALL);

    await expect(failed).rejects.toMatchObject({
      kind: 'aborted',
      message:
        'DescribeVpcs in cn-hangzhou: the time for it is up; ' +
        'the last trouble was: DescribeVpcs in cn-hangzhou: Throttling.User (Too fast)',
    });
  });

  it("a call's own signal ends it alone", async () => {
    const server = await apiServer(({ query }) => (query.VpcId === 'slow' ? 'silence' : { body: VPCS }));
    const account = accountAt(server);
    const controller = new AbortController();

    const slow = account.call({ ...CALL, query: { VpcId: 'slow' } }, controller.signal);
    const other = await account.call(CALL);
    controller.abort(new Error('not needed'));

    await expect(slow).rejects.toMatchObject({ kind: 'aborted' });
    expect(other).toEqual(VPCS);
  });
});

describe('limits', () => {
  it('bound the calls of a product in a region, over all its APIs', async () => {
    let running = 0;
    let most = 0;
    const server = await apiServer(async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 30));
      running--;
      return { body: {} };
    });
    const limit = { requestsPerMinute: 60_000, concurrency: 3 };
    const account = accountAt(server, { limits: { slb: limit, ecs: limit, vpc: limit, cs: limit } });

    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        account.call({ product: 'slb', regionId: 'cn-hangzhou', action: `Describe${index % 2}` }),
      ),
    );

    expect(most).toBe(3);
  });

  it('are of each API and region its own', async () => {
    const server = await apiServer(() => ({ body: {} }));
    const limit = { requestsPerMinute: 1, concurrency: 3 };
    const account = accountAt(server, { limits: { slb: limit, ecs: limit, vpc: limit, cs: limit } });

    await Promise.all([
      account.call({ product: 'slb', regionId: 'cn-hangzhou', action: 'DescribeRules' }),
      account.call({ product: 'slb', regionId: 'cn-hangzhou', action: 'DescribeTags' }),
      account.call({ product: 'slb', regionId: 'cn-beijing', action: 'DescribeRules' }),
    ]);
    const second = account.call(
      { product: 'slb', regionId: 'cn-beijing', action: 'DescribeRules' },
      AbortSignal.timeout(200),
    );

    await expect(second).rejects.toMatchObject({ kind: 'aborted', remoteCode: 'DEADLINE' });
    expect(server.requests).toHaveLength(3);
  });
});

import { describe, expect, it } from 'vitest';
import type { CallEvent } from '../../shared/sources/observer.ts';
import { RemoteError } from '../../shared/sources/remote-error.ts';
import { accountAt, apiServer, refusal } from './support/api-server.ts';

const VPCS = { RequestId: 'R', TotalCount: 0, Vpcs: { Vpc: [] } };
const CALL = { product: 'vpc', regionId: 'cn-hangzhou', action: 'DescribeVpcs' } as const;

describe('an answer that sends the client elsewhere', () => {
  it.each([301, 302, 303, 307, 308])('with %i is a failure, and nobody is asked there', async (status) => {
    const elsewhere = await apiServer(() => ({ body: VPCS }));
    const server = await apiServer(() => ({ text: '', status, location: `${elsewhere.url}/stolen` }));

    const failed = accountAt(server).call({ ...CALL, expect: ['Vpcs'] });

    await expect(failed).rejects.toBeInstanceOf(RemoteError);
    expect(server.requests.length).toBeGreaterThan(0);
    expect(elsewhere.requests).toEqual([]);
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
    { status: 404, code: 'InvalidAction.NotFound', kind: 'refused' },
    { status: 404, code: 'InvalidVersion', kind: 'refused' },
    { status: 404, code: 'InvalidRegionId.NotFound', kind: 'refused' },
    { status: 404, code: 'HTTP', kind: 'refused' },
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
      message: 'DescribeVpcs in cn-hangzhou: no connection to 127.0.0.1:1 (ECONNREFUSED)',
    });
  });
});

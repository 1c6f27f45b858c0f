import { describe, expect, it } from 'vitest';
import type { CallEvent } from '../../shared/sources/observer.ts';
import { stopTimers } from '../support/stopped-timers.ts';
import { accountAt, apiServer, KEYS, refusal } from './support/api-server.ts';
import { crowd } from './support/crowd.ts';

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

describe('time', () => {
  it('a server that keeps silent is a timeout, tried again', async () => {
    const { pass } = stopTimers();
    const server = await apiServer((_, number) => {
      if (number > 1) return { body: VPCS };
      pass(15_000);
      return 'silence';
    });
    const events: CallEvent[] = [];

    const answer = await accountAt(server, { onCall: (event) => events.push(event) }).call(CALL);

    expect(answer).toEqual(VPCS);
    expect(events.map(({ outcome }) => outcome)).toEqual(['failed', 'ok']);
  });

  it('a server that never answers is a timeout in the end', async () => {
    const { pass } = stopTimers();
    const server = await apiServer(() => {
      pass(15_000);
      return 'silence';
    });

    const failed = accountAt(server).call(CALL);

    await expect(failed).rejects.toMatchObject({
      kind: 'timeout',
      message: 'DescribeVpcs in cn-hangzhou: no answer in time',
    });
    expect(server.requests).toHaveLength(5);
  });

  it('an answer slower than a connection may take to be made is waited for', async () => {
    const server = await apiServer(() => ({ body: VPCS, delay: 400 }));

    const answer = await accountAt(server, { timeouts: { connect: 50, read: 50_000 } }).call(CALL);

    expect(answer).toEqual(VPCS);
    expect(server.requests).toHaveLength(1);
  });

  it('the deadline ends a call that is under way, at once', async () => {
    const { pass } = stopTimers();
    const server = await apiServer(() => {
      pass(100);
      return 'silence';
    });

    const failed = accountAt(server, { signal: AbortSignal.timeout(100) }).call(CALL);

    await expect(failed).rejects.toMatchObject({
      kind: 'aborted',
      remoteCode: 'DEADLINE',
      message: 'DescribeVpcs in cn-hangzhou: the time for it is up',
    });
  });

  it('the deadline ends a call that is tried again and again, and tells of its trouble', async () => {
    const { pass } = stopTimers();
    const server = await apiServer((_, number) => {
      if (number === 2) pass(300);
      return refusal(400, 'Throttling.User', 'Too fast.');
    });

    const failed = accountAt(server, { signal: AbortSignal.timeout(300) }).call(CALL);

    await expect(failed).rejects.toMatchObject({
      kind: 'aborted',
      message:
        'DescribeVpcs in cn-hangzhou: the time for it is up; ' +
        'the last trouble was: DescribeVpcs in cn-hangzhou: Throttling.User (Too fast)',
    });
  });
});

describe('limits', () => {
  it('bound the calls of one API in a region', async () => {
    const three = crowd(3);
    const server = await apiServer(async () => {
      await three.pass();
      return { body: {} };
    });
    const limit = { requestsPerMinute: 60_000, concurrency: 3 };
    const account = accountAt(server, { limits: { slb: limit, ecs: limit, vpc: limit, cs: limit } });

    await Promise.all(
      Array.from({ length: 21 }, () =>
        account.call({ product: 'slb', regionId: 'cn-hangzhou', action: 'DescribeRules' }),
      ),
    );

    expect(three.most()).toBe(3);
  });

  it('are of each API and region its own', async () => {
    const server = await apiServer(() => ({ body: {} }));
    const limit = { requestsPerMinute: 1, concurrency: 3 };
    const controller = new AbortController();
    const account = accountAt(server, {
      limits: { slb: limit, ecs: limit, vpc: limit, cs: limit },
      signal: controller.signal,
    });

    await Promise.all([
      account.call({ product: 'slb', regionId: 'cn-hangzhou', action: 'DescribeRules' }),
      account.call({ product: 'slb', regionId: 'cn-hangzhou', action: 'DescribeTags' }),
      account.call({ product: 'slb', regionId: 'cn-beijing', action: 'DescribeRules' }),
    ]);
    const second = account.call({ product: 'slb', regionId: 'cn-beijing', action: 'DescribeRules' });
    const refused = expect(second).rejects.toMatchObject({ kind: 'aborted', remoteCode: 'ABORTED' });
    // Asked for later, and answered: the other one would have been by now.
    await account.call({ product: 'slb', regionId: 'cn-beijing', action: 'DescribeTags' });
    controller.abort(new Error('enough'));

    await refused;
    expect(server.requests).toHaveLength(4);
  });
});

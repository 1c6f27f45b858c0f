import { describe, expect, it, vi } from 'vitest';
import { everyNth, type FaultReply, sometimes } from './servers/faults.ts';
import { ask, type Body, cloudOf, codeOf, REGION } from './support/cloud-client.ts';

describe('request limits', () => {
  it('are counted for each API and region', async () => {
    const cloud = await cloudOf({
      requestLimits: { DescribeLoadBalancers: { count: 2, windowMilliseconds: 3_600_000 } },
    });
    const list = (RegionId: string) => codeOf(ask(cloud, 'DescribeLoadBalancers', { RegionId }));

    const said = await Promise.all([list(REGION), list(REGION), list(REGION), list('cn-beijing')]);
    const other = await codeOf(ask(cloud, 'DescribeServerCertificates'));

    expect(said.sort()).toEqual(['OK', 'OK', 'OK', 'Throttling.User']);
    expect(other).toBe('OK');
  });

  it('give way when their window is over', async () => {
    const cloud = await cloudOf({ requestLimits: { '*': { count: 1, windowMilliseconds: 1000 } } });

    const first = await codeOf(ask(cloud, 'DescribeVpcs'));
    await vi.waitUntil(async () => (await codeOf(ask(cloud, 'DescribeVpcs'))) === 'OK', {
      timeout: 10_000,
    });

    expect(first).toBe('OK');
    expect(cloud.calls.of({ status: 400 })).not.toEqual([]);
    expect(cloud.calls.count({ status: 200 })).toBe(2);
  });
});

describe('planted faults', () => {
  it.each<[FaultReply, string]>([
    ['throttle', 'Throttling.User'],
    ['forbidden', 'Forbidden.RAM'],
    ['not-found', 'InvalidLoadBalancerId.NotFound'],
    ['error500', 'InternalError'],
    ['html503', 'SyntaxError'],
    ['garbage', 'SyntaxError'],
    ['half', 'SyntaxError'],
    ['cut', 'ECONNRESET'],
    ['cut-body', 'ECONNRESET'],
    ['cut-chunked', 'ECONNRESET'],
    [{ status: 449, code: 'SystemBusy' }, 'SystemBusy'],
    [{ delay: 60_000 }, 'RequestTimeoutError'],
    [{ delay: 1, reply: 'throttle' }, 'Throttling.User'],
  ])('%j does what it says, once', async (reply, code) => {
    const cloud = await cloudOf();
    const fault = cloud.faults.add({ when: (call) => call.api === 'DescribeVpcs', times: 1, reply });

    const other = await codeOf(ask(cloud, 'DescribeLoadBalancers'));
    const hit = await codeOf(ask(cloud, 'DescribeVpcs'));
    const next = await codeOf(ask(cloud, 'DescribeVpcs'));

    expect([other, hit, next]).toEqual(['OK', code, 'OK']);
    expect(fault.hits()).toBe(1);
  });

  it('edit an answer', async () => {
    const cloud = await cloudOf();
    cloud.faults.add({ reply: { edit: (body) => ({ ...(body as Body), Vpcs: null }) } });

    const page = await ask(cloud, 'DescribeVpcs');

    expect(page).toMatchObject({ Vpcs: null, PageNumber: 1 });
  });

  it('come every nth time, or by a chance that can be repeated', () => {
    const third = everyNth(3);
    const [chance, twin] = [sometimes(0.3, 11), sometimes(0.3, 11)];

    const thirds = Array.from({ length: 6 }, third);
    const [drawn, again] = [chance, twin].map((draw) => Array.from({ length: 1000 }, draw));

    expect(thirds).toEqual([false, false, true, false, false, true]);
    expect(drawn).toEqual(again);
    expect(drawn?.filter(Boolean).length).toBeGreaterThan(250);
    expect(drawn?.filter(Boolean).length).toBeLessThan(350);
  });
});

import { expect, it } from 'vitest';
import { mostSlbCalls } from '../../bench/live/bound.ts';
import { seenIn } from '../../bench/live/serve.ts';
import type { Call } from '../servers/calls.ts';

function called(call: Partial<Call>): Call {
  return {
    account: 'main',
    product: 'slb',
    region: 'cn-hangzhou',
    api: 'DescribeLoadBalancers',
    parameters: {},
    at: 0,
    status: 200,
    unexpected: false,
    ...call,
  };
}

function times(count: number, call: Partial<Call>): Call[] {
  return Array.from({ length: count }, () => called(call));
}

it('the calls of one API are those of one region and account, which share a limit', () => {
  const seen = seenIn([
    ...times(3, {}),
    ...times(4, { region: 'cn-beijing' }),
    ...times(2, { account: 'other' }),
    ...times(3, { api: 'DescribeVServerGroups', status: 400 }),
    ...times(2, { product: 'cs', api: 'DescribeClustersV1', region: '' }),
  ]);

  expect(seen).toEqual({ slbCalls: 12, mostOfOneApi: 4, minutesByDefault: 2 / 300, throttled: 3 });
});

it('nothing called is nothing seen', () => {
  expect(seenIn([])).toEqual({ slbCalls: 0, mostOfOneApi: 0, minutesByDefault: 0, throttled: 0 });
});

it('the most SLB calls are pages, SLBs that are no strangers, groups and ten, region by region', () => {
  const one = { loadBalancers: 101, listeners: 200, vServerGroups: 7 };

  expect(mostSlbCalls([one])).toBe(2 + 2 + 101 + 7 + 10);
  expect(mostSlbCalls([one, one], 20)).toBe(2 * (2 + 2 + 101 + 7 + 10) - 20);
});

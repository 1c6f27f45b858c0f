import { describe, expect, it } from 'vitest';
import { formatPermissions } from '../shared/formats/permission-table.ts';
import { type PermissionCheck, ramTrial, rbacTrial } from '../shared/scan/permissions/check.ts';
import type { PartCheck } from '../shared/store/part-check.ts';

describe('the table of permissions', () => {
  const region = { account: 'main', regionId: 'cn-hangzhou' };
  const shop = { ...region, cluster: { clusterId: 'c1', name: 'shop\u001b[31m\u202e' } };
  const twin = (clusterId: string) => ({ ...region, cluster: { clusterId, name: 'twin' } });
  const services = { apiGroup: '', resource: 'services' };
  const events = { apiGroup: '', resource: 'events', verb: 'get', objectName: 'one' } as const;
  const CHECKS: readonly PermissionCheck[] = [
    { where: { account: 'main' }, permission: 'credentials', optional: false, outcome: 'ok' },
    { ...ramTrial(region, 'slb:DescribeLoadBalancers'), outcome: 'ok' },
    {
      ...ramTrial(region, 'slb:DescribeVServerGroups'),
      outcome: 'denied',
      message: 'Forbidden.RAM\nhostile \u001b[2J\u202e text',
    },
    { ...ramTrial(region, 'vpc:DescribeVpcs'), outcome: 'denied', message: 'Forbidden.RAM' },
    { ...ramTrial(region, 'slb:DescribeDomainExtensions'), outcome: 'ok', hint: 'made-up' },
    {
      ...ramTrial(shop, 'cs:DescribeClusterUserKubeconfig', { resource: 'acs:cs:*:*:cluster/c1' }),
      outcome: 'denied',
      message: 'StatusForbidden',
    },
    {
      ...ramTrial(shop, 'cs:GetClusterAddonInstance', { optional: true }),
      outcome: 'failed',
      message: 'odd',
    },
    { ...rbacTrial(shop, { ...services, verb: 'list' }), outcome: 'not tried', hint: 'blocked' },
    { ...rbacTrial(shop, { ...services, verb: 'get' }), outcome: 'not tried', hint: 'blocked' },
    ...['c2', 'c3'].flatMap((id): PermissionCheck[] => [
      { ...rbacTrial(twin(id), { ...services, verb: 'list' }), outcome: 'denied', message: 'forbidden' },
      { ...rbacTrial(twin(id), { ...services, verb: 'get' }), outcome: 'denied', message: 'forbidden' },
      { ...rbacTrial(twin(id), events, true), outcome: 'denied', message: 'forbidden' },
    ]),
    {
      ...ramTrial({ account: 'partner' }, 'sts:AssumeRole', { resource: 'acs:ram::1:role/reader' }),
      outcome: 'denied',
      message: 'NoPermission',
    },
    {
      ...rbacTrial(twin('c4'), { ...services, verb: 'list' }),
      outcome: 'unreachable',
      message: 'ECONNREFUSED',
    },
  ];

  const PARTS: readonly PartCheck[] = [
    { part: 'store', name: 'audit', tried: 'rows', outcome: 'ok' },
    {
      part: 'store',
      name: 'audit',
      tried: 'rows',
      tables: ['runs', 'findings'],
      outcome: 'failed',
      hint: 'store-init',
      message: 'Tablestore: OTSObjectNotExist',
    },
    { part: 'robot', name: 'ops', tried: 'connection', outcome: 'ok', hint: 'connected-only' },
    { part: 'robot', name: 'far', tried: 'connection', outcome: 'not tried', hint: 'proxy' },
    {
      part: 'robot',
      name: 'odd\u001b[31m\u202e',
      tried: 'test-message',
      outcome: 'failed',
      message: 'errcode 1: hostile \u001b[2J\u202e text',
    },
  ];

  it.each(['en', 'zh'] as const)('says it all in one language: %s', async (language) => {
    const text = formatPermissions(CHECKS, { language, color: false }, PARTS);

    await expect(text).toMatchFileSnapshot(`golden/permissions.${language}.txt`);
    for (const hostile of ['\u001b', '\u202e']) expect(text).not.toContain(hostile);
  });
});

import Credential, { Config as CredentialConfig } from '@alicloud/credentials';
import { OpenApiUtil } from '@alicloud/openapi-core';
import { generate } from 'selfsigned';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { CloudAccount } from './servers/accounts.ts';
import type { Cloud } from './servers/cloud.ts';
import {
  ACCOUNT,
  ask,
  type Body,
  classOf,
  cloudOf,
  codeOf,
  type Keys,
  REGION,
  SNAPSHOT,
} from './support/cloud-client.ts';
import { world } from './support/world.ts';

describe('keys', () => {
  it.each<[string, Keys, string]>([
    ['a wrong secret', { ...ACCOUNT, accessKeySecret: 'guessed' }, 'SignatureDoesNotMatch'],
    ['an unknown key', { ...ACCOUNT, accessKeyId: 'LTAInobody' }, 'InvalidAccessKeyId.NotFound'],
    ['a made-up token', { ...ACCOUNT, securityToken: 'guessed' }, 'InvalidSecurityToken.Expired'],
  ])('%s is refused', async (_, keys, code) => {
    const cloud = await cloudOf();

    const said = await codeOf(ask(cloud, 'DescribeVpcs', {}, keys));

    expect(said).toBe(code);
  });

  it('sign a request whole, and only once', async () => {
    const cloud = await cloudOf();
    const send = signedByHand(cloud, { RegionId: REGION });

    const altered = await send({ RegionId: 'cn-beijing' });
    const first = await send({ RegionId: REGION });
    const again = await send({ RegionId: REGION });

    expect([altered, first, again]).toEqual(['SignatureDoesNotMatch', 'OK', 'SignatureNonceUsed']);
  });

  it('show each account its own', async () => {
    const other: CloudAccount = {
      ...ACCOUNT,
      name: 'other',
      accessKeyId: 'LTAIother',
      regions: world().regions,
    };
    const cloud = await cloudOf({ accounts: [ACCOUNT, other] });

    const [mine, theirs] = await Promise.all(
      [ACCOUNT, other].map((keys) => ask(cloud, 'DescribeLoadBalancers', {}, keys)),
    );

    expect([mine?.TotalCount, theirs?.TotalCount]).toEqual([
      SNAPSHOT.regions[0]?.slb.loadBalancers.length,
      1,
    ]);
    expect(cloud.calls.all.map((call) => call.account).sort()).toEqual(['main', 'other']);
  });

  it('of a role belong to its account until they expire', async () => {
    const role: CloudAccount = { ...ACCOUNT, name: 'role', accountId: '200', accessKeyId: 'LTAIrole' };
    const cloud = await cloudOf({ accounts: [ACCOUNT, { ...role, regions: world().regions }] });
    const query = { RoleArn: 'acs:ram::200:role/reader', RoleSessionName: 'test', DurationSeconds: 900 };

    const taken = await ask(cloud, 'AssumeRole', query);
    const { AccessKeyId, AccessKeySecret, SecurityToken } = taken.Credentials as Record<string, string>;
    const keys = { accessKeyId: AccessKeyId ?? '', accessKeySecret: AccessKeySecret ?? '' };
    const tokenless = await codeOf(ask(cloud, 'DescribeLoadBalancers', {}, keys));
    const full = { ...keys, securityToken: SecurityToken ?? '' };
    const read = await ask(cloud, 'DescribeLoadBalancers', {}, full);
    cloud.expireTemporaryKeys();
    const late = await codeOf(ask(cloud, 'DescribeLoadBalancers', {}, full));

    expect(read.TotalCount).toBe(1);
    expect([tokenless, late]).toEqual(Array(2).fill('InvalidSecurityToken.Expired'));
    expect(cloud.secrets()).toEqual(expect.arrayContaining(Object.values(full)));
  });

  it('of a role are had by the credentials package, which speaks https alone', async () => {
    const pems = await generate([{ name: 'commonName', value: '127.0.0.1' }], { keySize: 2048 });
    const cloud = await cloudOf({ tls: { key: pems.private, cert: pems.cert } });
    onTestFinished(() => void vi.unstubAllEnvs());
    vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
    const { accessKeyId, accessKeySecret } = ACCOUNT;
    const config = new CredentialConfig({
      ...{ type: 'ram_role_arn', accessKeyId, accessKeySecret, roleArn: 'acs:ram::100:role/reader' },
      ...{ roleSessionName: 'test', stsEndpoint: new URL(cloud.url).host },
    });

    const credential = await new (classOf(Credential))(config).getCredential();

    expect(cloud.secrets()).toContain(credential.accessKeySecret);
    expect(cloud.calls.counts()).toEqual({ AssumeRole: 1 });
  });
});

/** Sends one signature with any query; tells the code of the answer, or OK. */
function signedByHand(cloud: Cloud, signedQuery: Record<string, string>) {
  const payload = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
  const headers: Record<string, string> = {
    host: new URL(cloud.url).host,
    'x-acs-action': 'DescribeLoadBalancers',
    'x-acs-version': '2014-05-15',
    'x-acs-date': new Date().toISOString(),
    'x-acs-signature-nonce': 'once',
    'x-acs-content-sha256': payload,
  };
  const request = { method: 'POST', pathname: '/', query: signedQuery, headers };
  const { accessKeyId, accessKeySecret } = ACCOUNT;
  headers.authorization = OpenApiUtil.getAuthorization(
    request as Parameters<typeof OpenApiUtil.getAuthorization>[0],
    ...(['ACS3-HMAC-SHA256', payload, accessKeyId, accessKeySecret] as const),
  );
  return async (query: Record<string, string>): Promise<unknown> => {
    const url = `${cloud.url}/?${new URLSearchParams(query)}`;
    const response = await fetch(url, { method: 'POST', headers });
    return ((await response.json()) as Body).Code ?? 'OK';
  };
}

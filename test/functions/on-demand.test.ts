import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditSnapshot } from '../../shared/index.ts';
import type { HttpAnswer } from '../../shared/service/http-event.ts';
import { temporaryFolder } from '../support/files.ts';
import { generatedAccounts } from '../support/generated-accounts.ts';
import { API_TOKEN, buildBundles, type Cloud, startCloudWithFunctions } from './support/cloud.ts';

const FLEET = generatedAccounts(2, {
  seed: 13,
  clusters: 4,
  services: 24,
  nodesPerCluster: 2,
  driftEvery: 3,
  orphans: 2,
  regions: ['cn-hangzhou', 'cn-beijing'],
});

interface Asked {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
}

describe('the HTTP function on Function Compute', () => {
  const bundles = temporaryFolder();
  let cloud: Cloud;
  beforeAll(async () => {
    await buildBundles(bundles);
    cloud = await startCloudWithFunctions(FLEET, bundles);
  });
  afterAll(() => cloud.close());

  async function ask(
    method: string,
    path: string,
    { body, headers, query = {} }: Asked = {},
  ): Promise<HttpAnswer> {
    const event = {
      version: 'v1',
      rawPath: path,
      headers: { Authorization: `Bearer ${API_TOKEN}`, 'Content-Type': 'application/json', ...headers },
      queryParameters: query,
      ...(body !== undefined && { body: Buffer.from(JSON.stringify(body)).toString('base64') }),
      isBase64Encoded: body !== undefined,
      requestContext: { http: { method, path } },
    };
    const { outcome, result } = await cloud.functions.invoke(
      'ccm-preflight-on-demand-scan',
      JSON.stringify(event),
    );
    expect(outcome).toBe('ok');
    return JSON.parse(result) as HttpAnswer;
  }

  it('scans the fleet, tells how far it is, and gives the report in every form', async () => {
    const begun = await ask('POST', '/scans', { body: {} });
    await cloud.functions.idle();
    const { id } = JSON.parse(begun.body) as { id: string };
    const report = await ask('GET', `/scans/${id}`);
    const formats = ['table', 'markdown', 'junit', 'sarif'];
    const others = await Promise.all(
      formats.map((format) => ask('GET', `/scans/${id}`, { query: { format, lang: 'zh' } })),
    );

    expect(begun).toMatchObject({ statusCode: 202, headers: { location: `/scans/${id}` } });
    expect(JSON.parse(begun.body)).toMatchObject({ status: 'running', progress: { shards: { total: 4 } } });
    const { findings, scan } = JSON.parse(report.body);
    const expected = auditSnapshot(FLEET, { now: scan.startedAt }).findings.map((finding) => finding.id);
    expect(findings.map((finding: { id: string }) => finding.id).sort()).toEqual(expected.sort());
    expect(others.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 200]);
    expect(others.every(({ body }) => body.includes('SLB'))).toBe(true);
    expect(cloud.dingtalk.arrived).toEqual([]);
  });

  it('answers a small scan at once', async () => {
    const [cluster] = FLEET.clusters;
    const service = cluster?.kubernetes.services.items?.find(({ spec }) => spec.type === 'LoadBalancer');
    const { namespace, name } = service?.metadata ?? {};
    const body = { clusters: [cluster?.clusterId], services: [`${namespace}/${name}`] };

    const answer = await ask('POST', '/scans', { body, headers: { Prefer: 'wait=25' } });

    expect(answer).toMatchObject({ statusCode: 200, headers: { 'preference-applied': 'wait=25' } });
    expect(JSON.parse(answer.body)).toMatchObject({
      scan: { scope: body },
      coverage: { clusters: { total: 1, read: 1 }, services: { total: 1, compared: 1 } },
    });
  });

  it('tells of a cluster, and turns away whoever has no token', async () => {
    const [cluster] = FLEET.clusters;

    const known = await ask('GET', `/clusters/${cluster?.clusterId}`);
    const stranger = await ask('GET', '/scans', { headers: { Authorization: 'Bearer wrong' } });
    const health = await ask('GET', '/healthz', { headers: { Authorization: '' } });

    expect(JSON.parse(known.body)).toMatchObject({ cluster: { name: cluster?.name } });
    expect(stranger.statusCode).toBe(401);
    expect(health.statusCode).toBe(200);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FORMATS } from '../../shared/formats/format.ts';
import {
  API_TOKEN,
  buildBundles,
  type Cloud,
  ROBOT,
  ROLE,
  startCloudWithFunctions,
} from '../functions/support/cloud.ts';
import { httpEvent } from '../http/support/function.ts';
import { thoroughFleet } from '../support/deploy/thorough-fleet.ts';
import { temporaryFolder } from '../support/files.ts';
import { annotate, partsOf } from '../support/world.ts';
import { hunt, type Places, type Secrets } from './support/hunt.ts';
import { expectReadOnly } from './support/only-reading.ts';
import { echo, rowsOf } from './support/planted.ts';

const TABLE_PREFIX = 'e2e_';

/** Such that a scan for CCM v1 has a reason for every call that a scan can make, and finds something. */
function fleet() {
  const thorough = thoroughFleet();
  annotate(partsOf(thorough).service, 'name', 'wanted');
  return thorough;
}

function secretsOf({ fleet: { secrets } }: Cloud): Secrets {
  return {
    'the id of the role': ROLE.accessKeyId,
    'the secret of the role': ROLE.accessKeySecret,
    'the token of the role': ROLE.securityToken,
    'the token of the robot': ROBOT.token,
    'the secret of the robot': ROBOT.secret,
    'the token of the HTTP surface': API_TOKEN,
    ...Object.fromEntries(secrets().map((secret, index) => [`key or token ${index}`, secret])),
  };
}

/** All that anybody can see of functions: logs, what they were told and gave back, rows, messages. */
async function placesOf({ functions, rows, dingtalk }: Cloud): Promise<Places> {
  return {
    ...(await rowsOf(rows)),
    'the log': functions.logs.join('\n'),
    // What comes over HTTP is told with the token; what functions tell each other is not.
    'events of functions': JSON.stringify(
      functions.invocations.filter(({ kind }) => kind === 'async').map(({ event }) => event),
    ),
    results: JSON.stringify(functions.invocations.map(({ result }) => result)),
    messages: JSON.stringify(dingtalk.arrived.map(({ title, text }) => [title, text])),
  };
}

describe('the built functions, over a night and asked over HTTP', () => {
  const bundles = temporaryFolder();
  let cloud: Cloud;
  beforeAll(async () => {
    await buildBundles(bundles);
    cloud = await startCloudWithFunctions(fleet(), bundles, { targetCcmVersion: '1.9.3' });
  }, 600_000);
  afterAll(() => cloud.close());

  /** Asks the function on-demand-scan, and gives what it answers as text. */
  async function ask(method: string, path: string, more: object = {}): Promise<string> {
    const headers = {
      Authorization: `Bearer ${API_TOKEN}`,
      Prefer: 'wait=20',
      'Content-Type': 'application/json',
    };
    const event = httpEvent(method, path, { headers, ...more });
    const { result } = await cloud.functions.invoke('ccm-preflight-on-demand-scan', JSON.stringify(event));
    return result;
  }

  async function answers(run: string): Promise<Places> {
    const paths = ['/', '/healthz', '/fleet', '/scans', '/clusters/c1'];
    const texts: Record<string, string> = {
      'POST /scans': await ask('POST', '/scans', { body: '{"clusters":["c1"]}' }),
    };
    for (const path of paths) {
      texts[path] = await ask('GET', path);
      texts[`${path} of a stranger`] = await ask('GET', path, {
        headers: { Authorization: `Bearer x${API_TOKEN}` },
      });
    }
    for (const format of Object.keys(FORMATS)) {
      texts[format] = await ask('GET', `/scans/${run}`, { queryParameters: { format, lang: 'zh' } });
    }
    return texts;
  }

  it('let out nothing secret, and do nothing but read, when everything works', async () => {
    const { run, failures } = await cloud.night('2026-11-23T18:00:00Z');
    const places = { ...(await placesOf(cloud)), ...(await answers(run)) };

    expect(failures).toEqual([]);
    expect(cloud.dingtalk.arrived.length).toBeGreaterThan(0);
    expect(
      Object.entries(places).filter(([name, text]) => text.length < 50 && name !== 'table checkpoints'),
    ).toEqual([]);
    expect(hunt(places, secretsOf(cloud))).toEqual([]);
    expectReadOnly(cloud, TABLE_PREFIX);
  }, 600_000);

  it('let out nothing secret, and do nothing but read, when everybody repeats what they were sent', async () => {
    const { fleet: servers, tablestore, functions, dingtalk } = cloud;
    const { accessKeyId, accessKeySecret, securityToken } = ROLE;
    const sent = [accessKeyId, accessKeySecret, securityToken].flatMap((secret) => [
      secret,
      Buffer.from(secret).toString('base64'),
      encodeURIComponent(secret),
    ]);
    const message = `You sent ${sent.join(' and ')}`;
    const faults = [
      echo(servers.cloud, ({ api }) => /VServerGroups|NetworkInterfaces|Certificates/.test(api)),
      ...[...servers.kubernetes.values()].map((server) =>
        echo(server, ({ api }) => /endpointslices|events/.test(api)),
      ),
      functions.faults.add({ times: 1, reply: { status: 403, code: 'AccessDenied', message } }),
      tablestore.faults.add({
        when: ({ operation }) => operation === 'GetRow',
        times: 1,
        reply: { status: 403, code: 'OTSAuthFailed', message },
      }),
    ];
    dingtalk.fail({ errcode: 310000, errmsg: `You sent ${ROBOT.token} and ${ROBOT.secret}` }, 2);

    const { run, failures = [] } = await cloud.night('2026-11-24T18:00:00Z');
    const places = { ...(await placesOf(cloud)), ...(await answers(run)) };

    expect(faults.map(({ hits }) => hits() > 0)).toEqual(faults.map(() => true));
    expect(failures.length).toBeGreaterThan(3);
    expect(places['the log']).toMatch(/\*\*\*/);
    expect(hunt(places, secretsOf(cloud))).toEqual([]);
    expectReadOnly(cloud, TABLE_PREFIX);
  }, 600_000);
});

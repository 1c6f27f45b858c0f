import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Snapshot } from '../../shared/index.ts';
import { beginRun } from '../../shared/store/run.ts';
import { inSync } from '../run/support/fleets.ts';
import { startDingtalk } from '../servers/dingtalk.ts';
import { type Fleet, startFleet } from '../servers/fleet.ts';
import { temporaryFolder } from '../support/files.ts';
import { type World, world } from '../support/world.ts';
import { drifted } from './support/fleets.ts';
import { httpPlace } from './support/place.ts';

const folder = temporaryFolder();
let fleet: Fleet;
let count = 0;
beforeEach(async () => {
  fleet = await startFleet(drifted());
  count++;
});
afterEach(() => fleet.close());

describe('a scan on demand', () => {
  it('brings the findings of the store up to date when it is of the whole fleet', async () => {
    const place = await httpPlace(fleet, `${folder}/${count}`);

    await place.scan();
    const first = await place.findings();
    await fleet.refill(inSync() as Snapshot);
    await place.scan();
    const second = await place.findings();

    expect(first.map(({ status }) => status)).toEqual(['open', 'open']);
    expect(second.map(({ status }) => status)).toEqual(['resolved', 'resolved']);
  });

  it('begins as soon as the one before has its report', async () => {
    const place = await httpPlace(fleet, `${folder}/${count}`);

    const statuses: number[] = [];
    for (let index = 0; index < 8; index++) statuses.push((await place.scan()).status);

    expect(new Set(statuses)).toEqual(new Set([200]));
  });

  it.each([
    ['a scope', { clusters: ['c1', 'c2'] }],
    ['a namespace', { namespaces: ['prod'] }],
    ['another version', { targetCcmVersion: '2.13.0' }],
  ])('leaves the findings of the store alone when it has %s', async (_, body) => {
    const place = await httpPlace(fleet, `${folder}/${count}`);
    await place.scan();
    const before = await place.findings();
    await fleet.refill(inSync() as Snapshot);

    const { status, body: report } = await place.scan(body);

    expect([status, report.findings]).toEqual([200, []]);
    expect(await place.findings()).toEqual(before);
  });

  it('tells nobody', async () => {
    const robot = await startDingtalk([{ token: 'ops' }]);
    const dingtalk = [{ name: 'ops', url: 'env:ROBOT_URL', summary: true }];
    const place = await httpPlace(fleet, `${folder}/${count}`, {
      config: { alerts: { dingtalk }, confirm: { settleSeconds: 0.01 } },
      env: { ROBOT_URL: robot.webhook('ops') },
    });

    const { body } = await place.scan();
    await place.idle();
    const found = await place.findings();
    const requests = robot.requests();
    await robot.close();

    expect(body.findings).toMatchObject([{ confirmed: true }, { confirmed: true }]);
    expect(requests).toBe(0);
    // It is still news for the nightly run.
    expect(found.map(({ told }) => told)).toEqual([undefined, undefined]);
  });
});

describe('a scan of the command line', () => {
  it.each([
    ['that goes on', 0, 202, 'running'],
    ['that was killed', 5 * 3_600_000, 404, 'lost'],
  ])('%s is told as what it is', async (_, age, status, word) => {
    const place = await httpPlace(fleet, `${folder}/${count}`);
    const startedAt = new Date(Date.now() - age).toISOString();
    const run = '20261123T020000Z-000-abcdef';
    await beginRun(place.station.rows, { run, startedAt, targetCcmVersion: '2.14.0' });

    const one = await place.ask(`/scans/${run}`);
    const list = await place.ask('/scans');

    expect(one.status).toBe(status);
    expect(list.body.scans).toMatchObject([{ id: run, kind: 'command', status: word }]);
  });
});

describe('GET /clusters/{id}', () => {
  it.each([['c1'], ['cluster-c1']])('knows the verdict and the open findings of %s', async (name) => {
    const place = await httpPlace(fleet, `${folder}/${count}`);
    const { body: report } = await place.scan();
    await place.scan();

    const { status, body } = await place.ask(`/clusters/${name}`);

    expect(status).toBe(200);
    expect(body).toMatchObject({
      cluster: { clusterId: 'c1', name: 'cluster-c1', verdict: 'blocked', services: 1 },
      findings: [
        {
          rule: 'load-balancer-name',
          service: 'web',
          firstSeen: report.scan?.startedAt,
          sightings: 2,
          message: report.findings?.find(({ clusterId }) => clusterId === 'c1')?.message,
        },
      ],
    });
  });

  it('says it in Chinese', async () => {
    const place = await httpPlace(fleet, `${folder}/${count}`);
    await place.scan();

    const { body } = await place.ask('/clusters/c1?lang=zh');

    expect(body.findings?.[0]?.message).toMatch(/\p{Script=Han}/u);
  });

  it('has no finding that is resolved', async () => {
    const place = await httpPlace(fleet, `${folder}/${count}`);
    await place.scan();
    await fleet.refill(inSync() as Snapshot);
    await place.scan();

    const { body } = await place.ask('/clusters/c1');

    expect(body).toMatchObject({ cluster: { verdict: 'ready' }, findings: [] });
  });

  it('goes by scans of the whole fleet', async () => {
    const place = await httpPlace(fleet, `${folder}/${count}`);
    await place.scan({ clusters: ['c1'] });

    const { status, body } = await place.ask('/clusters/c1');

    expect([status, body.error?.code]).toEqual([404, 'NO_SUCH_CLUSTER']);
  });

  it('still tells the open findings of a cluster that the last scan did not see', async () => {
    const folderOfBoth = `${folder}/${count}`;
    const before = await httpPlace(fleet, folderOfBoth);
    await before.scan();
    const other = await startFleet(world({ clusterId: 'c9' }) as Snapshot);
    const after = await httpPlace(other, folderOfBoth);
    other.cloud.faults.add({ when: ({ api }) => api === 'DescribeLoadBalancers', reply: 'forbidden' });
    await after.scan();

    const { status, body } = await after.ask('/clusters/c1');
    await other.close();

    expect(status).toBe(200);
    expect(body.cluster).toMatchObject({ clusterId: 'c1', verdict: 'unknown' });
    expect(body.findings).toHaveLength(1);
  });

  it('does not guess which of two clusters of one name is meant', async () => {
    const twins = structuredClone(drifted()) as World;
    for (const cluster of twins.clusters) cluster.name = 'shop';
    await fleet.refill(twins as Snapshot);
    const place = await httpPlace(fleet, `${folder}/${count}`);
    await place.scan();

    const byName = await place.ask('/clusters/shop');
    const byId = await place.ask('/clusters/c2');

    expect(byName.status).toBe(409);
    expect(byName.body.error).toMatchObject({ code: 'AMBIGUOUS_NAME', faults: ['c1', 'c2'] });
    expect(byId.status).toBe(200);
  });
});

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Snapshot } from '../../shared/index.ts';
import { type DingtalkServer, startDingtalk } from '../servers/dingtalk.ts';
import { type Fleet, startFleet } from '../servers/fleet.ts';
import { jsonIn, temporaryFolder } from '../support/files.ts';
import { UNLIMITED } from '../support/live.ts';
import { type Run, run } from '../support/terminal.ts';
import { type World, world } from '../support/world.ts';

const folder = temporaryFolder();
let night = 0;
let fleet: Fleet;
let dingtalk: DingtalkServer;
let env: Record<string, string>;
let config: string;

beforeEach(async () => {
  fleet = await startFleet(inSync() as Snapshot);
  dingtalk = await startDingtalk([{ token: 'robot-token', secret: 'robot-secret' }]);
  config = configWith({});
  env = { ...fleet.env(), ROBOT_URL: dingtalk.webhook('robot-token'), ROBOT_SECRET: 'robot-secret' };
});
afterEach(async () => {
  await fleet.close();
  await dingtalk.close();
});

function configWith(robot: object): string {
  night++;
  return jsonIn(folder, `config-${night}.json`, {
    ...fleet.config({ limits: UNLIMITED }),
    confirm: { settleSeconds: 0.05 },
    store: { type: 'file', path: `store-${night}` },
    alerts: {
      dingtalk: [{ name: 'ops', url: 'env:ROBOT_URL', secret: 'env:ROBOT_SECRET', ...robot }],
      link: 'https://example.com/fleet',
    },
  });
}

function inSync(): World {
  return world({ clusterId: 'c1', services: [{ name: 'web' }, { name: 'api' }] }, { clusterId: 'c2' });
}

/** The SLB of one Service was renamed by hand: the check fails. */
function renamed(): Snapshot {
  const fleet = inSync();
  const services = fleet.clusters[0]?.kubernetes.services.items ?? [];
  const web = services.find((service) => service.metadata.name === 'web');
  Object.assign(web?.metadata.annotations ?? {}, {
    'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-name': 'wanted',
  });
  return fleet as Snapshot;
}

/** A Service is gone, its SLB is not. */
function orphaned(): Snapshot {
  const fleet = inSync();
  const list = fleet.clusters[0]?.kubernetes.services;
  if (list) list.items = list.items?.filter((service) => service.metadata.name !== 'api') ?? null;
  return fleet as Snapshot;
}

async function scan(snapshot?: Snapshot, ...options: string[]): Promise<Run> {
  if (snapshot) await fleet.refill(snapshot);
  env = { ...env, ...fleet.env() };
  return run(['scan', '--config', config, '--format', 'json', ...options], { env });
}

function texts(): string[] {
  return dingtalk.arrived.map((message) => message.text);
}

describe('night after night', () => {
  it('says nothing of a fleet in sync', async () => {
    const { code } = await scan();

    expect(code).toBe(0);
    expect(texts()).toEqual([]);
  });

  it('tells of a fault once, and of its end', async () => {
    const first = await scan(renamed());
    const second = await scan(renamed());
    const third = await scan(inSync() as Snapshot);

    expect([first.code, second.code, third.code]).toEqual([1, 1, 0]);
    expect(texts()).toHaveLength(2);
    expect(texts()[0]).toContain('prod/web');
    expect(texts()[1]).toMatch(/resolved/i);
    expect(first.err).toContain('alerts: 1 sent');
    expect(second.err).not.toContain('alerts');
  });

  it('tells of a fault that comes back', async () => {
    for (const snapshot of [renamed(), inSync() as Snapshot, renamed()]) await scan(snapshot);

    expect(texts()).toHaveLength(3);
    const { out } = await run(['findings', '--config', config, '--format', 'json'], { env });
    const [record] = JSON.parse(out);
    expect(record.history.map((step: { kind: string }) => step.kind)).toEqual([
      'opened',
      'resolved',
      'reopened',
    ]);
  });

  it('tells of an orphan at its second sighting', async () => {
    await scan(orphaned());
    expect(texts()).toEqual([]);

    await scan(orphaned());
    expect(texts()).toHaveLength(1);
    expect(texts()[0]).toContain('lb-c1-api');
  });

  it('resolves nothing in a cluster that cannot be read', async () => {
    await scan(renamed());
    fleet.kubernetes.get('c1')?.faults.add({ reply: 'forbidden' });

    const { code } = await scan();

    expect(code).toBe(2);
    const { out } = await run(['findings', '--config', config, '--format', 'json'], { env });
    expect(JSON.parse(out)).toMatchObject([{ status: 'open' }]);
    expect(texts()).toHaveLength(2);
    expect(texts()[1]).toMatch(/could not be read|unknown/i);
  });

  it('tells nothing with --no-alerts, and all of it the next time', async () => {
    await scan(renamed(), '--no-alerts');
    expect(texts()).toEqual([]);

    await scan(renamed());
    expect(texts()).toHaveLength(1);
  });

  it('keeps what a robot refuses, and sends it when that is mended', async () => {
    env = { ...env, ROBOT_SECRET: 'wrong' };
    const { err } = await scan(renamed());
    expect(err).toContain('1 refused');
    expect(err).not.toContain('wrong');

    env = { ...env, ROBOT_SECRET: 'robot-secret' };
    const again = await run(['alerts', '--retry', '--config', config], { env });

    expect(again.code).toBe(0);
    expect(texts()).toHaveLength(1);
  });

  it('lists runs, findings and the life of one', async () => {
    await scan(renamed());

    const runs = await run(['history', '--config', config], { env });
    const list = await run(['findings', '--config', config, '--lang', 'zh'], { env });
    const [record] = JSON.parse(
      (await run(['findings', '--config', config, '--format', 'json'], { env })).out,
    );
    const life = await run(['history', record.finding.id, '--config', config], { env });

    expect(runs.out).toMatch(/20\d{6}T\d{6}Z-/);
    expect(list.out).toContain('load-balancer-name');
    expect(life.out).toContain('first seen');
  });

  it('does one of two scans at once, and the other says so', async () => {
    await fleet.refill(renamed());
    env = { ...env, ...fleet.env() };
    const options = ['scan', '--config', config, '--format', 'json'];

    const both = await Promise.all([run(options, { env }), run(options, { env })]);

    expect(both.map((one) => one.code).sort()).toEqual([1, 2]);
    expect(both.find((one) => one.code === 2)?.err).toContain('another scan is under way');
    expect(texts()).toHaveLength(1);
  });
});

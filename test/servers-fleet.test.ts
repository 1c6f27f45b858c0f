import { describe, expect, it, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { startFleet } from './servers/fleet.ts';
import { ask, at, type Body, SNAPSHOT } from './support/cloud-client.ts';
import { readRecordings } from './support/recordings.ts';

describe('a fleet', () => {
  it('serves each cluster, and has a config that points at it', async () => {
    const fleet = await startFleet(SNAPSHOT);
    onTestFinished(() => fleet.close());

    const config = parse(fleet.configText({ targetCcmVersion: '2.14.0' }));
    const discovering = parse(fleet.configText({ discover: true }));

    const [account] = config.accounts;
    const wanted = account.clusters.map((cluster: Body) => String(cluster.kubeconfig).replace('env:', ''));
    expect(fleet.kubernetes.size).toBe(3);
    expect(config.targetCcmVersion).toBe('2.14.0');
    expect(account.endpoints.slb).toBe(fleet.cloud.url);
    expect(wanted.map((name: string) => fleet.env()[name])).toEqual(
      [...fleet.kubernetes.values()].map((server) => server.kubeconfig()),
    );
    expect(discovering.accounts[0].clusters).toBe('discover');
    expect(fleet.secrets().filter((secret) => fleet.configText().includes(secret))).toEqual([]);
  });

  it('is filled anew with every recording of a file, on the same ports', async () => {
    const recordings = readRecordings('edges').slice(0, 20);
    const fleet = await startFleet(SNAPSHOT);
    onTestFinished(() => fleet.close());
    const read: unknown[] = [];

    for (const recording of recordings) {
      await fleet.refill(recording.snapshot as Parameters<typeof fleet.refill>[0]);
      const { FLEET_KEY_ID_1: accessKeyId = '', FLEET_KEY_SECRET_1: accessKeySecret = '' } = fleet.env();
      const keys = { accessKeyId, accessKeySecret };
      read.push(await ask(fleet.cloud, 'DescribeLoadBalancers', { PageNumber: 1, PageSize: 100 }, keys));
    }

    const items = read.map((page) => at(page, 'LoadBalancers', 'LoadBalancer'));
    const held = recordings.map(
      ({ snapshot: one }) => (one as typeof SNAPSHOT).regions[0]?.slb.loadBalancers,
    );
    expect(items).toEqual(held);
    expect(fleet.kubernetes.size).toBe(1);
  });
});

import { expect, it } from 'vitest';
import type { Snapshot } from '../../../shared/index.ts';
import { inSync, orphaned, renamed } from './fleets.ts';
import type { Nights } from './nights.ts';

/** What happens night after night, whatever the store. */
export function describeNights({
  fleet,
  setEnv,
  command,
  scan,
  findings,
  texts,
}: Pick<Nights, 'fleet' | 'setEnv' | 'command' | 'scan' | 'findings' | 'texts'>): void {
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

    const [record] = await findings();
    expect(texts()).toHaveLength(3);
    expect(record?.history.map(({ kind }) => kind)).toEqual(['opened', 'resolved', 'reopened']);
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
    fleet().kubernetes.get('c1')?.faults.add({ reply: 'forbidden' });

    const { code } = await scan();

    expect(code).toBe(2);
    expect(await findings()).toMatchObject([{ status: 'open' }]);
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
    setEnv({ ROBOT_SECRET: 'wrong' });
    const { err } = await scan(renamed());
    expect(err).toContain('1 refused');
    expect(err).not.toContain('wrong');

    setEnv({ ROBOT_SECRET: 'robot-secret' });
    const again = await command('alerts', '--retry');

    expect(again.code).toBe(0);
    expect(texts()).toHaveLength(1);
  });

  it('lists runs, findings and the life of one', async () => {
    await scan(renamed());
    const [record] = await findings();

    const runs = await command('history');
    const list = await command('findings', '--lang', 'zh');
    const life = await command('history', record?.finding.id ?? '');

    expect(runs.out).toMatch(/20\d{6}T\d{6}Z-/);
    expect(list.out).toContain('load-balancer-name');
    expect(life.out).toContain('first seen');
  });

  it('does one of two scans at once, and the other says so', async () => {
    await fleet().refill(renamed());
    setEnv(fleet().env());

    const both = await Promise.all([scan(), scan()]);

    expect(both.map(({ code }) => code).sort()).toEqual([1, 2]);
    expect(both.find(({ code }) => code === 2)?.err).toContain('another scan is under way');
    expect(texts()).toHaveLength(1);
  });
}

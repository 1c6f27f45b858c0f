import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { request } from '../serve/support/clients.ts';
import type { PlantedFault } from '../servers/faults.ts';
import { temporaryFolder } from '../support/files.ts';
import { run } from '../support/terminal.ts';
import { outputOfEveryCommand, outputOfServe, serveHere } from './support/every-command.ts';
import { hunt } from './support/hunt.ts';
import { expectOnlyReading } from './support/only-reading.ts';
import { echo, keptIn, type PlantedFleet, plantedFleet } from './support/planted.ts';

const root = temporaryFolder();
let count = 0;

function folder(): string {
  const path = join(root, String(count++));
  mkdirSync(path);
  return path;
}

function messagesOf({ dingtalk }: PlantedFleet): Readonly<Record<string, string>> {
  return {
    'the messages of the robot': dingtalk.arrived.map(({ title, text }) => `${title}\n${text}`).join('\n'),
  };
}

/** The id of a finding that the store knows. */
async function someFinding({ config, env }: PlantedFleet): Promise<string> {
  const { out } = await run(['scan', '--format', 'json', '--config', config], { env });
  return JSON.parse(out).findings[0].id;
}

describe('of all that is secret nothing comes out, and nothing is done but reading', () => {
  it('when everything works: of no command, page, log, message, file or row', async () => {
    const here = folder();
    const planted = await plantedFleet(here);
    const finding = await someFinding(planted);

    const { texts, codes } = await outputOfEveryCommand(planted, here, finding);
    const served = await outputOfServe(planted);
    const kept = await keptIn(planted.store);

    const places = { ...texts, ...served.texts, ...kept, ...messagesOf(planted) };
    expect(codes).toMatchObject({
      'check-config --lang en': 0,
      [`history ${finding} --format json --lang zh`]: 0,
    });
    expect(
      Object.entries(codes).filter(
        ([name, code]) => code > 1 || (code === 1) !== /^(scan|advise)/.test(name),
      ),
    ).toEqual([]);
    expect(new Set(served.statuses)).toEqual(new Set([200, 401, 404]));
    expect(
      Object.entries(places).filter(
        ([name, text]) => text.length < 20 && !/stdout|stderr|checkpoints/.test(name),
      ),
    ).toEqual([]);
    expect(places['the messages of the robot']).toContain('CCM');
    expect(planted.fleet.cloud.calls.count({ api: 'AssumeRole' })).toBeGreaterThan(0);
    expect(planted.passwordsSent()).toBeGreaterThan(10);
    expect(hunt(places, planted.secrets())).toEqual([]);
    expectOnlyReading(planted.fleet);
  });

  it.each<[string, (planted: PlantedFleet) => readonly PlantedFault[]]>([
    [
      'every API of the cloud but those that lead to the clusters, and every API server,',
      ({ fleet }) => [
        echo(fleet.cloud, ({ api }) => !/AssumeRole|Cluster/.test(api)),
        ...[...fleet.kubernetes.values()].map((server) => echo(server, () => true)),
      ],
    ],
    [
      'some APIs of the cloud, and the API servers for some lists,',
      ({ fleet }) => [
        echo(fleet.cloud, ({ api }) => /VServerGroup|Addon/.test(api)),
        ...[...fleet.kubernetes.values()].map((server) =>
          echo(server, ({ api }) => /nodes|events/.test(api)),
        ),
      ],
    ],
  ])('when %s repeat all they were ever sent, and the robot too', async (_, plant) => {
    const here = folder();
    const planted = await plantedFleet(here);
    const finding = await someFinding(planted);
    const { dingtalk, fleet } = planted;
    for (const server of fleet.kubernetes.values()) server.faults.clear();
    const faults = plant(planted);
    const { ROBOT_URL = '', ROBOT_SECRET = '' } = planted.env;
    const errmsg = `${ROBOT_SECRET} ${ROBOT_URL} ${decodeURIComponent(ROBOT_URL)} ${Buffer.from(ROBOT_SECRET).toString('base64')}`;
    dingtalk.fail({ errcode: 999_999, errmsg }, 3);
    dingtalk.fail({ status: 500, body: `<html>${errmsg}</html>` }, 1_000);

    const { texts, codes } = await outputOfEveryCommand(planted, here, finding);
    const served = await outputOfServe(planted);
    const kept = await keptIn(planted.store);

    const places = { ...texts, ...served.texts, ...kept };
    expect(faults.map(({ hits }) => hits() > 0)).toEqual(faults.map(() => true));
    expect(codes).toMatchObject({
      'scan --format json --lang en': 2,
      'check-config --lang zh': 2,
      alerts: 2,
    });
    expect(Object.entries(texts).filter(([, text]) => text.includes('a fault of its own'))).toEqual([]);
    expect(texts['scan --format json --lang en, stdout']).toMatch(/\*\*\*/);
    expect(hunt(places, planted.secrets())).toEqual([]);
    expectOnlyReading(planted.fleet);
  });

  it('when a scan is broken off: not of what it leaves for the next one to go on with', async () => {
    const planted = await plantedFleet(folder());
    const { fleet, env } = planted;
    const stuck = fleet.cloud.faults.add({
      when: ({ api }) => api === 'DescribeVServerGroups',
      reply: { delay: 600_000 },
    });
    const lines: string[] = [];
    const served = await serveHere(planted, (line) => lines.push(line));
    const headers = {
      authorization: `Bearer ${env.CCM_PREFLIGHT_TOKEN}`,
      'content-type': 'application/json',
    };
    await request(served.url, '/scans', { method: 'POST', headers, body: '{}' });
    await expect.poll(stuck.hits, { timeout: 20_000 }).toBeGreaterThan(0);

    await served.close();
    const kept = await keptIn(planted.store);

    expect(kept['table checkpoints']).toContain('H4sI');
    expect(hunt({ ...kept, log: lines.join('') }, planted.secrets())).toEqual([]);
    expectOnlyReading(fleet);
  });
});

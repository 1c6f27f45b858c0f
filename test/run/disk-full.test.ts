import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DingtalkServer, startDingtalk } from '../servers/dingtalk.ts';
import { type Fleet, startFleet } from '../servers/fleet.ts';
import { buildCommand, startProgram } from '../support/built-command.ts';
import { jsonIn, temporaryFolder } from '../support/files.ts';
import { UNLIMITED } from '../support/live.ts';
import { bothRenamed } from './support/fleets.ts';
import { ROBOT, ROBOT_SECRETS } from './support/nights.ts';

/** The shell's unit of the size of a file. */
const BLOCK_BYTES = 512;

describe('a night whose store cannot grow', () => {
  const folder = temporaryFolder();
  let command: string;
  let fleet: Fleet;
  let dingtalk: DingtalkServer;
  beforeAll(async () => {
    command = buildCommand(folder);
    fleet = await startFleet(bothRenamed());
    dingtalk = await startDingtalk([ROBOT_SECRETS]);
  });
  afterAll(() => Promise.all([fleet.close(), dingtalk.close()]));

  async function scan(store: string, mostBytes?: number) {
    const config = {
      ...fleet.config({ limits: UNLIMITED, confirm: { settleSeconds: 0.05 } }),
      store: { type: 'file', path: `${folder}/${store}` },
      alerts: { dingtalk: [ROBOT] },
    };
    const limit = mostBytes === undefined ? '' : `ulimit -f ${mostBytes / BLOCK_BYTES};`;
    const line = `${limit} exec "$0" "$@"`;
    const args = [command, 'scan', '--config', jsonIn(folder, `${store}.json`, config), '--format', 'json'];
    const env = {
      ...fleet.env(),
      ROBOT_URL: dingtalk.webhook(ROBOT_SECRETS.token),
      ROBOT_SECRET: ROBOT_SECRETS.secret,
    };
    const program = startProgram('sh', ['-c', line, process.execPath, ...args], env);
    const { code } = await program.ended;
    return { code, findings: JSON.parse(program.out()).findings as object[], err: program.err() };
  }

  it.each([16, 48])('beyond %i KB gives its report, tells nobody, and is made up for', async (kilobytes) => {
    const store = `store-${kilobytes}`;
    const before = dingtalk.arrived.length;

    const night = await scan(store, kilobytes * 1024);

    expect(night).toMatchObject({ code: 2, findings: [{}, {}] });
    expect(night.err).toMatch(/The store in \S+ (has no room|cannot be used|may not be)/);
    expect(dingtalk.arrived.length - before).toBe(0);
    expect(await scan(store)).toMatchObject({ code: 1, err: expect.stringContaining('alerts: 1 sent') });
    expect(await scan(store)).toMatchObject({ code: 1, err: expect.not.stringContaining('alerts') });
    expect(dingtalk.arrived.length - before).toBe(1);
  });
});

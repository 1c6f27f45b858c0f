import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Snapshot } from '../../shared/index.ts';
import { openFileRows } from '../../shared/store/file-rows.ts';
import { type Fleet, startFleet } from '../servers/fleet.ts';
import type { FleetConfig } from '../servers/fleet-config.ts';
import { jsonIn, temporaryFolder } from '../support/files.ts';
import { UNLIMITED } from '../support/live.ts';
import { run } from '../support/terminal.ts';
import { world } from '../support/world.ts';

const folder = temporaryFolder();
let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet(world() as Snapshot);
});
afterAll(() => fleet.close());

function scan(overrides: FleetConfig, name: string) {
  const config = jsonIn(folder, `${name}.json`, fleet.config({ limits: UNLIMITED, ...overrides }));
  return run(['scan', '--config', config], { env: fleet.env() });
}

describe('a mistake in the config that would look like a fleet in order', () => {
  it('is an include that matches no cluster', async () => {
    const [account] = fleet.config({ discover: true }).accounts as object[];
    const accounts = [{ ...account, clusters: { discover: true, include: ['nomatch-*'] } }];

    const { code, out } = await scan({ accounts }, 'include');

    expect(code).toBe(2);
    expect(out).toContain('no cluster of account main matches its include (nomatch-*)');
    expect(out).not.toContain('No findings.');
  });

  it('is a suppression of a rule that does not exist', async () => {
    const suppressions = [{ rule: 'listener-strat', target: '*', reason: 'known' }];

    const { code, err } = await scan({ suppressions }, 'rule');

    expect(code).toBe(2);
    expect(err).toContain('suppressions[0].rule: is the id of no rule (did you mean "listener-start"?)');
  });

  it('is a robot without a store, and that is said', async () => {
    const alerts = { dingtalk: [{ url: 'env:ROBOT' }] };
    const config = jsonIn(folder, 'robot.json', fleet.config({ limits: UNLIMITED, alerts }));

    const { code, err } = await run(['scan', '--config', config], {
      env: { ...fleet.env(), ROBOT: 'https://oapi.dingtalk.com/robot/send?access_token=planted' },
    });

    expect(code).toBe(0);
    expect(err).toContain('no robot is told anything: the config names no store');
  });
});

it('a store where no folder can be made is said to be none, at once', async () => {
  await expect(openFileRows('/proc/nope/store')).rejects.toMatchObject({ code: 'STORE' });
});

it.each([['explain', 'prod/web'], ['advise']])(
  'of a fleet whose clusters cannot be listed, %s says that first, and where it asked',
  async (...command) => {
    const nowhere = { slb: 'http://127.0.0.1:1', cs: 'http://127.0.0.1:1' };
    const [account] = fleet.config({ discover: true }).accounts as object[];
    const settings = { ...fleet.config({ discover: true }), accounts: [{ ...account, endpoints: nowhere }] };
    const config = jsonIn(folder, 'nowhere.json', settings);

    const { code, out, err } = await run([...command, '--cluster', 'prod', '--config', config], {
      env: fleet.env(),
    });

    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(
      'ccm-preflight: no cluster could be read: DescribeClustersV1 in cn-hangzhou: no connection to 127.0.0.1:1 (ECONNREFUSED). So nothing is known of "prod"\n',
    );
  },
);

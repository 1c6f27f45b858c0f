import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Fleet, startFleet } from '../servers/fleet.ts';
import { jsonIn, temporaryFolder } from '../support/files.ts';
import { run } from '../support/terminal.ts';
import { type World, world } from '../support/world.ts';
import { TOKEN } from './support/clients.ts';

const folder = temporaryFolder();
let fleet: Fleet;
let taken: Server;
let port: number;
beforeAll(async () => {
  fleet = await startFleet(world() as World);
  taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  port = (taken.address() as AddressInfo).port;
});
afterAll(async () => {
  taken.close();
  await fleet.close();
});

function serveWith(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  store: object | undefined = {},
) {
  const config = jsonIn(folder, 'config.json', {
    ...fleet.config(),
    ...(Object.keys(store).length === 0 && { store: { type: 'file', path: `${folder}/store` } }),
  });
  return run(['serve', '--config', config, ...args], {
    env: { ...fleet.env(), CCM_PREFLIGHT_TOKEN: TOKEN, ...env },
  });
}

it.each([
  ['without a token', [], { CCM_PREFLIGHT_TOKEN: '' }, /set CCM_PREFLIGHT_TOKEN to at least 16 letters/],
  ['with a short token', [], { CCM_PREFLIGHT_TOKEN: 'short' }, /CCM_PREFLIGHT_TOKEN/],
  ['with a token of spaces', [], { CCM_PREFLIGHT_TOKEN: ' '.repeat(20) }, /CCM_PREFLIGHT_TOKEN/],
  ['on a port that is none', ['--port', '70000'], {}, /'--port <number>' argument '70000' is invalid/],
  ['on a port that is no number', ['--port', 'http'], {}, /argument 'http' is invalid/],
  [
    'at an address that is another machine’s',
    ['--host', '203.0.113.1'],
    {},
    /cannot listen on 203\.0\.113\.1:8080: this machine has no such address \(EADDRNOTAVAIL\)/,
  ],
  ['on a schedule that is none', ['--schedule', 'nightly'], {}, /the schedule is none: write five fields/],
  ['on an empty schedule', ['--schedule', ''], {}, /the schedule is none/],
  ['on a schedule of minute 61', ['--schedule', '61 2 * * *'], {}, /the schedule is none/],
  ['on a schedule that never comes', ['--schedule', '0 2 31 2 *'], {}, /the schedule never comes/],
  [
    'in a time zone that is none',
    ['--schedule', '0 2 * * *', '--time-zone', 'Shanghai'],
    {},
    /there is no time zone "Shanghai": write it like Asia\/Shanghai/,
  ],
  ['with an option that is none', ['--cron', '0 2 * * *'], {}, /unknown option '--cron'/],
] as const)('does not serve %s, and says so in a line', async (_, args, env, line) => {
  const { code, out, err } = await serveWith(args, env);

  expect([code, out]).toEqual([2, '']);
  expect(err).toMatch(line);
  expect(err).toMatch(/^ccm-preflight: [^\n]+\n$/);
});

it('does not serve on a port that is taken, and says so in a line', async () => {
  const { code, out, err } = await serveWith(['--port', String(port)]);

  expect([code, out]).toEqual([2, '']);
  expect(err).toBe(
    `ccm-preflight: cannot listen on 127.0.0.1:${port}: something else listens there already (EADDRINUSE)\n`,
  );
});

it('does not serve without a store, and says so in a line', async () => {
  const { code, out, err } = await serveWith([], {}, { none: true });

  expect([code, out]).toEqual([2, '']);
  expect(err).toBe('ccm-preflight: the config names no store; see docs/config.md\n');
});

it('does not serve without its secrets, and names all that are missing', async () => {
  const { code, err } = await serveWith([], { FLEET_KEY_ID_1: '', FLEET_KEY_SECRET_1: ' ' });

  expect(code).toBe(2);
  expect(err).toContain('FLEET_KEY_ID_1');
  expect(err).toContain('FLEET_KEY_SECRET_1');
});

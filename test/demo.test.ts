import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { request } from './serve/support/clients.ts';
import { type CommandProcess, startProgram } from './support/built-command.ts';
import { buildProgram } from './support/built-program.ts';
import { temporaryFolder } from './support/files.ts';
import { run } from './support/terminal.ts';

const folder = temporaryFolder();
let program: string;
beforeAll(() => {
  const built = join(folder, 'built');
  mkdirSync(built);
  program = buildProgram(built, 'bench/demo/main.ts');
});

interface Demo extends CommandProcess {
  /** Where it makes its folder. */
  readonly place: string;
}

function startDemo(name: string): Demo {
  const place = join(folder, name);
  mkdirSync(place);
  const started = startProgram(process.execPath, [program], { TMPDIR: place });
  onTestFinished(() => started.kill('SIGKILL'));
  return { ...started, place };
}

async function said(demo: Demo, pattern: RegExp): Promise<string> {
  await expect.poll(() => demo.err() || demo.out(), { timeout: 50_000 }).toMatch(pattern);
  return pattern.exec(demo.out())?.[1] ?? '';
}

/** The variables that a shell has after it has read the file. */
function readBy(envFile: string): Record<string, string> {
  const script = `. '${envFile}' && exec '${process.execPath}' -p 'JSON.stringify(process.env)'`;
  return JSON.parse(execFileSync('sh', ['-c', script], { env: {}, encoding: 'utf8' }));
}

it('shows two nights of a simulated cloud, serves it, lets all commands in, and leaves nothing behind', async () => {
  const demo = startDemo('whole');
  const url = await said(demo, /fleet page: +(\S+)\/\n[\s\S]*Ctrl-C/);
  const token = await said(demo, /token: +(\S+)/);
  const env = readBy(await said(demo, /environment: +(\S+)/));
  const headers = { authorization: `Bearer ${token}` };

  const health = await request(url, '/healthz');
  const fleet = await request(url, '/fleet', { headers });
  const stranger = await request(url, '/fleet');
  const history = await run(['history', '--format', 'json'], { env });
  const scan = await run(['scan', '--format', 'json'], { env });
  const checked = await run(['check-config', '--send-test'], { env });
  await said(demo, /the robot was sent:\n +┌ CCM upgrade preflight: test message/);
  demo.kill('SIGINT');

  expect([health.status, fleet.status, stranger.status]).toEqual([200, 200, 401]);
  expect(env).toMatchObject({ CCM_PREFLIGHT_TOKEN: token });
  expect(dirname(dirname(env.CCM_PREFLIGHT_CONFIG ?? ''))).toBe(demo.place);
  expect(JSON.parse(history.out)).toHaveLength(2);
  expect(verdictsOf(scan.out)).toEqual({
    'prod-hangzhou': 'blocked',
    'staging-hangzhou': 'ready',
    'prod-shanghai': 'unknown',
  });
  expect(checked.out).toContain('Store and robots: 2 of 2 are in order');
  // What was planted between the nights is what the robot hears of the second one.
  expect(demo.out()).toMatch(/┌ CCM upgrade preflight: 2 clusters now blocked/);
  expect(demo.out()).toMatch(/┌ CCM upgrade preflight: 2 new findings, 1 cluster now ready, 1 resolved/);
  expect(await demo.ended).toEqual({ code: 0, signal: null });
  expect(demo.err()).toBe('');
  expect(readdirSync(demo.place)).toEqual([]);
});

it('can be ended before it is ready', async () => {
  const demo = startDemo('early');
  await said(demo, /A simulated cloud/);

  demo.kill('SIGTERM');

  expect(await demo.ended).toEqual({ code: 0, signal: null });
  expect(demo.out()).not.toContain('The fleet page');
  expect(readdirSync(demo.place)).toEqual([]);
});

function verdictsOf(report: string): Readonly<Record<string, string>> {
  const { clusters } = JSON.parse(report) as { clusters: readonly { name: string; verdict: string }[] };
  return Object.fromEntries(clusters.map(({ name, verdict }) => [name, verdict]));
}

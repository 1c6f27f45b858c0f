import { chmodSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { openFileRows } from '../shared/store/file-rows.ts';
import { TABLES, type TableName } from '../shared/store/rows.ts';
import { type DingtalkServer, type RobotSetup, startDingtalk } from './servers/dingtalk.ts';
import { type Fleet, startFleet } from './servers/fleet.ts';
import { startTablestore, TABLESTORE_KEY, type TablestoreServer } from './servers/tablestore.ts';
import { serverPair } from './sources/support/certificates.ts';
import { fileIn, temporaryFolder } from './support/files.ts';
import { type Run, run } from './support/terminal.ts';
import { world } from './support/world.ts';

const folder = temporaryFolder();
let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet(world());
});
afterAll(() => fleet.close());

type Environment = Readonly<Record<string, string>>;

/** Checks a config of a fleet all of whose permissions work, with a store or robots of its own. */
function check(own: object, args: readonly string[] = [], env: Environment = {}): Promise<Run> {
  return run(['check-config', '--config', fleet.configText({ ...own }), ...args], {
    env: { ...fleet.env(), ...env },
  });
}

/** Rows of the table that are about one part: what, result, note. */
function rowsOf({ out }: Run, part: string): readonly (readonly string[])[] {
  return out
    .split('\n')
    .map((line) =>
      line
        .split('│')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
    .flatMap(([where = '', ...rest]) => (where.startsWith(`${part} / `) ? [rest] : []));
}

function inOrder(text: string): RegExp {
  return new RegExp(`permissions work\\.\\nStore and robots: ${text} are in order`);
}

describe('a file store', () => {
  const storeIn = (path: string) => ({ store: { type: 'file', path } });

  it('that is not there yet is in order where it can be made, and is not made', async () => {
    const home = join(folder, 'empty');
    mkdirSync(home);

    const result = await check(storeIn(join(home, 'a/b/store')));

    expect(result).toMatchObject({ code: 0, err: '', out: expect.stringMatching(inOrder('1 of 1')) });
    expect(rowsOf(result, 'store')).toEqual([
      ['read and write', 'ok', expect.stringContaining('first scan makes it')],
    ]);
    expect(readdirSync(home)).toEqual([]);
  });

  it('whose folder is there and empty stays as empty', async () => {
    const home = join(folder, 'made by hand');
    mkdirSync(home);

    const result = await check(storeIn(home));

    expect(result.code).toBe(0);
    expect(readdirSync(home)).toEqual([]);
  });

  it('that is there is in order, and all its rows stay as they are', async () => {
    const home = join(folder, 'in use');
    const rows = await openFileRows(home);
    await rows.put('leases', ['run'], { holder: 'somebody' }, 'absent');
    await rows.close();

    const result = await check(storeIn(home));

    expect(result.code).toBe(0);
    expect(rowsOf(result, 'store')).toEqual([['read and write', 'ok', '']]);
    expect(await allRows(home)).toEqual([
      ['leases', { key: ['run'], data: { holder: 'somebody' }, version: 1 }],
    ]);
    expect(readdirSync(home).toSorted()).toEqual(['rows.mdb', 'rows.mdb-lock']);
  });

  it.each([
    ['en', 'denied', /cannot be made there/],
    ['zh', '被拒绝', /cannot be made there/],
  ])('that a file stands in the way of is none (%s)', async (lang, outcome, answer) => {
    const path = join(fileIn(folder, `in the way of ${lang}`, ''), 'store');

    const result = await check(storeIn(path), ['--lang', lang]);

    expect(result).toMatchObject({ code: 2, out: expect.stringMatching(answer) });
    expect(result.out).toContain(path);
    expect(rowsOf(result, lang === 'en' ? 'store' : '存储')[0]?.[1]).toBe(outcome);
    expect(result.out).not.toMatch(/are in order, as far/);
  });

  it('that is damaged is named as damaged, and left as it is', async () => {
    const home = join(folder, 'damaged');
    mkdirSync(home);
    const file = fileIn(home, 'rows.mdb', 'no database');

    const result = await check(storeIn(home));

    expect(result).toMatchObject({ code: 2, out: expect.stringContaining('is damaged') });
    expect(rowsOf(result, 'store')).toEqual([['read and write', 'failed', 'see the answer below']]);
    expect(existsSync(file)).toBe(true);
  });

  // To root everything is writable.
  it.skipIf(process.getuid?.() === 0)('that may not be made where it should be is denied', async () => {
    const home = join(folder, 'read-only');
    mkdirSync(home);
    chmodSync(home, 0o500);

    const result = await check(storeIn(join(home, 'store')));

    expect(result).toMatchObject({ code: 2, out: expect.stringContaining('may not be written') });
  });

  it('is not looked at with --offline', async () => {
    const path = join(fileIn(folder, 'in the way offline', ''), 'store');

    expect(await check(storeIn(path), ['--offline'])).toMatchObject({ code: 0, err: '' });
  });

  it('is not tried when somebody interrupts', async () => {
    const config = fleet.configText(storeIn(join(folder, 'interrupted')));
    const interrupts = () => AbortSignal.abort(new Error('SIGINT'));

    const result = await run(['check-config', '--config', config], { env: fleet.env(), interrupts });

    expect(result.code).toBe(2);
    expect(rowsOf(result, 'store')).toEqual([['read and write', 'not tried', expect.any(String)]]);
  });
});

async function allRows(home: string): Promise<readonly unknown[]> {
  const rows = await openFileRows(home);
  const found: unknown[] = [];
  for (const table of Object.keys(TABLES) as TableName[]) {
    for await (const row of rows.range(table)) found.push([table, row]);
  }
  await rows.close();
  return found;
}

describe('a store in Tablestore', () => {
  let server: TablestoreServer;
  beforeEach(async () => {
    vi.stubEnv('ALIBABA_CLOUD_ACCESS_KEY_ID', TABLESTORE_KEY.accessKeyId);
    vi.stubEnv('ALIBABA_CLOUD_ACCESS_KEY_SECRET', TABLESTORE_KEY.accessKeySecret);
    server = await startTablestore({ instance: 'audit' });
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await server.close();
  });

  const inTablestore = () => ({
    store: { type: 'tablestore', endpoint: server.url, instance: 'audit', tablePrefix: 'p_' },
  });
  async function init(): Promise<void> {
    const config = fleet.configText(inTablestore());
    expect(await run(['store', 'init', '--config', config], { env: fleet.env() })).toMatchObject({ code: 0 });
    server.forgetCalls();
  }
  const storedRows = () => [...server.data.tables.values()].reduce((sum, { rows }) => sum + rows.size, 0);

  it('is in order when each table can be read and written, and no row is made', async () => {
    await init();

    const result = await check(inTablestore());

    expect(result).toMatchObject({ code: 0, err: '', out: expect.stringMatching(inOrder('1 of 1')) });
    expect(rowsOf(result, 'store')).toEqual([['read and write', 'ok', '']]);
    expect(server.counts()).toEqual({ GetRow: 8, PutRow: 8 });
    expect(storedRows()).toBe(0);
  });

  it.each([
    ['en', 'store', 'failed'],
    ['zh', '存储', '失败'],
  ])('without its tables says which are missing, and what makes them (%s)', async (lang, part, outcome) => {
    await init();
    for (const name of ['p_findings', 'p_digests']) server.data.tables.delete(name);

    const result = await check(inTablestore(), ['--lang', lang]);

    expect(result.code).toBe(2);
    expect(rowsOf(result, part)).toEqual([
      [
        expect.stringMatching(/findings.*digests/),
        outcome,
        expect.stringContaining('ccm-preflight store init'),
      ],
    ]);
    expect(result.out).toContain('OTSObjectNotExist');
  });

  it.each(['GetRow', 'PutRow'])('whose key may not do %s is denied', async (refused) => {
    await init();
    const reply = { code: 'OTSNoPermissionAccess', status: 403, message: 'You have no permission.' };
    server.faults.add({ when: ({ operation }) => operation === refused, reply });

    const result = await check(inTablestore());

    expect(result.code).toBe(2);
    expect(rowsOf(result, 'store')).toEqual([[expect.any(String), 'denied', 'see the answer below']]);
    expect(result.out).toMatch(new RegExp(`${refused} of p_runs: OTSNoPermissionAccess`));
  });

  it('that nobody answers for is unreachable', async () => {
    const { store } = inTablestore();

    // Nobody listens there, and nobody will: the port of a server that was closed may be another's at once.
    const result = await check({ store: { ...store, endpoint: 'http://127.0.0.1:1' } });

    expect(result).toMatchObject({ code: 2, out: expect.stringContaining('ECONNREFUSED') });
    expect(rowsOf(result, 'store').map(([, outcome]) => outcome)).toEqual(['unreachable']);
  });

  it('whose keys are wrong gets none of them printed', async () => {
    vi.stubEnv('ALIBABA_CLOUD_ACCESS_KEY_SECRET', 'another-secret-of-nobody');

    const result = await check(inTablestore());

    expect(result).toMatchObject({ code: 2, out: expect.stringContaining('OTSAuthFailed') });
    expect(result.out).not.toContain('another-secret-of-nobody');
    expect(rowsOf(result, 'store').map(([, outcome]) => outcome)).toEqual(['denied']);
  });
});

/** Without a store a scan has no news. */
const UNTOLD = 'ccm-preflight: no robot is told anything: the config names no store\n';
const SECRET = 'SECof-the-robot';
const ROBOTS = {
  alerts: {
    dingtalk: [
      {
        name: 'ops',
        url: 'env:OPS_URL',
        secret: 'env:OPS_SECRET',
        language: 'en',
        atMobiles: ['13800000000'],
      },
      { name: 'on-call', url: 'env:ZH_URL', language: 'zh' },
    ],
  },
};

async function robots(...setups: readonly Partial<RobotSetup>[]): Promise<DingtalkServer> {
  const [first, second] = setups;
  const server = await startDingtalk([
    { token: 'token-of-ops', secret: SECRET, ...first },
    { token: 'token-of-zh', ...second },
  ]);
  onTestFinished(() => server.close());
  return server;
}

function robotEnv(server: DingtalkServer, own: Environment = {}): Environment {
  return {
    OPS_URL: server.webhook('token-of-ops'),
    OPS_SECRET: SECRET,
    ZH_URL: server.webhook('token-of-zh'),
    ...own,
  };
}

function expectNoSecret({ out, err }: Run): void {
  for (const secret of ['token-of-ops', 'token-of-zh', SECRET]) expect(out + err).not.toContain(secret);
}

describe('a robot', () => {
  it('that is there is connected to, and sent nothing', async () => {
    const server = await robots();

    const result = await check(ROBOTS, [], robotEnv(server));

    expect(result).toMatchObject({ code: 0, err: UNTOLD, out: expect.stringMatching(inOrder('2 of 2')) });
    const note = expect.stringContaining('--send-test');
    expect(rowsOf(result, 'robot')).toEqual([
      ['connection', 'ok', note],
      ['connection', 'ok', note],
    ]);
    expect(server.requests()).toBe(0);
    expectNoSecret(result);
  });

  it.each([
    ['whose host does not answer', 'http://127.0.0.1:1/robot/send?access_token=token-of-ops', 'ECONNREFUSED'],
    ['whose URL is none', 'token-of-ops', 'is no URL'],
    ['whose URL would show its token', 'http://example.com/?access_token=token-of-ops', 'https://'],
  ])('%s is a fault, without its URL', async (_, url, word) => {
    const server = await robots();

    const result = await check(ROBOTS, [], robotEnv(server, { OPS_URL: url }));

    expect(result).toMatchObject({ code: 2, out: expect.stringContaining(word) });
    expect(rowsOf(result, 'robot').map(([, outcome]) => outcome)).toEqual([
      word === 'ECONNREFUSED' ? 'unreachable' : 'failed',
      'ok',
    ]);
    expect(result.out).toContain('Store and robots: 1 of 2 are in order: ');
    expectNoSecret(result);
  });

  it('whose certificate nobody vouches for is a fault', async () => {
    const server = await startDingtalk([], { tls: await serverPair() });
    onTestFinished(() => server.close());

    const result = await check(ROBOTS, [], robotEnv(server));

    expect(result).toMatchObject({ code: 2, out: expect.stringContaining('SELF_SIGNED') });
    expect(server.requests()).toBe(0);
  });

  it('behind a proxy is left for a test message to tell', async () => {
    const server = await robots();
    // Nobody has this name, here or elsewhere.
    const env = { OPS_URL: 'https://robot.invalid/', HTTPS_PROXY: 'http://127.0.0.1:1' };

    const result = await check(ROBOTS, [], robotEnv(server, env));

    expect(result.code).toBe(0);
    expect(rowsOf(result, 'robot')[0]).toEqual([
      'connection',
      'not tried',
      expect.stringMatching(/proxy.*--send-test/),
    ]);
  });

  it('whose host takes connections and answers nothing is still connected to', async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void silent.close());
    const { port } = silent.address() as { port: number };
    const url = `http://127.0.0.1:${port}/`;

    const result = await check(ROBOTS, [], { OPS_URL: url, ZH_URL: url, OPS_SECRET: SECRET });

    expect(result.code).toBe(0);
  });

  it('is sent one message with --send-test, signed, in its language, that calls nobody', async () => {
    const server = await robots({ keywords: ['CCM'] }, { keywords: ['CCM'] });

    const result = await check(ROBOTS, ['--send-test'], robotEnv(server));

    expect(result).toMatchObject({ code: 0, err: UNTOLD, out: expect.stringMatching(inOrder('2 of 2')) });
    expect(rowsOf(result, 'robot').map(([what, outcome]) => [what, outcome])).toEqual([
      ['test message', 'ok'],
      ['test message', 'ok'],
    ]);
    expect(server.arrived.toSorted((one, other) => (one.token < other.token ? -1 : 1))).toMatchObject([
      { token: 'token-of-ops', title: 'CCM upgrade preflight: test message', atMobiles: [] },
      { token: 'token-of-zh', title: 'CCM 升级预检：测试消息', atMobiles: [] },
    ]);
    expect(server.requests()).toBe(2);
  });

  it.each<[string, Partial<RobotSetup>, string]>([
    ['another secret', { secret: 'SECanother' }, 'the sign does not match'],
    ['another keyword', { keywords: ['something else'] }, 'takes only messages with its keyword'],
    ['other addresses', { addresses: ['10.0.0.1'] }, 'the address of this machine is not among those'],
    ['another token', { token: 'another' }, 'no robot has this token'],
  ])('with %s refuses the test message, and its answer is told', async (_, setup, answer) => {
    const server = await robots(setup);

    const result = await check(ROBOTS, ['--send-test'], robotEnv(server));

    expect(result).toMatchObject({ code: 2, out: expect.stringContaining(answer) });
    expect(rowsOf(result, 'robot').map(([, outcome]) => outcome)).toEqual(['failed', 'ok']);
    expect(server.arrived.map(({ token }) => token)).toEqual(['token-of-zh']);
    expectNoSecret(result);
  });
});

describe('--send-test', () => {
  it.each<[string, object, readonly string[], RegExp]>([
    ['without a robot', {}, [], /names no robot/],
    ['with --offline', ROBOTS, ['--offline'], /not both/],
  ])('%s is refused before anything is tried', async (_, own, args, message) => {
    const before = fleet.cloud.calls.count();

    const result = await check(own, ['--send-test', ...args], {});

    expect(result).toMatchObject({ code: 2, out: '', err: expect.stringMatching(message) });
    expect(fleet.cloud.calls.count()).toBe(before);
  });
});

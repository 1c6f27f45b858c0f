import { describe, expect, it } from 'vitest';
import { startDingtalk } from '../servers/dingtalk.ts';
import type { Run } from '../support/terminal.ts';
import { renamed } from './support/fleets.ts';
import { nights, ROBOT, ROBOT_SECRETS } from './support/nights.ts';

const test = nights((folder) => ({ type: 'file', path: folder }));
const { scan, command, setEnv, configure, findings, texts, dingtalk } = test;

/** All that stands in a robot's URL and settings, and must stand nowhere else. */
const SECRETS = [...Object.values(ROBOT_SECRETS), 'wrong-token', 'wrong-secret', 'access_token', 'sign='];

function expectNoSecret({ out, err }: Run): void {
  expect(SECRETS.filter((secret) => `${out}${err}`.includes(secret))).toEqual([]);
}

describe('a robot that does not take messages', () => {
  it.each<[what: string, breaks: () => void, mends: () => void, says: RegExp]>([
    [
      'as nobody knows its token',
      () => setEnv({ ROBOT_URL: dingtalk().webhook('wrong-token') }),
      () => setEnv({ ROBOT_URL: dingtalk().webhook(ROBOT_SECRETS.token) }),
      /alerts: 0 sent, 1 refused\n {2}ops: no robot has this token.*Check the URL \(errcode 300001/,
    ],
    [
      'as the secret is another',
      () => setEnv({ ROBOT_SECRET: 'wrong-secret' }),
      () => setEnv({ ROBOT_SECRET: ROBOT_SECRETS.secret }),
      /alerts: 0 sent, 1 refused\n {2}ops: the sign does not match.*\(errcode 310000/,
    ],
    [
      'as it has had too many',
      () => dingtalk().fail({ errcode: 130101, errmsg: 'send too fast, exceed 20 times per minute' }),
      () => undefined,
      /alerts: 0 sent, 1 to be sent later\n {2}ops: .*more than 20 messages a minute.*\(errcode 130101/,
    ],
    [
      'as they are too long',
      () => dingtalk().fail({ errcode: 460101, errmsg: 'message too long, exceed 20000 bytes' }),
      () => undefined,
      /alerts: 0 sent, 1 refused\n {2}ops: the message is longer than the 20000 bytes.*\(errcode 460101/,
    ],
    [
      'as its URL is no robot',
      () => setEnv({ ROBOT_URL: `${dingtalk().url}/elsewhere?access_token=wrong-token` }),
      () => setEnv({ ROBOT_URL: dingtalk().webhook(ROBOT_SECRETS.token) }),
      /alerts: 0 sent, 1 refused\n {2}ops: what answers is no DingTalk robot \(HTTP 404\)/,
    ],
    [
      'as a code comes that nobody knows',
      () => dingtalk().fail({ errcode: 999999, errmsg: 'odd' }),
      () => undefined,
      /alerts: 0 sent, 1 to be sent later\n {2}ops: DingTalk did not take the message \(errcode 999999: odd\)/,
    ],
  ])('%s: it is said, kept, and sent when that is mended', async (_, breaks, mends, says) => {
    breaks();
    const night = await scan(renamed());
    expect(night.code).toBe(1);
    expect(night.err).toMatch(says);
    expect(JSON.parse(night.out).findings).toHaveLength(1);
    expect(texts()).toEqual([]);

    mends();
    const retry = await command('alerts', '--retry');
    const again = await command('alerts', '--retry');

    expect(retry).toMatchObject({ code: 0, out: '', err: 'ccm-preflight: alerts: 1 sent\n' });
    expect(again).toMatchObject({ code: 0, err: 'ccm-preflight: no alert is waiting\n' });
    expect(texts()).toEqual([expect.stringContaining('prod/web')]);
    expect(await findings()).toMatchObject([{ status: 'open', told: { kind: 'open' } }]);
    for (const run of [night, retry, again]) expectNoSecret(run);
  });

  it('is left alone until it wants to hear again, unless told to', async () => {
    dingtalk().fail({ errcode: 130101, errmsg: 'send too fast' });
    await scan(renamed());
    const asked = dingtalk().requests();

    const early = await command('alerts');
    expect(early.code).toBe(2);
    expect(early.err).toMatch(/alerts: 0 sent, 1 to be sent later\n {2}ops: .*20 messages a minute/);
    expect(dingtalk().requests()).toBe(asked);

    expect(await command('alerts', '--retry')).toMatchObject({ code: 0 });
    expect(texts()).toHaveLength(1);
  });

  it('as it is down keeps what the nights have to tell, in their order', async () => {
    const { url } = dingtalk();
    await dingtalk().close();
    const first = await scan(renamed());
    const second = await scan(
      renamed({ 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-scheduler': 'wlc' }),
    );
    expect(first).toMatchObject({ code: 1, err: expect.stringContaining('1 to be sent later') });
    expect(second).toMatchObject({ code: 1, err: expect.stringContaining('2 to be sent later') });
    expect(second.err).toMatch(/ops: the robot could not be reached \(ECONNREFUSED\)/);
    const robot = await startDingtalk([ROBOT_SECRETS]);
    setEnv({ ROBOT_URL: robot.webhook(ROBOT_SECRETS.token) });

    const retry = await command('alerts', '--retry');

    const arrived = robot.arrived.map(({ text }) => text);
    await robot.close();
    expect(retry).toMatchObject({ code: 0, err: 'ccm-preflight: alerts: 2 sent\n' });
    expect(arrived).toEqual([expect.stringContaining('is named'), expect.stringContaining('Scheduler')]);
    for (const run of [first, second, retry]) {
      expectNoSecret(run);
      expect(`${run.out}${run.err}`).not.toContain(url);
    }
  });

  it('is taken for one that may have got it when it breaks off, and is sent it once more', async () => {
    dingtalk().fail('lost');
    const night = await scan(renamed());
    expect(night.err).toMatch(
      /1 to be sent later\n {2}ops: the message was sent, but no answer came.*may have arrived/,
    );

    await command('alerts', '--retry');

    expect(texts()).toHaveLength(2);
    expect(texts()[0]).toBe(texts()[1]);
    expectNoSecret(night);
  });

  it('keeps no other from its messages', async () => {
    configure({
      alerts: { dingtalk: [{ name: 'gone', url: 'env:GONE_URL' }, ROBOT] },
    });
    setEnv({ GONE_URL: dingtalk().webhook('wrong-token') });

    const { code, err } = await scan(renamed());

    expect(code).toBe(1);
    expect(err).toMatch(/alerts: 1 sent, 1 refused\n {2}gone: no robot has this token/);
    expect(texts()).toHaveLength(1);
  });
});

describe('what the config does not name', () => {
  it.each([
    ['no store', { store: undefined }, 'the config names no store'],
    ['no robot', { alerts: undefined }, 'the config names no robot'],
  ])('alerts with %s are a matter of the config', async (_, overrides, says) => {
    configure(overrides);

    const { code, out, err } = await command('alerts', '--retry');

    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toBe(`ccm-preflight: ${says}; see docs/config.md\n`);
  });

  it('a scan with robots and no store tells nobody, and says so', async () => {
    configure({ store: undefined });

    const { code, err } = await scan(renamed());

    expect(code).toBe(1);
    expect(err).toContain('no robot is told anything: the config names no store');
    expect(texts()).toEqual([]);
  });

  it('a scan that looks only once tells of no finding, and says so', async () => {
    configure({ confirm: { settleSeconds: 0 } });

    const { code, err } = await scan(renamed());

    expect(code).toBe(1);
    expect(err).toContain('no robot is told of findings: with confirm.settleSeconds 0 none is confirmed');
    expect(texts()).toEqual([]);
  });

  it.each(['ROBOT_URL', 'ROBOT_SECRET'])('a missing %s ends a scan before it begins', async (name) => {
    setEnv({ [name]: '' });

    const { code, out, err } = await scan(renamed());

    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toContain(name);
    expectNoSecret({ code, out, err });
  });

  it('a robot that is taken out of the config leaves its message waiting', async () => {
    dingtalk().fail({ errcode: -1, errmsg: 'busy' });
    await scan(renamed());
    configure({ alerts: { dingtalk: [{ ...ROBOT, name: 'other' }] } });

    const { code, err } = await command('alerts', '--retry');

    expect(code).toBe(2);
    expect(err).toMatch(/1 to be sent later\n {2}ops: no robot of this name/);
  });
});

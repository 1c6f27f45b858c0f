import { createServer } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import type { Message, Robot, SendOutcome } from '../../shared/alerts/robot.ts';
import { createSender } from '../../shared/alerts/send.ts';
import { type DingtalkServer, type RobotFault, type RobotSetup, startDingtalk } from '../servers/dingtalk.ts';
import { stopTimers } from '../support/stopped-timers.ts';

const TOKEN = '7f3a9c11d2e84b60a5c8f0e913b7d42266aa01bc';
const SECRET = 'SEC+0d1e/2f3a4b5c6d7e8f90a1b2c3d4e5f60718==';
const MESSAGE: Message = { title: 'CCM upgrade preflight', text: '### CCM upgrade preflight\n\n集群 prod' };
const MINUTES = 60_000;

let server: DingtalkServer | undefined;

async function start(setup: Partial<RobotSetup> = {}, now?: () => number): Promise<DingtalkServer> {
  server = await startDingtalk([{ token: TOKEN, ...setup }], now ? { now } : {});
  return server;
}

function robotAt(dingtalk: DingtalkServer, more: Partial<Robot> = {}): Robot {
  return { id: 'ops', url: dingtalk.webhook(TOKEN), atMobiles: [], ...more };
}

/** Neither in the value nor in anything that hangs on it. */
function expectNoSecret(outcome: SendOutcome): void {
  const all = inspect(outcome, { depth: null, showHidden: true });

  expect(all).not.toContain(TOKEN);
  expect(all).not.toContain(SECRET);
  expect(all).not.toContain(encodeURIComponent(SECRET));
  expect(all).not.toMatch(/(?:sign|access_token)=(?!\*\*\*)/);
}

afterEach(async () => {
  await server?.close();
  server = undefined;
});

describe('a message', () => {
  it('arrives as markdown, as it is', async () => {
    const dingtalk = await start();

    const outcome = await createSender()(robotAt(dingtalk), MESSAGE);

    expect(outcome).toEqual({ kind: 'sent' });
    expect(dingtalk.arrived).toEqual([expect.objectContaining({ ...MESSAGE, atMobiles: [] })]);
  });

  it('arrives at a robot that wants it signed, each time with a new sign', async () => {
    let time = 1_790_000_000_000;
    const dingtalk = await start({ secret: SECRET }, () => time);
    const send = createSender({ now: () => time });
    const robot = robotAt(dingtalk, { secret: SECRET });

    const first = await send(robot, MESSAGE);
    time += 2 * 60 * MINUTES;
    const second = await send(robot, MESSAGE);

    expect([first, second]).toEqual([{ kind: 'sent' }, { kind: 'sent' }]);
    expect(dingtalk.arrived).toHaveLength(2);
  });

  it('arrives at a robot that wants a keyword it has', async () => {
    const dingtalk = await start({ keywords: ['alarm', 'CCM'] });

    const outcome = await createSender()(robotAt(dingtalk), MESSAGE);

    expect(outcome).toEqual({ kind: 'sent' });
  });

  it('calls on those alone whom its text names', async () => {
    const dingtalk = await start();
    const robot = robotAt(dingtalk, { atMobiles: ['13800000000', '138000', '13900000000'] });
    const text = 'CCM @13800000000, and 13900000000';

    await createSender()(robot, { title: 'CCM', text });

    expect(dingtalk.arrived.map(({ atMobiles }) => atMobiles)).toEqual([['13800000000']]);
  });
});

describe('a robot that says no', () => {
  const cases: [string, Partial<RobotSetup>, Partial<Robot>, RegExp][] = [
    ['the wrong secret', { secret: SECRET }, { secret: 'SECother' }, /sign does not match.*310000/],
    ['no secret', { secret: SECRET }, {}, /sign does not match/],
    ['no keyword', { keywords: ['alarm'] }, {}, /keyword.*add CCM/],
    ['an address that is not on its list', { addresses: ['10.0.0.1'] }, {}, /address of this machine/],
  ];
  it.each(cases)('to %s is believed, in plain words', async (_, setup, own, words) => {
    const dingtalk = await start(setup);

    const outcome = await createSender()(robotAt(dingtalk, own), MESSAGE);

    expect(outcome).toEqual({ kind: 'refused', reason: expect.stringMatching(words) });
    expect(dingtalk.arrived).toEqual([]);
    expectNoSecret(outcome);
  });

  it('to a time that is off names the clock', async () => {
    const dingtalk = await start({ secret: SECRET }, () => 1_790_000_000_000);
    const send = createSender({ now: () => 1_790_000_000_000 - 61 * MINUTES });

    const outcome = await send(robotAt(dingtalk, { secret: SECRET }), MESSAGE);

    expect(outcome).toEqual({ kind: 'refused', reason: expect.stringContaining('set the clock') });
  });

  it('to a token it does not know says so, without the token', async () => {
    const dingtalk = await start();
    const unknown = `${TOKEN.slice(0, -1)}0`;

    const outcome = await createSender()(robotAt(dingtalk, { url: dingtalk.webhook(unknown) }), MESSAGE);

    expect(outcome).toEqual({ kind: 'refused', reason: expect.stringContaining('no robot has this token') });
    expect(inspect(outcome)).not.toContain(unknown);
  });

  it('to a message that is too long says how long it may be', async () => {
    const dingtalk = await start();

    const outcome = await createSender()(robotAt(dingtalk), { title: 'CCM', text: '好'.repeat(6_700) });

    expect(outcome).toEqual({ kind: 'refused', reason: expect.stringContaining('20000 bytes') });
  });

  it('to the 21st message in a minute is left alone for ten', async () => {
    const dingtalk = await start();
    const send = createSender();

    const outcomes: SendOutcome[] = [];
    for (let sent = 0; sent < 21; sent++) outcomes.push(await send(robotAt(dingtalk), MESSAGE));

    expect(outcomes.slice(0, 20).every(({ kind }) => kind === 'sent')).toBe(true);
    expect(outcomes[20]).toEqual({
      kind: 'later',
      reason: expect.stringContaining('20 messages a minute'),
      afterMilliseconds: 10 * MINUTES,
    });
  });

  it('repeating the secret in its words gives nothing away', async () => {
    const dingtalk = await start();
    const errmsg = `sign not match for ${SECRET} at ${dingtalk.webhook(TOKEN)}&sign=${encodeURIComponent(SECRET)}\u001b[31m`;
    dingtalk.fail({ errcode: 310000, errmsg });

    const outcome = await createSender()(robotAt(dingtalk, { secret: SECRET }), MESSAGE);

    expect(outcome.kind).toBe('refused');
    expect(inspect(outcome)).not.toContain('\u001b');
    expect(JSON.stringify(outcome)).not.toContain('\\u001b');
    expectNoSecret(outcome);
  });
});

describe('an answer', () => {
  const later = (afterMilliseconds: number) => ({
    kind: 'later',
    reason: expect.any(String),
    afterMilliseconds,
  });
  const refused = { kind: 'refused', reason: expect.any(String) };
  const unknown = { kind: 'unknown', reason: expect.any(String), afterMilliseconds: MINUTES };

  it.each<[string, RobotFault, unknown]>([
    ['that DingTalk is busy', { errcode: -1, errmsg: 'system busy' }, later(MINUTES)],
    ['of the newer limit', { errcode: 410100, errmsg: 'limited' }, later(10 * MINUTES)],
    ['with a code nobody knows', { errcode: 987654, errmsg: 'new' }, later(10 * MINUTES)],
    ['of the older length fault', { errcode: 101002, errmsg: 'too long' }, refused],
    ['of a robot that is off', { errcode: 400102, errmsg: 'stopped' }, refused],
    ['500', { status: 500 }, later(MINUTES)],
    ['503 of a gateway', { status: 503, body: '<html>503</html>' }, later(MINUTES)],
    ['504 of a gateway, which did not wait for the robot', { status: 504 }, unknown],
    ['404', { status: 404 }, refused],
    ['413', { status: 413 }, refused],
    ['429', { status: 429 }, later(10 * MINUTES)],
    ['that leads elsewhere', { status: 302, headers: { location: 'http://127.0.0.1:1/' } }, refused],
    ['that is no JSON', 'garbage', unknown],
    ['with an errcode that is none', { status: 200, body: '{"errcode":null}' }, unknown],
    ['with a list for an errcode', { status: 200, body: '{"errcode":[]}' }, unknown],
    ['with a yes or no for an errcode', { status: 200, body: '{"errcode":false}' }, unknown],
    ['with a blank for an errcode', { status: 200, body: '{"errcode":" "}' }, unknown],
    ['far too long', { status: 200, body: 'x'.repeat(200_000) }, unknown],
  ])('%s is understood', async (_, fault, expected) => {
    const dingtalk = await start();
    dingtalk.fail(fault);

    const outcome = await createSender()(robotAt(dingtalk, { secret: SECRET }), MESSAGE);

    expect(outcome).toEqual(expected);
    expect(dingtalk.requests()).toBe(1);
    expectNoSecret(outcome);
  });
});

describe('a message that may have arrived', () => {
  it.each<[RobotFault, number]>([
    ['lost', 1],
    ['half', 1],
    ['cut', 0],
    [{ delay: 600_000 }, 1],
  ])('after %j is unknown', async (fault, arrived) => {
    const { pass, until } = stopTimers();
    const dingtalk = await start();
    dingtalk.fail(fault);

    const sending = createSender()(robotAt(dingtalk, { secret: SECRET }), MESSAGE);
    await until(() => dingtalk.requests() === 1);
    // The others tell by themselves that no answer comes.
    if (typeof fault === 'object') pass(15_000);
    const outcome = await sending;

    expect(outcome).toMatchObject({ kind: 'unknown', reason: expect.stringContaining('may have arrived') });
    expect(dingtalk.arrived).toHaveLength(arrived);
    expectNoSecret(outcome);
  });
});

describe('a message that cannot have arrived', () => {
  it('because nobody listens may be sent again', async () => {
    const robot = robotAt(await start(), { secret: SECRET });
    // Nobody listens there, and nobody will.
    const nowhere = { ...robot, url: robot.url.replace(/:\d+/, ':1') };

    const outcome = await createSender()(nowhere, MESSAGE);

    expect(outcome).toMatchObject({ kind: 'later', reason: expect.stringContaining('ECONNREFUSED') });
    expectNoSecret(outcome);
  });

  it('because the other side is not who it says may be sent again', async () => {
    const dingtalk = await start();
    const url = dingtalk.webhook(TOKEN).replace('http:', 'https:');

    const outcome = await createSender()(robotAt(dingtalk, { url }), MESSAGE);

    expect(outcome).toMatchObject({ kind: 'later', reason: expect.stringContaining('not be reached') });
    expectNoSecret(outcome);
  });

  it.each([
    ['https', 'later'],
    ['http', 'unknown'],
  ])(
    'is told apart from one that may have by whether a connection was made: %s to a mute server',
    async (scheme, kind) => {
      const { pass } = stopTimers();
      const mute = createServer((socket) => {
        socket.on('error', () => undefined).once('data', () => pass(300));
      });
      await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
      const address = mute.address();
      const port = typeof address === 'object' ? address?.port : undefined;
      const url = `${scheme}://127.0.0.1:${port}/robot/send?access_token=${TOKEN}`;

      const send = createSender({ timeoutMilliseconds: 300 });
      const outcome = await send({ id: 'ops', url, secret: SECRET, atMobiles: [] }, MESSAGE);
      mute.close();

      expect(outcome).toMatchObject({ kind, reason: expect.stringContaining('no answer within 0.3 s') });
      expectNoSecret(outcome);
    },
  );

  it.each([
    ['no URL', `oapi.dingtalk.com access_token=${TOKEN}`, 'no URL'],
    ['http to another machine', `http://oapi.dingtalk.com/robot/send?access_token=${TOKEN}`, 'https'],
    ['http to what only looks like this machine', `http://127.0.0.1.example/?access_token=${TOKEN}`, 'https'],
    ['a file', `file:///robot?access_token=${TOKEN}`, 'https'],
  ])('to %s is not sent at all', async (_, url, words) => {
    const outcome = await createSender()({ id: 'ops', url, atMobiles: [] }, MESSAGE);

    expect(outcome).toEqual({ kind: 'refused', reason: expect.stringContaining(words) });
    expectNoSecret(outcome);
  });
});

import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createSender } from '../../shared/alerts/send.ts';
import { stopTimers } from '../support/stopped-timers.ts';
import { hunt } from './support/hunt.ts';

const PASSWORD = 'planted-proxy-password-2';
const TOKEN = 'planted-robot-token';
const SECRET = 'SECplanted-robot-secret';
const ROBOT = {
  id: 'ops',
  url: `https://oapi.dingtalk.example/robot/send?access_token=${TOKEN}`,
  secret: SECRET,
  atMobiles: [],
};

let proxy: Server | undefined;
afterEach(() => {
  delete process.env.https_proxy;
  proxy?.closeAllConnections();
  proxy?.close();
});

/** Has the environment name a proxy with a password in its address, which answers so. Gives what it is asked. */
async function proxyThat(answers: (request: IncomingMessage) => string): Promise<readonly string[]> {
  const asked: string[] = [];
  const server = createServer();
  proxy = server;
  server.on('connect', (request, socket) => {
    asked.push(`${request.method} ${request.url} ${JSON.stringify(request.headers)}`);
    socket.end(answers(request));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  process.env.https_proxy = `http://somebody:${PASSWORD}@127.0.0.1:${port}`;
  return asked;
}

describe('through a proxy that the environment names with its password', () => {
  it.each<[string, (request: IncomingMessage) => string]>([
    [
      'refuses it, and repeats it',
      ({ headers }) =>
        `HTTP/1.1 407 Who are you ${headers['proxy-authorization']}?\r\ncontent-length: 0\r\n\r\n`,
    ],
    [
      'answers in the words of a robot, and repeats it there',
      ({ headers }) => {
        const body = JSON.stringify({ errcode: 1, errmsg: JSON.stringify(headers) });
        return `HTTP/1.1 403 No\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
      },
    ],
    ['lets it through to something that is no TLS', () => 'HTTP/1.1 200 OK\r\n\r\nnothing of the kind'],
    ['breaks off', () => ''],
  ])(
    'neither its password nor what the robot is called with comes out: the proxy %s',
    async (how, answers) => {
      const { pass, until } = stopTimers();
      const asked = await proxyThat(answers);

      const sending = createSender()(ROBOT, { title: 'CCM', text: 'CCM' });
      await until(() => asked.length === 1);
      // No answer ever comes of that.
      if (how === 'breaks off') pass(15_000);
      const outcome = await sending;

      expect(asked).toHaveLength(1);
      expect(hunt({ proxy: asked[0] ?? '' }, { PASSWORD })).toHaveLength(1);
      expect(hunt({ proxy: asked[0] ?? '' }, { TOKEN, SECRET })).toEqual([]);
      expect(outcome).toMatchObject({
        kind: expect.stringMatching(/later|unknown|refused/),
        reason: expect.any(String),
      });
      expect(hunt({ outcome: JSON.stringify(outcome) }, { PASSWORD, TOKEN, SECRET })).toEqual([]);
    },
  );
});

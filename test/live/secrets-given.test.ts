import { describe, it } from 'vitest';
import type { FaultReply } from '../servers/faults.ts';
import { temporaryFolder } from '../support/files.ts';
import { expectNone, formsOf, guardedFleet, outputOfAll, secretsOf } from '../support/guarded-fleet.ts';

const folder = temporaryFolder();

describe.concurrent('no key, secret or token comes out', () => {
  /** The kubeconfig of the listed cluster, with the users and servers that a case wants. */
  function kubeconfig(user: object, server = 'http://127.0.0.1:1'): string {
    const named = { name: 'planted' };
    return JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'planted',
      contexts: [{ ...named, context: { cluster: 'planted', user: 'planted' } }],
      clusters: [{ ...named, cluster: { server } }],
      users: [{ ...named, user }],
    });
  }

  const PLANTED = 'planted+in/kubeconfig=0451';
  const PEM = `-----BEGIN RSA PRIVATE KEY-----\n${Buffer.from(PLANTED).toString('base64')}\n-----END RSA PRIVATE KEY-----\n`;
  const key = Buffer.from(PEM).toString('base64');

  it.concurrent.each<[string, string]>([
    ['is no YAML', `users: [{ token: ${PLANTED}`],
    ['is a text', PLANTED],
    ['has no context', `token: ${PLANTED}`],
    [
      'has a client key that is none',
      kubeconfig({ 'client-key-data': key, 'client-certificate-data': key }, 'https://127.0.0.1:1'),
    ],
    [
      'has a client key that is no base64',
      kubeconfig({ 'client-key-data': PLANTED, 'client-certificate-data': PLANTED }, 'https://127.0.0.1:1'),
    ],
    ['has a token that no header may hold', kubeconfig({ token: `${PLANTED}\u0001` })],
    ['has a password in the address of its server', kubeconfig({}, `https://admin:${PLANTED}@127.0.0.1:1`)],
    ['leads nowhere', kubeconfig({ username: 'admin', password: PLANTED })],
    [
      'has a plugin that fails',
      kubeconfig({
        exec: {
          apiVersion: 'client.authentication.k8s.io/v1',
          command: 'false',
          args: [PLANTED],
          env: [{ name: 'PASSWORD', value: PLANTED }],
        },
      }),
    ],
    [
      'has a plugin that is not there',
      kubeconfig({ exec: { apiVersion: 'client.authentication.k8s.io/v1', command: `/no/${PLANTED}` } }),
    ],
  ])('when a kubeconfig %s', async (_, text) => {
    const guarded = await guardedFleet();
    guarded.env.KUBECONFIG_1 = text;

    const texts = await outputOfAll(guarded, folder);

    expectNone(texts, [...formsOf(PLANTED), key, ...secretsOf(guarded.fleet.cloud)]);
  });

  it.concurrent.each<[string, Partial<Record<string, string>>]>([
    ['a key that is not known', { FLEET_KEY_ID_1: 'LTAIunknown451' }],
    ['a secret that is another', { FLEET_KEY_SECRET_1: PLANTED }],
    ['a token that is another', { FLEET_TOKEN_1: PLANTED }],
    ['a key that no header may hold', { FLEET_KEY_ID_1: `LTAI451\n${PLANTED}` }],
    ['a token that no header may hold', { FLEET_TOKEN_1: `${PLANTED}\u0001\n` }],
  ])('when the environment has %s', async (_, wrong) => {
    const guarded = await guardedFleet();
    Object.assign(guarded.env, wrong);

    const texts = await outputOfAll(guarded, folder);

    const given = Object.values(wrong).flatMap((value) => [...formsOf(value ?? ''), (value ?? '').trim()]);
    expectNone(texts, [...given, ...formsOf(PLANTED), ...secretsOf(guarded.fleet.cloud)]);
  });

  it.concurrent.each<(FaultReply & string) | 'slow'>([
    'cut',
    'cut-body',
    'cut-chunked',
    'garbage',
    'half',
    'html503',
    'throttle',
    'slow',
  ])('when servers fail otherwise: %s', async (way) => {
    const guarded = await guardedFleet();
    const { cloud, kubernetes } = guarded.fleet;
    const servers = [cloud, ...kubernetes.values()];
    for (const { faults } of servers) faults.add({ reply: way === 'slow' ? { delay: 60_000 } : way });

    const texts = await outputOfAll(guarded, folder);

    expectNone(texts, secretsOf(...servers));
  });
});

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import { accessOf } from '../../shared/sources/kubernetes/sign-in.ts';
import { temporaryFolder } from '../support/files.ts';
import { fuzzAsync, orRefusal, orRefusalOf } from './support/fuzz.ts';
import { jsonText, mutated, mutatedText, mutations, textMutations } from './support/mutate.ts';

const folder = temporaryFolder();
const TOUCHED = join(folder, 'touched');

const VALUE = {
  apiVersion: 'v1',
  kind: 'Config',
  'current-context': 'here',
  contexts: [
    { name: 'here', context: { cluster: 'one', user: 'me', namespace: 'prod' } },
    { name: 'there', context: { cluster: 'two', user: 'plugin' } },
  ],
  clusters: [
    {
      name: 'one',
      cluster: {
        server: 'https://127.0.0.1:6443',
        'certificate-authority-data': 'aGVsbG8=',
        'tls-server-name': 'x',
      },
    },
    {
      name: 'two',
      cluster: {
        server: 'https://127.0.0.1:6443/',
        'insecure-skip-tls-verify': true,
        'proxy-url': 'http://127.0.0.1:1',
      },
    },
  ],
  users: [
    {
      name: 'me',
      user: {
        token: 'abc',
        username: 'u',
        password: 'p',
        'client-certificate-data': 'aGVsbG8=',
        'client-key-data': 'aGVsbG8=',
      },
    },
    {
      name: 'plugin',
      user: {
        exec: {
          apiVersion: 'client.authentication.k8s.io/v1',
          command: 'touch',
          args: [TOUCHED],
          env: [{ name: 'A', value: 'b' }],
          interactiveMode: 'Never',
        },
        'auth-provider': {
          name: 'oidc',
          config: { 'cmd-path': 'touch', 'cmd-args': TOUCHED, 'id-token': 'x' },
        },
      },
    },
  ],
};
const TEXT = stringify(VALUE);
const WORDS = [
  '&a',
  '*a',
  '<<: *a\n',
  '!!binary ',
  '__proto__: ',
  'exec:\n',
  'tokenFile: /etc/hostname\n',
  'command: touch\n',
  '[[[[',
  '- - -',
  '\t',
  ': ',
  '? ',
  '---\n',
];

/** Signs in as far as that goes without a network. */
async function signIn(kubeconfig: string, context: string | undefined): Promise<void> {
  const options = {
    clusterId: 'c1',
    origin: 'foreign',
    folder,
    ...(context !== undefined && { context }),
  } as const;
  const access = orRefusal(() => accessOf(kubeconfig, options));
  if (!access) return;
  expect(access.server).toMatch(/^https?:\/\//);
  const credentials = await orRefusalOf(access.credentials());
  for (const value of Object.values(credentials?.headers ?? {})) expect(typeof value).toBe('string');
}

const context = fc.constantFrom(undefined, undefined, 'here', 'there', '__proto__', 'constructor');

it('makes of any kubeconfig of values an access or a refusal, and runs no program of one that came from elsewhere', async () => {
  await fuzzAsync(250, fc.tuple(mutations(4), context), async ([changes, chosen]) => {
    await signIn(jsonText(mutated(VALUE, changes)), chosen);
  });

  expect(existsSync(TOUCHED)).toBe(false);
});

it('does so with any garbled text of a kubeconfig', async () => {
  await fuzzAsync(200, fc.tuple(textMutations(5, WORDS), context), async ([changes, chosen]) => {
    await signIn(mutatedText(TEXT, changes), chosen);
  });

  expect(existsSync(TOUCHED)).toBe(false);
});

it('would run the program of one of its own, so that the file tells', async () => {
  const access = accessOf(TEXT, { clusterId: 'c1', origin: 'own', context: 'there', folder });

  await orRefusalOf(access.credentials());

  expect(existsSync(TOUCHED)).toBe(true);
});

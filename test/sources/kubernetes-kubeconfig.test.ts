import { readFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { fileIn, temporaryFolder } from '../support/files.ts';
import { serverPair } from './support/certificates.ts';
import { clusterAt, kubeconfig, nameOf, objects, rejection } from './support/kubeconfigs.ts';
import { kubernetesServer } from './support/kubernetes-server.ts';

const SECRET = 'super-secret-of-the-test';
const stock = { services: objects('prod', 'web') };
const server = 'https://10.0.0.1:6443';

/** A kubeconfig's user who signs in through a Node script. */
function plugin(script: string): Record<string, unknown> {
  const exec = {
    apiVersion: 'client.authentication.k8s.io/v1',
    command: process.execPath,
    args: ['-e', script],
    interactiveMode: 'Never',
  };
  return { exec };
}

describe('a kubeconfig', () => {
  it.each<{ fault: string; text: string; options?: object; words: string }>([
    { fault: 'is no YAML', text: `a: [${SECRET}\n b: }`, words: 'no kubeconfig in YAML or JSON' },
    { fault: 'is empty', text: '', words: 'no kubeconfig in YAML or JSON' },
    { fault: 'is a text', text: SECRET, words: 'no current-context' },
    { fault: 'has no contexts', text: `password: ${SECRET}`, words: '(known contexts: none)' },
    {
      fault: 'lacks the chosen context',
      text: kubeconfig(server, { token: SECRET }),
      options: { context: 'there' },
      words: 'it has no context there (known contexts: here)',
    },
    { fault: 'has no server', text: kubeconfig('', { token: SECRET }), words: 'no cluster with the address' },
    {
      fault: 'has a server that is no URL',
      text: kubeconfig('10.0.0.1', { token: SECRET }),
      words: 'no cluster',
    },
    {
      fault: 'would send credentials in clear text over a network',
      text: kubeconfig('http://10.0.0.1:8080', { token: SECRET }),
      words: 'clear text',
    },
    {
      fault: 'has a password in the address',
      text: kubeconfig(`https://admin:${SECRET}@10.0.0.1`),
      words: 'in the address',
    },
    {
      fault: 'names a user that is missing',
      text: kubeconfig(server, { token: SECRET }).replace('"name":"me"', '"name":"you"'),
      words: 'a user that is missing',
    },
    {
      fault: 'asks for a plugin that is not to be run',
      text: kubeconfig(server, plugin(SECRET)),
      options: { origin: 'foreign' },
      words: 'sign-in plugin (exec or auth-provider), which is not run',
    },
    {
      fault: 'came from elsewhere and is no YAML',
      text: `a: [${SECRET}\n b: }`,
      options: { origin: 'foreign' },
      words: 'no kubeconfig in YAML or JSON',
    },
    { fault: 'came from elsewhere and is empty', text: '', options: { origin: 'foreign' }, words: 'no kube' },
  ])('that $fault is refused, and not quoted', async ({ text, options, words }) => {
    const error = await rejection(clusterAt(server, { ...options, kubeconfig: text }));

    expect(error).toMatchObject({ name: 'RemoteError', kind: 'refused', remoteCode: 'KUBECONFIG' });
    expect((error as Error).message).toContain('the kubeconfig of cluster c-test is refused');
    expect((error as Error).message).toContain(words);
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(SECRET);
  });

  it('may be YAML with several contexts, of which one is chosen; broken ones beside it do no harm', async () => {
    const there = await kubernetesServer({ stock });
    const text = stringify({
      'current-context': 'elsewhere',
      contexts: [
        { name: 'elsewhere', context: { cluster: 'broken', user: 'nobody' } },
        { name: 'chosen', context: { cluster: 'plain', user: 'admin' } },
      ],
      clusters: [
        { name: 'broken', cluster: {} },
        { name: 'plain', cluster: { server: there.url } },
      ],
      users: [{ name: 'admin', user: { username: 'admin', password: SECRET, as: 'auditor' } }],
    });
    const cluster = await clusterAt(there.url, { kubeconfig: text, context: 'chosen' });

    const kept = await cluster.services(nameOf);

    expect(kept).toEqual(['web']);
    expect(there.seen[0]?.headers).toMatchObject({
      authorization: `Basic ${Buffer.from(`admin:${SECRET}`).toString('base64')}`,
      'impersonate-user': 'auditor',
    });
  });

  it('may name no user at all', async () => {
    const there = await kubernetesServer({ stock });
    const text = kubeconfig(there.url).replace(',"user":"me"', '');
    const cluster = await clusterAt(there.url, { kubeconfig: text });

    const kept = await cluster.services(nameOf);

    expect(kept).toEqual(['web']);
    expect(there.seen[0]?.headers.authorization).toBeUndefined();
  });

  it('may name a file with the token, beside itself', async () => {
    const there = await kubernetesServer({ stock });
    const folder = temporaryFolder();
    const tokenFile = fileIn(folder, 'token', `${SECRET}\n`);
    const user = { 'auth-provider': { name: 'file', config: { tokenFile } } };
    const text = kubeconfig(there.url, user);
    const cluster = await clusterAt(there.url, { kubeconfig: text });

    await cluster.services(nameOf);

    expect(there.seen[0]?.headers.authorization).toBe(`Bearer ${SECRET}`);
  });

  it('may name a file with the certificate authority, beside itself', async () => {
    const pair = await serverPair();
    const there = await kubernetesServer({ stock, tls: pair });
    const folder = temporaryFolder();
    fileIn(folder, 'ca.crt', pair.cert);
    const text = kubeconfig(there.url, { token: SECRET }, { 'certificate-authority': 'ca.crt' });
    const cluster = await clusterAt(there.url, { kubeconfig: text, folder });

    const kept = await cluster.services(nameOf);

    expect(kept).toEqual(['web']);
  });

  it.each<[string, object, object?]>([
    ['a token', { 'token-file': 'FILE' }],
    ['a token, of a provider', { 'auth-provider': { name: 'file', config: { tokenFile: 'FILE' } } }],
    ['a client certificate', { 'client-certificate': 'FILE', 'client-key-data': 'eA==' }],
    ['a client key', { 'client-certificate-data': 'eA==', 'client-key': 'FILE' }],
    ['a certificate authority', { token: 'x' }, { 'certificate-authority': 'FILE' }],
  ])('that came from elsewhere has no file of this machine read: %s', async (_what, user, cluster) => {
    const there = await kubernetesServer({ stock });
    const file = fileIn(temporaryFolder(), 'private', SECRET);
    const json = kubeconfig(there.url, user as Record<string, unknown>, cluster as Record<string, unknown>);
    const plain = json.replaceAll('"FILE"', JSON.stringify(file));
    const disguised = plain.replace(/"(token-?[fF]ile|client-\w+|certificate-authority)"/g, (key) =>
      key.replace('e', '\\x65'),
    );

    const errors = await Promise.all(
      [plain, disguised].map((text) =>
        rejection(clusterAt(there.url, { kubeconfig: text, origin: 'foreign' })),
      ),
    );

    for (const error of errors) {
      expect(error).toMatchObject({
        kind: 'refused',
        message: expect.stringContaining('names a file of this machine, which is not read for it'),
      });
      expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(SECRET);
    }
    expect(there.seen).toEqual([]);
  });

  it('that came from elsewhere is used as it is where it has all in itself', async () => {
    const there = await kubernetesServer({ stock });
    const text = stringify(JSON.parse(kubeconfig(there.url, { token: SECRET })));
    const cluster = await clusterAt(there.url, { kubeconfig: text, origin: 'foreign' });

    const kept = await cluster.services(nameOf);

    expect(kept).toEqual(['web']);
    expect(there.seen[0]?.headers.authorization).toBe(`Bearer ${SECRET}`);
  });

  it.each([null, ''])('that came from elsewhere and names a file %j names none', async (file) => {
    const there = await kubernetesServer({ stock });
    const text = kubeconfig(there.url, { token: SECRET }, { 'certificate-authority': file });
    const cluster = await clusterAt(there.url, { kubeconfig: text, origin: 'foreign' });

    expect(await cluster.services(nameOf)).toEqual(['web']);
  });

  it('may be that of thousands of clusters where it is your own, and of few from elsewhere', async () => {
    const there = await kubernetesServer({ stock });
    const whole = JSON.parse(kubeconfig(there.url, { token: SECRET }));
    const others = Array.from({ length: 300 }, (_, index) => ({
      name: `other-${index}`,
      user: { 'client-key-data': 'k'.repeat(5_000) },
    }));
    const text = JSON.stringify({ ...whole, users: [...whole.users, ...others] });

    const own = await clusterAt(there.url, { kubeconfig: text });
    const foreign = await rejection(clusterAt(there.url, { kubeconfig: text, origin: 'foreign' }));

    expect(await own.services(nameOf)).toEqual(['web']);
    expect(foreign).toMatchObject({ message: expect.stringContaining('longer than 65536') });
  });

  it('that names a missing file is refused', async () => {
    const text = kubeconfig(server, { token: SECRET }, { 'certificate-authority': '/no/such/ca.crt' });
    const cluster = await clusterAt(server, { kubeconfig: text });

    const error = await rejection(cluster.services(nameOf));

    expect(error).toMatchObject({ kind: 'refused', message: expect.stringContaining('(ENOENT)') });
    expect(inspect(error, { depth: 10 })).not.toContain(SECRET);
  });
});

describe('a sign-in plugin', () => {
  it('is run once for requests that come together, and its token sent', async () => {
    const there = await kubernetesServer({ stock });
    const runs = fileIn(temporaryFolder(), 'runs', '');
    const script = `require('fs').appendFileSync(${JSON.stringify(runs)}, 'x');
      console.log(JSON.stringify({ status: { token: '${SECRET}' } }))`;
    const cluster = await clusterAt(there.url, { kubeconfig: kubeconfig(there.url, plugin(script)) });

    await Promise.all([cluster.services(nameOf), cluster.nodes(nameOf), cluster.endpointSlices(nameOf)]);

    expect(readFileSync(runs, 'utf8')).toBe('x');
    expect(there.seen.map(({ headers }) => headers.authorization)).toEqual(Array(3).fill(`Bearer ${SECRET}`));
  });

  it.each([
    ['fails', `console.error('${SECRET}'); process.exit(1)`],
    ['prints something else', `console.log('${SECRET}')`],
    ['prints nothing of use', `console.log(JSON.stringify({ token: '${SECRET}' }))`],
  ])('that %s makes the kubeconfig refused, and its words are not repeated', async (_what, script) => {
    const there = await kubernetesServer({ stock });
    const cluster = await clusterAt(there.url, { kubeconfig: kubeconfig(there.url, plugin(script)) });

    const error = await rejection(cluster.services(nameOf));

    expect(error).toMatchObject({ kind: 'refused', message: expect.stringContaining('was run and gave no') });
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(SECRET);
    expect(there.seen).toHaveLength(0);
  });

  it('that is missing is named as such', async () => {
    const user = { exec: { apiVersion: 'client.authentication.k8s.io/v1', command: '/no/such/plugin' } };
    const cluster = await clusterAt(server, { kubeconfig: kubeconfig(server, user) });

    const error = await rejection(cluster.services(nameOf));

    expect(error).toMatchObject({ kind: 'refused', message: expect.stringContaining('(ENOENT)') });
  });

  it('that does not end is not waited for', async () => {
    const user = plugin('setTimeout(() => {}, 3_000)');
    const cluster = await clusterAt(server, { kubeconfig: kubeconfig(server, user), requestTimeout: 300 });

    const error = await rejection(cluster.services(nameOf));

    expect(error).toMatchObject({ kind: 'refused', message: expect.stringContaining('within 0.3 s') });
  });
});

import { type ChildProcess, spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { base64, serverPair } from '../sources/support/certificates.ts';

/** Tokens that the API server knows: an administrator's, and one of somebody with no rights. */
export const TOKENS = { admin: 'admin-token-of-the-test', nobody: 'nobody-token-of-the-test' } as const;

export interface RealApiServer {
  readonly url: string;
  /** PEM of the certificate it shows, in base64. */
  readonly authority: string;
  /** Creates an object, as the administrator. */
  readonly create: (path: string, object: unknown) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Starts etcd and kube-apiserver from a folder, on loopback, with everything they write in a folder of their own. */
export async function startApiServer(binaries: string): Promise<RealApiServer> {
  const folder = mkdtempSync(join(tmpdir(), 'ccm-preflight-apiserver-'));
  const pair = await serverPair();
  const file = (name: string, content: string) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const tls = [
    `--tls-cert-file=${file('tls.crt', pair.cert)}`,
    `--tls-private-key-file=${file('tls.key', pair.key)}`,
  ];
  const tokens = file(
    'tokens.csv',
    `${TOKENS.admin},admin,1,system:masters\n${TOKENS.nobody},nobody,2,nobodies\n`,
  );
  const accountKey = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const signing = file('sa.key', accountKey.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
  const [etcdPort, peerPort, port] = await freePorts(3);
  const etcdUrl = `http://127.0.0.1:${etcdPort}`;
  const peerUrl = `http://127.0.0.1:${peerPort}`;
  const processes = [
    start(join(binaries, 'etcd'), [
      `--data-dir=${join(folder, 'etcd')}`,
      `--listen-client-urls=${etcdUrl}`,
      `--advertise-client-urls=${etcdUrl}`,
      `--listen-peer-urls=${peerUrl}`,
      `--initial-advertise-peer-urls=${peerUrl}`,
      `--initial-cluster=default=${peerUrl}`,
    ]),
    start(join(binaries, 'kube-apiserver'), [
      `--etcd-servers=${etcdUrl}`,
      '--bind-address=127.0.0.1',
      '--advertise-address=127.0.0.1',
      `--secure-port=${port}`,
      ...tls,
      `--token-auth-file=${tokens}`,
      '--authorization-mode=RBAC',
      '--disable-admission-plugins=ServiceAccount',
      '--service-account-issuer=https://kubernetes.default.svc',
      `--service-account-key-file=${signing}`,
      `--service-account-signing-key-file=${signing}`,
      // It would write endpoints of the API server itself, which may not be on loopback.
      '--endpoint-reconciler-type=none',
      '--service-cluster-ip-range=10.0.0.0/16',
    ]),
  ];
  const url = `https://127.0.0.1:${port}`;

  async function stop(): Promise<void> {
    for (const process of processes.reverse()) await end(process);
    rmSync(folder, { recursive: true, force: true });
  }

  async function send(method: 'GET' | 'POST', path: string, body?: unknown): Promise<number> {
    const headers = { authorization: `Bearer ${TOKENS.admin}`, 'content-type': 'application/json' };
    return new Promise((resolve, reject) => {
      const request = https.request(`${url}${path}`, { method, headers, ca: pair.cert }, (response) => {
        text(response).then(() => resolve(response.statusCode ?? 0), reject);
      });
      request.on('error', reject);
      request.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  async function create(path: string, object: unknown): Promise<void> {
    const status = await send('POST', path, object);
    if (status !== 201) throw new Error(`POST ${path}: HTTP ${status}`);
  }

  for (let tries = 0; (await send('GET', '/readyz').catch(() => 0)) !== 200; tries++) {
    if (tries === 240 || processes.some(({ exitCode }) => exitCode !== null)) {
      await stop();
      throw new Error('the API server did not become ready');
    }
    await pause(250);
  }
  return { url, authority: base64(pair.cert), create, stop };
}

function start(command: string, args: readonly string[]): ChildProcess {
  return spawn(command, args, { stdio: 'ignore' });
}

async function end(process: ChildProcess): Promise<void> {
  if (process.exitCode !== null || process.pid === undefined) return;
  const ended = new Promise((resolve) => process.once('exit', resolve));
  process.kill('SIGKILL');
  await ended;
}

async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => net.createServer());
  const ports: number[] = [];
  for (const server of servers) {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ports.push((server.address() as AddressInfo).port);
  }
  for (const server of servers) await new Promise((resolve) => server.close(resolve));
  return ports;
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import type { Cloud } from '../servers/cloud.ts';
import { type Fleet, startFleet } from '../servers/fleet.ts';
import type { Kubernetes } from '../servers/kubernetes.ts';
import { asRoles, twoAccounts } from './accounts.ts';
import { run } from './terminal.ts';

/** With signs that look otherwise in a URL and in a form. */
const KEY_SECRET = 'planted/secret+of=100';
const TOKEN = 'planted/token+of=100';
const DEADLINES = { clusterSeconds: 1, scanSeconds: 2 };

/** A fleet whose servers want keys of every kind, and what a config of it needs. */
export interface Guarded {
  readonly fleet: Fleet;
  readonly env: Record<string, string>;
}

/** Starts such a fleet for the time of one test. */
export async function guardedFleet(): Promise<Guarded> {
  const fleet = await startFleet(twoAccounts());
  onTestFinished(() => fleet.close());
  fleet.cloud.update(([first]) => {
    Object.assign(first ?? {}, { accessKeySecret: KEY_SECRET, securityToken: TOKEN });
  });
  const env = { ...fleet.env(), FLEET_KEY_SECRET_1: KEY_SECRET, FLEET_TOKEN_1: TOKEN };
  return { fleet, env };
}

/** Keys of the account that is read through a role: nobody sends them, so that nobody knows them to be secrets. */
const UNUSED = ['LTAIplanted2', 'planted-secret-of-account-200'];

/** What servers want to be sent, in all forms. */
export function secretsOf(...servers: readonly (Cloud | Kubernetes)[]): string[] {
  const secrets = servers.flatMap((server) => server.secrets());
  return secrets.filter((secret) => !UNUSED.includes(secret)).flatMap(formsOf);
}

/** A secret as it is, and as it is written elsewhere. */
export function formsOf(secret: string): string[] {
  const base64 = [secret, `Bearer ${secret}`].map((text) => Buffer.from(text).toString('base64'));
  const plain = [secret, ...base64];
  return [...new Set([...plain, ...plain.map(encodeURIComponent)])];
}

/**
 * The first account with its own keys and listed clusters; the second through a role that they open, its clusters
 * discovered.
 */
export function configOf({ fleet }: Guarded, deadlines = DEADLINES): string {
  const config = asRoles(fleet) as {
    readonly accounts: readonly { readonly credentials: { readonly via: object } }[];
  };
  const accounts = config.accounts.map((account, index) => {
    const keys = { ...account.credentials.via, securityToken: 'env:FLEET_TOKEN_1' };
    return index === 0
      ? { ...account, credentials: keys }
      : { ...account, credentials: { ...account.credentials, via: keys }, clusters: 'discover' };
  });
  return JSON.stringify({ ...config, accounts, deadlines });
}

const COMMANDS = [['scan'], ['scan', '--format', 'json'], ['check-config']] as const;
let captures = 0;

/** Runs every command, and gives all that came out of it: streams, and the file of a capture. */
export async function outputOfAll(guarded: Guarded, folder: string): Promise<readonly string[]> {
  const file = join(folder, `capture-${++captures}.json`);
  const runs = [...COMMANDS, ['capture', '--output', file]].map(([name = '', ...args]) =>
    run([name, '--config', configOf(guarded), ...args], { env: guarded.env }),
  );
  const results = await Promise.all(runs);
  expect(results.map(({ code }) => code)).toEqual(results.map(() => 2));
  expect(results.filter(({ err }) => err.includes('a fault of its own'))).toEqual([]);
  return [...results.flatMap(({ out, err }) => [out, err]), readFileSync(file, 'utf8')];
}

/** None of the secrets is in any of the texts. */
export function expectNone(texts: readonly string[], secrets: readonly string[]): void {
  const found = texts.flatMap((text) =>
    secrets.filter((secret) => text.includes(secret)).map((secret) => `${secret} in ${around(text, secret)}`),
  );
  expect(found).toEqual([]);
}

function around(text: string, part: string): string {
  const at = text.indexOf(part);
  return text.slice(Math.max(0, at - 100), at + part.length + 20);
}

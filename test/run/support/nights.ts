import { afterEach, beforeEach } from 'vitest';
import type { Snapshot } from '../../../shared/index.ts';
import type { FindingRecord } from '../../../shared/store/record.ts';
import { type DingtalkServer, startDingtalk } from '../../servers/dingtalk.ts';
import { type Fleet, startFleet } from '../../servers/fleet.ts';
import { jsonIn, temporaryFolder } from '../../support/files.ts';
import { UNLIMITED } from '../../support/live.ts';
import { type Run, run } from '../../support/terminal.ts';
import { inSync } from './fleets.ts';

/** A fleet, a robot and a store, new for each test, and a config that names them. */
export interface Nights {
  readonly fleet: () => Fleet;
  readonly dingtalk: () => DingtalkServer;
  /** Puts top-level keys over those of the config. */
  readonly configure: (overrides: Readonly<Record<string, unknown>>) => void;
  /** Puts variables over those of the environment. */
  readonly setEnv: (variables: Readonly<Record<string, string>>) => void;
  /** Runs a command with the config. */
  readonly command: (...args: readonly string[]) => Promise<Run>;
  /** The scan of one night, after the fleet has become what the snapshot says; as JSON. */
  readonly scan: (snapshot?: Snapshot, ...options: readonly string[]) => Promise<Run>;
  /** What the store knows, resolved findings too. */
  readonly findings: () => Promise<readonly FindingRecord[]>;
  /** The messages that arrived. */
  readonly texts: () => readonly string[];
}

/** The robot of the config. */
export const ROBOT = { name: 'ops', url: 'env:ROBOT_URL', secret: 'env:ROBOT_SECRET' };
export const ROBOT_SECRETS = { token: 'robot-token', secret: 'robot-secret' };

/** @param store the part of the config that names the store: asked for before each test */
export function nights(store: (folder: string) => object | Promise<object>): Nights {
  const folder = temporaryFolder();
  let count = 0;
  let fleet: Fleet;
  let dingtalk: DingtalkServer;
  let env: Record<string, string>;
  let base: Readonly<Record<string, unknown>>;
  let config: string;

  const configure: Nights['configure'] = (overrides) => {
    base = { ...base, ...overrides };
    config = jsonIn(folder, `config-${count}.json`, base);
  };
  const command: Nights['command'] = (...args) => run([...args, '--config', config], { env });

  beforeEach(async () => {
    count++;
    fleet = await startFleet(inSync() as Snapshot);
    dingtalk = await startDingtalk([ROBOT_SECRETS]);
    env = {
      ...fleet.env(),
      ROBOT_URL: dingtalk.webhook(ROBOT_SECRETS.token),
      ROBOT_SECRET: ROBOT_SECRETS.secret,
    };
    base = {
      ...fleet.config({ limits: UNLIMITED }),
      confirm: { settleSeconds: 0.05 },
      store: await store(`${folder}/${count}`),
    };
    configure({ alerts: { dingtalk: [ROBOT], link: 'https://example.com/fleet' } });
  });
  afterEach(async () => {
    await fleet.close();
    await dingtalk.close();
  });

  return {
    fleet: () => fleet,
    dingtalk: () => dingtalk,
    configure,
    setEnv: (variables) => {
      env = { ...env, ...variables };
    },
    command,
    scan: async (snapshot, ...options) => {
      if (snapshot) await fleet.refill(snapshot);
      env = { ...env, ...fleet.env() };
      return command('scan', '--format', 'json', ...options);
    },
    findings: async () => {
      const { out } = await command('findings', '--status', 'all', '--format', 'json');
      return JSON.parse(out);
    },
    texts: () => dingtalk.arrived.map(({ text }) => text),
  };
}

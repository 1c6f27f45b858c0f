import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { CONFIG_VARIABLE } from '../../shared/config/config.ts';
import { TOKEN_VARIABLE } from '../../shared/http/auth.ts';
import { type Arrived, startDingtalk } from '../../test/servers/dingtalk.ts';
import { startFleet } from '../../test/servers/fleet.ts';
import { lastNight, nightBefore, WITHOUT_NODES } from './nights.ts';

const ROBOT_TOKEN = 'demo-robot';
const ROBOT_SECRET = 'SECdemo';
/** Long enough that findings are looked at twice, short enough that nobody waits. */
const SETTLE_SECONDS = 0.2;

/** A simulated cloud with its clusters and a robot, and what anybody needs to use the product on it. */
export interface Stage {
  /** The config file. */
  readonly config: string;
  /** What it names, and the token of the HTTP surface. */
  readonly env: Readonly<Record<string, string>>;
  /** A file that a shell reads to have `env`. */
  readonly envFile: string;
  /** The messages that the robot was sent. */
  readonly arrived: readonly Arrived[];
  /** The day after: somebody stopped a listener, somebody started another one. */
  readonly nextDay: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Starts the servers, and writes config and environment into the folder. */
export async function openStage(folder: string): Promise<Stage> {
  const fleet = await startFleet(nightBefore());
  const dingtalk = await startDingtalk([{ token: ROBOT_TOKEN, secret: ROBOT_SECRET }]);
  for (const clusterId of WITHOUT_NODES) {
    const reply = 'forbidden';
    fleet.kubernetes.get(clusterId)?.faults.add({ when: ({ api }) => api.endsWith('/nodes'), reply });
  }
  const text = stringify(
    fleet.config({
      discover: true,
      confirm: { settleSeconds: SETTLE_SECONDS },
      store: { type: 'file', path: join(folder, 'store') },
      alerts: { dingtalk: [{ name: 'on-call', url: 'env:DINGTALK_URL', secret: 'env:DINGTALK_SECRET' }] },
    }),
  );
  const config = join(folder, 'fleet.yaml');
  writeFileSync(config, text);
  const env = {
    // Kubeconfigs are asked of the ACK API, as clusters are.
    ...Object.fromEntries(Object.entries(fleet.env()).filter(([name]) => text.includes(`env:${name}`))),
    DINGTALK_URL: dingtalk.webhook(ROBOT_TOKEN),
    DINGTALK_SECRET: ROBOT_SECRET,
    [CONFIG_VARIABLE]: config,
    [TOKEN_VARIABLE]: randomBytes(16).toString('hex'),
  };
  const envFile = join(folder, 'env');
  writeFileSync(envFile, exportsOf(env));
  return {
    config,
    env,
    envFile,
    arrived: dingtalk.arrived,
    nextDay: () => fleet.refill(lastNight()),
    close: async () => {
      await Promise.all([fleet.close(), dingtalk.close()]);
    },
  };
}

/** For any shell of the family of `sh`. */
function exportsOf(env: Readonly<Record<string, string>>): string {
  const lines = Object.entries(env).map(
    ([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'`,
  );
  return `${lines.join('\n')}\n`;
}

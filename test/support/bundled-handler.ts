import { createSender } from '../../shared/alerts/send.ts';
import { loadConfig } from '../../shared/config/load-config.ts';
import { resolveSecrets } from '../../shared/config/secrets.ts';
import type { Report } from '../../shared/index.ts';
import { scanFleet } from '../../shared/scan/live-scan.ts';
import { meter } from '../../shared/scan/tally.ts';
import { openStore } from '../../shared/store/open-store.ts';
import type { Row } from '../../shared/store/rows.ts';

/** What the handler is asked for. All of it is JSON. */
export interface Asked {
  /** Text of the config file. */
  readonly config: string;
  readonly env: Readonly<Record<string, string>>;
  /** Keys of the store. */
  readonly credentials: { readonly accessKeyId: string; readonly accessKeySecret: string };
  /** Of a robot. */
  readonly webhook: string;
}

export interface Answered {
  readonly report: Report;
  /** Whether each of two writes that expect no row was done. */
  readonly puts: readonly boolean[];
  readonly got: Row | undefined;
  /** Rows that a range gave. */
  readonly ranged: number;
  /** Of the store with wrong keys, and of a file store. */
  readonly troubles: readonly { readonly name: string; readonly message: string }[];
  readonly sent: string;
}

const ROWS = 450;

/** Uses each SDK that a function uses: as an entry of a bundle it shows whether they work in one. */
export async function handler({ config: text, env, credentials, webhook }: Asked): Promise<Answered> {
  const config = loadConfig(text, env);
  const store = config.store;
  if (!store) throw new Error('the config names no store');
  const { report } = await scanFleet(config, {
    secret: resolveSecrets(config, env, ['accounts']),
    signal: new AbortController().signal,
    meter: meter(),
    language: 'en',
  });
  const rows = await openStore(store, { credentials: async () => credentials });
  await rows.init();
  const puts = [
    await rows.put('leases', ['a'], { owner: 'first', until: 1 }, 'absent'),
    await rows.put('leases', ['a'], { owner: 'second', until: 1 }, 'absent'),
  ];
  const many = Array.from({ length: ROWS }, (_, until) => ({
    key: [`b${until}`],
    data: { owner: 'b', until },
  }));
  await rows.putMany('leases', many);
  let ranged = 0;
  for await (const _ of rows.range('leases')) ranged++;
  const got = await rows.get('leases', ['a']);
  await rows.close();
  const refused = await openStore(store, {
    credentials: async () => ({ ...credentials, accessKeySecret: 'x' }),
  });
  const troubles = [
    await troubleOf(refused.get('leases', ['a'])),
    await troubleOf(openStore({ type: 'file', path: 'store' }, { credentials: async () => credentials })),
  ];
  const message = { title: 'ccm-preflight', text: 'One night.' };
  const { kind } = await createSender()({ id: 'ops', url: webhook, atMobiles: [] }, message);
  return { report, puts, got, ranged, troubles, sent: kind };
}

async function troubleOf(work: Promise<unknown>): Promise<{ name: string; message: string }> {
  try {
    await work;
  } catch (error) {
    const { name, message } = error as Error;
    return { name, message };
  }
  return { name: 'none', message: '' };
}

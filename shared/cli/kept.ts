import type { DeliveryReport } from '../alerts/deliver.ts';
import { paced } from '../alerts/pace.ts';
import type { Send } from '../alerts/robot.ts';
import { type OpenRobot, openRobots } from '../alerts/robots.ts';
import { createSender } from '../alerts/send.ts';
import type { Config } from '../config/config.ts';
import { resolveSecrets } from '../config/secrets.ts';
import { UsageError } from '../errors.ts';
import { printable } from '../formats/printable.ts';
import { type RunOptions, runFleet } from '../run/fleet-run.ts';
import type { LiveScan } from '../scan/live-scan.ts';
import { defaultKeys } from '../sources/alicloud/credentials.ts';
import type { LeaseHolder } from '../store/lease.ts';
import { openStore } from '../store/open-store.ts';
import type { RowStore } from '../store/rows.ts';
import type { Terminal } from './io.ts';

/**
 * Does work with the store that the config names, and closes it afterwards.
 * @throws UsageError when the config names none
 * @throws StoreError
 */
export async function withStore<T>(config: Config, work: (rows: RowStore) => Promise<T>): Promise<T> {
  if (!config.store) throw new UsageError('the config names no store; see docs/config.md');
  const rows = await openStore(config.store, { credentials: defaultKeys('store') });
  try {
    return await work(rows);
  } finally {
    await rows.close();
  }
}

/**
 * The robots of the config, with their secrets.
 * @throws InputError BAD_CONFIG when one is missing from the environment
 */
export function robotsFor(config: Config, terminal: Terminal): readonly OpenRobot[] {
  return openRobots(config.alerts.dingtalk, resolveSecrets(config, terminal.env, ['alerts']));
}

/** Sends as DingTalk wants it: paced, and each answer read. */
export function sender(): Send {
  return paced(createSender({}));
}

/** Scans, remembers and tells. Undefined when another process is at it, which is said on standard error. */
export async function scanAndKeep(
  config: Config,
  options: Omit<RunOptions, 'send'>,
  terminal: Terminal,
): Promise<LiveScan | undefined> {
  // A file needs no table to be made by hand.
  if (config.store?.type === 'file') await options.rows.init();
  const held = await runFleet(config, { ...options, send: sender() });
  if (held.kind === 'busy') {
    terminal.err(
      `ccm-preflight: another scan is under way${untilText(held.holder)}; this one leaves it to that\n`,
    );
    return undefined;
  }
  const { scan, delivery } = held.result;
  if (delivery) sayDelivered(delivery, terminal);
  return scan;
}

function untilText({ until }: LeaseHolder): string {
  return ` (seen alive until ${new Date(until).toISOString()} at least)`;
}

/** Says what became of the messages, where there is anything to say. */
export function sayDelivered(
  { sent, waiting, refused, expired, reasons }: DeliveryReport,
  terminal: Terminal,
): void {
  if (sent + waiting + refused + expired === 0) return;
  const parts = [
    `${sent} sent`,
    ...(waiting > 0 ? [`${waiting} to be sent later`] : []),
    ...(refused > 0 ? [`${refused} refused`] : []),
    ...(expired > 0 ? [`${expired} too old to be sent`] : []),
  ];
  terminal.err(`ccm-preflight: alerts: ${parts.join(', ')}\n`);
  for (const reason of reasons) terminal.err(`  ${printable(reason)}\n`);
}

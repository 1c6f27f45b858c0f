import type { DeliveryReport } from '../alerts/deliver.ts';
import { paced } from '../alerts/pace.ts';
import type { Send } from '../alerts/robot.ts';
import { type OpenRobot, openRobots } from '../alerts/robots.ts';
import { createSender } from '../alerts/send.ts';
import type { Config } from '../config/config.ts';
import { resolveSecrets } from '../config/secrets.ts';
import { PreflightError, UsageError } from '../errors.ts';
import { printable } from '../formats/printable.ts';
import { type RunOptions, runFleet } from '../run/fleet-run.ts';
import type { Held } from '../run/held-lease.ts';
import { type LiveScan, scanFleet } from '../scan/live-scan.ts';
import { defaultKeys } from '../sources/alicloud/credentials.ts';
import { forgetOld } from '../store/forget.ts';
import type { LeaseHolder } from '../store/lease.ts';
import { openStore } from '../store/open-store.ts';
import type { RowStore } from '../store/rows.ts';
import type { Terminal } from './io.ts';
import { troubleText } from './unexpected.ts';

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

/** A scan, and what became of its memory and its messages. */
export interface KeptScan {
  readonly scan: LiveScan;
  readonly delivery?: DeliveryReport | 'waiting' | undefined;
  /** Why it is not remembered, or not told, to the end. */
  readonly trouble?: unknown;
}

/**
 * Scans, and where the config names a store remembers and tells. No store that fails costs the report: where it fails
 * before the scan, the fleet is scanned without it, and nobody is told.
 */
export async function scanAndKeep(
  config: Config,
  options: Omit<RunOptions, 'send' | 'rows' | 'scanned'>,
): Promise<Held<KeptScan>> {
  if (!config.store) return { kind: 'done', result: { scan: await scanFleet(config, options) } };
  let scan: LiveScan | undefined;
  const scanned = (done: LiveScan): void => {
    scan = done;
  };
  try {
    return await withStore(config, async (rows) => {
      const isFile = config.store?.type === 'file';
      // A file needs no table to be made by hand.
      if (isFile) await rows.init();
      const held = await runFleet(config, { ...options, rows, send: sender(), scanned });
      if (isFile && held.kind === 'done') await forgetOld(rows, Date.now());
      return held;
    });
  } catch (trouble) {
    if (!scan && !(trouble instanceof PreflightError && trouble.code === 'STORE')) throw trouble;
    return { kind: 'done', result: { scan: scan ?? (await scanFleet(config, options)), trouble } };
  }
}

/** Says what became of a scan's memory and messages. Gives the scan, or undefined when another process is at it. */
export function sayKept(held: Held<KeptScan>, terminal: Terminal): KeptScan | undefined {
  if (held.kind === 'busy') {
    terminal.err(
      `ccm-preflight: another scan is under way${untilText(held.holder)}; this one leaves it to that\n`,
    );
    return undefined;
  }
  const { delivery, trouble } = held.result;
  if (trouble !== undefined) terminal.err(`${troubleText(trouble)}${NOT_REMEMBERED}`);
  if (delivery === 'waiting') {
    terminal.err('ccm-preflight: alerts: another process is sending; what is new waits for the next scan\n');
  } else if (delivery) sayDelivered(delivery, terminal);
  return held.result;
}

const NOT_REMEMBERED =
  '  The report does not rest on it. What is not stored yet, or not told, the next scan stores and tells.\n';

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

import type { Config } from '../config/config.ts';
import type { Terminal } from './io.ts';

/**
 * Says on standard error why the robots of a config never hear of anything: that looks just like a fleet in which nothing
 * is wrong.
 */
export function warnOfSilence({ alerts, store, confirm }: Config, terminal: Terminal): void {
  if (alerts.dingtalk.length === 0) return;
  if (!store) terminal.err('ccm-preflight: no robot is told anything: the config names no store\n');
  else if (confirm.settleSeconds === 0) {
    const why = 'with confirm.settleSeconds 0 none is confirmed';
    terminal.err(`ccm-preflight: no robot is told of findings: ${why}\n`);
  }
}

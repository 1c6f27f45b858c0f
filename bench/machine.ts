import { readFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { DEFAULT_TARGET } from '../shared/report/audit-snapshot.ts';
import { written } from './table.ts';

/** Where, when and of what a run measured, in one line each. */
export interface Circumstances {
  /** ISO 8601, UTC. */
  readonly measuredAt: string;
  readonly machine: string;
  readonly versions: string;
}

/** The circumstances of a run that begins now. Run from the project's folder. */
export function circumstances(): Circumstances {
  const all = cpus();
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { readonly version: string };
  const machine = [
    `${process.platform}/${process.arch}`,
    `${all.length} CPUs (${all[0]?.model.trim() ?? 'unknown'})`,
    `${written(totalmem() / 2 ** 30)} GB`,
  ];
  return {
    measuredAt: new Date().toISOString(),
    machine: machine.join(', '),
    versions: `ccm-preflight ${version} for CCM v${DEFAULT_TARGET}, node ${process.version}`,
  };
}

/** The load of the last minute. Above the number of CPUs the figures are the neighbours' as much as ours. */
export function loadNow(): number {
  return loadavg()[0] ?? Number.NaN;
}

import { generateAccounts } from '../../bench/generate-accounts.ts';
import type { FleetOptions } from '../../bench/generate-fleet.ts';
import type { Snapshot } from '../../shared/index.ts';

/** Accounts (1, 2, …) of which each has a generated fleet of its own. */
export function generatedAccounts(count: number, options: FleetOptions): Snapshot {
  return generateAccounts(count, options).snapshot;
}

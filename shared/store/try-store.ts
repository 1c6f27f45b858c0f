import { randomUUID } from 'node:crypto';
import type { FileStore, Tablestore } from '../config/config.ts';
import { safeReason } from '../errors.ts';
import { once } from '../once.ts';
import { inTime } from '../time-limit.ts';
import { type OpenStoreOptions, openStore } from './open-store.ts';
import type { PartCheck } from './part-check.ts';
import { type RowStore, TABLES, type TableName } from './rows.ts';
import { StoreError, type StoreTrouble } from './store-error.ts';

/** For all tables together. */
const LIMIT_MILLISECONDS = 20_000;

/** What trying a store needs. */
export interface TryStoreOptions extends Pick<OpenStoreOptions, 'credentials'> {
  readonly signal: AbortSignal;
}

/** The store while it is tried. */
interface Opened {
  readonly rows: RowStore;
  readonly isThere: boolean;
  readonly end: () => Promise<void>;
}

type StoreType = (FileStore | Tablestore)['type'];
type Found = Pick<PartCheck, 'outcome' | 'hint' | 'message' | 'tables'>;

/**
 * Whether the store that a config names can be read and written. Each table is asked for a row that nobody has, and told
 * to write it only if it is there: so nothing is written, and yet whether it may be is known. Gives one check when all
 * tables work, else one for each sort of trouble. Never throws.
 */
export async function tryStore(
  store: FileStore | Tablestore,
  options: TryStoreOptions,
): Promise<readonly PartCheck[]> {
  const { signal: whole } = options;
  const name = store.type === 'file' ? store.path : store.instance;
  const found = whole.aborted
    ? []
    : await inTime(whole, LIMIT_MILLISECONDS, (signal) => findings(store, { ...options, signal }));
  // What an interrupt broke off tells nothing.
  const isWhole = found.some(({ outcome }) => outcome === 'ok') || !whole.aborted;
  const told: readonly Found[] = isWhole ? found : [{ outcome: 'not tried', hint: 'interrupted' }];
  return told.map((one) => ({ part: 'store', name, tried: 'rows', ...one }));
}

async function findings(store: FileStore | Tablestore, options: TryStoreOptions): Promise<readonly Found[]> {
  try {
    const { rows, isThere, end } = await openForTrial(store, options);
    try {
      const troubles = await troublesOf(rows);
      if (troubles.length > 0) return bySort(troubles, store.type);
      return [{ outcome: 'ok', ...(!isThere && { hint: 'to-be-made' }) }];
    } finally {
      await end();
    }
  } catch (thrown) {
    return [foundOf(thrown, store.type)];
  }
}

async function openForTrial(store: FileStore | Tablestore, options: TryStoreOptions): Promise<Opened> {
  if (store.type === 'file') {
    const { openFileProbe } = await import('./file-probe.ts');
    return openFileProbe(store.path);
  }
  const rows = await openStore(store, options);
  return { rows, isThere: true, end: () => rows.close() };
}

interface TableTrouble {
  readonly table: TableName;
  readonly thrown: unknown;
}

async function troublesOf(rows: RowStore): Promise<readonly TableTrouble[]> {
  const nobody = `nobody-${randomUUID()}`;
  const tables = Object.entries(TABLES) as [TableName, number][];
  const tried = tables.map(async ([table, parts]): Promise<TableTrouble[]> => {
    const key = Array<string>(parts).fill(nobody);
    try {
      await rows.get(table, key);
      await rows.put(table, key, {}, { version: 1 });
      return [];
    } catch (thrown) {
      return [{ table, thrown }];
    }
  });
  return (await Promise.all(tried)).flat();
}

/** Tables with the same trouble are one line, with the answer of the first of them. */
function bySort(troubles: readonly TableTrouble[], type: StoreType): Found[] {
  const sorts = new Map<StoreTrouble | '', TableTrouble[]>();
  for (const trouble of troubles) {
    const { thrown } = trouble;
    once(sorts, thrown instanceof StoreError ? thrown.trouble : '', () => [] as TableTrouble[]).push(trouble);
  }
  return [...sorts.values()].flatMap((same) => {
    const [first] = same;
    return first ? [{ ...foundOf(first.thrown, type), tables: same.map(({ table }) => table) }] : [];
  });
}

function foundOf(thrown: unknown, type: StoreType): Found {
  const message = safeReason(thrown);
  if (!(thrown instanceof StoreError)) return { outcome: 'failed', message };
  // A file is at hand: what keeps it from being used is no matter of reaching it.
  if (thrown.trouble === 'unavailable' && type === 'file') return { outcome: 'failed', message };
  return { ...OUTCOMES[thrown.trouble], message };
}

const OUTCOMES = {
  denied: { outcome: 'denied' },
  missing: { outcome: 'failed', hint: 'store-init' },
  unavailable: { outcome: 'unreachable' },
  refused: { outcome: 'failed' },
  damaged: { outcome: 'failed' },
} as const satisfies Record<StoreTrouble, Pick<Found, 'outcome' | 'hint'>>;

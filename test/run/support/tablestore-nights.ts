import { afterEach, beforeEach, expect, vi } from 'vitest';
import { startTablestore, TABLESTORE_KEY, type TablestoreServer } from '../../servers/tablestore.ts';
import type { Run } from '../../support/terminal.ts';
import { bothRenamed } from './fleets.ts';
import { type Nights, nights } from './nights.ts';

/** Nights whose store is a Tablestore instance without tables, and what may be expected of one that fails. */
export interface TablestoreNights extends Nights {
  readonly server: () => TablestoreServer;
  /** The night of `bothRenamed` gave its report, said what failed, and told nobody. */
  readonly expectReportAlone: (night: Run) => void;
  /** One more such night, without any trouble, stores all and tells it once. */
  readonly expectMadeUpFor: () => Promise<void>;
}

export const REFUSED = { code: 'OTSNoPermissionAccess', status: 403, message: 'You have no permission.' };
export const HINT = 'The report does not rest on it.';

const INSTANCE = 'preflight';

/** The keys of the instance are where the official clients look for keys. */
export function tablestoreNights(): TablestoreNights {
  let server: TablestoreServer;
  beforeEach(() => {
    vi.stubEnv('ALIBABA_CLOUD_ACCESS_KEY_ID', TABLESTORE_KEY.accessKeyId);
    vi.stubEnv('ALIBABA_CLOUD_ACCESS_KEY_SECRET', TABLESTORE_KEY.accessKeySecret);
  });
  const test = nights(async () => {
    // Small pages, so that a few rows are several.
    server = await startTablestore({ instance: INSTANCE, pageRows: 1 });
    return { type: 'tablestore', endpoint: server.url, instance: INSTANCE, tablePrefix: 'nights_' };
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await server.close();
  });
  return {
    ...test,
    server: () => server,
    expectReportAlone: (night) => {
      expect(rulesOf(night)).toEqual(['load-balancer-name', 'load-balancer-name']);
      expect(night).toMatchObject({ code: 2, err: expect.stringContaining(HINT) });
      expect(night.err).not.toContain('a fault of its own');
      expect(test.texts()).toEqual([]);
    },
    expectMadeUpFor: async () => {
      const next = await test.scan(bothRenamed());

      const told = { kind: 'open', effect: 'fails-check' };
      expect(next).toMatchObject({ code: 1, err: expect.stringContaining('alerts: 1 sent') });
      expect(test.texts()).toEqual([expect.stringMatching(/(?=.*prod\/web)(?=.*prod\/api)/s)]);
      expect(await test.findings()).toMatchObject([
        { status: 'open', told },
        { status: 'open', told },
      ]);
    },
  };
}

/** The rules of a report's findings. */
export function rulesOf({ out }: Run): readonly string[] {
  return JSON.parse(out).findings.map(({ rule }: { rule: string }) => rule);
}

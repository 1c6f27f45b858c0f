import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report, Snapshot } from '../../shared/index.ts';
import type { Call } from '../servers/calls.ts';
import type { FaultPlan } from '../servers/faults.ts';
import { type Fleet, startFleet } from '../servers/fleet.ts';
import { liveCapture, liveScan } from '../support/live.ts';
import { fuzzAsync } from './support/fuzz.ts';
import { jsonText, misfits, mutated, mutatedText, mutations, textMutations } from './support/mutate.ts';
import { fullWorld } from './support/seeds.ts';

/** What a server has answered truly, and what spoils the next answer of that sort. */
interface Told {
  readonly name: string;
  readonly body: unknown;
  readonly spoil: (text: string, times: number) => void;
}

const { failures: _, ...WORLD } = fullWorld();
let fleet: Fleet;
const told: Told[] = [];
let honest: Report;

beforeAll(async () => {
  fleet = await startFleet(WORLD as unknown as Snapshot);
  const servers: [string, FaultPlan][] = [['cloud', fleet.cloud.faults]];
  for (const [id, server] of fleet.kubernetes) servers.push([id, server.faults]);
  for (const [server, faults] of servers) recordAnswers(server, faults);
  const discovered = { clusters: 'discover' };
  await liveScan(fleet, withAccounts(discovered));
  honest = (await liveScan(fleet)).report;
  for (const [, faults] of servers) faults.clear();
});
afterAll(() => fleet.close());

function withAccounts(more: object) {
  const { accounts } = fleet.config() as { readonly accounts: readonly object[] };
  return { accounts: accounts.map((account) => ({ ...account, ...more })) };
}

/** Writes down the first answer of each sort that a server gives. */
function recordAnswers(server: string, faults: FaultPlan): void {
  const calls: string[] = [];
  let api = '';
  faults.add({
    when: (call) => {
      api = call.api;
      return true;
    },
    reply: () => {
      const isOfThis = (call: Call) => call.api === name;
      const name = api;
      return {
        edit: (body) => {
          if (!calls.includes(name)) {
            calls.push(name);
            const spoil: Told['spoil'] = (text, times) => {
              faults.add({ when: isOfThis, times, reply: { status: 200, text } });
            };
            told.push({ name: `${server} ${name}`, body, spoil });
          }
          return body;
        },
      };
    },
  });
}

/** One answer, by its number; a scan in which it is spoilt. */
async function scanWith(at: number, text: (body: unknown) => string, times: number): Promise<Report> {
  const one = told[at % told.length] as Told;
  fleet.cloud.faults.clear();
  for (const server of fleet.kubernetes.values()) server.faults.clear();
  one.spoil(text(one.body), times);
  const isOfDiscovery = /Clusters|Kubeconfig|Addon/.test(one.name);
  const { report } = await liveScan(fleet, {
    deadlines: { clusterSeconds: 20 },
    ...(isOfDiscovery && withAccounts({ clusters: 'discover' })),
  });
  return report;
}

function expectNoFaultOfOurs(report: Report): void {
  expect(report.failures.filter(({ code }) => code === 'Unexpected' || code === 'RuleCrashed')).toEqual([]);
  expect(JSON.stringify(report)).not.toMatch(/TypeError|RangeError/);
}

describe('an answer of the cloud or of an API server', () => {
  it('is known to the tests in every sort that a scan asks for', () => {
    const names = told.map(({ name }) => name.replace(/^c\d /, '')).sort();

    expect(new Set(names).size).toBeGreaterThan(12);
    expect(honest.clusters.map(({ verdict }) => verdict)).toEqual(['blocked', 'blocked']);
  });

  it('that is changed anywhere is read, or named as a failure', async () => {
    await fuzzAsync(50, fc.tuple(fc.nat(), mutations(4)), async ([at, changes]) => {
      expectNoFaultOfOurs(await scanWith(at, (body) => jsonText(mutated(body, changes)), 1));
    });
  });

  it('that has in one place what fits none makes no cluster ready', async () => {
    await fuzzAsync(60, fc.tuple(fc.nat(), misfits), async ([at, change]) => {
      const report = await scanWith(at, (body) => jsonText(mutated(body, [change])), 1);

      expectNoFaultOfOurs(report);
      expect(report.clusters.filter(({ verdict }) => verdict === 'ready')).toEqual([]);
    });
  });

  it('that is garbled on the way is read, or named as a failure', async () => {
    await fuzzAsync(
      6,
      fc.tuple(fc.nat(), textMutations(3, ['{', '[', '"', '\u0000'])),
      async ([at, changes]) => {
        const report = await scanWith(at, (body) => mutatedText(jsonText(body), changes), 1);

        expectNoFaultOfOurs(report);
      },
    );
  });

  it('can be captured, whatever it holds', async () => {
    await fuzzAsync(15, fc.tuple(fc.nat(), mutations(3)), async ([at, changes]) => {
      const one = told[at % told.length] as Told;
      fleet.cloud.faults.clear();
      for (const server of fleet.kubernetes.values()) server.faults.clear();
      one.spoil(jsonText(mutated(one.body, changes)), 1);

      const captured = await liveCapture(fleet);

      expect(JSON.stringify(captured).length).toBeGreaterThan(100);
    });
  });
});

import { setTimeout as pause } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Terminal } from '../../shared/cli/io.ts';
import { progressLine, showProgress } from '../../shared/cli/progress.ts';
import { type Meter, meter } from '../../shared/scan/tally.ts';
import { type Fleet, startFleet } from '../servers/fleet.ts';
import { run } from '../support/terminal.ts';
import { world } from '../support/world.ts';

type Progress = ReturnType<Meter['progress']>;

const ERASE_LINE = '\u001b[2K';
const ESCAPE = '\u001b';

describe('the progress line', () => {
  const NOTHING: Progress = {
    clusters: { total: 0, done: 0 },
    loadBalancers: { total: 0, done: 0 },
    calls: 0,
    throttled: 0,
  };
  const HALF: Progress = {
    clusters: { total: 20, done: 3 },
    loadBalancers: { total: 400, done: 100 },
    calls: 512,
    throttled: 4,
  };

  it.each<[string, Progress, number, string]>([
    [
      'has no rate before any time passed',
      NOTHING,
      0,
      'clusters 0/0, SLBs 0/0, 0 calls (0.0/s, 0 throttled)',
    ],
    [
      'tells the time that is left at the pace so far',
      HALF,
      20,
      'clusters 3/20, SLBs 100/400, 512 calls (25.6/s, 4 throttled), about 60 s left',
    ],
    [
      'rounds what is left up to whole seconds',
      { ...HALF, loadBalancers: { total: 3, done: 2 } },
      5,
      'clusters 3/20, SLBs 2/3, 512 calls (102.4/s, 4 throttled), about 3 s left',
    ],
    [
      'foretells nothing before a first cluster is done, as more SLBs become known with each',
      { ...HALF, clusters: { total: 20, done: 0 } },
      20,
      'clusters 0/20, SLBs 100/400, 512 calls (25.6/s, 4 throttled)',
    ],
    [
      'foretells nothing from no SLB at all',
      { ...HALF, loadBalancers: { total: 400, done: 0 } },
      20,
      'clusters 3/20, SLBs 0/400, 512 calls (25.6/s, 4 throttled)',
    ],
    [
      'has nothing left when all are done',
      { ...HALF, loadBalancers: { total: 400, done: 400 } },
      40,
      'clusters 3/20, SLBs 400/400, 512 calls (12.8/s, 4 throttled)',
    ],
  ])('%s', (_, progress, seconds, expected) => {
    expect(progressLine(progress, seconds)).toBe(expected);
  });
});

describe('the progress shown', () => {
  const QUICK = 10;
  /** For as long as a busy machine may take. */
  const SLOW = 30_000;

  /** A terminal that keeps what is written to it. */
  function terminalOf(interactive: boolean): { readonly terminal: Terminal; readonly written: string[] } {
    const written: string[] = [];
    const terminal: Terminal = {
      interactive,
      color: false,
      env: {},
      interrupts: () => new AbortController().signal,
      out: (text) => written.push(`on standard output: ${text}`),
      err: (text) => written.push(text),
    };
    return { terminal, written };
  }

  it('is nothing where nobody looks on', async () => {
    const counts = meter();
    const { terminal, written } = terminalOf(false);
    counts.add('clusters', 'total', 2);

    const line = showProgress(counts, terminal, QUICK);
    await pause(60);
    line.stop();

    expect(written).toEqual([]);
  });

  it('is one line that is written over on a terminal, and is wiped away in the end', async () => {
    const counts = meter();
    const { terminal, written } = terminalOf(true);
    counts.add('clusters', 'total', 2);

    const line = showProgress(counts, terminal, QUICK);
    await vi.waitFor(() => expect(written.join('')).toContain('clusters 0/2'), SLOW);
    counts.add('clusters', 'done');
    await vi.waitFor(() => expect(stripVTControlCharacters(written.join(''))).toContain('1/2'), SLOW);
    line.stop();

    const [first, ...later] = written;
    expect(stripVTControlCharacters(first ?? '')).toMatch(/^clusters 0\/2[^\n]+\n$/);
    expect(later.length).toBeGreaterThan(1);
    for (const text of later) expect(text).toContain(ESCAPE);
    expect(later.at(-1)).toContain(ERASE_LINE);
    expect(stripVTControlCharacters(later.at(-1) ?? '')).toBe('');
  });

  it('stops when it is told to', async () => {
    const counts = meter();
    const { terminal, written } = terminalOf(true);
    const line = showProgress(counts, terminal, QUICK);
    await vi.waitFor(() => expect(written.length).toBeGreaterThan(0), SLOW);
    line.stop();
    const before = written.length;

    counts.add('clusters', 'total');
    await pause(60);

    expect(written).toHaveLength(before);
  });
});

describe('a scan that takes its time', () => {
  let fleet: Fleet;
  afterEach(() => fleet.close());

  it.each([
    ['scan', ['--format', 'json']],
    ['capture', ['--output', '/dev/null']],
  ] as const)('shows how far it is on standard error alone: %s', async (command, args) => {
    fleet = await startFleet(world(), { latency: 250, kubernetesLatency: 250 });

    const { code, out, err } = await run([command, '--config', fleet.configText(), ...args], {
      env: fleet.env(),
      interactive: true,
    });

    const summary = err.split('\n').slice(-2).join('\n');
    expect(code).toBe(0);
    expect(err).toContain(ERASE_LINE);
    expect(stripVTControlCharacters(err)).toMatch(/clusters 0\/1, SLBs 0\/0, 0 calls/);
    expect(stripVTControlCharacters(summary)).toMatch(/^ccm-preflight: looked at 1 of 1 clusters[^\n]+\n$/);
    expect(out).not.toContain(ESCAPE);
    if (command === 'scan') expect(JSON.parse(out)).toMatchObject({ formatVersion: 1 });
    else expect(out).toBe('');
  });

  it('says nothing of it where nobody looks on', async () => {
    fleet = await startFleet(world(), { latency: 250 });

    const { err } = await run(['scan', '--config', fleet.configText()], { env: fleet.env() });

    expect(err).toBe('');
  });
});

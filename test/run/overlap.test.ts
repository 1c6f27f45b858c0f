import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { tell } from '../../shared/run/fleet-run.ts';
import { openFileRows } from '../../shared/store/file-rows.ts';
import { takeLease } from '../../shared/store/lease.ts';
import { buildNight, type NightProcess } from '../support/built-night.ts';
import { temporaryFolder } from '../support/files.ts';
import { type Night, night } from '../support/night.ts';
import { keptIn, LATER, livesOf, type Story, type TwoNights, twoNights } from '../support/two-nights.ts';

const folder = temporaryFolder();
let nights: TwoNights;
let start: (night: Night) => NightProcess;
let first: Story;

beforeAll(async () => {
  const built = join(folder, 'built');
  mkdirSync(built);
  start = buildNight(built);
  nights = await twoNights(folder);
  first = nights.story();
  await night(first.night(1));
});
afterAll(() => nights.close());

/** A process that has stopped itself after a step, as a laptop that is shut does. */
async function stoppedAfter(story: Story, index: number): Promise<NightProcess> {
  const process = start(story.night(1, 0, { index, when: 'after', signal: 'SIGSTOP' }));
  onTestFinished(() => process.kill('SIGKILL'));
  await process.signalled;
  expect(process.end()).toBeUndefined();
  return process;
}

async function goOn(process: NightProcess): Promise<void> {
  process.kill('SIGCONT');
  await process.ended;
}

describe('two runs at once, in two processes', () => {
  it('one does the work, and the other leaves without having done anything', async () => {
    const story = nights.story();
    const one = await stoppedAfter(story, 1);

    const other = start(story.night(1));
    await other.ended;
    await goOn(one);

    expect([one.end(), other.end()]).toEqual(['done', 'busy']);
    expect(other.steps()).toEqual([]);
    expect([...story.arrived()].sort()).toEqual([...first.arrived()].sort());
    expect((await keptIn(story.store)).runs).toHaveLength(1);
  });

  it('that both find a dead run: one takes it over', async () => {
    const story = nights.story();
    const dead = start(story.night(1, 0, { index: 1, when: 'after', signal: 'SIGKILL' }));
    await dead.ended;

    const early = await night(story.night(1));
    const both = await Promise.all([night(story.night(1, LATER)), night(story.night(1, LATER))]);

    expect(early.kind).toBe('busy');
    expect(both.map(({ kind }) => kind).sort()).toEqual(['busy', 'done']);
    expect([...story.arrived()].sort()).toEqual([...first.arrived()].sort());
    expect((await keptIn(story.store)).runs.map(({ status }) => status)).toEqual(['running', 'closed']);
  });
});

describe('a process that slept while another did its run', () => {
  it.each([
    ['before the scan', 1],
    ['after the findings', 2],
    ['after the report', 3],
    ['after the run was closed', 4],
    ['after the messages were written', 5],
    ['before the findings were marked', 6],
    ['after the findings were marked', 7],
  ])('%s writes nothing more, and says why', async (_, index) => {
    const story = nights.story();
    const slow = await stoppedAfter(story, index);

    const other = await night(story.night(1, LATER));
    const kept = await keptIn(story.store);
    await goOn(slow);

    expect(other.kind).toBe('done');
    expect(slow.end()).toMatch(/^LeaseLostError: another process has begun/);
    expect(slow.steps()).toHaveLength(index + 1);
    expect(await keptIn(story.store)).toEqual(kept);
    expect([...story.arrived()].sort()).toEqual([...first.arrived()].sort());
    expect(livesOf(kept)).toEqual(livesOf(await keptIn(first.store)));
  });

  it('between two messages leaves the other to the one that has sent it', async () => {
    const story = nights.story();
    const slow = await stoppedAfter(story, 12);

    await night(story.night(1, LATER));
    const kept = await keptIn(story.store);
    await goOn(slow);

    expect(slow.end()).toBe('done');
    expect([...story.arrived()].sort()).toEqual([...first.arrived()].sort());
    expect(await keptIn(story.store)).toEqual(kept);
  });
});

describe('a process that slept while it sent', () => {
  it('leaves the next message to the one that sends now', async () => {
    const rows = await openFileRows(join(folder, 'slept'));
    for (const run of ['1', '2']) {
      const message = { title: 'CCM', text: run };
      await rows.put(
        'deliveries',
        [run, 'ops', '001'],
        { message, status: 'pending', attempts: 0 },
        'absent',
      );
      await rows.put('digests', [run], { at: new Date().toISOString(), settled: true }, 'absent');
    }
    const robot = { id: 'ops', url: 'http://127.0.0.1', atMobiles: [] };
    const match = { clusters: ['*'], effects: [] };
    const sent: string[] = [];
    const later = () => Date.now() + LATER;

    const held = await tell(
      rows,
      {
        robots: [{ robot, language: 'en', match, summary: false }],
        send: async (_, { text }) => {
          sent.push(text);
          await takeLease(rows, { name: 'alerts', owner: 'other', lasts: LATER, now: later });
          return { kind: 'sent' };
        },
      },
      false,
    );

    expect(held).toMatchObject({ kind: 'done', result: { sent: 1 } });
    expect(sent).toEqual(['1']);
    expect(await rows.get('deliveries', ['2', 'ops', '001'])).toMatchObject({ data: { status: 'pending' } });
    await rows.close();
  });
});

describe('a run that finds another process sending', () => {
  it('waits for it, and then sends what that may have passed by', async () => {
    const story = nights.story();
    const rows = await openFileRows(story.store);
    const sending = await takeLease(rows, { name: 'alerts', owner: 'other', lasts: 60_000, now: Date.now });
    const steps: string[] = [];

    const run = night(story.night(1), ({ name }, when) => {
      if (when === 'after') steps.push(name);
    });
    await expect.poll(() => steps.filter((name) => name === 'put digests')).toHaveLength(2);
    const before = story.arrived();
    if ('release' in sending) await sending.release();
    await run;
    await rows.close();

    expect(before).toEqual([]);
    expect([...story.arrived()].sort()).toEqual([...first.arrived()].sort());
  });
});

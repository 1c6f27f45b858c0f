import { describe, expect, it } from 'vitest';
import { paced } from '../../shared/alerts/pace.ts';
import type { Robot, SendOutcome } from '../../shared/alerts/robot.ts';
import { type FakeTime, fakeTime } from '../sources/support/fake-time.ts';

const MESSAGE = { title: 'CCM', text: 'CCM' };

function robot(id: string, url = `https://robot.example/${id}`): Robot {
  return { id, url, atMobiles: [] };
}

/** A sender that notes when it sends, and to whom; what comes of it can be said. */
function sender(time: FakeTime, outcome: (count: number) => SendOutcome = () => ({ kind: 'sent' })) {
  const log: { readonly at: number; readonly id: string }[] = [];
  const send = paced(async ({ id }) => {
    log.push({ at: time.now(), id });
    return outcome(log.length);
  }, time);
  return { send, log };
}

function fullestMinute(times: readonly number[]): number {
  return Math.max(...times.map((from) => times.filter((at) => at >= from && at - from < 60_000).length));
}

describe('a paced sender', () => {
  it('sends a robot at most 18 messages in any minute, and all of them', async () => {
    const time = fakeTime(() => 40);
    const { send, log } = sender(time);

    const sent = Array.from({ length: 70 }, () => send(robot('a'), MESSAGE));
    await time.run();

    expect(await Promise.all(sent)).toEqual(Array(70).fill({ kind: 'sent' }));
    expect(fullestMinute(log.map(({ at }) => at))).toBeLessThanOrEqual(18);
  });

  it('lets no robot wait for another', async () => {
    const time = fakeTime();
    const { send, log } = sender(time);

    for (const id of ['a', 'b', 'c']) void send(robot(id), MESSAGE);
    await time.run();

    expect(log).toEqual(['a', 'b', 'c'].map((id) => ({ at: 0, id })));
  });

  it('knows that two entries lead to one robot', async () => {
    const time = fakeTime();
    const { send, log } = sender(time);

    for (const id of ['a', 'b']) void send(robot(id, 'https://robot.example/same'), MESSAGE);
    await time.run();

    expect(log.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(log[1]?.at).toBeGreaterThan(3_000);
  });

  it('leaves a robot alone for as long as it has asked for', async () => {
    const time = fakeTime();
    const busy: SendOutcome = { kind: 'later', reason: 'full', afterMilliseconds: 600_000 };
    const { send, log } = sender(time, (count) => (count === 1 ? busy : { kind: 'sent' }));

    const line = ['a', 'a', 'a'].map((id) => send(robot(id), MESSAGE));
    await time.run();
    const outcomes = await Promise.all(line);
    await time.run(600_000);
    const last = send(robot('a'), MESSAGE);
    await time.run();

    expect(outcomes.map(({ kind }) => kind)).toEqual(['later', 'later', 'later']);
    expect(outcomes[2]).toMatchObject({ reason: 'full' });
    expect(await last).toEqual({ kind: 'sent' });
    expect(log).toHaveLength(2);
  });
});

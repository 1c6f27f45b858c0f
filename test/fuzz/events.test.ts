import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditSnapshot } from '../../shared/index.ts';
import { keeperTask, shardTask } from '../../shared/service/events.ts';
import { answerOf, requestOf } from '../../shared/service/http-event.ts';
import { onDemandScan } from '../../shared/service/on-demand-scan.ts';
import { readPrecheckEvent } from '../../shared/snapshot/precheck-event.ts';
import { httpEvent } from '../http/support/function.ts';
import { TOKEN } from '../http/support/place.ts';
import { precheckEvent, precheckMessage } from '../support/precheck-event.ts';
import { world } from '../support/world.ts';
import { fuzz, fuzzAsync, orRefusal } from './support/fuzz.ts';
import { jsonText, mutated, mutatedText, mutations, textMutations } from './support/mutate.ts';
import { oddText } from './support/odd-values.ts';

const TIMER = { triggerTime: '2026-11-23T18:00:00Z', triggerName: 'nightly', payload: 'sweep' };
const TASKS = [
  TIMER,
  { task: 'close', run: '20261123T020000Z-042-1a2b3c' },
  { run: '20261123T020000Z-042-1a2b3c', shard: '0001-cn-hangzhou' },
];
const HTTP = httpEvent('POST', '/scans', {
  body: Buffer.from('{"clusters":["c1"]}').toString('base64'),
  isBase64Encoded: true,
  headers: { Authorization: `Bearer ${TOKEN}`, 'Content-Type': 'application/json', Prefer: 'wait=1' },
  queryParameters: { format: 'json', lang: 'en' },
});
const JSON_WORDS = [
  '"__proto__":{"polluted":1},',
  '{',
  '[',
  ']',
  ',',
  ':',
  '"',
  '\\u0000',
  '\\ud800',
  '1e999',
  'null',
  'NaN',
];

/** Values of that form, changed; or their text, garbled; as bytes, as Function Compute hands them over. */
function eventLike(forms: readonly unknown[]): fc.Arbitrary<unknown> {
  const form = fc.constantFrom(...forms);
  const changed = fc
    .tuple(form, mutations(4))
    .map(([one, changes]) => Buffer.from(jsonText(mutated(one, changes))));
  const garbled = fc
    .tuple(form, textMutations(4, JSON_WORDS))
    .map(([one, changes]) => Buffer.from(mutatedText(JSON.stringify(one), changes)));
  const bytes = fc.uint8Array({ maxLength: 200 }).map((one) => Buffer.from(one));
  return fc.oneof(
    { weight: 6, arbitrary: changed },
    { weight: 3, arbitrary: garbled },
    { weight: 1, arbitrary: bytes },
    { weight: 1, arbitrary: fc.anything() },
  );
}

describe('an event of Function Compute', () => {
  it('is a task, or is refused', () => {
    fuzz(1_500, eventLike(TASKS), (event) => {
      const task = orRefusal(() => keeperTask(event));
      const shard = orRefusal(() => shardTask(event));

      if (task?.task === 'audit') expect(Number.isNaN(Date.parse(task.triggerTime))).toBe(false);
      if (task?.task === 'close') expect(task.run).not.toBe('');
      if (shard) expect([typeof shard.run, typeof shard.shard]).toEqual(['string', 'string']);
    });
  });

  it('of an HTTP trigger is a request, or is refused', () => {
    fuzz(1_500, eventLike([HTTP]), (event) => {
      const request = orRefusal(() => requestOf(event));

      if (request) expect(request.url).toMatch(/^https:\/\/function\.invalid\//);
    });
  });

  it('of an HTTP trigger is always answered, without a word of the inside', async () => {
    const lines: string[] = [];
    const place = {
      // Without a config: whoever gets past the token meets one and the same fault.
      env: { CCM_PREFLIGHT_TOKEN: TOKEN },
      context: {
        requestId: 'r',
        function: { name: 'on-demand-scan', timeout: 60 },
        region: 'cn-hangzhou',
        accountId: '1',
      },
      write: (line: string) => lines.push(line),
    };
    const statuses = new Set<number>();
    await fuzzAsync(
      400,
      eventLike([HTTP, httpEvent('GET', '/scans'), httpEvent('GET', '/')]),
      async (event) => {
        const answer = await onDemandScan(event, place);

        statuses.add(answer.statusCode);
        expect(answer.body).not.toMatch(/TypeError|RangeError|node:|\/shared\//);
      },
    );

    expect([...statuses]).toEqual(expect.arrayContaining([200, 400, 401, 500]));
    expect(lines.filter((line) => /TypeError|RangeError/.test(line))).toEqual([]);
  });

  it('makes an answer of whatever a request is answered with', async () => {
    await fuzzAsync(150, oddText, async (text) => {
      const answer = await answerOf(new Response(text));

      expect(answer.body).toBe(Buffer.from(text).toString());
    });
  });
});

describe("the Event of a cluster's own check", () => {
  const MESSAGE = precheckMessage([
    { key: 'prod/web', code: 'SetSLBName' },
    { key: 'prod/web/80', code: 'UpdateListener', message: 'scheduler' },
    { key: 'x', code: 'y', check: 'ccmNLB' },
  ]);
  const VALUE: unknown = JSON.parse(MESSAGE);
  const EVENT = precheckEvent(MESSAGE, {
    lastTimestamp: '2026-11-20T01:50:00Z',
    metadata: { managedFields: [{ time: '2026-11-20T01:50:00Z' }] },
  });

  const message = fc.oneof(
    mutations(4).map((changes) => jsonText(mutated(VALUE, changes))),
    textMutations(4, JSON_WORDS).map((changes) => mutatedText(MESSAGE, changes)),
    oddText,
  );
  const event = fc.oneof(
    message.map((text) => precheckEvent(text)),
    mutations(3).map((changes) => mutated(EVENT, changes)),
  );

  it('is read, or its fault is named in a line', () => {
    fuzz(1_200, fc.array(event, { maxLength: 3 }), (items) => {
      const reading = readPrecheckEvent({ items });

      if (reading && !reading.ok) expect(reading.fault.length).toBeLessThanOrEqual(300);
      if (reading?.ok)
        expect(Number.isFinite(reading.event.failedCount + reading.event.otherFailedCount)).toBe(true);
    });
  });

  it('only adds to what is found without it', () => {
    const without = auditSnapshot(world(), { now: 1e12 });
    fuzz(400, fc.array(event, { maxLength: 3 }), (items) => {
      const edited = world();
      for (const cluster of edited.clusters) cluster.kubernetes.events = { items };

      const report = auditSnapshot(edited, { now: 1e12 });

      expect(report.findings).toEqual(without.findings);
      expect(report.clusters.map(({ verdict }) => verdict)).toEqual(
        without.clusters.map(({ verdict }) => verdict),
      );
    });
  });
});

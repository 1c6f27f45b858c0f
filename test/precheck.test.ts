import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatTable } from '../shared/formats/table.ts';
import { PRECHECK_WORDS } from '../shared/formats/words-precheck.ts';
import { auditSnapshot, type Finding, type Report } from '../shared/index.ts';
import { itemKey } from '../shared/report/console-view.ts';
import { exitCodeOf, isIncomplete } from '../shared/report/outcome.ts';
import type { Precheck } from '../shared/report/report.ts';
import { type NotedWrite, precheckEvent, precheckMessage, writeOf } from './support/precheck-event.ts';
import { readRecordings } from './support/recordings.ts';
import { annotate, partsOf, type World, world } from './support/world.ts';

const NOW = '2026-11-20T02:00:00Z';
const UPDATE: NotedWrite = { key: 'prod/web/80', code: 'UpdateListener' };
const NAME: NotedWrite = { key: 'prod/web', code: 'SetSLBName' };
const SPEC: NotedWrite = { key: 'prod/web', code: 'ModifySLBSpec' };

/** A Service whose SLB has another name, and whose listener another scheduler, than it wants. */
function drifted(): World {
  const edited = world();
  const { service, listener } = partsOf(edited);
  annotate(service, 'name', 'wanted');
  annotate(service, 'scheduler', 'wrr');
  listener.Scheduler = 'rr';
  return edited;
}

function withEvents(edited: World, ...events: readonly unknown[]): World {
  const [cluster] = edited.clusters;
  if (cluster) cluster.kubernetes.events = { items: [...events] };
  return edited;
}

function audited(edited: World, writes: readonly NotedWrite[], state?: string): Report {
  return auditSnapshot(withEvents(edited, precheckEvent(precheckMessage(writes, state))), { now: NOW });
}

function precheckOf(report: Report): Precheck {
  const precheck = report.clusters[0]?.precheck;
  if (!precheck) throw new Error('the report has no precheck');
  return precheck;
}

function idOf(report: Report, code: string): string | undefined {
  return report.findings.find((finding) => finding.code === code)?.id;
}

/** As many Services as asked for, each with an SLB of another name than it wants. */
function renamed(count: number): World {
  const edited = world({ services: Array.from({ length: count }, (_, index) => ({ name: `web-${index}` })) });
  for (const service of partsOf(edited).cluster.kubernetes.services.items ?? []) {
    annotate(service, 'name', 'wanted');
  }
  return edited;
}

function renames(count: number, from = 0): NotedWrite[] {
  return Array.from({ length: count }, (_, index) => ({
    key: `prod/web-${from + index}`,
    code: 'SetSLBName',
  }));
}

describe('the key of an item', () => {
  it.each<[string, Partial<Finding>, string]>([
    ['CreateSLB', {}, 'prod/web'],
    ['DeleteSLB', { loadBalancerId: 'lb-1' }, 'prod/web'],
    ['SetSLBName', { loadBalancerId: 'lb-1' }, 'prod/web'],
    ['TagSLB', { loadBalancerId: 'lb-1' }, 'prod/web'],
    ['StartListener', { listenerPort: 80, listenerProtocol: 'tcp' }, 'prod/web/80'],
    ['UpdateListener', { listenerPort: 443, listenerProtocol: 'https' }, 'prod/web/443'],
    ['CreateDomainExtension', { listenerPort: 443, listenerProtocol: 'https' }, 'prod/web/443'],
    ['CreateVgroup', { vServerGroupName: 'k8s/1/web/prod/c1' }, 'prod/web/k8s/1/web/prod/c1'],
    ['DeleteVgroup', { vServerGroupId: 'rsp-1', vServerGroupName: 'k8s/1/web/prod/c1' }, 'prod/web/rsp-1'],
    ['RemoveVgroup', { vServerGroupId: 'rsp-1', vServerGroupName: '' }, 'prod/web/rsp-1'],
    ['SetDomainExtensionAttribute', { listenerPort: 443, listenerProtocol: 'https' }, 'prod/web/'],
  ])('of %s with %j is %s', (code, fields, expected) => {
    const key = itemKey({ code, namespace: 'prod', service: 'web', changes: [], ...fields } as Finding);

    expect(key).toBe(expected);
  });

  it('of a domain extension that has to go is its id', () => {
    const edited = world({ services: [{ ports: [{ port: 443, protocol: 'https' }] }] });
    const { service, slb, loadBalancer } = partsOf(edited);
    annotate(service, 'cert-id', 'cert-old');
    annotate(service, 'domain-extensions', 'a.example.com:cert-good');
    slb.domainExtensions = ['a', 'b'].map((name) => ({
      LoadBalancerId: loadBalancer.LoadBalancerId,
      ListenerPort: 443,
      DomainExtensionId: `de-${name}`,
      Domain: `${name}.example.com`,
      ServerCertificateId: 'cert-good',
    }));

    const keys = auditSnapshot(edited).findings.map((finding) => [finding.code, itemKey(finding)]);

    expect(keys).toEqual([['DeleteDomainExtension', 'prod/web/de-b']]);
  });
});

describe.each(['worlds', 'edges'] as const)('what the real CCM did in the recordings of %s', (file) => {
  it('is matched item by item when the cluster holds its Event', () => {
    const contradictions = readRecordings(file).flatMap(({ name, snapshot, expected }) => {
      const edited = structuredClone(snapshot) as unknown as World;
      const writes = Object.entries(expected).flatMap(([service, { events }]) =>
        events.map((event) => writeOf(service, event)),
      );
      const precheck = precheckOf(audited(edited, writes));
      const agrees =
        precheck.onlyConsole.length === 0 &&
        precheck.onlyOurs.length === 0 &&
        precheck.matched.length === new Set(writes.map((write) => write.key)).size;
      return agrees ? [] : [{ name, writes, precheck }];
    });

    expect(contradictions).toEqual([]);
  });
});

describe('agreement with the check that a cluster holds', () => {
  it('is complete when each has what the other has', () => {
    const report = audited(drifted(), [NAME, { ...UPDATE, message: 'Scheduler changed' }]);

    expect(precheckOf(report)).toEqual({
      at: '2026-11-20T01:50:00.000Z',
      ageSeconds: 600,
      state: 'failed',
      failedCount: 2,
      otherFailedCount: 0,
      predictedCount: 2,
      matched: [
        { ...NAME, findingIds: [idOf(report, 'SetSLBName')] },
        { ...UPDATE, message: 'Scheduler changed', findingIds: [idOf(report, 'UpdateListener')] },
      ],
      onlyConsole: [],
      onlyOurs: [],
      unknown: 0,
    });
    expect(report.failures).toEqual([]);
  });

  it('is complete when both find nothing', () => {
    const precheck = precheckOf(audited(world(), []));

    expect(precheck).toMatchObject({ state: 'passed', failedCount: 0, predictedCount: 0, matched: [] });
    expect(precheck).toMatchObject({ onlyConsole: [], onlyOurs: [], unknown: 0 });
  });

  it('names what only the check has', () => {
    const only = { key: 'prod/web/443', code: 'DeleteListener' };

    const precheck = precheckOf(audited(drifted(), [NAME, UPDATE, only]));

    expect(precheck).toMatchObject({ onlyConsole: [only], onlyOurs: [], unknown: 0 });
  });

  it('names what only we have, where the check shows all that it counted', () => {
    const report = audited(drifted(), [UPDATE]);

    expect(precheckOf(report)).toMatchObject({ onlyConsole: [], unknown: 0 });
    expect(precheckOf(report).onlyOurs).toEqual([idOf(report, 'SetSLBName')]);
  });

  it('takes another code at the same key for another item', () => {
    const report = audited(drifted(), [UPDATE, SPEC]);

    expect(precheckOf(report).onlyConsole).toEqual([SPEC]);
    expect(precheckOf(report).onlyOurs).toEqual([idOf(report, 'SetSLBName')]);
  });

  it('does not hold against us what a later item of the same key has overwritten', () => {
    const precheck = precheckOf(audited(drifted(), [UPDATE, NAME, SPEC]));

    expect(precheck).toMatchObject({ failedCount: 3, onlyConsole: [SPEC], onlyOurs: [], unknown: 1 });
  });

  it('takes one item for all findings that make it', () => {
    const edited = world({ services: [{ reused: true }] });
    const { service, loadBalancer } = partsOf(edited);
    annotate(service, 'additional-resource-tags', 'team=shop');
    loadBalancer.Tags = { Tag: [] };
    const tag = { key: 'prod/web', code: 'TagSLB' };

    const report = audited(edited, [tag, tag]);

    const ids = report.findings.map((finding) => finding.id);
    expect(ids).toHaveLength(2);
    expect(precheckOf(report)).toMatchObject({ predictedCount: 2, failedCount: 2, onlyOurs: [], unknown: 0 });
    expect(precheckOf(report).matched).toEqual([{ ...tag, findingIds: ids }]);
  });

  it('holds an item of a free key against us even where others were overwritten', () => {
    const report = audited(drifted(), [NAME, SPEC]);

    expect(precheckOf(report)).toMatchObject({ onlyConsole: [SPEC], unknown: 1 });
    expect(precheckOf(report).onlyOurs).toEqual([idOf(report, 'UpdateListener')]);
  });

  it.each([
    ['exactly as many as fit', 20, 20, { matched: 20, onlyConsole: 0, onlyOurs: 0, unknown: 0 }],
    ['as many as fit, and we have more', 23, 20, { matched: 20, onlyConsole: 0, onlyOurs: 3, unknown: 0 }],
    ['more than fit', 23, 23, { matched: 20, onlyConsole: 0, onlyOurs: 0, unknown: 3 }],
    ['more than fit, and we have fewer', 5, 30, { matched: 5, onlyConsole: 15, onlyOurs: 0, unknown: 0 }],
  ])('counts what the cut leaves open: %s', (_, ours, theirs, expected) => {
    const precheck = precheckOf(audited(renamed(ours), renames(theirs)));

    const { matched, onlyConsole, onlyOurs, unknown } = precheck;
    expect({
      matched: matched.length,
      onlyConsole: onlyConsole.length,
      onlyOurs: onlyOurs.length,
      unknown,
    }).toEqual(expected);
  });

  it('finds what is hidden today, and misses none of it', () => {
    const hiding = drifted();
    partsOf(hiding).listener.Status = 'stopped';

    const report = audited(hiding, [NAME, UPDATE]);

    expect(report.findings.find((finding) => finding.code === 'UpdateListener')?.visibility).toBe('hidden');
    expect(precheckOf(report).matched.map((item) => item.code)).toEqual(['SetSLBName', 'UpdateListener']);
    expect(precheckOf(report).onlyOurs).toEqual([idOf(report, 'StartListener')]);
    expect(precheckOf(audited(hiding, [NAME, { ...UPDATE, code: 'StartListener' }])).onlyOurs).toEqual([]);
  });

  it('counts the items of other checks apart', () => {
    const nlb = { ...UPDATE, code: 'UpdateNLBListener', check: 'ccmNLB' };

    const precheck = precheckOf(audited(world(), [nlb, { ...nlb, key: 'prod/web' }]));

    expect(precheck).toMatchObject({ state: 'failed', failedCount: 0, otherFailedCount: 2, onlyConsole: [] });
  });

  it('passes over items that are no fault', () => {
    const precheck = precheckOf(audited(world(), [{ ...NAME, level: 'normal' }]));

    expect(precheck).toMatchObject({ state: 'passed', onlyConsole: [] });
  });

  it('concludes nothing from what a check lacks that did not run to its end', () => {
    const precheck = precheckOf(audited(drifted(), [UPDATE], 'Fail'));

    expect(precheck).toMatchObject({ state: 'error', onlyOurs: [], unknown: 1 });
    expect(precheck.matched).toHaveLength(1);
  });

  it('is each cluster’s own', () => {
    const edited = world({ services: [{}] }, { services: [{}] });
    for (const { kubernetes } of edited.clusters) {
      for (const service of kubernetes.services.items ?? []) annotate(service, 'name', 'wanted');
    }

    const report = audited(edited, [NAME]);

    const [finding] = report.findings.filter((one) => one.clusterId === 'c1');
    expect(precheckOf(report).matched).toEqual([{ ...NAME, findingIds: [finding?.id] }]);
    expect(precheckOf(report).onlyOurs).toEqual([]);
    expect(report.clusters[1]?.precheck).toBeUndefined();
  });

  it.each<[string, unknown]>([
    ['no Events were read', undefined],
    ['the cluster has none', { items: null }],
    ['it is not among them', { items: [null, 7, 'x', {}, { metadata: null }] }],
    [
      'one of its name stands elsewhere',
      { items: [precheckEvent(precheckMessage([NAME]), { metadata: { namespace: 'default' } })] },
    ],
  ])('is not spoken of where %s', (_, events) => {
    const edited = drifted();
    if (events) partsOf(edited).cluster.kubernetes.events = events as { items: unknown[] };

    const report = auditSnapshot(edited);

    expect(report.clusters[0]).not.toHaveProperty('precheck');
    expect(report.failures).toEqual([]);
  });
});

describe('the age of the check', () => {
  const message = precheckMessage([]);
  const managed = [{ time: '2026-11-20T01:56:00Z' }, { time: '2026-11-20T01:58:00Z' }, null];

  it.each<[string, Readonly<Record<string, unknown>>, Pick<Precheck, 'at' | 'ageSeconds' | 'doubt'>]>([
    ['its creation', {}, { at: '2026-11-20T01:50:00.000Z', ageSeconds: 600 }],
    [
      'its last write',
      { metadata: { managedFields: managed } },
      { at: '2026-11-20T01:58:00.000Z', ageSeconds: 120 },
    ],
    [
      'lastTimestamp',
      { lastTimestamp: '2026-11-20T01:59:00Z', firstTimestamp: '2026-11-20T01:00:00Z' },
      { at: '2026-11-20T01:59:00.000Z', ageSeconds: 60 },
    ],
    [
      'eventTime',
      { eventTime: '2026-11-20T01:59:30.500000Z' },
      { at: '2026-11-20T01:59:30.500Z', ageSeconds: 29 },
    ],
    [
      'firstTimestamp',
      { firstTimestamp: '2026-11-20T01:30:00+08:00' },
      { at: '2026-11-19T17:30:00.000Z', ageSeconds: 30_600, doubt: 'old' },
    ],
    [
      'a time of another clock',
      { lastTimestamp: '2026-11-20T02:05:00Z' },
      { at: '2026-11-20T02:05:00.000Z', ageSeconds: 0 },
    ],
    ['nothing', { metadata: { creationTimestamp: null } }, { doubt: 'undated' }],
    [
      'garbage',
      {
        lastTimestamp: 5,
        eventTime: {},
        firstTimestamp: 'noon',
        metadata: { creationTimestamp: [], managedFields: 7 },
      },
      { doubt: 'undated' },
    ],
  ])('is told by %s', (_, fields, expected) => {
    const report = auditSnapshot(withEvents(world(), precheckEvent(message, fields)), { now: NOW });

    const { at, ageSeconds, doubt } = precheckOf(report);
    expect({
      ...(at && { at }),
      ...(ageSeconds !== undefined && { ageSeconds }),
      ...(doubt && { doubt }),
    }).toEqual(expected);
  });

  it('makes it doubtful after an hour', () => {
    const doubts = ['2026-11-20T01:00:00Z', '2026-11-20T00:59:59Z'].map(
      (lastTimestamp) =>
        precheckOf(
          auditSnapshot(withEvents(world(), precheckEvent(message, { lastTimestamp })), { now: NOW }),
        ).doubt,
    );

    expect(doubts).toEqual([undefined, 'old']);
  });

  it.each([
    ['was made', { creationTimestamp: '2026-11-20T01:55:00Z' }, 'changed-since'],
    [
      'was written',
      { creationTimestamp: '2025-01-01T00:00:00Z', managedFields: [{ time: '2026-11-20T01:55:00Z' }] },
      'changed-since',
    ],
    ['was written before', { managedFields: [{ time: '2026-11-20T01:45:00Z' }] }, undefined],
    ['does not tell its times', {}, undefined],
  ])('makes it doubtful where a Service %s after it', (_, metadata, expected) => {
    const edited = withEvents(world(), precheckEvent(message));
    Object.assign(partsOf(edited).service.metadata, metadata);

    const report = auditSnapshot(edited, { now: NOW });

    expect(precheckOf(report).doubt).toBe(expected);
  });

  it('is that of the newest, should there be several', () => {
    const at = (lastTimestamp: string | null, writes: readonly NotedWrite[]) =>
      precheckEvent(precheckMessage(writes), { lastTimestamp, metadata: { creationTimestamp: null } });
    const edited = withEvents(
      drifted(),
      at(null, [SPEC]),
      at('2026-11-20T01:00:00Z', [NAME]),
      at('2026-11-20T01:30:00Z', [UPDATE]),
    );

    const precheck = precheckOf(auditSnapshot(edited, { now: NOW }));

    expect(precheck.at).toBe('2026-11-20T01:30:00.000Z');
    expect(precheck.matched.map((item) => item.code)).toEqual(['UpdateListener']);
  });
});

describe('the table', () => {
  /** Clusters c1 to c5: all there is to say, in agreement, clean, a check that broke off, and one with garbage. */
  function fleet(language: 'en' | 'zh'): Report {
    const names = ['all', 'agrees', 'clean', 'broke-off', 'garbage'];
    const edited = world(
      ...names.map((name) => ({ services: name === 'all' ? [{ name }, { name: 'other' }] : [{ name }] })),
    );
    const services = edited.clusters.map((cluster) => cluster.kubernetes.services.items ?? []);
    for (const [index, own] of services.entries()) {
      if (index === 2) continue;
      for (const service of own) annotate(service, 'name', 'wanted');
    }
    const hostile = 'Scheduler \u001b[31mrr\u202e\nready';
    const writes: NotedWrite[] = [
      { key: 'prod/all', code: 'SetSLBName' },
      { key: 'prod/all', code: 'SetSLBDeleteProtection' },
      { key: 'prod/gone/80', code: 'UpdateListener', message: hostile },
      { key: 'prod/nlb', code: 'CreateNLB', check: 'ccmNLB' },
    ];
    const events = [
      precheckEvent(precheckMessage(writes), { lastTimestamp: '2026-11-17T02:00:00Z' }),
      precheckEvent(precheckMessage([{ key: 'prod/agrees', code: 'SetSLBName' }])),
      precheckEvent(precheckMessage([]), { lastTimestamp: NOW }),
      precheckEvent(precheckMessage([], 'Fail'), { metadata: { creationTimestamp: null } }),
      precheckEvent('{"State":"\u001b[31mSuccess"}'),
    ];
    for (const [index, event] of events.entries()) {
      const [cluster] = edited.clusters.slice(index);
      if (cluster) cluster.kubernetes.events = { items: [event] };
    }
    edited.failures = [{ clusterId: 'c1', resource: 'pods', code: 'Forbidden', message: 'denied' }];
    return auditSnapshot(edited, { now: NOW, language });
  }

  it.each(['en', 'zh'] as const)('says how far it agrees in %s', async (language) => {
    const text = formatTable(fleet(language), { language, color: false });

    await expect(text).toMatchFileSnapshot(`golden/precheck.${language}.txt`);
    for (const hostile of ['\u001b', '\u202e']) expect(text).not.toContain(hostile);
  });

  it.each([
    [0, 'less than a minute', '不足 1 分钟'],
    [60, '1 minute', '1 分钟'],
    [7199, '119 minutes', '119 分钟'],
    [7200, '2 hours', '2 小时'],
    [172_800, '2 days', '2 天'],
  ])('gives an age of %i seconds as %s', (seconds, en, zh) => {
    expect([PRECHECK_WORDS.en.age(seconds), PRECHECK_WORDS.zh.age(seconds)]).toEqual([en, zh]);
  });

  it('lists no more than the first items', () => {
    const report = audited(world(), renames(19));
    const [cluster] = report.clusters;
    const { onlyConsole } = precheckOf(report);
    const many = { ...precheckOf(report), onlyConsole: [...onlyConsole, ...onlyConsole] };

    const text = formatTable(
      { ...report, clusters: cluster ? [{ ...cluster, precheck: many }] : [] },
      { language: 'en', color: false },
    );

    expect(text.match(/SetSLBName/g)).toHaveLength(20);
    expect(text).toContain('and 18 more');
  });
});

describe('an Event that is not what CCM writes', () => {
  const result = (fields: object) =>
    JSON.stringify({ State: 'Success', CheckResults: [{ Name: 'ccmSLB', FailedCount: 1, ...fields }] });

  it.each<[string, unknown, string]>([
    ['no message', undefined, 'message: must be string'],
    ['a message of another type', { State: 'Success' }, 'message: must be string'],
    ['no JSON', 'the check has passed', 'message: is no JSON'],
    ['half a JSON', precheckMessage([NAME]).slice(0, 40), 'message: is no JSON'],
    ['a message beyond all measure', `"${'x'.repeat(600_000)}"`, 'message: is longer than CCM ever writes'],
    ['null', 'null', 'message: must be object'],
    ['an unknown state', '{"State":"Great"}', 'message.State: must be "Success" or "Fail"'],
    ['no state', '{}', 'message.State: is missing'],
    ['no count', result({ FailedCount: undefined }), 'message.CheckResults[0].FailedCount: is missing'],
    ['half a count', result({ FailedCount: 1.5 }), 'message.CheckResults[0].FailedCount: must be integer'],
    ['items in a list', result({ instanceResults: [7] }), 'message.CheckResults[0].instanceResults'],
    ['an item of null', result({ instanceResults: { 'prod/web': null } }), 'must be object'],
    ['nesting', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'message: must be object'],
  ])('with %s is a failure, and leaves the verdict alone', (_, message, fault) => {
    const report = auditSnapshot(withEvents(world(), precheckEvent(message)), { now: NOW });

    expect(report.clusters[0]).toMatchObject({ verdict: 'ready' });
    expect(report.clusters[0]).not.toHaveProperty('precheck');
    expect(report.failures).toMatchObject([
      { clusterId: 'c1', resource: 'events', code: 'ItemNotUnderstood' },
    ]);
    expect(report.failures[0]?.message).toContain(fault);
    expect(isIncomplete(report)).toBe(false);
    expect(exitCodeOf(report, 'info')).toBe(0);
  });

  it('keeps keys that are words of JavaScript', () => {
    const items = '{"__proto__":{"MessageCode":"SetSLBName"},"constructor":{"MessageCode":"SetSLBName"}}';
    const message = `{"State":"Success","CheckResults":[{"Name":"ccmSLB","FailedCount":2,"instanceResults":${items}}]}`;

    const report = auditSnapshot(withEvents(world(), precheckEvent(message)), { now: NOW });

    expect(precheckOf(report).onlyConsole.map((item) => item.key)).toEqual(['__proto__', 'constructor']);
    expect(Object.prototype).not.toHaveProperty('MessageCode');
  });

  it('names a fault at bearable length', () => {
    const message = result({ instanceResults: { ['k'.repeat(100_000)]: 7 } });

    const report = auditSnapshot(withEvents(world(), precheckEvent(message)), { now: NOW });

    expect(report.failures[0]?.message.length).toBeLessThan(500);
  });

  const word = fc.constantFrom('__proto__', 'constructor', 'prod/web', 'prod/web/80', '', 'a\nb');
  const scrap = fc.oneof(word, fc.constantFrom(null, -1, 0, 1, 1e300, 0.5, true, [], {}), fc.jsonValue());
  const item = fc.record(
    { MessageCode: fc.oneof(word, scrap), MessageLevel: scrap, Message: scrap },
    { requiredKeys: [] },
  );
  const check = fc.record(
    {
      Name: fc.oneof(fc.constant('ccmSLB'), scrap),
      instanceResults: fc.oneof(fc.dictionary(word, fc.oneof(item, scrap)), scrap),
      FailedCount: fc.oneof(fc.nat(30), scrap),
    },
    { requiredKeys: ['FailedCount'] },
  );
  const body = fc.record({
    State: fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom('Success', 'Fail') },
      { weight: 1, arbitrary: scrap },
    ),
    CheckResults: fc.oneof(fc.array(check, { maxLength: 3 }), scrap),
  });
  const message = fc.oneof(
    body.map((value) => JSON.stringify(value)),
    fc.jsonValue().map((value) => JSON.stringify(value)),
    fc.string(),
    scrap,
  );

  it('is compared or named, whatever it is, and changes nothing else of the report', () => {
    const plain = auditSnapshot(drifted(), { now: NOW });

    fc.assert(
      fc.property(message, scrap, (text, time) => {
        const event = precheckEvent(text, { lastTimestamp: time });

        const report = auditSnapshot(withEvents(drifted(), event), { now: NOW });

        const [cluster] = report.clusters;
        const { precheck, ...rest } = cluster ?? {};
        expect([rest]).toEqual(plain.clusters);
        expect(report.findings).toEqual(plain.findings);
        expect(report.failures.map((failure) => failure.resource)).toEqual(precheck ? [] : ['events']);
        if (precheck) {
          const agreed = precheck.matched.flatMap((one) => one.findingIds).length;
          expect(agreed + precheck.onlyOurs.length + precheck.unknown).toBe(precheck.predictedCount);
        }
      }),
      { numRuns: 500 },
    );
  });
});

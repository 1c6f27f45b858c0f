import { describe, expect, it } from 'vitest';
import { auditSnapshot, type SnapshotCluster } from '../../shared/index.ts';
import { explainService } from '../../shared/report/explain.ts';
import type { Explanation } from '../../shared/report/explanation.ts';
import { parseSnapshot } from '../../shared/snapshot/parse.ts';
import { readRecordings } from '../support/recordings.ts';
import { annotate, partsOf, type World, world } from '../support/world.ts';

const SUBJECT = { clusterId: 'c1', namespace: 'prod', service: 'web' };

function explained(edited: World): Explanation {
  return explainService(edited, SUBJECT);
}

function clustersOf(snapshot: unknown): readonly SnapshotCluster[] {
  const parsed = parseSnapshot(snapshot);
  return parsed.ok ? parsed.snapshot.clusters : [];
}

/** Every Service of all recordings, looked at with its own snapshot. */
function everyExplanation(): Explanation[] {
  const snapshots = [...readRecordings('worlds'), ...readRecordings('edges')].map((one) => one.snapshot);
  return snapshots.flatMap((snapshot) =>
    clustersOf(snapshot).flatMap(({ clusterId, kubernetes }) =>
      (kubernetes.services.items ?? []).map(({ metadata }) =>
        explainService(snapshot, { clusterId, namespace: metadata.namespace, service: metadata.name }),
      ),
    ),
  );
}

/** Attributes that findings of some rules say differ, by where they are. */
function differencesOf({ findings }: Explanation, rules: readonly string[]): string[] {
  return findings
    .filter(({ rule }) => rules.includes(rule))
    .flatMap(({ listenerPort, listenerProtocol, changes }) =>
      changes.map(({ field }) => `${listenerPort}/${listenerProtocol} ${field}`),
    )
    .sort();
}

describe('the recordings', () => {
  const all = everyExplanation();

  it('have a Service each at least', () => {
    expect(all.length).toBeGreaterThan(1000);
  });

  it('show every changed setting of a listener as differing, and no other', () => {
    const shown = all.map((one) =>
      one.listeners
        .flatMap(({ port, protocol, fields }) =>
          fields
            .filter(({ state }) => state === 'differs')
            .map(({ field }) => `${port}/${protocol} ${field}`)
            .filter((name) => !/ (?:Status|ListenerForward|DomainExtension.*)$/.test(name)),
        )
        .sort(),
    );

    expect(shown.flat().length).toBeGreaterThan(100);
    expect(shown.map((names) => [...new Set(names)])).toEqual(
      all.map((one) => [...new Set(differencesOf(one, ['listener-update']))]),
    );
  });

  it('show as many backends to add and to remove as the findings name', () => {
    const count = (one: Explanation, state: string) =>
      one.groups
        .filter((group) => group.state === 'both')
        .flatMap(({ backends }) => backends.filter((b) => b.state === state)).length;
    const named = (one: Explanation, rule: string, side: 'actual' | 'expected') =>
      one.findings
        .filter((finding) => finding.rule === rule)
        .filter(({ vServerGroupId }) =>
          one.groups.some((group) => group.id === vServerGroupId && group.state === 'both'),
        )
        .flatMap(({ changes }) => changes.flatMap((change) => change[side] ?? [])).length;

    const shown = all.map((one) => [count(one, 'add'), count(one, 'remove')]);

    expect(shown.filter(([add = 0, remove = 0]) => add + remove > 0).length).toBeGreaterThan(100);
    expect(shown).toEqual(
      all.map((one) => [
        named(one, 'vserver-group-backends-add', 'expected'),
        named(one, 'vserver-group-backends-remove', 'actual'),
      ]),
    );
  });

  it('have every finding in the order once, after the one that it hides behind', () => {
    const disorders = all.filter(({ order, findings }) => {
      const places = new Map(order.map(({ findingId }, index) => [findingId, index]));
      const isWhole = places.size === findings.length && order.length === findings.length;
      const isAfter = order.every(
        ({ behind }, index) => behind === undefined || (places.get(behind) ?? index) < index,
      );
      return !isWhole || !isAfter;
    });

    expect(disorders).toEqual([]);
  });

  it('say of hidden findings what the report says they hide behind', () => {
    const wrong = all.flatMap(({ findings, order }) =>
      findings.filter(
        ({ id, visibility, hiddenBehind }) =>
          visibility === 'hidden' && order.find((step) => step.findingId === id)?.behind !== hiddenBehind,
      ),
    );

    expect(wrong).toEqual([]);
  });
});

describe('the two sides of a Service', () => {
  it('show what is equal beside what differs, and what nobody asks for', () => {
    const edited = world({ services: [{ annotations: { scheduler: 'wrr', 'health-check-interval': '2' } }] });

    const states = explained(edited).listeners[0]?.fields.map(({ field, state }) => [field, state]);

    expect(states).toEqual(
      expect.arrayContaining([
        ['Status', 'equal'],
        ['Description', 'equal'],
        ['Scheduler', 'differs'],
        ['HealthCheckInterval', 'equal'],
        ['HealthyThreshold', 'not-annotated'],
      ]),
    );
  });

  it('show attributes of the instance with their annotations', () => {
    const edited = world({ services: [{ annotations: { name: 'wanted', 'delete-protection': 'on' } }] });

    const { instance } = explained(edited);

    expect(instance).toMatchObject({
      found: 'found',
      by: 'tag',
      isReused: false,
      loadBalancerId: 'lb-c1-web',
    });
    expect(instance?.fields.filter(({ state }) => state !== 'not-annotated')).toMatchObject([
      { field: 'LoadBalancerName', service: 'wanted', slb: 'auidc1web', state: 'differs' },
      { field: 'AddressIPVersion', state: 'equal' },
      { field: 'DeleteProtection', service: 'on', slb: 'on', state: 'equal' },
    ]);
  });

  it('show a reused SLB’s listeners as not compared', () => {
    const edited = world({ services: [{ reused: true, annotations: { scheduler: 'wrr' } }] });

    const { instance, listeners } = explained(edited);

    expect(instance).toMatchObject({ by: 'id', isReused: true });
    expect(listeners[0]?.state).toBe('not-compared');
    expect(listeners[0]?.fields.find(({ field }) => field === 'Scheduler')?.state).toBe('not-compared');
  });

  it('show listeners of other hands, and those that are left over', () => {
    const edited = world();
    const { slb, listener } = partsOf(edited);
    slb.listeners.push(
      { ...listener, ListenerPort: 81, Description: 'by hand' },
      { ...listener, ListenerPort: 82, Description: 'k8s/82/web/prod/c1' },
    );

    const states = explained(edited).listeners.map(({ port, state }) => [port, state]);

    expect(states).toEqual([
      [80, 'both'],
      [81, 'theirs'],
      [82, 'slb-only'],
    ]);
  });

  it('show weights of both sides by node, and what CCM does about them', () => {
    const edited = world();
    const [first, second] = partsOf(edited).group.BackendServers?.BackendServer ?? [];
    if (!first || !second) throw new Error('the group has no backends');
    first.Weight = 7;
    second.ServerId = 'i-other';

    const [group] = explained(edited).groups;

    expect(group?.backends).toMatchObject([
      { serverId: 'i-node1', node: 'node-i-node1', serviceWeight: 100, slbWeight: 7, state: 'weight' },
      { serverId: 'i-node2', node: 'node-i-node2', serviceWeight: 100, slbWeight: null, state: 'add' },
      { serverId: 'i-other', serviceWeight: null, slbWeight: 100, state: 'remove' },
    ]);
  });

  it.each<[string, (edited: World) => void, string, string]>([
    [
      'a reused SLB that is not there',
      (edited) => annotate(partsOf(edited).service, 'id', 'lb-gone'),
      'reused-missing',
      'blocked',
    ],
    [
      'two SLBs that match',
      (edited) =>
        partsOf(edited).slb.loadBalancers.push({ ...partsOf(edited).loadBalancer, LoadBalancerId: 'lb-2' }),
      'ambiguous',
      'blocked',
    ],
    [
      'no SLB at all',
      (edited) => {
        partsOf(edited).slb.loadBalancers = [];
      },
      'none',
      'service-only',
    ],
  ])('have one side only where there is %s', (_, edit, found, state) => {
    const edited = world({ services: [{ annotations: { scheduler: 'wrr' } }] });
    edit(edited);

    const { instance, listeners, groups } = explained(edited);

    expect(instance?.found).toBe(found);
    expect(listeners).toMatchObject([
      {
        state,
        fields: expect.arrayContaining([
          expect.objectContaining({ field: 'Scheduler', service: 'wrr', slb: null, state: 'absent' }),
        ]),
      },
    ]);
    expect(groups).toMatchObject([{ state, backends: [{ state: 'wanted' }, { state: 'wanted' }] }]);
  });

  it('say nothing of backends whose other side is unread', () => {
    const edited = world();
    edited.failures = [{ clusterId: 'c1', resource: 'nodes', code: 'Forbidden', message: 'no' }];

    const { groups, unread } = explained(edited);

    expect(unread).toEqual(['nodes']);
    expect(groups[0]).toMatchObject({
      state: 'unread',
      backends: [{ state: 'unknown' }, { state: 'unknown' }],
    });
  });

  it('say that CCM stops at an annotation that it cannot read', () => {
    const edited = world({ services: [{ annotations: { 'idle-timeout': 'x', name: 'wanted' } }] });

    const { stopsAt, order, findings } = explained(edited);

    const rules = order.map(({ findingId }) => findings.find(({ id }) => id === findingId)?.rule);
    expect(stopsAt).toBe('build');
    expect(rules).toEqual(['annotation-invalid', 'load-balancer-name']);
    expect(order[1]?.behind).toBe(order[0]?.findingId);
  });

  it('name the key under which the check files each item that it records now', () => {
    const edited = world({ services: [{ annotations: { name: 'wanted', 'delete-protection': 'off' } }] });

    const keys = explained(edited).order.map(({ itemKey }) => itemKey);

    expect(keys).toEqual(['prod/web', 'prod/web']);
  });

  it('are those of the report, in the language that was asked for', () => {
    const edited = world();
    annotate(partsOf(edited).service, 'name', 'wanted');
    const options = { language: 'zh', targetCcmVersion: '2.9.1' } as const;

    const explanation = explainService(edited, { ...SUBJECT, ...options });

    expect(explanation.findings).toEqual(auditSnapshot(edited, options).findings);
    expect(explanation.targetCcmVersion).toBe('2.9.1');
  });

  it.each([
    ['type', { type: 'ClusterIP' }, {}],
    ['class', { loadBalancerClass: '' }, {}],
    ['class-annotation', {}, { 'service.beta.kubernetes.io/class': 'x' }],
    ['tunnel', {}, { 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-tunnel-type': 'x' }],
  ] as const)('are left out where CCM does not look: %s', (because, spec, annotations) => {
    const edited = world();
    const { service } = partsOf(edited);
    Object.assign(service.spec, spec);
    Object.assign(service.metadata, { annotations, finalizers: [] });

    const explanation = explained(edited);

    expect(explanation).toMatchObject({
      state: 'ignored',
      ignoredBecause: because,
      listeners: [],
      groups: [],
    });
  });
});

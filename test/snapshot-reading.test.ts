import { constants } from 'node:buffer';
import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { auditSnapshot } from '../shared/index.ts';
import { NOT_A_SNAPSHOT } from '../shared/report/audit-snapshot.ts';
import { parseSnapshot } from '../shared/snapshot/parse.ts';
import { readJsonFile } from '../shared/sources/snapshot-file.ts';
import { fileIn, temporaryFolder } from './support/files.ts';
import { readRecordings } from './support/recordings.ts';
import { annotate, partsOf, type World, world } from './support/world.ts';

/** A world in sync with one value replaced; undefined takes it away. */
function worldWith(path: string, value: unknown): unknown {
  const edited: unknown = structuredClone(world());
  setAt(edited, path, value);
  return edited;
}

function setAt(root: unknown, path: string, value: unknown): void {
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  let at = root as Record<string, unknown>;
  for (const key of keys) at = at[key] as Record<string, unknown>;
  if (value === undefined) delete at[last];
  else at[last] = value;
}

function faultsOf(value: unknown): readonly string[] {
  const parsed = parseSnapshot(value);
  return parsed.ok ? [] : parsed.faults;
}

/** The part of a fault before its words. */
function pathsOf(faults: readonly string[]): string[] {
  return faults.map((fault) => fault.slice(0, fault.indexOf(':')));
}

describe('the structure of a snapshot', () => {
  it.each<[string, unknown, string]>([
    ['formatVersion', undefined, 'formatVersion'],
    ['formatVersion', 2, 'formatVersion'],
    ['formatVersion', '1', 'formatVersion'],
    ['name', 5, 'name'],
    ['capturedAt', 5, 'capturedAt'],
    ['clusters', undefined, 'clusters'],
    ['clusters', {}, 'clusters'],
    ['clusters.0', null, 'clusters[0]'],
    ['clusters.0.clusterId', '', 'clusters[0].clusterId'],
    ['clusters.0.name', undefined, 'clusters[0].name'],
    ['clusters.0.regionId', undefined, 'clusters[0].regionId'],
    ['clusters.0.vpcId', 7, 'clusters[0].vpcId'],
    ['clusters.0.ccmVersion', 2.9, 'clusters[0].ccmVersion'],
    ['clusters.0.serviceBackendType', 'pods', 'clusters[0].serviceBackendType'],
    ['clusters.0.kubernetes', undefined, 'clusters[0].kubernetes'],
    ['clusters.0.kubernetes.services', [], 'clusters[0].kubernetes.services'],
    ['clusters.0.kubernetes.services', null, 'clusters[0].kubernetes.services'],
    ['clusters.0.kubernetes.services.items', undefined, 'clusters[0].kubernetes.services.items'],
    ['clusters.0.kubernetes.endpointSlices.items', {}, 'clusters[0].kubernetes.endpointSlices.items'],
    ['clusters.0.kubernetes.nodes.items', 'none', 'clusters[0].kubernetes.nodes.items'],
    ['clusters.0.kubernetes.pods', 'none', 'clusters[0].kubernetes.pods'],
    ['clusters.0.kubernetes.events', 0, 'clusters[0].kubernetes.events'],
    ['regions', undefined, 'regions'],
    ['regions.0.regionId', '', 'regions[0].regionId'],
    ['regions.0.accountId', 12, 'regions[0].accountId'],
    ['regions.0.slb', undefined, 'regions[0].slb'],
    ['regions.0.slb.loadBalancers', null, 'regions[0].slb.loadBalancers'],
    ['regions.0.slb.listeners', { Listeners: [] }, 'regions[0].slb.listeners'],
    ['regions.0.slb.vServerGroups', 'x', 'regions[0].slb.vServerGroups'],
    ['regions.0.slb.domainExtensions', {}, 'regions[0].slb.domainExtensions'],
    ['regions.0.slb.serverCertificates', 1, 'regions[0].slb.serverCertificates'],
    ['regions.0.ecs', {}, 'regions[0].ecs.networkInterfaces'],
    ['regions.0.vpc', { vpcs: {} }, 'regions[0].vpc.vpcs'],
    ['failures', {}, 'failures'],
    ['failures', [{ resource: 'nodes', code: 'Forbidden' }], 'failures[0].message'],
  ])('with %s = %j has one fault, at %s', (path, value, expected) => {
    const broken = worldWith(path, value);

    const faults = faultsOf(broken);

    expect(pathsOf(faults)).toEqual([expected]);
  });

  it.each<[string, unknown, string]>([
    ['clusters.0.name', undefined, 'clusters[0].name: is missing'],
    ['formatVersion', 2, 'formatVersion: must be 1'],
    ['regions.0.slb.listeners', {}, 'regions[0].slb.listeners: must be array'],
    ['clusters.0.serviceBackendType', 'pods', 'clusters[0].serviceBackendType: must be "ecs" or "eni"'],
  ])('with %s = %j says what is wrong in words a person can act on', (path, value, expected) => {
    const broken = worldWith(path, value);

    const faults = faultsOf(broken);

    expect(faults).toEqual([expected]);
  });

  it('says of a list that is none that it must be a list, not that it must be a "union"', () => {
    const broken = worldWith('clusters.0.kubernetes.services.items', 'none');

    const faults = faultsOf(broken);

    expect(faults).toHaveLength(1);
    expect(faults[0]).not.toContain('union');
  });

  it('has every fault named at once', () => {
    const broken = structuredClone(world({ clusterId: 'c1' }, { clusterId: 'c2' })) as unknown;
    setAt(broken, 'formatVersion', 9);
    setAt(broken, 'clusters.0.name', undefined);
    setAt(broken, 'clusters.1.vpcId', null);
    setAt(broken, 'regions.0.slb.listeners', undefined);
    setAt(broken, 'failures', [{}]);

    const faults = faultsOf(broken);

    expect(pathsOf(faults)).toEqual([
      'formatVersion',
      'clusters[0].name',
      'clusters[1].vpcId',
      'regions[0].slb.listeners',
      'failures[0].resource',
      'failures[0].code',
      'failures[0].message',
    ]);
  });

  it('has every cluster named whose id another one has', () => {
    const broken = world({ clusterId: 'c1' }, { clusterId: 'c2' }, { clusterId: 'c1' }, { clusterId: 'c1' });

    const faults = faultsOf(broken);

    expect(pathsOf(faults)).toEqual(['clusters[2].clusterId', 'clusters[3].clusterId']);
  });

  it('has a repeated cluster named beside the other faults', () => {
    const broken = world({ clusterId: 'c1' }, { clusterId: 'c1' }) as unknown;
    setAt(broken, 'formatVersion', 2);

    const faults = faultsOf(broken);

    expect(pathsOf(faults).sort()).toEqual(['clusters[1].clusterId', 'formatVersion']);
  });

  it.each<[string, string, unknown]>([
    ['an extra key at the top', 'mutations', [{ mutation: 'x' }]],
    ['an extra key of a cluster', 'clusters.0.kubeconfig', 'secret'],
    ['an extra key of a list', 'clusters.0.kubernetes.services.kind', 'ServiceList'],
    ['an extra list of a region', 'regions.0.slb.masterSlaveGroups', {}],
    ['an extra part of a region', 'regions.0.alb', { loadBalancers: [] }],
    ['no pods', 'clusters.0.kubernetes.pods', undefined],
    ['no network interfaces', 'regions.0.ecs', undefined],
    ['no VPCs', 'regions.0.vpc', undefined],
    ['no domain extensions', 'regions.0.slb.domainExtensions', undefined],
    ['no certificates', 'regions.0.slb.serverCertificates', undefined],
    ['events', 'clusters.0.kubernetes.events', { items: [{ reason: 'x' }, null] }],
  ])('is let be with %s', (_, path, value) => {
    const unusual = worldWith(path, value);

    const report = auditSnapshot(unusual);

    expect(report.failures).toEqual([]);
    expect(report.clusters.map((cluster) => cluster.verdict)).toEqual(['ready']);
  });

  it('may have null for an empty list of Kubernetes, as Go writes it', () => {
    const empty = structuredClone(world()) as unknown;
    for (const list of ['services', 'endpointSlices', 'nodes', 'pods']) {
      setAt(empty, `clusters.0.kubernetes.${list}.items`, null);
    }
    setAt(empty, 'regions.0.slb', { loadBalancers: [], listeners: [], vServerGroups: [] });

    const report = auditSnapshot(empty);

    expect(report.failures).toEqual([]);
    expect(report.clusters).toMatchObject([{ services: 0, findings: 0, verdict: 'ready' }]);
  });
});

describe('a value that is no snapshot', () => {
  it('may be one whose parts cannot even be looked at', () => {
    const secretive = {
      get clusters(): never {
        throw new Error('the words of a stranger');
      },
    };

    const report = auditSnapshot(secretive);

    expect(report.clusters).toEqual([]);
    expect(report.failures).toEqual([
      {
        resource: 'snapshot',
        code: 'NOT_A_SNAPSHOT',
        message: 'snapshot: cannot be read: an unexpected fault (Error)',
      },
    ]);
  });

  it.each<[string, unknown]>([
    ['null', null],
    ['undefined', undefined],
    ['a number', 42],
    ['a text', 'snapshot'],
    ['a list', []],
    ['an empty object', {}],
    ['a later format', { ...world(), formatVersion: 2 }],
    ['a report', auditSnapshot(world())],
  ])('gives a report without clusters, with the faults in failures: %s', (_, value) => {
    const report = auditSnapshot(value);

    expect(report).toMatchObject({ formatVersion: 1, clusters: [], findings: [] });
    expect(report.coverage.clusters).toEqual({ total: 0, read: 0 });
    expect(report.failures.length).toBeGreaterThan(0);
    expect(new Set(report.failures.map((failure) => failure.code))).toEqual(new Set([NOT_A_SNAPSHOT]));
    expect(report.failures.map((failure) => failure.message)).toEqual(faultsOf(value));
  });
});

type ListOf = (edited: World) => unknown[] | null | undefined;

const KINDS: readonly (readonly [resource: string, path: string, list: ListOf])[] = [
  ['services', 'clusters[0].kubernetes.services.items', (w) => w.clusters[0]?.kubernetes.services.items],
  [
    'endpointSlices',
    'clusters[0].kubernetes.endpointSlices.items',
    (w) => w.clusters[0]?.kubernetes.endpointSlices.items,
  ],
  ['nodes', 'clusters[0].kubernetes.nodes.items', (w) => w.clusters[0]?.kubernetes.nodes.items],
  ['pods', 'clusters[0].kubernetes.pods.items', (w) => w.clusters[0]?.kubernetes.pods?.items],
  ['loadBalancers', 'regions[0].slb.loadBalancers', (w) => w.regions[0]?.slb.loadBalancers],
  ['listeners', 'regions[0].slb.listeners', (w) => w.regions[0]?.slb.listeners],
  ['vServerGroups', 'regions[0].slb.vServerGroups', (w) => w.regions[0]?.slb.vServerGroups],
  ['domainExtensions', 'regions[0].slb.domainExtensions', (w) => w.regions[0]?.slb.domainExtensions],
  ['serverCertificates', 'regions[0].slb.serverCertificates', (w) => w.regions[0]?.slb.serverCertificates],
  ['networkInterfaces', 'regions[0].ecs.networkInterfaces', (w) => w.regions[0]?.ecs?.networkInterfaces],
  ['vpcs', 'regions[0].vpc.vpcs', (w) => w.regions[0]?.vpc?.vpcs],
];

const UNREADABLE: readonly unknown[] = [null, 'text', 42, [], {}];

/** Puts items that cannot be understood behind those that can; gives the index of the first. */
function spoil(edited: World, listOf: ListOf, items: readonly unknown[]): number {
  const list = listOf(edited);
  if (!list) throw new Error('the world lacks that list');
  return list.push(...items) - items.length;
}

describe('an item that cannot be understood', () => {
  it.each(['a', 'a\nb', '\u2028', '__proto__'])('is a Service whose annotation %j is no text', (key) => {
    const spoilt = world();
    const annotations = JSON.parse(JSON.stringify({ [key]: 5, 'x/y': 'z' })) as Record<string, string>;
    partsOf(spoilt).service.metadata.annotations = annotations;

    const report = auditSnapshot(spoilt);

    expect(report.failures.map((failure) => failure.code)).toEqual(['ItemNotUnderstood']);
    expect(report.clusters.map((cluster) => cluster.verdict)).toEqual(['unknown']);
  });

  it.each(KINDS)('among %s is dropped, counted and named with its path', (resource, path, listOf) => {
    const spoilt = world();
    const first = spoil(spoilt, listOf, UNREADABLE);

    const report = auditSnapshot(spoilt);

    const dropped = report.failures.filter((failure) => failure.code === 'ItemNotUnderstood');
    expect(dropped).toHaveLength(UNREADABLE.length);
    for (const [offset, failure] of dropped.entries()) {
      expect(failure.resource).toBe(resource);
      expect(failure.message).toContain(`${path}[${first + offset}]`);
    }
  });

  it.each(KINDS)('among %s makes the cluster unknown, never ready', (_, __, listOf) => {
    const spoilt = world();
    spoil(spoilt, listOf, [{}]);

    const report = auditSnapshot(spoilt);

    expect(report.findings).toEqual([]);
    expect(report.clusters.map((cluster) => cluster.verdict)).toEqual(['unknown']);
    expect(report.coverage.clusters).toEqual({ total: 1, read: 0 });
  });

  it.each(KINDS)('among %s leaves the rest to be audited', (_, __, listOf) => {
    const spoilt = world();
    annotate(partsOf(spoilt).service, 'delete-protection', 'off');
    spoil(spoilt, listOf, UNREADABLE);

    const report = auditSnapshot(spoilt);

    expect(report.findings.map((finding) => finding.rule)).toEqual(['load-balancer-delete-protection']);
    expect(report.coverage.services.total).toBe(1);
  });

  it.each<[string, (parts: ReturnType<typeof partsOf>) => unknown]>([
    ['a text that is none', ({ loadBalancer }) => Object.assign(loadBalancer, { LoadBalancerName: 5 })],
    ['a list that is none', ({ loadBalancer }) => Object.assign(loadBalancer, { Tags: 'none' })],
    ['an integer that is none', ({ listener }) => Object.assign(listener, { ListenerPort: 'http' })],
    ['a protocol that is none', ({ listener }) => Object.assign(listener, { ListenerProtocol: 'quic' })],
    [
      'an annotation that is no text',
      ({ service }) => Object.assign(service.metadata, { annotations: { a: 5 } }),
    ],
  ])('has its fault told in words a person can act on, not as a "union": %s', (_, breakIt) => {
    const spoilt = world();
    breakIt(partsOf(spoilt));

    const report = auditSnapshot(spoilt);

    expect(report.failures[0]?.code).toBe('ItemNotUnderstood');
    expect(report.failures[0]?.message).not.toContain('union');
  });

  it('leaves the items around it as they are', () => {
    const spoilt = world({ services: [{ ports: [{ port: 80 }, { port: 443 }] }] });
    const { slb } = partsOf(spoilt);
    const [before, after] = slb.listeners;
    slb.listeners = [before, { ListenerPort: 'x' }, after] as typeof slb.listeners;

    const parsed = parseSnapshot(spoilt);

    expect(parsed.ok && parsed.snapshot.regions[0]?.slb.listeners).toEqual([before, after]);
  });

  it.each<[string, (parts: ReturnType<typeof partsOf>) => unknown]>([
    ['SLB', ({ loadBalancer }) => Object.assign(loadBalancer, { Tags: 'none' })],
    ['listener', ({ listener }) => Object.assign(listener, { ListenerProtocol: 'quic' })],
    ['VServer group', ({ group }) => Object.assign(group, { BackendServers: [] })],
  ])('is in doubt only where it is used: the other cluster stays ready (%s)', (_, breakIt) => {
    const spoilt = world({ services: [{}] }, { services: [{ name: 'other' }] });
    breakIt(partsOf(spoilt));

    const report = auditSnapshot(spoilt);

    expect(report.findings).toEqual([]);
    expect(report.failures[0]).toMatchObject({ code: 'ItemNotUnderstood', loadBalancerId: 'lb-c1-web' });
    expect(report.clusters.map((cluster) => cluster.verdict)).toEqual(['unknown', 'ready']);
    expect(report.coverage.services).toEqual({ total: 2, compared: 1 });
  });

  it('is counted among the SLBs, and named with its id', () => {
    const spoilt = world({ services: [{}, { name: 'other' }] });
    Object.assign(partsOf(spoilt).loadBalancer, { Bandwidth: {} });

    const report = auditSnapshot(spoilt);

    expect(report.coverage.loadBalancers).toEqual({ total: 2, read: 1 });
    expect(report.failures[0]?.message).toMatch(
      /^regions\[0\]\.slb\.loadBalancers\[0\] \(lb-c1-web\) was dropped: /,
    );
  });

  it('among Services is named as kubectl would', () => {
    const spoilt = world();
    Object.assign(partsOf(spoilt).service.metadata, { uid: 5 });

    const report = auditSnapshot(spoilt);

    expect(report.failures[0]).toMatchObject({ namespace: 'prod', service: 'web' });
    expect(report.failures[0]?.message).toContain('items[0] (prod/web) was dropped: metadata.uid: ');
  });

  it.each<[string, 'own' | 'second', object]>([
    ['that has the tag, beside a namesake', 'own', { Bandwidth: {} }],
    ['of which the tag cannot be read, beside a namesake', 'own', { Tags: 'none' }],
    ['that has the tag too', 'second', { LoadBalancerName: {} }],
  ])('is an SLB %s: what CCM would take is not known', (_, which, fault) => {
    const spoilt = world();
    const { slb, loadBalancer } = partsOf(spoilt);
    const other = {
      ...structuredClone(loadBalancer),
      LoadBalancerId: 'lb-other',
      ...(which === 'own' && { Tags: { Tag: [] } }),
    };
    slb.loadBalancers.push(other);
    Object.assign(which === 'own' ? loadBalancer : other, fault);

    const report = auditSnapshot(spoilt);

    expect(report.findings).toEqual([]);
    expect(report.clusters.map(({ verdict }) => verdict)).toEqual(['unknown']);
  });

  it('of an endpoint slice puts only its own Service in doubt', () => {
    const spoilt = world({ services: [{}, { name: 'other' }] });
    partsOf(spoilt).cluster.kubernetes.endpointSlices.items = [
      {
        metadata: { namespace: 'prod', labels: { 'kubernetes.io/service-name': 'web' } },
        endpoints: 'none' as unknown as [],
      },
    ];

    const report = auditSnapshot(spoilt);

    expect(report.coverage.services).toEqual({ total: 2, compared: 1 });
    expect(report.clusters.map((cluster) => cluster.verdict)).toEqual(['unknown']);
  });

  it('among the Services never makes an SLB an orphan', () => {
    const spoilt = world({ services: [{}] }, { services: [{ name: 'other' }] });
    Object.assign(partsOf(spoilt).service, { spec: null });

    const report = auditSnapshot(spoilt);

    expect(report.findings).toEqual([]);
    expect(report.failures.map((failure) => failure.code)).toEqual(['ItemNotUnderstood']);
  });
});

/** Every number in a value as the SLB API sometimes sends it. */
function numbersAsText(value: unknown): unknown {
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.map(numbersAsText);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, numbersAsText(part)]));
}

describe('integers that the SLB API sends as text', () => {
  it.each(['worlds', 'edges'] as const)('are read as numbers in all recordings of %s', (file) => {
    const recordings = readRecordings(file);

    const differing = recordings.filter(({ snapshot }) => {
      const { regions } = snapshot as unknown as World;
      const asText = {
        ...snapshot,
        regions: regions.map((region) => ({ ...region, slb: numbersAsText(region.slb) })),
      };
      return JSON.stringify(auditSnapshot(asText)) !== JSON.stringify(auditSnapshot(snapshot));
    });

    expect(recordings.length).toBeGreaterThan(0);
    expect(differing.map((recording) => recording.name)).toEqual([]);
  });

  it.each(['', ' 80', '80.5', '0x50', 'eighty', '9'.repeat(16)])('are none if they are "%s"', (port) => {
    const spoilt = world();
    Object.assign(partsOf(spoilt).listener, { ListenerPort: port });

    const report = auditSnapshot(spoilt);

    expect(report.failures[0]).toMatchObject({ code: 'ItemNotUnderstood', resource: 'listeners' });
  });
});

describe('readJsonFile', () => {
  const folder = temporaryFolder();
  const VALUE = { formatVersion: 1, name: '集群' };
  const TEXT = JSON.stringify(VALUE);

  it.each<[string, string, string | Uint8Array]>([
    ['a plain file', 'plain.json', TEXT],
    ['a gzipped file', 'zipped.json.gz', gzipSync(TEXT)],
    ['a gzipped file whose name does not say so', 'zipped.json', gzipSync(TEXT)],
    ['a plain file whose name says it is gzipped', 'plain.json.gz', TEXT],
    ['a byte order mark', 'bom.json', `\ufeff${TEXT}`],
    ['a byte order mark in a gzipped file', 'bom.json.gz', gzipSync(`\ufeff${TEXT}`)],
    ['white space around it', 'space.json', `\n ${TEXT}\n\n`],
  ])('reads %s', (_, name, content) => {
    const path = fileIn(folder, name, content);

    const value = readJsonFile(path);

    expect(value).toEqual(VALUE);
  });

  it.each<[string, string, string | Uint8Array | undefined, string]>([
    ['a missing file', 'missing.json', undefined, 'FILE_UNREADABLE'],
    ['a folder', '.', undefined, 'FILE_UNREADABLE'],
    ['a file used as a folder', 'plain.json/x', undefined, 'FILE_UNREADABLE'],
    ['a cut gzip', 'cut.gz', gzipSync(TEXT).subarray(0, 20), 'FILE_UNREADABLE'],
    [
      'a gzip with a broken body',
      'broken.gz',
      Buffer.concat([gzipSync(TEXT).subarray(0, 10), Buffer.alloc(30, 7)]),
      'FILE_UNREADABLE',
    ],
    ['broken JSON', 'broken.json', '{"formatVersion":\n1,', 'NOT_JSON'],
    ['an empty file', 'empty.json', '', 'NOT_JSON'],
    ['broken JSON in a gzip', 'broken.json.gz', gzipSync('{'), 'NOT_JSON'],
    ['a lone gzip mark', 'mark.gz', Uint8Array.of(0x1f, 0x8b), 'NOT_JSON'],
    ['YAML', 'snapshot.yaml', 'formatVersion: 1\nclusters: []\n', 'NOT_JSON'],
  ])('refuses %s', (_, name, content, code) => {
    const path = content === undefined ? join(folder, name) : fileIn(folder, name, content);

    const read = () => readJsonFile(path);

    expect(read).toThrow(expect.objectContaining({ code, message: expect.stringContaining(path) }));
    expect(read).toThrow(expect.objectContaining({ message: expect.not.stringContaining('\n') }));
  });

  it('refuses a file with more text than Node.js can hold', () => {
    const path = fileIn(folder, 'large.json', '');
    // A hole: it takes no room on the disk.
    truncateSync(path, constants.MAX_STRING_LENGTH + 1);

    const read = () => readJsonFile(path);

    expect(read).toThrow(expect.objectContaining({ code: 'FILE_UNREADABLE' }));
    expect(read).toThrow(`cannot read ${path}: it holds more than 512 MB of text`);
  });
});

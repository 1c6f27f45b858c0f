import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { generateFleet } from '../../bench/generate-fleet.ts';
import { auditSnapshot, type Report, type Snapshot } from '../../shared/index.ts';
import type { Draft } from '../servers/draft.ts';
import { type Fleet, startFleet } from '../servers/fleet.ts';
import type { FleetConfig } from '../servers/fleet-config.ts';
import { buildCommand, startProgram } from '../support/built-command.ts';
import { fileIn, temporaryFolder } from '../support/files.ts';
import { sorted, UNLIMITED } from '../support/live.ts';
import { type Run, run } from '../support/terminal.ts';
import { world } from '../support/world.ts';

const folder = temporaryFolder();
const { snapshot } = generateFleet({
  seed: 44,
  clusters: 3,
  services: 45,
  nodesPerCluster: 3,
  driftEvery: 3,
  orphans: 3,
  unrelatedLoadBalancers: 20,
  regions: ['cn-hangzhou', 'cn-shanghai'],
});

let fleet: Fleet;
afterEach(() => fleet.close());

function live(
  command: 'scan' | 'capture',
  args: readonly string[],
  overrides: FleetConfig = {},
): Promise<Run> {
  const config = fleet.configText({ limits: UNLIMITED, ...overrides });
  return run([command, '--config', config, ...args], { env: fleet.env() });
}

async function scanOf(file: string): Promise<{ readonly code: number; readonly report: Report }> {
  const { code, out } = await run(['scan', '--snapshot', file, '--format', 'json']);
  return { code, report: JSON.parse(out) as Report };
}

function readCapture(file: string): Snapshot {
  return JSON.parse(readFileSync(file, 'utf8')) as Snapshot;
}

describe('a captured fleet', () => {
  it.each([
    ['plain', 'plain.json', false],
    ['gzipped', 'zipped.json.gz', false],
    ['with clusters that were discovered', 'discovered.json.gz', true],
  ])('is found to be what the live scan found it to be: %s', async (_, name, discover) => {
    fleet = await startFleet(snapshot);
    const file = join(folder, name);

    const captured = await live('capture', ['--output', file], { discover });

    const { out } = await live('scan', ['--format', 'json'], { discover });
    const scanned = JSON.parse(out) as Report;
    const { code, report } = await scanOf(file);
    expect(captured).toMatchObject({ code: 0, out: '', err: '' });
    expect(code).toBe(1);
    expect(report.findings.length).toBeGreaterThan(10);
    expect(sorted(report)).toEqual(sorted(scanned));
    expect([report.coverage, report.failures]).toEqual([scanned.coverage, scanned.failures]);
  });

  it('is zipped where its name says so, and only there', async () => {
    fleet = await startFleet(world());
    const [plain, zipped] = [join(folder, 'a.json'), join(folder, 'a.json.gz')];

    await live('capture', ['--output', plain]);
    await live('capture', ['--output', zipped]);

    const { capturedAt: _, ...one } = readCapture(plain);
    const { capturedAt: __, ...other } = JSON.parse(gunzipSync(readFileSync(zipped)).toString()) as Snapshot;
    expect(one).toEqual(other);
  });

  it('holds what an older target needs where that is asked for', async () => {
    fleet = await startFleet(snapshot);
    const file = join(folder, 'older.json');

    await live('capture', ['--output', file, '--target', '2.9.1']);

    const targetCcmVersion = '2.9.1';
    const { out } = await live('scan', ['--format', 'json', '--target', targetCcmVersion]);
    const scanned = JSON.parse(out) as Report;
    const report = auditSnapshot(readCapture(file), { targetCcmVersion, now: scanned.scan.startedAt });
    expect(sorted(report)).toEqual(sorted(scanned));
  });
});

describe('a capture that could not read all', () => {
  it('says so on standard error, by its exit code, and in the file', async () => {
    fleet = await startFleet(snapshot);
    const [broken] = snapshot.clusters;
    const file = join(folder, 'partial.json');
    fleet.kubernetes.get(broken?.clusterId ?? '')?.faults.add({ reply: 'forbidden' });

    const { code, out, err } = await live('capture', ['--output', file]);

    const { failures = [] } = readCapture(file);
    const { code: scanCode, report } = await scanOf(file);
    const [first, ...lines] = err.trimEnd().split('\n');
    expect([code, out]).toEqual([2, '']);
    expect(first).toBe('ccm-preflight: what could not be read stands in the file too:');
    expect(lines).toEqual(failures.map(({ message }) => `  ${message}`));
    expect(failures.map(({ clusterId }) => clusterId)).toEqual(failures.map(() => broken?.clusterId));
    expect(failures.length).toBeGreaterThan(0);
    expect(scanCode).toBe(2);
    expect(report.clusters.filter(({ verdict }) => verdict === 'unknown')).toMatchObject([
      { clusterId: broken?.clusterId },
    ]);
    expect(report.findings.filter(({ clusterId }) => clusterId === broken?.clusterId)).toEqual([]);
  });

  it('makes no orphan of what it does not know', async () => {
    fleet = await startFleet(snapshot);
    const file = join(folder, 'denied.json');
    fleet.cloud.faults.add({ when: ({ api }) => api === 'DescribeVServerGroups', reply: 'forbidden' });
    for (const server of fleet.kubernetes.values()) {
      server.faults.add({ when: ({ api }) => api === 'GET /api/v1/services', reply: 'forbidden' });
    }

    const { code } = await live('capture', ['--output', file]);

    const { report } = await scanOf(file);
    expect(code).toBe(2);
    expect(report.findings).toEqual([]);
    expect(report.clusters.map(({ verdict }) => verdict)).toEqual(['unknown', 'unknown', 'unknown']);
  });
});

describe('what a capture leaves out', () => {
  const PLANTED = 'planted-0451';

  /** Secrets in all the places of Kubernetes objects where people leave them. */
  function plant(edited: Draft<Snapshot['clusters'][number]>): void {
    const lastApplied = JSON.stringify({ metadata: { annotations: { password: PLANTED } } });
    const metadata = {
      annotations: {
        'example.com/password': PLANTED,
        'kubectl.kubernetes.io/last-applied-configuration': lastApplied,
      },
      managedFields: [{ manager: PLANTED, fieldsV1: { [`f:${PLANTED}`]: {} }, time: '2026-01-01T00:00:00Z' }],
      ownerReferences: [{ name: PLANTED }],
    };
    const { services, endpointSlices, nodes, pods } = edited.kubernetes;
    const lists = [services, endpointSlices, nodes, ...(pods ? [pods] : [])];
    for (const item of lists.flatMap((list) => (list.items ?? []) as { metadata: object }[])) {
      const own = item.metadata as { annotations?: Record<string, string> };
      Object.assign(item.metadata, metadata, {
        annotations: { ...own.annotations, ...metadata.annotations },
      });
      Object.assign(item, {
        data: { token: PLANTED },
        env: [{ name: 'PASSWORD', value: PLANTED }],
      });
    }
    for (const pod of pods?.items ?? []) {
      Object.assign(pod, { spec: { containers: [{ env: [{ name: 'PASSWORD', value: PLANTED }] }] } });
    }
  }

  it('are annotations that say nothing to CCM, what kubectl applied last, and all else that it does not need', async () => {
    const held = structuredClone(snapshot) as Draft<Snapshot>;
    for (const cluster of held.clusters) plant(cluster);
    fleet = await startFleet(held as Snapshot);
    const file = join(folder, 'annotated.json');

    const { code } = await live('capture', ['--output', file]);

    const text = readFileSync(file, 'utf8');
    expect(code).toBe(0);
    expect(JSON.stringify(held)).toContain(PLANTED);
    expect(text).not.toContain(PLANTED);
    expect(text).not.toMatch(/example\.com|last-applied|ownerReferences/);
    expect(text).toContain('service.beta.kubernetes.io/alibaba-cloud-loadbalancer-');
    const { report } = await scanOf(file);
    const fromFile = auditSnapshot(snapshot, { now: report.scan.startedAt });
    expect(sorted(report)).toEqual(sorted(fromFile));
  });
});

describe('the file of a capture', () => {
  /** Runs a program as a shell does that lets no file grow beyond 512 bytes; beyond that, writing fails. */
  const LIMITED = 'trap "" XFSZ; ulimit -f 1; exec "$0" "$@"';

  it('takes the place of an older one', async () => {
    fleet = await startFleet(world());
    const file = fileIn(folder, 'older-capture.json', 'an older capture');

    await live('capture', ['--output', file]);

    expect(readCapture(file).clusters).toHaveLength(1);
    expect(readdirSync(folder).filter((name) => name.startsWith('older-capture'))).toEqual([
      'older-capture.json',
    ]);
  });

  it('stays as it was when nothing at all could be read', async () => {
    fleet = await startFleet(world());
    const file = fileIn(folder, 'good-capture.json', 'a good capture');
    fleet.cloud.faults.add({ reply: 'forbidden' });
    for (const server of fleet.kubernetes.values()) server.faults.add({ reply: 'forbidden' });

    const { code, err } = await live('capture', ['--output', file]);

    expect(code).toBe(2);
    expect(err).toContain(`ccm-preflight: nothing could be read, and ${file} is left as it was:\n  `);
    expect(readFileSync(file, 'utf8')).toBe('a good capture');
  });

  it('is whole or not there: an older one stays as it is when the disk is full', async () => {
    fleet = await startFleet(snapshot);
    const built = join(folder, 'built');
    const place = join(folder, 'full');
    mkdirSync(built);
    mkdirSync(place);
    const command = buildCommand(built);
    const older = fileIn(place, 'older.json', 'an older capture');
    const config = fileIn(folder, 'config.json', fleet.configText({ limits: UNLIMITED }));
    const capture = (file: string) =>
      startProgram(
        'sh',
        ['-c', LIMITED, process.execPath, command, 'capture', '--config', config, '--output', file],
        fleet.env(),
      );

    const runs = [capture(older), capture(join(place, 'new.json'))];
    const ends = await Promise.all(runs.map((one) => one.ended));

    expect(ends.map(({ code }) => code)).toEqual([2, 2]);
    expect(runs.map((one) => one.out())).toEqual(['', '']);
    for (const one of runs) expect(one.err()).toMatch(/^ccm-preflight: cannot write \S+: EFBIG: [^\n]+\n$/m);
    expect(readFileSync(older, 'utf8')).toBe('an older capture');
    expect(readdirSync(place)).toEqual(['older.json']);
  });

  it('may be something that is no plain file, which is written to as it is', async () => {
    fleet = await startFleet(world());

    const { code, err } = await live('capture', ['--output', '/dev/full']);

    expect(code).toBe(2);
    expect(err).toMatch(/^ccm-preflight: cannot write \/dev\/full: ENOSPC/m);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditSnapshot, type Report } from '../shared/index.ts';
import { shellWord } from '../shared/rules/commands.ts';
import { temporaryFolder } from './support/files.ts';
import { readRecordings } from './support/recordings.ts';
import { shell, wordsPassedBy } from './support/shell.ts';
import { annotate, partsOf, type World, world } from './support/world.ts';

const folder = temporaryFolder();

/** What a shell would act on, were it not quoted. */
const DANGEROUS = [
  '',
  ' ',
  "'",
  "''",
  '"',
  '\\',
  "\\'",
  "'\\''",
  '`touch pwned`',
  '$(touch pwned)',
  '; touch pwned',
  '& touch pwned',
  '| touch pwned',
  '> pwned',
  '< /etc/passwd',
  "'; touch pwned; '",
  '\n touch pwned\n',
  '\r\n',
  '\t',
  '$HOME',
  `\${HOME}`,
  '~',
  '~root',
  'a=~',
  '*',
  '?',
  '[a-z]*',
  '{a,b}',
  '#comment',
  '!history',
  'a#b',
  '(a)',
  '-n',
  '--',
  '%s',
  'A=1',
  '$IFS',
  "$'x'",
  '\u001b[31m',
  '中文，标点',
  '😀',
  '\u00a0',
  '\u2028',
];

/** Any text without NUL, which no command line can hold. */
const text = fc
  .oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom(...'\'"\\`$(){}[]<>|&;*?~#!=%^ \t\n\r-a') }),
    fc.array(fc.constantFrom(...DANGEROUS), { maxLength: 5 }).map((parts) => parts.join('')),
  )
  .map((value) => value.replaceAll('\0', ''));

/** What the real shell makes of some words. */
function asTheShellReads(words: readonly string[]): readonly string[] {
  const { out } = shell(folder, words.map((word) => `printf '%s\\0' ${word}\n`).join(''));
  return out.split('\0').slice(0, -1);
}

describe('shellWord', () => {
  it.each(DANGEROUS)('makes one inert word of %j', (value) => {
    const run = shell(folder, `printf '%s\\0' ${shellWord(value)}`);

    expect(run).toEqual({ status: 0, out: `${value}\0`, err: '', left: [] });
  });

  it('makes one inert word of any text', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 200, maxLength: 200 }), (values) => {
        const read = asTheShellReads(values.map(shellWord));

        expect(read).toEqual(values);
      }),
      { numRuns: 25 },
    );
  });

  it.each(['lb-bp1abc', 'prod/web', 'service.beta.kubernetes.io/x=a,b:c', 'a@b%c+d', 'i-1.2_3'])(
    'leaves %s as a person would write it',
    (value) => {
      const word = shellWord(value);

      expect(word).toBe(value);
    },
  );
});

function commandsOf(report: Report): (string | undefined)[] {
  return report.findings.flatMap((finding) => finding.fixes.map((fix) => fix.command));
}

function present(commands: Iterable<string | undefined>): string[] {
  return [...new Set(commands)].filter((command) => command !== undefined);
}

/** A command put together again from the words it passed. */
function retold(calls: readonly (readonly string[])[]): string[] {
  return calls.map((words) => words.map(shellWord).join(' '));
}

describe('the commands of all recordings', () => {
  const snapshots = [...readRecordings('worlds'), ...readRecordings('edges')].map((one) => one.snapshot);
  const commands = present(snapshots.flatMap((snapshot) => commandsOf(auditSnapshot(snapshot))));

  it('are there, for kubectl and for aliyun', () => {
    const programs = new Set(commands.map((command) => command.split(' ')[0]));

    expect(programs).toEqual(new Set(['kubectl', 'aliyun']));
  });

  it('run kubectl and aliyun only, with the very words that were meant, and do nothing else', () => {
    const { run, calls } = wordsPassedBy(folder, commands);

    expect(run).toMatchObject({ status: 0, err: '', left: [] });
    expect(retold(calls).join(' && ')).toEqual(commands.join(' && '));
  });
});

/** A drifted fleet in which everything a stranger may write holds one text. */
function hostileWorld(hostile: string): World {
  const edited = world(
    {
      services: [{ annotations: { name: 'mine', spec: 'slb.s1.small', 'additional-resource-tags': 'a=b' } }],
    },
    { services: [{ name: 'gone' }] },
  );
  const { cluster, region, slb, service, loadBalancer, listener, group } = partsOf(edited);
  annotate(service, 'health-check-domain', `${hostile}x`);
  annotate(service, 'acl-status', `${hostile}off`);
  annotate(service, 'scheduler', `${hostile}wrr`);
  service.metadata.name = `web${hostile}`;
  service.metadata.namespace = `prod${hostile}`;
  region.regionId = `cn${hostile}`;
  for (const one of edited.clusters) one.regionId = region.regionId;
  cluster.name = hostile;
  edited.clusters[1]?.kubernetes.services.items?.splice(0);
  Object.assign(loadBalancer, { LoadBalancerName: `mine${hostile}`, LoadBalancerSpec: `spec${hostile}` });
  loadBalancer.InstanceChargeType = 'PayBySpec';
  loadBalancer.Tags?.Tag?.push({ TagKey: `tag${hostile}`, TagValue: hostile });
  Object.assign(listener, { Scheduler: `rr${hostile}`, AclStatus: `on${hostile}` });
  listener.Description = `k8s/80/web${hostile}/prod/c1`;
  group.VServerGroupName = `k8s/30080/web${hostile}/prod${hostile}/c1`;
  for (const item of group.BackendServers?.BackendServer ?? []) {
    item.ServerId = `i-${hostile}`;
    item.Description = group.VServerGroupName;
  }
  for (const item of slb.loadBalancers) {
    const renamed = `${item.LoadBalancerId}${hostile}`;
    for (const part of [...slb.listeners, ...slb.vServerGroups]) {
      if (part.LoadBalancerId === item.LoadBalancerId) part.LoadBalancerId = renamed;
    }
    item.LoadBalancerId = renamed;
  }
  return edited;
}

describe('the commands of a fleet that a stranger wrote', () => {
  it('run kubectl and aliyun only, with the very words that were meant, and do nothing else', () => {
    const hostile = fc.oneof(fc.constantFrom(...DANGEROUS), text);
    fc.assert(
      fc.property(fc.array(hostile, { minLength: 40, maxLength: 40 }), (values) => {
        const reports = values.map((value) => auditSnapshot(hostileWorld(value)));
        const commands = present(reports.flatMap(commandsOf));

        const { run, calls } = wordsPassedBy(folder, commands);

        expect(run).toMatchObject({ status: 0, err: '', left: [] });
        expect(retold(calls).join(' && ')).toEqual(commands.join(' && '));
        for (const report of reports) expect(report.findings.length).toBeGreaterThan(5);
      }),
      { numRuns: 8 },
    );
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Effect } from '../shared/index.ts';
import { RULES } from '../shared/rules/registry.ts';
import { EFFECTS } from '../shared/rules/rule.ts';
import { fileIn, jsonIn, temporaryFolder } from './support/files.ts';
import { run } from './support/terminal.ts';
import { annotate, partsOf, type World, world } from './support/world.ts';

const folder = temporaryFolder();

function drifted(edit: (parts: ReturnType<typeof partsOf>) => void): World {
  const edited = world();
  edit(partsOf(edited));
  return edited;
}

function withoutCluster(edited: World): World {
  edited.clusters.pop();
  return edited;
}

function withoutServices(edited: World): World {
  partsOf(edited).cluster.kubernetes.services.items = [];
  return edited;
}

/** For each effect a fleet with findings of that effect, and of no graver one. */
const FLEETS: Readonly<Record<Effect, World>> = {
  'fails-check': drifted(({ listener }) => Object.assign(listener, { Status: 'stopped' })),
  'breaks-sync': drifted(({ service }) => annotate(service, 'bandwidth', 'ten')),
  orphaned: withoutServices(world({ services: [{}] }, { services: [{ name: 'other' }] })),
  'changes-traffic': drifted(({ group }) => {
    for (const backend of group.BackendServers?.BackendServer ?? []) backend.Weight = 1;
  }),
  info: withoutCluster(world({ services: [{}] }, { services: [{ name: 'other' }] })),
};

const FILES = Object.fromEntries(
  EFFECTS.map((effect) => [effect, jsonIn(folder, `${effect}.json`, FLEETS[effect])]),
) as Readonly<Record<Effect, string>>;

describe('--fail-on', () => {
  it.each(EFFECTS)('has a fleet to try whose gravest finding is %s', async (effect) => {
    const { out } = await run(['scan', '--snapshot', FILES[effect], '--format', 'json']);

    const effects = new Set((JSON.parse(out).findings as { effect: Effect }[]).map((one) => one.effect));
    expect(effects).toEqual(new Set([effect]));
  });

  it.each(
    EFFECTS.flatMap((threshold, limit) =>
      EFFECTS.map((effect, gravity) => [threshold, effect, gravity <= limit ? 1 : 0] as const),
    ),
  )('%s with findings that are %s exits with %i', async (threshold, effect, expected) => {
    const { code, err } = await run(['scan', '--snapshot', FILES[effect], '--fail-on', threshold]);

    expect([code, err]).toEqual([expected, '']);
  });
});

const ESCAPE = '\u001b[31m';
/** A name that colours the terminal, turns its text round, and pretends to be a line of the report. */
const HOSTILE = `${ESCAPE}\u009b31m\u202e\rx\nFORGED: 3 ready\n`;
/** What no terminal must get of a name: all controls but the line ends of the report itself. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/u;

/** A drifted fleet of every kind of section in which whatever a stranger may write is hostile. */
function hostileFleet(): World {
  const edited = world(
    { services: [{}] },
    { services: [{ name: 'other' }] },
    { services: [{ name: 'gone' }] },
  );
  const { cluster, slb, service, loadBalancer, listener, group } = partsOf(edited);
  annotate(service, 'name', `wanted${HOSTILE}`);
  annotate(service, 'scheduler', `wrr${HOSTILE}`);
  annotate(service, 'additional-resource-tags', `a${HOSTILE}=b${HOSTILE}`);
  service.metadata.name = `web${HOSTILE}`;
  service.metadata.namespace = `prod${HOSTILE}`;
  cluster.name = `cluster${HOSTILE}`;
  Object.assign(loadBalancer, { LoadBalancerName: HOSTILE, Address: HOSTILE });
  Object.assign(listener, { Scheduler: HOSTILE, Description: `k8s/80/${HOSTILE}` });
  group.VServerGroupName = HOSTILE;
  const [, second, third] = edited.clusters;
  if (second) annotate(second.kubernetes.services.items?.[0] ?? service, 'bandwidth', HOSTILE);
  third?.kubernetes.services.items?.splice(0);
  const orphan = slb.loadBalancers.find((item) => item.LoadBalancerId === 'lb-c3-gone');
  Object.assign(orphan ?? {}, { Address: HOSTILE, PayType: HOSTILE });
  for (const item of slb.listeners) {
    if (item.LoadBalancerId === 'lb-c3-gone') item.Description = `k8s/80/${HOSTILE}/prod/c3`;
  }
  return edited;
}

describe('names that a stranger wrote', () => {
  const findings = jsonIn(folder, 'hostile.json', hostileFleet());
  const failures = jsonIn(folder, 'hostile-failures.json', {
    ...world(),
    failures: [{ clusterId: 'c1', resource: HOSTILE, code: HOSTILE, message: HOSTILE }],
  });
  const items = jsonIn(
    folder,
    'hostile-items.json',
    drifted(({ cluster, service }) => {
      cluster.clusterId = HOSTILE;
      Object.assign(service, { spec: HOSTILE });
    }),
  );
  const regions = jsonIn(
    folder,
    'hostile-region.json',
    drifted(({ region, cluster }) => {
      region.regionId = HOSTILE;
      cluster.regionId = HOSTILE;
    }),
  );

  it.each([
    ['findings', 'en', findings],
    ['findings', 'zh', findings],
    ['failures', 'en', failures],
    ['items that cannot be understood', 'en', items],
    ['regions', 'en', regions],
  ])('reach the table without a control character, and forge no line: %s (%s)', async (_, lang, file) => {
    const { out, err } = await run(['scan', '--snapshot', file, '--lang', lang]);

    expect(out).toContain('FORGED');
    expect(out).not.toMatch(CONTROLS);
    expect(out.split('\n').filter((line) => line.startsWith('FORGED'))).toEqual([]);
    expect(err).toBe('');
  });

  it('bring no colour of their own into a coloured table', async () => {
    const { out } = await run(['scan', '--snapshot', findings], { color: true });

    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
    const colourless = out.replace(/\u001b\[\d+m/g, '');
    expect(colourless).not.toBe(out);
    expect(colourless).not.toMatch(CONTROLS);
  });

  it('reach the json as they are, for programs to read', async () => {
    const { out } = await run(['scan', '--snapshot', findings, '--format', 'json']);

    expect(out).not.toContain(ESCAPE);
    expect(JSON.parse(out).clusters[0].name).toBe(`cluster${HOSTILE}`);
  });

  it.each<[string, string]>([
    ['a file that is no JSON', `${ESCAPE}]0;title\u0007{`],
    ['a file that is nearly JSON', `{"name": "${ESCAPE}x"}`],
    ['a snapshot with a wrong structure', JSON.stringify({ ...world(), formatVersion: HOSTILE })],
    [
      'a snapshot with a repeated cluster',
      JSON.stringify(world({ clusterId: HOSTILE }, { clusterId: HOSTILE })),
    ],
  ])('do not reach the error either: %s', async (_, content) => {
    const { code, err } = await run(['scan', '--snapshot', fileIn(folder, 'bad.json', content)]);

    expect(code).toBe(2);
    expect(err).toMatch(/^ccm-preflight: /);
    expect(err).not.toMatch(CONTROLS);
  });
});

describe('the language', () => {
  const CHINESE = /\p{Script=Han}/u;

  it.each(EFFECTS)('is Chinese if asked for, else English, for findings that are %s', async (effect) => {
    const english = await run(['scan', '--snapshot', FILES[effect]]);
    const chinese = await run(['scan', '--snapshot', FILES[effect], '--lang', 'zh']);

    expect(english.out).not.toMatch(CHINESE);
    expect(chinese.out).toMatch(CHINESE);
    expect(chinese.code).toBe(english.code);
  });

  it('changes the texts of the json, and nothing else of it', () => {
    const withoutTexts = async (lang: string) => {
      const { out } = await run([
        'scan',
        '--snapshot',
        FILES['fails-check'],
        '--format',
        'json',
        '--lang',
        lang,
      ]);
      return JSON.parse(out, (key, value) => (['message', 'cause', 'text'].includes(key) ? '' : value));
    };

    const [english, chinese] = [withoutTexts('en'), withoutTexts('zh')];

    expect(chinese).toEqual(english);
  });
});

describe('--output', () => {
  it.each([
    ['table', 'en'],
    ['table', 'zh'],
    ['json', 'en'],
  ])('writes the very %s in %s that would be printed, with the same exit code', async (format, lang) => {
    const args = ['scan', '--snapshot', FILES['fails-check'], '--format', format, '--lang', lang];
    const file = join(folder, `${format}-${lang}.out`);

    const printed = await run(args);
    const written = await run([...args, '--output', file]);

    expect(written).toEqual({ code: printed.code, out: '', err: '' });
    expect(readFileSync(file, 'utf8')).toBe(printed.out);
  });
});

describe('a rule explained', () => {
  it.each(RULES.map((rule) => [rule.id, rule] as const))(
    '%s says what the console prints, the code and the effect, without colours',
    async (id, rule) => {
      const { out, err } = await run(['rules', id]);

      for (const word of [rule.id, rule.phrase, rule.code, rule.effect, rule.docs]) {
        if (word !== null) expect(out).toContain(word);
      }
      expect(out).not.toMatch(CONTROLS);
      expect(err).toBe('');
    },
  );

  it('is asked for under a name that is nothing like a rule without a suggestion', async () => {
    const { code, err } = await run(['rules', 'weather']);

    expect(code).toBe(2);
    expect(err).toContain('"weather"');
    expect(err).not.toContain('did you mean');
  });
});

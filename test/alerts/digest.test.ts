import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bodyBytes } from '../../shared/alerts/body.ts';
import { type DigestOptions, digestMessages } from '../../shared/alerts/digest.ts';
import type { Digest } from '../../shared/alerts/digest-data.ts';
import type { Message } from '../../shared/alerts/robot.ts';
import { digest, finding, item, NIGHTS, orphan, PAY, SHOP, syncFinding, weights } from './digests.ts';

const MOBILES = ['13800000000', '13900000000'];
const OPTIONS = { language: 'en', atMobiles: MOBILES, link: 'https://reports.example/run?id=1' } as const;

function texts(of: Digest, options: Partial<DigestOptions> = {}): string {
  return digestMessages(of, { ...OPTIONS, ...options })
    .map(({ text }) => text)
    .join('\n');
}

/** Titles and texts as they are sent, for people to look at. */
function printed(messages: readonly Message[]): string {
  return messages.map(({ title, text }) => `=== ${title} ===\n${text}\n`).join('\n');
}

describe('the messages of a night', () => {
  const cases = Object.keys(NIGHTS).flatMap((night) =>
    (['en', 'zh'] as const).map((language) => ({ night, language })),
  );
  it.each(cases)('$night are plain in $language', async ({ night, language }) => {
    const of = NIGHTS[night]?.(language) ?? digest();

    const messages = digestMessages(of, { ...OPTIONS, language, maxMessages: 1 });

    await expect(printed(messages)).toMatchFileSnapshot(`../golden/digest/${night}.${language}.md`);
  });

  it('are none when nothing happened', () => {
    const quiet = digest({ unscanned: [{ regionId: 'cn-hangzhou', reason: 'denied' }] });

    expect(digestMessages(quiet, OPTIONS)).toEqual([]);
  });
});

describe('the order of a digest', () => {
  it('is that of what must be done first, whatever the order it was found in', () => {
    const of = digest({
      changes: [
        { clusterId: 'c7', name: 'opened', from: 'blocked', to: 'ready' },
        { clusterId: 'c8', name: 'lost', from: 'ready', to: 'unknown', error: 'denied' },
        { clusterId: SHOP.clusterId, name: SHOP.clusterName, from: 'ready', to: 'blocked' },
      ],
      items: [
        item('resolved', finding('en', { service: 'gone' })),
        item('new', weights('en')),
        item('new', orphan('en')),
        item('new', syncFinding('en')),
        item('new', finding('en', { ...PAY, service: 'gateway' })),
        item('new', finding('en')),
      ],
    });

    const text = texts(of);

    const ranks = [
      'Now blocked',
      'shop/web',
      'More that fails',
      'shop/gateway',
      'cannot sync',
      'Unknown',
      '**lost**',
      'without an owner',
      'change traffic',
      '#### Resolved',
      '**opened**',
      'shop/gone',
      '**Clusters**',
      'Read in this scan',
    ];
    const places = ranks.map((words) => text.indexOf(words));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it('brings the findings of a blocked cluster together, once', () => {
    const of = digest({
      changes: [{ clusterId: SHOP.clusterId, name: SHOP.clusterName, from: 'ready', to: 'blocked' }],
      items: [item('new', finding('en')), item('new', finding('en', { service: 'api' }))],
    });

    const text = texts(of);

    expect(text.split(SHOP.clusterId)).toHaveLength(2);
    expect(text.match(/^- .*$/gm)).toHaveLength(2);
    expect(text).not.toContain('More that fails');
  });
});

describe('people', () => {
  const resolved = digest({ items: [item('resolved', finding('en'))] });

  it.each<[string, Digest, number]>([
    ['are called once when there is work', digest({ items: [item('new', finding('en'))] }), 1],
    ['are called once for many messages', NIGHTS['five-thousand']?.('en') ?? digest(), 1],
    ['are let sleep when all that happened is good', resolved, 0],
    ['are let sleep when it is the daily summary', digest({ summary: true }), 0],
  ])('%s', (_, of, calls) => {
    const text = texts(of);

    expect(text.split('@')).toHaveLength(1 + calls * MOBILES.length);
  });
});

describe('a link', () => {
  it.each([
    ['https://reports.example/a(b)?q=[x]@y', '](https://reports.example/a%28b%29?q=[x]%40y)'],
    ['https://reports.example/?q=\\', '](https://reports.example/?q=%5C)'],
  ])('to %s stays one', (link, expected) => {
    expect(texts(digest({ summary: true }), { link })).toContain(`[Full report${expected}`);
  });

  it.each([
    ['javascript:alert(1)'],
    ['no url'],
    ['https://user:pass@reports.example/'],
    [`https://a.example/${'x'.repeat(2_000)}`],
  ])('is left out when it is %s', (link) => {
    expect(texts(digest({ summary: true }), { link })).not.toContain('Full report');
  });
});

/** Everything that DingTalk, or any markdown, could take for more than text. */
const HOSTILE = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: fc.constantFrom(...'*_`[]()<>#~|\\&@!-+>. \n\r\t:/w1ab'), maxLength: 60 }),
  fc.constantFrom(
    '[a](http://x.example)',
    '@13800000000',
    '@all',
    '**',
    '\n# h',
    '\n- x',
    '<font>',
    '\u202e',
    '\ud800',
  ),
);

function hostileDigest(text: string): Digest {
  const own = { clusterId: text, clusterName: text, namespace: text, service: text, loadBalancerId: text };
  const found = {
    ...own,
    message: text,
    phrase: text,
    ruleTitle: text,
    hiddenBehind: text,
    firstSeen: text,
  };
  return digest({
    runId: text,
    targetCcmVersion: text,
    finishedAt: text,
    summary: true,
    clusters: [{ clusterId: `${text}2`, name: text, verdict: 'blocked', open: {} }],
    changes: (['blocked', 'unknown', 'ready'] as const).map((to) => ({
      clusterId: text,
      name: text,
      from: null,
      to,
      error: text,
    })),
    items: [
      item('new', finding('en', found)),
      item('worse', syncFinding('en', { ...found, clusterId: `${text}1` })),
      item('reopened', orphan('en', found)),
      item('resolved', finding('en', found)),
    ],
    unscanned: [{ regionId: text, reason: text }],
    suppressions: (['expired', 'unused', 'malformed'] as const).map((state) => ({
      rule: text,
      target: text,
      reason: text,
      until: text,
      source: 'config',
      state,
    })),
  });
}

/** The bones of the text: what is left of each line without words. */
function bones(text: string): string[] {
  return text.split('\n').map((line) => (/^(?:#{3,4} |> |- |\*\*|$)/.exec(line) ?? ['?'])[0]);
}

describe('names from clusters', () => {
  it('never become markdown, mentions, links or control characters', () => {
    const harmless = bones(texts(hostileDigest('name'), { atMobiles: [] }));

    fc.assert(
      fc.property(HOSTILE, (hostile) => {
        // A letter at both ends: what is empty is left out, and the lines with it.
        const text = texts(hostileDigest(`a${hostile}b`), { atMobiles: [] });

        expect(bones(text)).toEqual(harmless);
        expect(text).not.toMatch(/[\p{Cs}\p{Cf}`<~|\\@&]|(?!\n)\p{Cc}|!\[|www\./u);
        expect(text.match(/:\/\//g)).toHaveLength(1);
        expect(text.match(/\[/g)).toHaveLength(1);
        for (const line of text.split('\n'))
          expect((line.match(/\*+/g) ?? []).every((stars) => stars === '**')).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('keep what is harmless in them', () => {
    const of = digest({
      items: [item('new', finding('en', { message: '证书 my_cert-1.example (a/b) "x" 100%' }))],
    });

    expect(texts(of)).toContain('证书 my_cert-1.example (a/b) "x" 100%');
  });
});

describe('any digest', () => {
  const anyFinding = fc
    .record({
      effect: fc.constantFrom(
        'fails-check' as const,
        'breaks-sync' as const,
        'orphaned' as const,
        'changes-traffic' as const,
        'info' as const,
      ),
      cluster: fc.integer({ min: 0, max: 12 }),
      message: fc.oneof(
        fc.constant('short'),
        fc.constant('长'.repeat(500)),
        fc.constant('"\\'.repeat(300)),
        fc.constant('😀'.repeat(300)),
      ),
    })
    .map(({ effect, cluster, message }) =>
      finding('en', { effect, message, clusterId: `c${cluster}`, clusterName: `cluster-${cluster}` }),
    );
  const anyDigest = fc.record({
    items: fc.array(
      fc.tuple(
        fc.constantFrom('new' as const, 'worse' as const, 'reopened' as const, 'resolved' as const),
        anyFinding,
      ),
      { maxLength: 400, size: 'max' },
    ),
    verdicts: fc.array(fc.constantFrom('blocked' as const, 'unknown' as const, 'ready' as const), {
      maxLength: 200,
      size: 'max',
    }),
    unscanned: fc.nat({ max: 200 }),
    most: fc.integer({ min: 1, max: 6 }),
    mobiles: fc.nat({ max: 300 }),
  });

  it('keeps within 20000 bytes a message, and loses nothing in silence', () => {
    fc.assert(
      fc.property(anyDigest, ({ items, verdicts, unscanned, most, mobiles }) => {
        const of = digest({
          items: items.map(([kind, found]) => item(kind, found)),
          changes: verdicts.map((to, at) => ({ clusterId: `c${at}`, name: `cluster-${at}`, from: null, to })),
          unscanned: Array.from({ length: unscanned }, (_, at) => ({ regionId: `r${at}`, reason: 'denied' })),
          summary: true,
        });
        const atMobiles = Array.from({ length: mobiles }, (_, at) => `138${String(at).padStart(8, '0')}`);

        const messages = digestMessages(of, { ...OPTIONS, atMobiles, maxMessages: most });

        expect(messages.length).toBeGreaterThan(0);
        expect(messages.length).toBeLessThanOrEqual(most);
        for (const message of messages) expect(bodyBytes(message, atMobiles)).toBeLessThanOrEqual(19_000);
        expect(told(messages)).toBe(items.length + verdicts.length + unscanned);
      }),
      { numRuns: 150 },
    );
  });

  it('is the same twice', () => {
    const of = NIGHTS['five-thousand']?.('zh') ?? digest();

    const both = [0, 1].map(() => digestMessages(of, { ...OPTIONS, language: 'zh' }));

    expect(both[0]).toEqual(both[1]);
    expect(both[0]?.length).toBeGreaterThan(1);
  });

  it('that is cut says more of what is urgent than of the rest', () => {
    const blocked = Array.from({ length: 30 }, (_, at) => item('new', finding('en', { service: `s-${at}` })));
    const others = Array.from({ length: 900 }, (_, at) =>
      item('new', weights('en', { clusterId: `c${at % 300}`, clusterName: `cluster-${at % 300}` })),
    );

    const text = texts(digest({ items: [...others, ...blocked] }), { maxMessages: 1 });

    expect(text.match(/^- \*\*shop\/s-\d+\*\*/gm)).toHaveLength(10);
    expect(text).toContain('- … and 20 more');
    expect(text).toMatch(
      /\*\*And \d+ more\*\* for which there is no room: \d+ changing traffic\. \[Full report\]/,
    );
  });

  it('that is cut names every cluster that became blocked before all findings of the first', () => {
    const items = Array.from({ length: 3_000 }, (_, at) =>
      item('new', finding('en', { service: `s-${at}` })),
    );
    const changes = Array.from({ length: 40 }, (_, at) => ({
      clusterId: at === 0 ? SHOP.clusterId : `c${at}`,
      name: at === 0 ? 'a-first' : `cluster-${at}`,
      from: 'ready' as const,
      to: 'blocked' as const,
    }));

    const text = texts(digest({ items, changes }), { maxMessages: 1 });

    for (const { name } of changes) expect(text).toContain(`**${name}**`);
    expect(text).toContain('more');
  });
});

/** Entries that are shown, and those that are counted: lines of lists, headings with a verdict, and every "N more". */
function told(messages: readonly Message[]): number {
  const lines = messages.flatMap(({ text }) => text.split('\n'));
  const shown = lines.filter((line) => line.startsWith('- ') && !line.startsWith('- … and ')).length;
  const headings = lines.filter((line) => /^\*\*.* → /.test(line) && !line.endsWith(' (continued)')).length;
  const counted = lines
    .flatMap((line) => /^(?:- … and|\*\*And) (\d+) more/.exec(line)?.[1] ?? [])
    .reduce((sum, count) => sum + Number(count), 0);
  return shown + headings + counted;
}

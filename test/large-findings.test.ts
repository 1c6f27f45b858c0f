import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditSnapshot } from '../shared/index.ts';
import type { Finding } from '../shared/report/report.ts';
import { jsonBytes, shortened, shortenedList } from '../shared/shorten.ts';
import { storedFinding } from '../shared/store/record.ts';
import { LONGEST_ANNOTATION, longAnnotation, manyNodes } from './support/large-worlds.ts';
import { annotate, partsOf, type World, world } from './support/world.ts';

/** Bytes of a record in both languages: far below the 1 MB of a row. */
const MOST = 100_000;

function inBoth(held: World): readonly { readonly en: Finding; readonly zh: Finding }[] {
  const [en, zh] = (['en', 'zh'] as const).map((language) => auditSnapshot(held, { language }).findings);
  return (en ?? []).map((finding, index) => ({ en: finding, zh: zh?.[index] as Finding }));
}

function bytesOf({ en, zh }: { readonly en: Finding; readonly zh: Finding }): number {
  return Buffer.byteLength(JSON.stringify(storedFinding(en, zh)));
}

const FILLERS = ['x', "'", '"', '\\', '\u0001', '\n', '路', '👍', ',', 'k=v,', ':'];
const ANNOTATIONS = [
  ...['name', 'additional-resource-tags', 'acl-id', 'cookie', 'cert-id', 'charge-type'],
  ...['health-check-uri', 'health-check-domain', 'health-check-interval', 'tls-cipher-policy'],
  ...['protocol-port', 'forward-port', 'domain-extensions', 'vgroup-port', 'backend-label', 'bandwidth'],
];

describe('a finding on an annotation of 255 KB', () => {
  it.each(ANNOTATIONS)('%s is far smaller than a row of the store', (name) => {
    const largest = FILLERS.flatMap((filler) => inBoth(longAnnotation(name, filler)).map(bytesOf));

    expect(largest.length).toBeGreaterThan(FILLERS.length);
    expect(Math.max(...largest)).toBeLessThan(MOST);
  });

  it('has the id that it has with a short value', () => {
    const idsWith = (value: string) => {
      const held = longAnnotation('name', 'x');
      annotate(partsOf(held).service, 'name', value);
      return auditSnapshot(held).findings.map(({ id }) => id);
    };

    expect(idsWith('x'.repeat(LONGEST_ANNOTATION))).toEqual(idsWith('x'));
  });

  it('quotes its beginning, says what is left out, and shows no half of a command', () => {
    const [{ en, zh } = never()] = inBoth(longAnnotation('name', 'x'));
    const cut = /^x{1900,2000}… \(\+25\d{4}, sha256 [0-9a-f]{12}\)$/;
    const quoted = en.changes[0]?.expected as string;

    expect(quoted).toMatch(cut);
    expect([en.message, zh.message]).toEqual([
      expect.stringContaining(`"${quoted}"`),
      expect.stringContaining(quoted),
    ]);
    const reverts = [en, zh].map(({ fixes }) => fixes.find(({ kind }) => kind === 'revert'));
    expect(reverts).toEqual([
      { kind: 'revert', text: expect.stringMatching(/\. The command is too long to show: 25\d KB\.$/) },
      { kind: 'revert', text: expect.stringMatching(/。命令过长（25\d KB），未显示。$/) },
    ]);
    expect(en.fixes.find(({ kind }) => kind === 'adopt')?.command).toContain('kubectl -n prod annotate');
  });

  it('says why the annotation cannot be read', () => {
    const [{ en, zh } = never()] = inBoth(longAnnotation('bandwidth', 'x'));

    expect(en.message).toMatch(/: "x+… \(\+\d+, sha256 \w+\)" is no integer/);
    expect(zh.message).toMatch(/："x+… \(\+\d+, sha256 \w+\)" 不是整数/);
  });

  it('changes with the value, although its end is not shown', () => {
    const changesWith = (end: string) => {
      const held = longAnnotation('name', 'x');
      annotate(partsOf(held).service, 'name', 'x'.repeat(LONGEST_ANNOTATION) + end);
      return auditSnapshot(held).findings[0]?.changes;
    };

    expect(changesWith('a')).not.toEqual(changesWith('b'));
  });

  it('is one of a handful, however many malformed entries the annotation has', () => {
    const { findings } = auditSnapshot(longAnnotation('domain-extensions', ','));

    expect(findings.length).toBeLessThan(30);
  });
});

describe('a finding on thousands of backends', () => {
  it.each([200, 1_000, 5_000])(
    'of %i nodes is far smaller than a row, and says how many there are',
    (count) => {
      const [found = never()] = inBoth(manyNodes(count)).filter(({ en }) => /backends-add$/.test(en.rule));
      const { en } = found;

      expect(bytesOf(found)).toBeLessThan(MOST);
      expect(en.message).toContain(`lacks ${count} backends: i-bp1`);
      expect(en.message).toContain(`(+${count - 5})`);
    },
  );

  it('names many of 5,000 backends in its changes, and none of them by half', () => {
    const [{ en } = never()] = inBoth(manyNodes(5_000)).filter(({ en: { rule } }) => /add$/.test(rule));
    const expected = en.changes[0]?.expected as readonly string[];

    expect(expected.slice(0, -1).every((one) => /^i-bp1\d{17}:30080$/.test(one))).toBe(true);
    expect(expected.length).toBeGreaterThan(500);
    expect(expected.at(-1)).toMatch(/^… \(\+\d{4}, sha256 [0-9a-f]{12}\)$/);
    expect(expected.length - 1 + Number(/\d+/.exec(expected.at(-1) ?? '')?.[0])).toBe(5_000);
  });

  it('names all of 200', () => {
    const [{ en } = never()] = inBoth(manyNodes(200)).filter(({ en: { rule } }) => /add$/.test(rule));

    expect(en.changes[0]?.expected).toHaveLength(200);
  });

  it('in the default server group of an old CCM is bounded too', () => {
    const held = manyNodes(5_000);
    const { listener, loadBalancer, slb } = partsOf(held);
    listener.VServerGroupId = '';
    const other = Array.from({ length: 3_000 }, (_, index) => ({ ServerId: `i-other${index}`, Weight: 100 }));
    slb.loadBalancers[0] = { ...loadBalancer, BackendServers: { BackendServer: other } };
    const { findings } = auditSnapshot(held, { targetCcmVersion: '1.9.3' });
    const found = findings.filter(({ rule }) => rule.startsWith('default-group-'));

    expect(Buffer.byteLength(JSON.stringify(found))).toBeLessThan(MOST);
    expect(found.map(({ message }) => message)).toEqual([
      expect.stringContaining('(+4980)'),
      expect.stringContaining('(+2980)'),
    ]);
  });
});

describe('a text that is shortened', () => {
  const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ maxLength: 300 }));
  const most = fc.integer({ min: 48, max: 400 });

  it('has no more bytes than it may, and is the same where it has them not', () => {
    fc.assert(
      fc.property(text, most, (given, bytes) => {
        const short = shortened(given, bytes);

        expect(jsonBytes(short)).toBeLessThanOrEqual(Math.max(bytes, 48));
        expect(short === given).toBe(jsonBytes(given) <= bytes);
        expect(shortened(short, bytes)).toBe(short);
      }),
    );
  });

  it('is as well formed as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 50, maxLength: 300 }), most, (given, bytes) => {
        expect(Buffer.from(shortened(given, bytes)).toString()).toBe(shortened(given, bytes));
      }),
    );
  });

  it('differs where the whole differs', () => {
    const long = 'x'.repeat(1_000);

    expect(new Set([`${long}a`, `${long}b`, `${long}aa`].map((one) => shortened(one, 100))).size).toBe(3);
  });

  it('is one of a list that has no more bytes than it may, with the number of those left out', () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 30 }), most, (given, bytes) => {
        const short = shortenedList(given, { each: 100, all: bytes });

        const [leftOut = '0'] = short.length === given.length ? [] : (/\d+/.exec(short.at(-1) ?? '') ?? []);
        const named = leftOut === '0' ? short.length : short.length - 1;
        expect(named + Number(leftOut)).toBe(given.length);
        if (leftOut !== '0')
          expect(Buffer.byteLength(JSON.stringify(short))).toBeLessThanOrEqual(bytes + '[]'.length);
      }),
    );
  });
});

describe('an ordinary finding', () => {
  it('shows its values and commands whole', () => {
    const held = world();
    annotate(partsOf(held).service, 'name', `it's ${'x'.repeat(1_500)}`);

    const text = JSON.stringify(auditSnapshot(held).findings);

    expect(text).not.toContain('sha256');
    expect(text).toContain('SetLoadBalancerName');
  });
});

function never(): never {
  throw new Error('nothing was found');
}

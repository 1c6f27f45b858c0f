import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressOf, signedUrl } from '../../shared/alerts/address.ts';
import { outcomeOf } from '../../shared/alerts/answer.ts';
import { unpackPage } from '../../shared/formats/html/page-codec.ts';
import { hashOf, languageOf, queryOf } from '../../shared/formats/html/view/query.ts';
import { parseCcmVersion } from '../../shared/model/ccm-version.ts';
import { atoi } from '../../shared/model/go.ts';
import { safeText } from '../../shared/sources/alicloud/safe-text.ts';
import { retryAfter } from '../../shared/sources/kubernetes/retry-after.ts';
import { keyOf, storedKey } from '../../shared/store/row-key.ts';
import { jsonIn, temporaryFolder } from '../support/files.ts';
import { run } from '../support/terminal.ts';
import { fuzz, fuzzAsync, orRefusal } from './support/fuzz.ts';
import { jsonText, mutated, mutatedText, mutations, textMutations } from './support/mutate.ts';
import { oddText } from './support/odd-values.ts';
import { fullWorld } from './support/seeds.ts';

describe('words of the command line', () => {
  it('that name anything are answered or refused in words of ours', async () => {
    const path = jsonIn(temporaryFolder(), 'fleet.json', fullWorld());
    const word = fc.oneof(
      fc.constantFrom(
        'prod/web',
        'prod/shop',
        'c1',
        'cluster-c1',
        'load-balancer-name',
        '2.14.0',
        '--',
        '-h',
      ),
      oddText.map((text) => text.slice(0, 2_000)),
    );
    const command = fc.oneof(
      fc
        .tuple(word, word)
        .map(([service, cluster]) => ['explain', service, '--cluster', cluster, '--snapshot', path]),
      fc
        .tuple(word, word)
        .map(([cluster, target]) => ['advise', '--cluster', cluster, '--target', target, '--snapshot', path]),
      word.map((id) => ['rules', id]),
      fc
        .tuple(word, word)
        .map(([format, effect]) => ['scan', '--format', format, '--fail-on', effect, '--snapshot', path]),
      fc.array(word, { maxLength: 4 }),
    );
    await fuzzAsync(150, command, async (args) => {
      const { code, err } = await run(args);

      expect([0, 1, 2]).toContain(code);
      expect(err).not.toMatch(/a fault of its own|TypeError|RangeError/);
    });
  });
});

describe("an answer of DingTalk's", () => {
  const ANSWER = {
    errcode: 310000,
    errmsg: 'keywords not in content, more: [https://ding-doc.dingtalk.com/doc]',
  };
  const body = fc.oneof(
    mutations(3).map((changes) => jsonText(mutated(ANSWER, changes))),
    textMutations(3, ['{', '"errcode":0,', '}', 'null']).map((changes) =>
      mutatedText(JSON.stringify(ANSWER), changes),
    ),
    oddText,
  );

  it('says that a message was sent only where its errcode is 0', () => {
    fuzz(1_500, fc.tuple(fc.integer({ min: 100, max: 599 }), body), ([status, text]) => {
      const outcome = outcomeOf(status, text, (words) => safeText(words, []));

      if (outcome.kind === 'sent') expect(String(JSON.parse(text).errcode)).toMatch(/^-?0+$/);
      else expect(outcome.reason).not.toBe('');
    });
  });

  it('leaves a URL of any kind refused, or signed', () => {
    const url = fc.oneof(
      oddText,
      textMutations(3, ['@', '%', '#', '?', '[', 'http:']).map((changes) =>
        mutatedText('https://oapi.dingtalk.com/robot/send?access_token=x', changes),
      ),
    );
    fuzz(600, fc.tuple(url, oddText), ([text, secret]) => {
      const address = addressOf({ id: 'r', url: text, atMobiles: [] });

      if (address.ok) expect(signedUrl(address.url, secret, 5).searchParams.get('sign')).not.toBeNull();
    });
  });
});

describe('small texts from elsewhere', () => {
  it('are read as versions, integers, waits, addresses of a page and keys, or are none', () => {
    fuzz(2_500, oddText, (text) => {
      expect(parseCcmVersion(text)?.every(Number.isSafeInteger) ?? true).toBe(true);
      expect(Number.isInteger(atoi(text) ?? 0)).toBe(true);
      expect(retryAfter({ 'retry-after': text }, 0)).toBeLessThanOrEqual(60_000);
      expect(hashOf(queryOf(hashOf(queryOf(text))), languageOf(text))).toMatch(/^#/);
      const key = orRefusal(() => storedKey('runs', [text]));
      if (key) expect(keyOf(key)).toEqual([text]);
    });
  });

  it('are cut to a short line, whatever secrets are to be left out of them', () => {
    fuzz(
      400,
      fc.tuple(
        oddText,
        fc.array(
          oddText.filter((one) => one.length > 3),
          { maxLength: 3 },
        ),
      ),
      ([text, secrets]) => {
        const safe = safeText(text, secrets);

        expect(safe.length).toBeLessThanOrEqual(301);
      },
    );
  });
});

describe('the data of a page', () => {
  const PACKED = {
    strings: ['a', 'b', '__proto__', 'report', 'findings'],
    shapes: [['report'], ['a', 'findings'], ['__proto__']],
    value: [0, [1, 0, [-1, [2, 1]]]],
  };

  it('that are not what was packed do no harm to other objects', () => {
    fuzz(500, mutations(4), (changes) => {
      const packed = mutated(PACKED, changes) as typeof PACKED;
      try {
        unpackPage(packed as never);
      } catch (thrown) {
        // It was packed by the same program: what is broken is not shown, and need not be told apart.
        expect(thrown).toBeInstanceOf(Error);
      }
    });
  });
});

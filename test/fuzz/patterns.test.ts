import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { outcomeOf } from '../../shared/alerts/answer.ts';
import { plain } from '../../shared/alerts/plain-text.ts';
import { isSecretLikePath } from '../../shared/config/secret-like.ts';
import { code, codeBlock, prose } from '../../shared/formats/markdown-text.ts';
import { printable } from '../../shared/formats/printable.ts';
import { sarifText } from '../../shared/formats/sarif-text.ts';
import { globMatcher } from '../../shared/glob.ts';
import { isAuthorized } from '../../shared/http/auth.ts';
import { auditSnapshot } from '../../shared/index.ts';
import { parseCcmVersion } from '../../shared/model/ccm-version.ts';
import { shellWord } from '../../shared/rules/commands.ts';
import { safeText } from '../../shared/sources/alicloud/safe-text.ts';
import { accessOf } from '../../shared/sources/kubernetes/sign-in.ts';
import { remoteErrorOf } from '../../shared/store/tablestore-trouble.ts';
import { kubeconfig } from '../sources/support/kubeconfigs.ts';
import { annotate, partsOf, world } from '../support/world.ts';
import { orRefusal } from './support/fuzz.ts';
import { type Watchdog, watchdog } from './support/watchdog.ts';

/** What is linear takes some milliseconds of it; what looks at each sign from each sign, minutes. */
const LENGTH = 400_000;

/** What patterns repeat, and what keeps them from coming to an end. */
const UNITS = [
  ' ',
  '\n',
  '/',
  'a',
  'A',
  '0',
  '-',
  '_',
  '.',
  ',',
  '=',
  '+',
  '?',
  '*',
  '`',
  '"',
  '\\',
  '(',
  '[',
  '{',
  '\u00ad',
  '\u202e',
];
const PHRASES = [
  'http://',
  'www.',
  'a=',
  'a,',
  ' ,',
  '?a=',
  'Bearer ',
  'until ',
  'LTAI',
  'string to sign ',
  'token:',
  'OTSa',
  ' requestId:',
  '80:',
  'k8s/',
];
const STARTS = ['', 'https://a', 'a until ', 'v1.2.3-'];

const texts = [...UNITS, ...PHRASES].flatMap((unit) =>
  STARTS.map((start) => `${start}${unit.repeat(LENGTH / unit.length)}é`),
);

/** What reads texts that come from elsewhere. */
const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  'a word of a command': shellWord,
  'a path': isSecretLikePath,
  'a version': parseCcmVersion,
  'a text for a terminal': printable,
  'a text in Markdown': (text) => [prose(text), code(text), codeBlock(text)],
  'a text in SARIF': sarifText,
  'a text for a robot': (text) => plain(text, 100),
  "a robot's answer": (text) =>
    outcomeOf(200, JSON.stringify({ errcode: 310000, errmsg: text }), (words) => words),
  'a message of the cloud': (text) => safeText(text, ['secret-of-nobody']),
  'an answer of Tablestore': (text) => remoteErrorOf(Object.assign(new Error(text), { code: 400 }), 'GetRow'),
  'a header': (text) => isAuthorized(text, 'token-of-the-test'),
  'a name that globs are for': globMatcher(['*-a*-a*', '*a*a*a', '{a,b}*/*', '+(a|aa)']),
};

let dog: Watchdog;
beforeAll(() => {
  dog = watchdog(0);
});
afterAll(() => dog.end());

describe('a text that is made to keep a pattern busy', () => {
  it.each(Object.keys(READERS))('is read to its end: %s', (reader) => {
    const read = READERS[reader] as (text: string) => unknown;
    for (const [index, text] of texts.entries()) {
      dog.begin(index);
      expect(() => read(text)).not.toThrow();
    }
  });

  it('may be the address of a kubeconfig', () => {
    for (const [index, unit] of UNITS.entries()) {
      dog.begin(index);
      const server = `https://127.0.0.1/${unit.repeat(LENGTH)}x`;

      const access = orRefusal(() => accessOf(kubeconfig(server), { clusterId: 'c1', origin: 'foreign' }));

      expect(access?.server ?? server).toContain('https://127.0.0.1');
    }
  });

  it.each(['name', 'acl-id', 'forward-port', 'weight', 'additional-resource-tags', 'ccm-preflight/ignore'])(
    'may be the annotation %s of a Service',
    (name) => {
      for (const [index, text] of texts.entries()) {
        if (index % 5 !== 0) continue;
        dog.begin(index);
        const edited = world();
        const { service } = partsOf(edited);
        if (name.includes('/')) service.metadata.annotations = { [name]: text };
        else annotate(service, name, text);

        const { failures } = auditSnapshot(edited, { now: 1e12 });

        expect(failures).toEqual([]);
      }
    },
  );
});

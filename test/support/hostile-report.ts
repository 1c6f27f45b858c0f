import fc from 'fast-check';
import type { Finding, Report } from '../../shared/index.ts';
import { EFFECTS } from '../../shared/rules/rule.ts';

/** What means something to a reader of markdown, XML or SARIF, or is not to be seen at all. */
const PIECES = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '<!-- ',
  ' -->',
  '<![CDATA[',
  ']]>',
  '&lt;b&gt;',
  '&#x41;',
  '[text](https://evil.example/)',
  '![image](https://evil.example/a.png)',
  '[ref]: https://evil.example/',
  '[ref]',
  '[^1]',
  '<https://evil.example/>',
  'https://evil.example/path',
  'www.evil.example',
  'somebody@evil.example',
  '@everyone',
  '#1',
  '`',
  '``',
  '```',
  '````',
  '~~~',
  '|',
  '\\|',
  '\\',
  '\n',
  '\r\n',
  '\n\n# Forged\n\n',
  '\n| a | b |\n| - | - |\n',
  '\t',
  '    ',
  '# ',
  '> ',
  '- ',
  '+ ',
  '1. ',
  '2) ',
  '***',
  '___',
  '**bold**',
  '_emphasis_',
  '~~gone~~',
  '$x$',
  '===',
  '---',
  '{0}',
  '{{',
  '\u202e',
  '\u2066',
  '\u200f',
  '\u061c',
  '\u00ad',
  '\u0000',
  '\u001b[31m',
  '\u0085',
  '\u2028',
  '\ufffe',
  '\ud800',
  '"',
  "'",
  'name',
  '名称',
];

/** Text that a stranger may have written. */
export const hostileText: fc.Arbitrary<string> = fc
  .array(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...PIECES) }, fc.string({ unit: 'binary' })), {
    maxLength: 6,
  })
  .map((pieces) => pieces.join(''));

const value = fc.oneof(hostileText, fc.array(hostileText, { maxLength: 2 }), fc.constantFrom(null, 7, true));

const finding: fc.Arbitrary<Finding> = fc
  .record(
    {
      phrase: fc.option(hostileText),
      effect: fc.constantFrom(...EFFECTS),
      visibility: fc.constantFrom('reported', 'hidden', 'never'),
      severity: fc.constantFrom('error', 'warning', 'info'),
      confirmed: fc.boolean(),
      clusterId: fc.constantFrom('c1', 'c2'),
      message: hostileText,
      cause: hostileText,
      changes: fc.array(fc.record({ field: hostileText, actual: value, expected: value }), { maxLength: 2 }),
      fixes: fc.array(
        fc.record(
          { kind: fc.constantFrom('adopt', 'revert', 'inspect'), text: hostileText, command: hostileText },
          { requiredKeys: ['kind', 'text'] },
        ),
        { maxLength: 2 },
      ),
      owner: fc.option(fc.tuple(hostileText, hostileText)),
      loadBalancerId: hostileText,
      suppressed: fc.record({ reason: hostileText, source: fc.constantFrom('config', 'annotation') }),
    },
    {
      requiredKeys: [
        'phrase',
        'effect',
        'visibility',
        'severity',
        'confirmed',
        'clusterId',
        'message',
        'cause',
        'changes',
        'fixes',
        'owner',
      ],
    },
  )
  .map(({ owner, ...rest }) => ({
    id: '0123456789abcdef',
    rule: 'listener-update',
    code: null,
    clusterName: '',
    regionId: 'cn-hangzhou',
    ...(owner && { namespace: owner[0], service: owner[1] }),
    ...(rest.visibility === 'hidden' && { hiddenBehind: '0123456789abcdef' }),
    ...rest,
  })) as fc.Arbitrary<Finding>;

/** A report in which whatever can be remote text is hostile. */
export const hostileReport: fc.Arbitrary<Report> = fc
  .record({
    name: hostileText,
    regionId: hostileText,
    error: hostileText,
    findings: fc.array(finding, { maxLength: 3 }),
    failure: fc.record({ resource: hostileText, code: hostileText, message: hostileText }),
    suppression: fc.record({ rule: hostileText, target: hostileText, reason: hostileText }),
  })
  .map(({ name, regionId, error, findings, failure, suppression }) => ({
    formatVersion: 1,
    scan: {
      id: 'scan-0123456789ab',
      startedAt: '2026-11-20T02:00:00.000Z',
      finishedAt: '2026-11-20T02:00:00.000Z',
      targetCcmVersion: '2.14.0',
    },
    coverage: {
      clusters: { total: 1, read: 0 },
      services: { total: 1, compared: 1 },
      loadBalancers: { total: 1, read: 1 },
    },
    clusters: [{ clusterId: 'c1', name, regionId, verdict: 'unknown', services: 1, findings: 1, error }],
    findings,
    failures: [{ clusterId: 'c1', ...failure }, failure],
    suppressions: [{ ...suppression, source: 'config', state: 'unused' }],
  }));

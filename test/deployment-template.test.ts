import { describe, expect, it } from 'vitest';
import { scheduleFaults, templateFaults } from './support/deploy/function-faults.ts';
import { templateOf } from './support/deploy/project.ts';
import { readTemplate } from './support/deploy/template.ts';

type Loose = Record<string, unknown>;

/** The project's template, with one thing in it put, or with `undefined` taken out, by its path. */
function templateWith(path: string, value: unknown): unknown {
  const template = structuredClone(templateOf()) as unknown as Loose;
  const keys = path.split('/');
  const last = keys.pop() ?? '';
  const holder = keys.reduce((inner, key) => inner[key] as Loose, template);
  if (!(last in holder) && value === undefined) throw new Error(`${path} is not there`);
  if (value === undefined) delete holder[last];
  else holder[last] = value;
  return template;
}

const KEEPER = 'resources/nightly-audit/props';
const SCANNER = 'resources/on-demand-scan/props';

describe('a template', () => {
  it.each<[string, unknown, string]>([
    ['edition', '1.0.0', 'edition: '],
    ['access', undefined, 'access: is missing'],
    ['resources', {}, 'resources: '],
    ['service', {}, 'service: is not a known key'],
    ['resources/nightly-audit/component', 'fc', 'component: '],
    [`${KEEPER}/region`, undefined, 'region: is missing'],
    [`${KEEPER}/region`, 'Hangzhou', 'region: '],
    [`${KEEPER}/functionName`, '1st', 'functionName: '],
    [`${KEEPER}/functionName`, 'a'.repeat(65), 'functionName: '],
    [
      `${KEEPER}/functionName`,
      'ccm-preflight-audit-region',
      'functionName ccm-preflight-audit-region stands twice',
    ],
    [`${KEEPER}/runtime`, 'nodejs22', 'runtime: '],
    [`${KEEPER}/code`, undefined, 'code: is missing'],
    [`${KEEPER}/handler`, 'handler', 'handler: '],
    [`${KEEPER}/cpu`, 0, 'cpu: '],
    [`${KEEPER}/cpu`, 0.52, 'nightly-audit: cpu must be in steps of 0.05'],
    [`${KEEPER}/cpu`, 2.05, 'nightly-audit: memory must be 1 to 4 GB for each vCPU'],
    [`${KEEPER}/cpu`, 0.45, 'nightly-audit: memory must be 1 to 4 GB for each vCPU'],
    [`${KEEPER}/memorySize`, 1000, 'memorySize: '],
    [`${KEEPER}/memorySize`, 64, 'memorySize: '],
    [`${KEEPER}/memorySize`, '1024', 'memorySize: '],
    [`${KEEPER}/diskSize`, 1024, 'diskSize: '],
    [`${KEEPER}/timeout`, 0, 'timeout: '],
    [`${KEEPER}/timeout`, 86_401, 'timeout: '],
    [`${KEEPER}/timeOut`, 60, 'timeOut: is not a known key (did you mean "timeout"?)'],
    [`${KEEPER}/instanceConcurrency`, 10, 'instanceConcurrency: is not a known key'],
    [`${KEEPER}/role`, 'a role', 'role: '],
    [`${KEEPER}/role`, 'acs:ram::x:role/audit', 'role: '],
    [`${KEEPER}/logConfig/logstore`, undefined, 'logConfig.logstore: is missing'],
    [`${KEEPER}/logConfig/logBeginRule`, 'Any', 'logConfig.logBeginRule: '],
    [`${KEEPER}/vpcConfig`, { vpcId: 'vpc-1', vSwitchIds: [] }, 'vpcConfig.securityGroupId: is missing'],
    [`${KEEPER}/environmentVariables/FC_REGION`, 'x', 'nightly-audit: no variable may be called FC_REGION'],
    [`${KEEPER}/environmentVariables/MY-KEY`, 'x', 'nightly-audit: no variable may be called MY-KEY'],
    [`${KEEPER}/environmentVariables/LEVEL`, 3, 'environmentVariables.LEVEL: '],
    [
      `${KEEPER}/environmentVariables/MORE`,
      'x'.repeat(4096),
      'nightly-audit: the variables have more than 4 KB',
    ],
    [
      `${KEEPER}/environmentVariables/MORE`,
      '字'.repeat(1300),
      'nightly-audit: the variables have more than 4 KB',
    ],
    [`${KEEPER}/asyncInvokeConfig`, undefined, 'nightly-audit: a timer invokes asynchronously'],
    [`${KEEPER}/asyncInvokeConfig/maxAsyncRetryAttempts`, 9, 'maxAsyncRetryAttempts: '],
    [`${KEEPER}/asyncInvokeConfig/maxAsyncEventAgeInSeconds`, 604_801, 'maxAsyncEventAgeInSeconds: '],
    [`${KEEPER}/asyncInvokeConfig/asyncTask`, 'yes', 'asyncTask: '],
    [`${KEEPER}/triggers/1/triggerName`, 'nightly', 'nightly-audit: trigger nightly stands twice'],
    [`${KEEPER}/triggers/1/triggerType`, 'cron', 'triggers[1]'],
    [`${KEEPER}/triggers/1/qualifier`, undefined, 'triggers[1]'],
    [`${KEEPER}/triggers/1/triggerConfig/payload`, { task: 'sweep' }, 'triggers[1]'],
    [`${KEEPER}/triggers/1/triggerConfig/enable`, undefined, 'triggers[1]'],
    [
      `${KEEPER}/triggers/1/triggerConfig/cronExpression`,
      '*/5 * * * *',
      'nightly-audit: */5 * * * *: six fields',
    ],
    [`${SCANNER}/triggers/0/triggerConfig/authType`, 'bearer', 'triggers[0]'],
    [`${SCANNER}/triggers/0/triggerConfig/methods`, ['get'], 'triggers[0]'],
    [`${SCANNER}/triggers/0/triggerConfig/methods`, [], 'triggers[0]'],
  ])('is at fault with %s: %j', (path, value, expected) => {
    const faults = templateFaults(templateWith(path, value));

    expect(faults).toContainEqual(expect.stringContaining(expected));
  });

  it.each<[string, unknown]>([
    [`${KEEPER}/cpu`, 0.5],
    [`${KEEPER}/cpu`, 2],
    [`${KEEPER}/timeout`, 86_400],
    [`${KEEPER}/role`, 'acs:ram::1234567890123456:role/ccm-preflight'],
    [`${KEEPER}/logConfig/logBeginRule`, 'DefaultRegex'],
    [`${KEEPER}/environmentVariables/MORE`, 'x'.repeat(2000)],
    [`${KEEPER}/triggers/1/triggerConfig/cronExpression`, '0 */5 * * * *'],
  ])('is fine with %s: %j', (path, value) => {
    expect(templateFaults(templateWith(path, value))).toEqual([]);
  });

  it.each([
    'vars.nothing',
    'vars.toString',
    'vars',
    "env('NOTHING')",
    "env('EMPTY')",
    "file('./nothing.yaml')",
    'resources.a.output.url',
    'env(LEVEL)',
  ])('is refused with an expression %s, which stands for nothing', (inner) => {
    const text = JSON.stringify({ vars: { known: 'a' }, value: `x ${expression(inner)}` });

    const read = () => readTemplate(text, { env: { EMPTY: '' }, file: () => undefined });

    expect(read).toThrow(`${expression(inner)} stands for nothing`);
  });

  it('is filled in wherever an expression stands, and its files are left as they are', () => {
    const [a, set, unset, file] = [
      'vars.a',
      "env('SET', 'otherwise')",
      "env('UNSET', 'otherwise')",
      "file('./f')",
    ].map(expression);
    const text = JSON.stringify({
      vars: { a: 'one' },
      list: [`${a}-${a}`, { deep: `${set} ${unset}` }],
      file,
    });

    const filled = readTemplate(text, { env: { SET: 'set' }, file: () => 'a: "$& {x}"\n' });

    expect(filled).toMatchObject({ list: ['one-one', { deep: 'set otherwise' }], file: 'a: "$& {x}"\n' });
  });
});

/** As templates write it. */
function expression(inner: string): string {
  return `\${${inner}}`;
}

describe('a schedule', () => {
  it.each([
    '@every 5m',
    '@every 60m',
    '0 0 2 * * *',
    'CRON_TZ=Asia/Shanghai 0 0 2 * * *',
    '0 0-59/5 * * * 1-5',
  ])('may be %s', (schedule) => {
    expect(scheduleFaults(schedule)).toEqual([]);
  });

  it.each([
    '',
    '@every 5',
    '@every 0m',
    '@every 30s',
    '@daily',
    '0 2 * * *',
    '0 0 0 2 * * *',
    '0 0 24 * * *',
    '0 60 2 * * *',
    '0 0 2 30 2 *',
    'CRON_TZ=Asia/Hangzhou 0 0 2 * * *',
    'TZ=Asia/Shanghai 0 0 2 * * *',
    'CRON_TZ=Asia/Shanghai @every 5m',
  ])('is none: %j', (schedule) => {
    expect(scheduleFaults(schedule)).toHaveLength(1);
  });
});

import { describe, expect, it, onTestFinished } from 'vitest';
import { unexpectedText } from '../../shared/cli/unexpected.ts';
import { logged } from '../../shared/service/function-station.ts';
import { onDemandScan } from '../../shared/service/on-demand-scan.ts';
import { httpEvent } from '../http/support/function.ts';
import { startFleet } from '../servers/fleet.ts';
import { fileIn, temporaryFolder } from '../support/files.ts';
import { run } from '../support/terminal.ts';
import { world } from '../support/world.ts';
import { hunt } from './support/hunt.ts';

const folder = temporaryFolder();

/** What people paste: as the vendors make them. */
const SECRETS = {
  'the id of a key': 'LTAI5tPlantedPlantedPlant',
  'the secret of a key': 'plantedPLANTED0123456789planted',
  'a token of STS': 'CAISplanted/0123456789+planted=',
  'the token of a robot': 'b0123456789abcdefb0123456789abcdefb0123456789abcdefb0123456789ab',
  'the secret of a robot': 'SEC0123456789abcdef0123456789abcdef0123456789abcdef0123456789ab',
  'a password': 'planted password, 4 words',
  'a token of a service account': 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJwbGFudGVkIn0.cGxhbnRlZF9zaWduYXR1cmU',
} as const;
type What = keyof typeof SECRETS;

const ID = SECRETS['the id of a key'];
const KEY = SECRETS['the secret of a key'];
const STS = SECRETS['a token of STS'];
const ROBOT = `https://oapi.dingtalk.com/robot/send?access_token=${SECRETS['the token of a robot']}`;
const SIGN = SECRETS['the secret of a robot'];
const PASSWORD = SECRETS['a password'];

function account(more: object): { readonly accounts: readonly object[] } {
  return { accounts: [{ name: 'main', regions: ['cn-hangzhou'], ...more }] };
}

function cluster(kubeconfig: string): ReturnType<typeof account> {
  return account({
    clusters: [{ clusterId: 'c1', name: 'one', regionId: 'cn-hangzhou', vpcId: 'v', kubeconfig }],
  });
}

const alerts = (more: object) => ({ ...account({}), alerts: { dingtalk: [{ url: 'env:URL', ...more }] } });
const KUBECONFIG = `apiVersion: v1\nusers:\n- name: a\n  user: { token: ${KEY}, password: "${PASSWORD}" }\n`;

const MISTAKES: readonly (readonly [string, object | string])[] = [
  [
    'keys in place of the names of variables',
    account({ credentials: { accessKeyId: ID, accessKeySecret: KEY, securityToken: STS } }),
  ],
  ['keys after env:', account({ credentials: { accessKeyId: `env:${ID}`, accessKeySecret: `env:${KEY}` } })],
  [
    'a token after env:',
    account({ credentials: { accessKeyId: 'env:A', accessKeySecret: 'env:B', securityToken: `env:${STS}` } }),
  ],
  ['a key as all credentials', account({ credentials: KEY })],
  [
    'keys of a role in the wrong place',
    account({ credentials: { roleArn: KEY, via: { accessKeyId: ID, accessKeySecret: KEY } } }),
  ],
  ['keys among those of an account', account({ accessKeyId: ID, accessKeySecret: KEY })],
  ['a key as a key', account({ credentials: { [KEY]: null, [`accessKeySecret:${KEY}`]: null } })],
  ['a key as a region', account({ regions: [KEY] })],
  [
    'a password in an endpoint',
    account({ endpoints: { slb: `https://admin:${KEY}@slb.example`, fc: `https://${KEY}@fc.example` } }),
  ],
  ["a robot's URL as it is", alerts({ url: ROBOT })],
  ["a robot's token after env:", alerts({ url: `env:${SECRETS['the token of a robot']}` })],
  ["a robot's secret as it is", alerts({ secret: SIGN })],
  ["a robot's secret after env:", alerts({ secret: `env:${SIGN}` })],
  ["a robot's URL as its name", alerts({ name: ROBOT })],
  ["a robot's secret as a phone number", alerts({ atMobiles: [SIGN] })],
  [
    'a password in the link of the alerts',
    { ...account({}), alerts: { link: `https://somebody:${KEY}@reports.example/` } },
  ],
  ['a kubeconfig as it is', cluster(KUBECONFIG)],
  ['a kubeconfig as JSON', cluster(JSON.stringify({ users: [{ user: { token: KEY } }] }))],
  ['a kubeconfig in base64', cluster(Buffer.from(KUBECONFIG.repeat(12)).toString('base64'))],
  ['a key as a kubeconfig', cluster(`env:${KEY}`)],
  [
    'keys of Tablestore in the store',
    {
      ...account({}),
      store: {
        type: 'tablestore',
        endpoint: `https://${KEY}@x`,
        instance: ID,
        accessKeyId: ID,
        accessKeySecret: KEY,
      },
    },
  ],
  ['a key as a version', { ...account({}), targetCcmVersion: KEY }],
  ['a key that is no YAML', `accounts:\n  - name: main\n    credentials: { accessKeySecret: "${KEY}\n`],
  ['a tab before a key', `accounts:\n\t- accessKeySecret: ${KEY}\n`],
  ['a key twice', `accounts: [{ accessKeySecret: ${KEY}, accessKeySecret: ${KEY} }]`],
  ['a key as an alias, an anchor and a tag', `accounts: [*${KEY}, &${KEY} x, !${KEY} x]`],
  ['nothing but a key, instead of a path', KEY],
  ['nothing but the id of a key, instead of a path', ID],
  ['nothing but the secret of a robot, instead of a path', SIGN],
  ['a robot instead of a path', ROBOT],
  ['a token of a service account instead of a path', SECRETS['a token of a service account']],
  ['a kubeconfig instead of a config', KUBECONFIG],
];

describe('a secret that stands where it must not is not repeated', () => {
  it.each(MISTAKES)('by any command: %s', async (_, mistake) => {
    const config = typeof mistake === 'string' ? mistake : JSON.stringify(mistake);
    const commands = [
      ['check-config', '--offline'],
      ['check-config'],
      ['scan'],
      ['capture', '--output', `${folder}/c.json`],
      ['history'],
      ['alerts'],
      ['serve', '--port', '0'],
    ];
    const env = { CCM_PREFLIGHT_TOKEN: 'a-token-of-the-tests' };

    const runs = await Promise.all(
      commands.flatMap((args) => [
        run([...args], { env: { ...env, CCM_PREFLIGHT_CONFIG: config } }),
        run([...args, '--config', config], { env }),
        run([...args, '--config', fileIn(folder, 'config.yaml', config)], { env }),
      ]),
    );

    expect(runs.map(({ code }) => code)).toEqual(runs.map(() => 2));
    expect(
      hunt(Object.fromEntries(runs.map(({ out, err }, index) => [`run ${index}`, out + err])), SECRETS),
    ).toEqual([]);
  });

  it.each(MISTAKES)('by a function, its answer or its log: %s', async (_, mistake) => {
    const lines: string[] = [];
    const config = typeof mistake === 'string' ? mistake : JSON.stringify(mistake);
    const credentials = { accessKeyId: 'STS.a', accessKeySecret: PASSWORD, securityToken: STS };
    const answer = await onDemandScan(Buffer.from(JSON.stringify(httpEvent('GET', '/scans'))), {
      env: { CCM_PREFLIGHT_CONFIG: config, CCM_PREFLIGHT_TOKEN: 'token-of-the-tests' },
      context: {
        requestId: '1',
        credentials,
        function: { name: 'f', timeout: 60 },
        region: 'cn-hangzhou',
        accountId: '1',
      },
      write: (line) => lines.push(line),
    });

    expect(answer.statusCode).toBe(500);
    expect(lines.join('')).toMatch(/"msg":"request failed"/);
    expect(hunt({ answer: JSON.stringify(answer), log: lines.join('') }, SECRETS)).toEqual([]);
  });
});

it.each([
  SECRETS['the id of a key'],
  SECRETS['the secret of a key'],
  SECRETS['a token of STS'],
  SECRETS['the secret of a robot'],
  SECRETS['a token of a service account'],
  ROBOT,
  `https://files.example/kube/config?Signature=${KEY}`,
])('a secret in place of the path of a kubeconfig is not repeated: %s', async (secret) => {
  const fleet = await startFleet(world({ clusterId: 'c1' }));
  onTestFinished(() => fleet.close());
  const config = fleet.configText().replace('env:KUBECONFIG_1', secret);

  const runs = await Promise.all(
    [['scan', '--format', 'json'], ['check-config'], ['check-config', '--offline']].map((args) =>
      run([...args, '--config', config], { env: fleet.env() }),
    ),
  );

  expect(runs[0]?.out).toContain('cannot read the kubeconfig: no such file (ENOENT)');
  expect(runs[2]?.err).toContain('looks like no path, and is not repeated');
  expect(hunt({ runs: JSON.stringify(runs) }, SECRETS)).toEqual([]);
});

describe('a fault of the program itself', () => {
  /** As an SDK throws it: the whole request hangs on it. */
  function fault(): Error {
    const request = { headers: { authorization: `Bearer ${KEY}` }, url: ROBOT };
    return Object.assign(
      new TypeError(`cannot send ${ID} ${KEY} ${STS}\n    and ${PASSWORD}`, { cause: request }),
      { request, config: request },
    );
  }

  it('is told on the command line by its kind and where it came up, not by its words', () => {
    const text = unexpectedText(fault());

    expect(text).toMatch(/a fault of its own \(TypeError\)(?:.|\n)*at fault /);
    expect(hunt({ text }, SECRETS)).toEqual([]);
  });

  it('is logged in a function by its kind and where it came up', async () => {
    const lines: string[] = [];
    const context = { requestId: '1', function: { name: 'f', timeout: 60 }, region: 'r', accountId: '1' };

    const work = logged({ env: {}, context, write: (line) => lines.push(line) }, async () => {
      throw fault();
    });

    await expect(work).rejects.toThrow();
    expect(lines.join('')).toMatch(/TypeError.*at fault /);
    expect(hunt({ log: lines.join('') }, SECRETS)).toEqual([]);
  });
});

it('every kind of secret is planted in some mistake', () => {
  const texts = JSON.stringify(MISTAKES);

  const absent = (Object.keys(SECRETS) as What[]).filter(
    (what) => hunt({ texts }, { [what]: SECRETS[what] }).length === 0,
  );

  expect(absent).toEqual([]);
});

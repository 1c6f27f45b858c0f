import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Config } from '../../shared/config/config.ts';
import { loadConfig } from '../../shared/config/load-config.ts';
import { InputError } from '../../shared/errors.ts';
import { fileIn, temporaryFolder } from '../support/files.ts';

const folder = temporaryFolder();

const DISCOVERY = {
  kind: 'discover',
  include: ['*'],
  exclude: [],
  endpoint: 'public',
  functions: new Map<string, string>(),
};

/** The first account of a config with these further lines of it. */
function account(...lines: readonly string[]): Config['accounts'][number] | undefined {
  const text = [
    'accounts:',
    '  - name: main',
    '    regions: [cn-hangzhou]',
    ...lines.map((line) => `    ${line}`),
  ];
  return loadConfig(text.join('\n'), {}).accounts[0];
}

/** A small config with these further lines at its top. */
function config(...lines: readonly string[]): Config {
  return loadConfig(['accounts: [{ name: main, regions: [cn-hangzhou] }]', ...lines].join('\n'), {});
}

function errorOf(source: string): InputError {
  try {
    loadConfig(source, {});
  } catch (thrown) {
    if (thrown instanceof InputError) return thrown;
    throw thrown;
  }
  throw new Error('the config was loaded');
}

describe('the smallest config', () => {
  it('has every default', () => {
    const loaded = loadConfig('accounts: [{ name: main, regions: [cn-hangzhou] }]', {});

    expect(loaded).toEqual({
      accounts: [
        {
          name: 'main',
          credentials: { kind: 'default' },
          regions: ['cn-hangzhou'],
          endpoints: {},
          clusters: {
            kind: 'discover',
            include: ['*'],
            exclude: [],
            endpoint: 'public',
            functions: new Map(),
          },
        },
      ],
      limits: {
        slb: { requestsPerMinute: 900, concurrency: 16 },
        ecs: { requestsPerMinute: 900, concurrency: 16 },
        vpc: { requestsPerMinute: 900, concurrency: 16 },
        cs: { requestsPerMinute: 300, concurrency: 4 },
      },
      confirm: { settleSeconds: 30 },
      deadlines: { clusterSeconds: 120, scanSeconds: 3600, leaseSeconds: 60 },
      functions: {
        version: '3.0',
        nightlyAudit: 'ccm-preflight-nightly-audit',
        auditRegion: 'ccm-preflight-audit-region',
      },
      alerts: { dingtalk: [] },
      suppressions: [],
    });
  });
});

describe('the forms of an account', () => {
  it.each<[string, unknown]>([
    ['credentials: default', { kind: 'default' }],
    [
      'credentials: { accessKeyId: env:ID, accessKeySecret: env:SECRET }',
      { kind: 'keys', accessKeyId: { env: 'ID' }, accessKeySecret: { env: 'SECRET' } },
    ],
    [
      'credentials: { accessKeyId: env:ID, accessKeySecret: env:SECRET, securityToken: env:TOKEN }',
      {
        kind: 'keys',
        accessKeyId: { env: 'ID' },
        accessKeySecret: { env: 'SECRET' },
        securityToken: { env: 'TOKEN' },
      },
    ],
    [
      'credentials: { roleArn: "acs:ram::12:role/audit" }',
      {
        kind: 'role',
        roleArn: 'acs:ram::12:role/audit',
        roleSessionName: 'ccm-preflight',
        via: { kind: 'default' },
      },
    ],
    [
      'credentials: { roleArn: "acs:ram::12:role/audit", roleSessionName: night, externalId: x7, via: { accessKeyId: env:ID, accessKeySecret: env:SECRET } }',
      {
        kind: 'role',
        roleArn: 'acs:ram::12:role/audit',
        roleSessionName: 'night',
        externalId: 'x7',
        via: { kind: 'keys', accessKeyId: { env: 'ID' }, accessKeySecret: { env: 'SECRET' } },
      },
    ],
  ])('are told apart for %s', (line, expected) => {
    const loaded = account(line);

    expect(loaded?.credentials).toEqual(expected);
  });

  it.each<[string, unknown]>([
    ['clusters: discover', DISCOVERY],
    ['clusters: { discover: true }', DISCOVERY],
    [
      'clusters: { discover: true, include: ["prod-*"], exclude: ["*-old"], endpoint: private }',
      { ...DISCOVERY, include: ['prod-*'], exclude: ['*-old'], endpoint: 'private' },
    ],
    [
      'clusters: { discover: true, functions: { vpc-1: near-one, vpc-2: near-two } }',
      {
        ...DISCOVERY,
        functions: new Map([
          ['vpc-1', 'near-one'],
          ['vpc-2', 'near-two'],
        ]),
      },
    ],
    [
      'clusters: [{ clusterId: c1, name: one, regionId: cn-hangzhou, vpcId: vpc-1, kubeconfig: env:KUBE }]',
      {
        kind: 'list',
        clusters: [
          {
            clusterId: 'c1',
            name: 'one',
            regionId: 'cn-hangzhou',
            vpcId: 'vpc-1',
            kubeconfig: { kind: 'text', text: { env: 'KUBE' } },
          },
        ],
      },
    ],
    [
      'clusters: [{ clusterId: c1, name: one, regionId: cn-hangzhou, vpcId: vpc-1, kubeconfig: /k, context: admin, serviceBackendType: eni, ccmVersion: v2.9.1, function: near }]',
      {
        kind: 'list',
        clusters: [
          {
            clusterId: 'c1',
            name: 'one',
            regionId: 'cn-hangzhou',
            vpcId: 'vpc-1',
            kubeconfig: { kind: 'file', path: '/k' },
            context: 'admin',
            serviceBackendType: 'eni',
            ccmVersion: 'v2.9.1',
            function: 'near',
          },
        ],
      },
    ],
  ])('are told apart for %s', (line, expected) => {
    const loaded = account(line);

    expect(loaded?.clusters).toEqual(expected);
  });

  it.each<[string, string]>([
    ['http://127.0.0.1:1234', 'http://127.0.0.1:1234'],
    ['https://slb.private.example/', 'https://slb.private.example'],
    ['http://[::1]:80', 'http://[::1]:80'],
  ])('may have an endpoint %s', (written, expected) => {
    const loaded = account(`endpoints: { slb: "${written}", fc: "${written}" }`);

    expect(loaded?.endpoints).toEqual({ slb: expected, fc: expected });
  });
});

describe('the other parts', () => {
  it.each<[string, unknown]>([
    ['targetCcmVersion: 2.14.0', { targetCcmVersion: '2.14.0' }],
    ['limits: { slb: { concurrency: 2 } }', { limits: { slb: { requestsPerMinute: 900, concurrency: 2 } } }],
    [
      'limits: { cs: { requestsPerMinute: 6 } }',
      { limits: { cs: { requestsPerMinute: 6, concurrency: 4 } } },
    ],
    ['confirm: { settleSeconds: 0 }', { confirm: { settleSeconds: 0 } }],
    ['confirm: { settleSeconds: 0.5 }', { confirm: { settleSeconds: 0.5 } }],
    [
      'deadlines: { clusterSeconds: 5 }',
      { deadlines: { clusterSeconds: 5, scanSeconds: 3600, leaseSeconds: 60 } },
    ],
    [
      'deadlines: { leaseSeconds: 2.5 }',
      { deadlines: { clusterSeconds: 120, scanSeconds: 3600, leaseSeconds: 2.5 } },
    ],
    [
      'functions: { auditRegion: near }',
      { functions: { version: '3.0', nightlyAudit: 'ccm-preflight-nightly-audit', auditRegion: 'near' } },
    ],
    [
      'functions: { version: "2.0", service: preflight, nightlyAudit: night, auditRegion: region }',
      { functions: { version: '2.0', service: 'preflight', nightlyAudit: 'night', auditRegion: 'region' } },
    ],
    ['store: { type: file, path: /var/lib/audit }', { store: { type: 'file', path: '/var/lib/audit' } }],
    [
      'store: { type: tablestore, endpoint: "https://audit.cn-hangzhou.ots.aliyuncs.com", instance: audit }',
      {
        store: {
          type: 'tablestore',
          endpoint: 'https://audit.cn-hangzhou.ots.aliyuncs.com',
          instance: 'audit',
          tablePrefix: 'ccm_preflight_',
        },
      },
    ],
    [
      'alerts: { dingtalk: [{ url: env:U }] }',
      {
        alerts: {
          dingtalk: [
            {
              url: { env: 'U' },
              language: 'en',
              atMobiles: [],
              match: {
                clusters: ['*'],
                effects: ['fails-check', 'breaks-sync', 'orphaned', 'changes-traffic'],
              },
            },
          ],
        },
      },
    ],
    [
      'alerts: { dingtalk: [{ name: ops, url: env:U, secret: env:S, language: zh, atMobiles: ["138"], match: { clusters: [a], effects: [info] } }] }',
      {
        alerts: {
          dingtalk: [
            {
              name: 'ops',
              url: { env: 'U' },
              secret: { env: 'S' },
              language: 'zh',
              atMobiles: ['138'],
              match: { clusters: ['a'], effects: ['info'] },
            },
          ],
        },
      },
    ],
    [
      'suppressions: [{ rule: load-balancer-name, target: "prod/*", reason: renamed, until: 2028-02-29 }]',
      {
        suppressions: [
          { rule: 'load-balancer-name', target: 'prod/*', reason: 'renamed', until: '2028-02-29' },
        ],
      },
    ],
    [
      'suppressions: [{ rule: "listener-*", target: "prod/*", reason: being moved }]',
      { suppressions: [{ rule: 'listener-*', target: 'prod/*', reason: 'being moved' }] },
    ],
  ])('are read from %s', (line, expected) => {
    const loaded = config(line);

    expect(loaded).toMatchObject(expected as object);
  });
});

describe('the source of a config', () => {
  const yaml = 'accounts:\n  - { name: main, regions: [cn-hangzhou] }\n';
  const json = JSON.stringify({ accounts: [{ name: 'main', regions: ['cn-hangzhou'] }] });

  it.each<[string, string]>([
    ['a YAML file', fileIn(folder, 'config.yaml', yaml)],
    ['a JSON file', fileIn(folder, 'config.json', json)],
    ['a file with a byte order mark', fileIn(folder, 'bom.yaml', `\ufeff${yaml}`)],
    ['YAML text', yaml],
    ['YAML text on one line', 'accounts: [{ name: main, regions: [cn-hangzhou] }]'],
    ['YAML text with a quoted key', '"accounts": [{ name: main, regions: [cn-hangzhou] }]'],
    ['JSON text', json],
    ['JSON text after spaces', `  ${json}`],
    ['indented JSON text', JSON.stringify(JSON.parse(json), null, '\t')],
  ])('may be %s', (_, source) => {
    const loaded = loadConfig(source, {});

    expect(loaded.accounts.map(({ name, regions }) => [name, regions])).toEqual([['main', ['cn-hangzhou']]]);
  });

  it.each<[string, string, string]>([
    ['a file that is not there', join(folder, 'none.yaml'), 'no such file (ENOENT)'],
    ['a folder', folder, 'it is a folder (EISDIR)'],
    ['a path that no system has', `${folder}/a\u0000b`, 'ERR_INVALID_ARG_VALUE'],
  ])('that is %s cannot be read', (_, source, reason) => {
    const error = errorOf(source);

    expect(error.code).toBe('FILE_UNREADABLE');
    expect(error.message).toBe(`cannot read config ${source}: ${reason}`);
  });

  it.each<[string, string, string]>([
    ['an empty text', '', 'the inline config has 1 fault'],
    ['an inline text', 'accounts: 5', 'the inline config has 1 fault'],
    ['several faults', 'accounts: 5\nzzz: 1', 'the inline config has 2 faults'],
    ['a file', fileIn(folder, 'empty.yaml', ''), `config ${join(folder, 'empty.yaml')} has 1 fault`],
  ])('is named in the message: %s', (_, source, message) => {
    const error = errorOf(source);

    expect(error).toMatchObject({ code: 'BAD_CONFIG', message });
  });
});

describe('a path in a config', () => {
  const clusters = (kubeconfig: string) =>
    `accounts: [{ name: main, regions: [cn-a], clusters: [{ clusterId: c1, name: one, regionId: cn-a, vpcId: v, kubeconfig: ${kubeconfig} }] }]\nstore: { type: file, path: ${kubeconfig} }\n`;
  const pathsOf = (loaded: Config) =>
    [...loaded.accounts.flatMap((one) => (one.clusters.kind === 'list' ? one.clusters.clusters : []))].map(
      ({ kubeconfig }) => (kubeconfig.kind === 'file' ? kubeconfig.path : undefined),
    );

  it.each<[string, string]>([
    ['kube/one.yaml', join(folder, 'nested', 'kube/one.yaml')],
    ['../one.yaml', join(folder, 'one.yaml')],
    ['/etc/one.yaml', '/etc/one.yaml'],
    ['~/.kube/config', '/home/audit/.kube/config'],
    ['~other/config', join(folder, 'nested', '~other/config')],
  ])('is relative to the file that holds it: %s', (written, expected) => {
    mkdirSync(join(folder, 'nested'), { recursive: true });
    const file = fileIn(join(folder, 'nested'), 'paths.yaml', clusters(written));

    const loaded = loadConfig(file, { HOME: '/home/audit' });

    expect(pathsOf(loaded)).toEqual([expected]);
    expect(loaded.store).toEqual({ type: 'file', path: expected });
  });

  it('is relative to the working directory in an inline text', () => {
    const loaded = loadConfig(clusters('kube/one.yaml'), {});

    expect(pathsOf(loaded)).toEqual([join(process.cwd(), 'kube/one.yaml')]);
  });

  it('finds the home folder without HOME too', () => {
    const loaded = loadConfig(clusters('~/one.yaml'), {});

    expect(pathsOf(loaded)).toEqual([join(homedir(), 'one.yaml')]);
  });
});

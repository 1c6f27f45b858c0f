import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../shared/config/load-config.ts';
import { InputError } from '../../shared/errors.ts';

/** The faults of a text; none if it is a config. */
function faultsIn(text: string): readonly string[] {
  try {
    loadConfig(text, {});
    return [];
  } catch (thrown) {
    if (thrown instanceof InputError && thrown.code === 'BAD_CONFIG') return thrown.faults;
    throw thrown;
  }
}

/** A config of one account with these further lines of it. */
function account(...lines: readonly string[]): string {
  return [
    'accounts:',
    '  - name: main',
    '    regions: [cn-hangzhou]',
    ...lines.map((line) => `    ${line}`),
  ].join('\n');
}

/** A small config with these further lines at its top. */
function config(...lines: readonly string[]): string {
  return [account(), ...lines].join('\n');
}

const CLUSTER = '{ clusterId: c1, name: one, regionId: cn-hangzhou, vpcId: vpc-1, kubeconfig: k.yaml }';

describe('the faults of a config', () => {
  it('are all named at once, each with its path, and none with a literal secret', async () => {
    const text = readFileSync(new URL('broken.yaml', import.meta.url), 'utf8');

    const faults = faultsIn(text);

    expect(faults.filter((fault) => fault.includes('literal'))).toEqual([]);
    await expect(`${faults.join('\n')}\n`).toMatchFileSnapshot('../golden/config-faults.txt');
  });

  it.each<[string, string]>([
    ['# nothing but a comment\n', 'config: must be an object with keys of: accounts, targetCcmVersion'],
    ['- a list\n', 'config: must be an object'],
    ['{}', 'accounts: is missing'],
    ['accounts: []', 'accounts: must be a list of accounts, at least one'],
    ['accounts: { name: main }', 'accounts: must be a list of accounts, at least one'],
    ['accounts: [main]', 'accounts[0]: must be an object with keys of: name, credentials, regions'],
    ['accounts: [{ regions: [cn-hangzhou] }]', 'accounts[0].name: is missing'],
    ['accounts: [{ name: 1, regions: [cn-hangzhou] }]', 'accounts[0].name: must be text'],
    ['accounts: [{ name: " ", regions: [cn-hangzhou] }]', 'accounts[0].name: must be text'],
    ['accounts: [{ name: main, regions: [] }]', 'accounts[0].regions: must be a list of region ids'],
    [
      'accounts: [{ name: main, regions: [cn-a, cn-a] }]',
      'accounts[0].regions: must be a list of region ids',
    ],
    ['accounts: [{ name: main, regions: [evil.example/] }]', 'accounts[0].regions[0]: must be a region id'],
  ])('of %j is one: %s', (text, expected) => {
    const faults = faultsIn(text);

    expect(faults).toEqual([expect.stringContaining(expected)]);
  });

  it.each<[string, string]>([
    ['targetCcmVersion: 2.1', 'targetCcmVersion: must be a version in quotes, like "2.14.0"'],
    [
      'targetCcmVersions: "2.14.0"',
      'targetCcmVersions: is not a known key (did you mean "targetCcmVersion"?)',
    ],
    ['zzz: 1', 'zzz: is not a known key (known here: accounts, targetCcmVersion, '],
    [
      'alerts: { dingtalk: [{ url: "env:U", lang: zh }] }',
      'alerts.dingtalk[0].lang: is not a known key (did you mean "language"?)',
    ],
    [
      'store: { type: tablestore, endpoint: "http://e", instance: "i-1", prefix: p }',
      'store.prefix: is not a known key (did you mean "tablePrefix"?)',
    ],
    ['limits: { slb: { requestsPerMinute: 0 } }', 'limits.slb.requestsPerMinute: must be a whole number'],
    ['limits: { slb: { concurrency: 1.5 } }', 'limits.slb.concurrency: must be a whole number, 1 or more'],
    ['limits: { slb: { rpm: 5 } }', 'limits.slb.rpm: is not a known key'],
    ['limits:', 'limits: must be an object with keys of: slb, ecs, vpc, cs'],
    ['confirm: { settleSeconds: -1 }', 'confirm.settleSeconds: must be a number of seconds from 0 to 3600'],
    ['confirm: { settleSeconds: .nan }', 'confirm.settleSeconds: must be a number of seconds from 0 to 3600'],
    ['confirm: { settleSeconds: .inf }', 'confirm.settleSeconds: must be a number of seconds from 0 to 3600'],
    ['confirm: { settleSeconds: "30" }', 'confirm.settleSeconds: must be a number of seconds from 0 to 3600'],
    ['deadlines: { scanSeconds: 0 }', 'deadlines.scanSeconds: must be a number of seconds from 1 to 86400'],
    ['deadlines: { leaseSeconds: 0.5 }', 'deadlines.leaseSeconds: must be a number of seconds from 2 to 300'],
    ['deadlines: { leaseSeconds: 301 }', 'deadlines.leaseSeconds: must be a number of seconds from 2 to 300'],
    ['functions: { version: 3.0 }', 'functions.version: must be "3.0" or "2.0"'],
    ['functions: { version: "2.0" }', 'functions.service: is missing, as version "2.0" has services'],
    ['functions: { service: a }', 'functions.service: is of no use without version: "2.0"'],
    ['functions: { version: "3.0", service: a }', 'functions.service: is of no use without version: "2.0"'],
    ['functions: { nightlyAudit: 1st }', 'functions.nightlyAudit: must be up to 64 letters, digits'],
    ['functions: { auditRegion: "a b" }', 'functions.auditRegion: must be up to 64 letters, digits'],
    [
      'functions: { auditRegions: a }',
      'functions.auditRegions: is not a known key (did you mean "auditRegion"?)',
    ],
    ['functions: audit', 'functions: must be an object with keys of: version, service, nightlyAudit'],
    ['suppressions: [{ rule: r, target: "*", until: 2027-01-01 }]', 'suppressions[0].reason: is missing'],
    [
      'suppressions: [{ rule: r, target: "*", reason: x, until: 2027-02-29 }]',
      'suppressions[0].until: is no day of the calendar',
    ],
    [
      'suppressions: [{ rule: r, target: "*", reason: x, until: 2027-1-1 }]',
      'suppressions[0].until: must be a date like 2027-01-31',
    ],
    [
      'suppressions: [{ rule: "listener-{start,stop}", target: "*", reason: x }]',
      'suppressions[0].rule: must be the id of a rule, or a glob over ids, like "listener-*"',
    ],
    ['alerts: { dingtalk: [{ secret: env:S }] }', 'alerts.dingtalk[0].url: is missing'],
    ['alerts: { dingtalks: [] }', 'alerts.dingtalks: is not a known key (did you mean "dingtalk"?)'],
    [
      'alerts: { dingtalk: [{ url: env:U, atMobiles: [13800000000] }] }',
      'alerts.dingtalk[0].atMobiles[0]: must be a phone number in quotes',
    ],
    [
      'alerts: { dingtalk: [{ url: env:U, name: "on call" }] }',
      'alerts.dingtalk[0].name: must be up to 64 letters, digits, "-", "_" and "."',
    ],
    [
      'alerts: { dingtalk: [{ url: env:U, name: ops }, { url: env:V }, { url: env:W, name: ops }] }',
      'alerts.dingtalk[2].name: is that of alerts.dingtalk[0] too',
    ],
    [
      'alerts: { dingtalk: [{ url: env:U, match: { effects: [fail-check] } }] }',
      'alerts.dingtalk[0].match.effects[0]: must be one of fails-check, breaks-sync',
    ],
  ])('with %j are one: %s', (line, expected) => {
    const faults = faultsIn(config(line));

    expect(faults).toEqual([expect.stringContaining(expected)]);
  });
});

describe('a part that may have several forms', () => {
  it.each<[string, string[]]>([
    [
      'credentials: chain',
      ['credentials: must be "default", { accessKeyId, accessKeySecret } or { roleArn }'],
    ],
    ['credentials: []', ['credentials: must be "default", { accessKeyId, accessKeySecret } or { roleArn }']],
    ['credentials: {}', ['credentials: must be "default", { accessKeyId, accessKeySecret } or { roleArn }']],
    ['credentials:', ['credentials: must be "default", { accessKeyId, accessKeySecret } or { roleArn }']],
    ['credentials: { accessKeyId: env:A }', ['credentials.accessKeySecret: is missing']],
    [
      'credentials: { accessKeyID: env:A, accessKeySecret: env:B }',
      [
        'credentials.accessKeyId: is missing',
        'credentials.accessKeyID: is not a known key (did you mean "accessKeyId"?)',
      ],
    ],
    [
      'credentials: { rolearn: "acs:ram::1:role/a" }',
      [
        'credentials.roleArn: is missing',
        'credentials.rolearn: is not a known key (did you mean "roleArn"?)',
      ],
    ],
    ['credentials: { roleArn: audit }', ['credentials.roleArn: must be a role like acs:ram::']],
    [
      'credentials: { roleArn: "acs:ram::1:role/a", via: { accessKeyId: env:A, accessKeySecret: x } }',
      ['credentials.via.accessKeySecret: must be env:NAME'],
    ],
    [
      'credentials: { roleArn: "acs:ram::1:role/a", via: { roleArn: "acs:ram::1:role/b" } }',
      [
        'credentials.via.accessKeyId: is missing',
        'credentials.via.accessKeySecret: is missing',
        'credentials.via.roleArn: is not a known key',
      ],
    ],
    ['clusters: discovery', ['clusters: must be "discover", a list of clusters, or { discover: true }']],
    ['clusters: []', ['clusters: must be a list of clusters, at least one']],
    ['clusters: [c1]', ['clusters[0]: must be an object with keys of: clusterId, name']],
    ['clusters: { include: [a] }', ['clusters.discover: is missing']],
    ['clusters: { discover: false }', ['clusters.discover: must be true']],
    [
      'clusters: { discover: true, include: "*" }',
      ['clusters.include: must be a list of globs, at least one'],
    ],
    ['clusters: { discover: true, endpoint: vpc }', ['clusters.endpoint: must be "public" or "private"']],
    [
      'clusters: { discover: true, functions: [near] }',
      ['clusters.functions: must be the names of functions by VPC id'],
    ],
    [
      'clusters: { discover: true, functions: { vpc-1: near one } }',
      ['clusters.functions.vpc-1: must be up to 64 letters'],
    ],
    [
      `clusters: [${CLUSTER.replace(' }', ', function: "" }')}]`,
      ['clusters[0].function: must be up to 64 letters'],
    ],
    [`clusters: [${CLUSTER.replace('vpc-1', '7')}]`, ['clusters[0].vpcId: must be an id']],
    [`clusters: [${CLUSTER.replace('k.yaml', 'env:MY-KUBE')}]`, ['clusters[0].kubeconfig: must be the path']],
    [`clusters: [${CLUSTER.replace('k.yaml', '"{\\"users\\": []}"')}]`, ['clusters[0].kubeconfig: must be']],
    [
      `clusters: [${CLUSTER.replace('k.yaml', '"apiVersion: v1\\nusers: []"')}]`,
      ['clusters[0].kubeconfig: '],
    ],
    [`clusters: [${CLUSTER.replace('cn-hangzhou', 'cn-beijing')}]`, ['clusters[0].regionId: is none of its']],
    [`clusters: [${CLUSTER}, ${CLUSTER}]`, ['clusters[1].clusterId: is that of accounts[0].clusters[0] too']],
    ['endpoints: { slb: slb.aliyuncs.com }', ['endpoints.slb: must be http:// or https://']],
    ['endpoints: { slb: "https://slb.aliyuncs.com/v1" }', ['endpoints.slb: must be http:// or https://']],
    [
      'endpoints: { slb: "https://me:pass@slb.aliyuncs.com" }',
      ['endpoints.slb: must be http:// or https://'],
    ],
    ['endpoints: { slb: "ftp://slb.aliyuncs.com" }', ['endpoints.slb: must be http:// or https://']],
    ['endpoints: { slb: "http://slb:99999" }', ['endpoints.slb: has no valid host and port']],
    ['endpoints: { nlb: "http://nlb" }', ['endpoints.nlb: is not a known key']],
  ])('has the faults of the form that is meant: %s', (line, expected) => {
    const faults = faultsIn(account(line));

    expect(faults).toEqual(expected.map((fault) => expect.stringContaining(`accounts[0].${fault}`)));
  });

  it.each<[string, string[]]>([
    [
      'store: .ccm-preflight',
      ['store: must be { type: file, path } or { type: tablestore, endpoint, instance }'],
    ],
    ['store: { type: file }', ['store.path: is missing']],
    ['store: { path: a }', ['store.type: is missing']],
    ['store: { type: files, path: a }', ['store.type: must be "file" or "tablestore"']],
    ['store: { type: redis }', ['store: must be { type: file, path } or']],
    ['store: { type: tablestore, instance: audit }', ['store.endpoint: is missing']],
    [
      'store: { type: file, endpoint: "https://a", instance: audit }',
      ['store.path: is missing', 'store.endpoint: is not a known key', 'store.instance: is not a known key'],
    ],
    [
      'store: { type: tablestore, endpoint: "https://a:99999", instance: b }',
      ['store.endpoint: has no valid'],
    ],
  ])('has the faults of the store that is meant: %s', (line, expected) => {
    const faults = faultsIn(config(line));

    expect(faults).toEqual(expected.map((fault) => expect.stringContaining(fault)));
  });
});

describe('what must be unique', () => {
  it('is the name of an account', () => {
    const faults = faultsIn('accounts: [{ name: a, regions: [cn-a] }, { name: a, regions: [cn-b] }]');

    expect(faults).toEqual(['accounts[1].name: is that of accounts[0] too']);
  });

  it('is the id of a cluster, over all accounts', () => {
    const accounts = ['a', 'b'].map(
      (name) => `{ name: ${name}, regions: [cn-hangzhou], clusters: [${CLUSTER}] }`,
    );

    const faults = faultsIn(`accounts: [${accounts.join(', ')}]`);

    expect(faults).toEqual(['accounts[1].clusters[0].clusterId: is that of accounts[0].clusters[0] too']);
  });

  it('is named beside faults of structure elsewhere', () => {
    const faults = faultsIn('accounts: [{ name: a, regions: [cn-a] }, { name: a, regions: [cn-b] }]\nzzz: 1');

    expect(faults).toEqual([
      expect.stringMatching(/^zzz: is not a known key \(known here: accounts, targetCcmVersion, .*\)$/),
      'accounts[1].name: is that of accounts[0] too',
    ]);
  });
});

describe('a secret in the config itself', () => {
  const secret = 'kzXKq8vJ4mN2pR7sT1wY5zA9bC3dE6';

  it.each<[string, string]>([
    ['as a key', account(`credentials: { accessKeyId: env:A, accessKeySecret: ${secret} }`)],
    [
      'without a space after its colon',
      account(`credentials: { accessKeyId: env:A, accessKeySecret:${secret} }`),
    ],
    ['where a key should be', account(`credentials: { accessKeyId: env:A, ${secret} }`)],
    ['instead of an object', account(`credentials: ${secret}`)],
    ['after env:', account(`credentials: { accessKeyId: env:A, accessKeySecret: "env:${secret}/+=" }`)],
    ['in the URL of a robot', config(`alerts: { dingtalk: [{ url: "https://o.example/?t=${secret}" }] }`)],
    ['in the URL of an endpoint', account(`endpoints: { slb: "https://a:${secret}@slb" }`)],
    ['before a syntax fault', account(`credentials: { accessKeySecret: "${secret} }`)],
    ['at a syntax fault', account(`credentials: @${secret}`)],
    ['as an alias', account(`credentials: *${secret}`)],
    ['as a tag', account(`credentials: !${secret} x`)],
  ])('is a fault that does not repeat it: %s', (_, text) => {
    const faults = faultsIn(text);

    expect(faults.length).toBeGreaterThan(0);
    expect(faults.join('\n')).not.toContain(secret);
  });

  it('is told apart from a key that is only misspelt', () => {
    const faults = faultsIn(
      account('credentials: { accessKeyId: env:A, accessKeySecret:x-literal-secret-x }'),
    );

    expect(faults).toContainEqual(
      'accounts[0].credentials: has a key that is no plain word; is a space missing after a colon?',
    );
  });
});

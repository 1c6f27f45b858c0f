import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../shared/config/load-config.ts';
import { resolveSecrets, secretOf } from '../../shared/config/secrets.ts';
import { InputError } from '../../shared/errors.ts';

const config = loadConfig(
  `
accounts:
  - name: keys
    credentials: { accessKeyId: env:ID, accessKeySecret: env:SECRET, securityToken: env:TOKEN }
    regions: [cn-a]
    clusters:
      - { clusterId: c1, name: one, regionId: cn-a, vpcId: v, kubeconfig: one.yaml }
      - { clusterId: c2, name: two, regionId: cn-a, vpcId: v, kubeconfig: env:KUBE }
  - name: role
    credentials: { roleArn: "acs:ram::1:role/a", via: { accessKeyId: env:VIA_ID, accessKeySecret: env:VIA_SECRET } }
    regions: [cn-a]
alerts: { dingtalk: [{ url: env:PLAIN_URL }, { url: env:SIGNED_URL, secret: env:SIGN }] }
`,
  {},
);
const ACCOUNTS = { ID: 'a', SECRET: 'b', TOKEN: 'c', KUBE: 'd\n', VIA_ID: 'e', VIA_SECRET: 'f' };
const ALERTS = { PLAIN_URL: 'g', SIGNED_URL: 'h', SIGN: 'i' };

function errorOf(act: () => unknown): InputError {
  try {
    act();
  } catch (thrown) {
    if (thrown instanceof InputError) return thrown;
    throw thrown;
  }
  throw new Error('nothing was thrown');
}

describe('the secrets of a config', () => {
  it('are found by their references, as they are', () => {
    const find = resolveSecrets(config, { ...ACCOUNTS, ...ALERTS });

    expect([find({ env: 'SECRET' }), find({ env: 'KUBE' }), find({ env: 'SIGN' })]).toEqual([
      'b',
      'd\n',
      'i',
    ]);
  });

  it('are all named when none is there, by path and variable', () => {
    const error = errorOf(() => resolveSecrets(config, {}));

    expect(error).toMatchObject({
      code: 'BAD_CONFIG',
      message: '9 secrets are missing from the environment',
    });
    expect(error.faults).toEqual(
      [
        ['accounts[0].credentials.accessKeyId', 'ID'],
        ['accounts[0].credentials.accessKeySecret', 'SECRET'],
        ['accounts[0].credentials.securityToken', 'TOKEN'],
        ['accounts[0].clusters[1].kubeconfig', 'KUBE'],
        ['accounts[1].credentials.via.accessKeyId', 'VIA_ID'],
        ['accounts[1].credentials.via.accessKeySecret', 'VIA_SECRET'],
        ['alerts.dingtalk[0].url', 'PLAIN_URL'],
        ['alerts.dingtalk[1].url', 'SIGNED_URL'],
        ['alerts.dingtalk[1].secret', 'SIGN'],
      ].map(([path, name]) => `${path}: environment variable ${name} is not set, or is blank`),
    );
  });

  it.each<[string, string | undefined]>([
    ['not set', undefined],
    ['empty', ''],
    ['blank', ' \n'],
  ])('are missing where the variable is %s', (_, value) => {
    const error = errorOf(() => resolveSecrets(config, { ...ACCOUNTS, ...ALERTS, TOKEN: value }));

    expect(error.message).toBe('a secret is missing from the environment');
    expect(error.faults).toEqual([
      'accounts[0].credentials.securityToken: environment variable TOKEN is not set, or is blank',
    ]);
  });

  it('are asked for only where they will be used', () => {
    const find = resolveSecrets(config, ACCOUNTS, ['accounts']);

    expect(find({ env: 'ID' })).toBe('a');
    expect(errorOf(() => resolveSecrets(config, ACCOUNTS, ['alerts'])).faults).toHaveLength(3);
  });

  it('never stand in the faults of others', () => {
    const env = { ...ACCOUNTS, SECRET: 'visible-secret', TOKEN: '' };

    const error = errorOf(() => resolveSecrets(config, env, ['accounts']));

    expect(`${error.message} ${error.faults} ${error.stack}`).not.toContain('visible-secret');
  });
});

describe('a secret with env: before it, where the name of its variable belongs', () => {
  it.each([
    ['the id of a key', 'LTAI5tFAKEfakeFAKEfake12'],
    ['the id of a key, in large letters', 'LTAI5TFAKEFAKEFAKEFAKE12'],
    ['the secret of a key', 'abcdefGHIJKL3456789mnopQRSTuvw'],
    ['the secret of a key without a digit', 'abcdefGHIJKLabcdefGHIJKLabcdef'],
    ['the token of a robot', 'a0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde'],
    ['the secret of a robot', 'SEC0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcd'],
  ])('is not repeated: %s', (_, pasted) => {
    const text = JSON.stringify({
      accounts: [{ name: 'one', regions: ['cn-a'], credentials: pasteds(`env:${pasted}`) }],
    });

    const error = errorOf(() => resolveSecrets(loadConfig(text, {}), {}));

    expect(error.faults).toHaveLength(2);
    expect(error.faults[0]).toMatch(/^accounts\[0\]\.credentials\.accessKeyId: .* that it names is not set/);
    expect(`${error.message} ${error.faults} ${error.stack}`).not.toContain(pasted);
  });

  it.each(['FLEET_KEY_SECRET_1', 'DINGTALK1SECRET2URL', 'dingtalk_secret_of_2026', 'secretOfRobot7'])(
    'is told apart from a name: %s',
    (name) => {
      expect(errorOf(() => secretOf({ env: name }, {})).message).toContain(name);
    },
  );

  function pasteds(accessKeyId: string): object {
    return { accessKeyId, accessKeySecret: 'env:SECRET' };
  }
});

describe('one secret', () => {
  it('is the text of its variable', () => {
    const secret = secretOf({ env: 'A' }, { A: ' x ' });

    expect(secret).toBe(' x ');
  });

  it.each(['toString', '__proto__', 'constructor', 'MISSING'])(
    'is missing where %s is no variable',
    (name) => {
      const error = errorOf(() => secretOf({ env: name }, {}));

      expect(error).toMatchObject({
        code: 'BAD_CONFIG',
        message: `environment variable ${name} is not set, or is blank`,
      });
    },
  );
});

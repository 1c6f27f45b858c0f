import { InputError } from '../errors.ts';
import type { Config, Credentials, SecretRef } from './config.ts';
import { isSecretLike } from './secret-like.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What needs secrets: reading the accounts' clusters, or telling people. */
type SecretUse = 'accounts' | 'alerts';

/**
 * The secret that a reference names.
 * @throws InputError BAD_CONFIG when the variable is not set, or blank
 */
export function secretOf(ref: SecretRef, env: Environment): string {
  const secret = read(ref, env);
  if (secret === undefined) {
    throw new InputError('BAD_CONFIG', absent(ref));
  }
  return secret;
}

/**
 * Makes sure that every secret is there before anything starts, and gives a function that finds them.
 * @param uses which parts of the config will be used; all of them unless told
 * @throws InputError BAD_CONFIG with one fault for each secret that is not there, by path and variable
 */
export function resolveSecrets(
  config: Config,
  env: Environment,
  uses: readonly SecretUse[] = ['accounts', 'alerts'],
): (ref: SecretRef) => string {
  const faults = uses
    .flatMap((use) => (use === 'accounts' ? accountSecrets(config) : alertSecrets(config)))
    .filter(([, ref]) => read(ref, env) === undefined)
    .map(([path, ref]) => `${path}: ${absent(ref)}`);
  if (faults.length > 0) {
    const count = faults.length === 1 ? 'a secret is' : `${faults.length} secrets are`;
    throw new InputError('BAD_CONFIG', `${count} missing from the environment`, { faults });
  }
  return (ref) => secretOf(ref, env);
}

/** That a variable is missing, by its name, unless that may be the secret itself, written where its name belongs. */
function absent({ env: name }: SecretRef): string {
  const missing = 'is not set, or is blank';
  return isSecretLike(name)
    ? `the environment variable that it names ${missing}; env: goes before the name of a variable, not before a secret`
    : `environment variable ${name} ${missing}`;
}

function read(ref: SecretRef, env: Environment): string | undefined {
  const value = Object.hasOwn(env, ref.env) ? env[ref.env] : undefined;
  return value === undefined || value.trim() === '' ? undefined : value;
}

type Placed = readonly [path: string, ref: SecretRef];

function accountSecrets(config: Config): Placed[] {
  return config.accounts.flatMap(({ credentials, clusters }, index) => {
    const path = `accounts[${index}]`;
    const listed = clusters.kind === 'list' ? clusters.clusters : [];
    return [
      ...credentialSecrets(credentials, `${path}.credentials`),
      ...listed.flatMap(({ kubeconfig }, at): Placed[] =>
        kubeconfig.kind === 'text' ? [[`${path}.clusters[${at}].kubeconfig`, kubeconfig.text]] : [],
      ),
    ];
  });
}

function credentialSecrets(credentials: Credentials, path: string): Placed[] {
  if (credentials.kind === 'default') return [];
  if (credentials.kind === 'role') return credentialSecrets(credentials.via, `${path}.via`);
  const { accessKeyId, accessKeySecret, securityToken } = credentials;
  return [
    [`${path}.accessKeyId`, accessKeyId],
    [`${path}.accessKeySecret`, accessKeySecret],
    ...(securityToken ? [[`${path}.securityToken`, securityToken] as const] : []),
  ];
}

function alertSecrets(config: Config): Placed[] {
  return config.alerts.dingtalk.flatMap(({ url, secret }, index): Placed[] => [
    [`alerts.dingtalk[${index}].url`, url],
    ...(secret ? [[`alerts.dingtalk[${index}].secret`, secret] as const] : []),
  ]);
}

import { Errors } from '@sinclair/typebox/errors';
import { schemaFaults } from '../schema-faults.ts';
import { accountOf } from './account.ts';
import type { Config, DingtalkRobot, FileStore, Limits, Tablestore } from './config.ts';
import { crossFaults } from './cross-faults.ts';
import {
  DEFAULT_ALERT_EFFECTS,
  DEFAULT_CLUSTER_SECONDS,
  DEFAULT_FUNCTIONS,
  DEFAULT_LEASE_SECONDS,
  DEFAULT_LIMITS,
  DEFAULT_SCAN_SECONDS,
  DEFAULT_SETTLE_SECONDS,
  DEFAULT_TABLE_PREFIX,
} from './defaults.ts';
import { absolutePath, endpointUrl, type PathBase, secretRef } from './references.ts';
import { type ConfigFile, ConfigSchema } from './schema.ts';

/** A config, or everything that keeps a value from being one: `accounts[0].regions: is missing`. */
type ParsedConfig =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly faults: readonly string[] };

/** Checks any value as a config and fills in the defaults. No fault repeats a value: it may be a secret gone astray. */
export function parseConfig(value: unknown, base: PathBase): ParsedConfig {
  const faults = faultsOf(value);
  if (faults.length > 0) return { ok: false, faults };
  return { ok: true, config: configOf(value as ConfigFile, base) };
}

/** One fault a path; where the schema has spoken, it has said enough. */
function faultsOf(value: unknown): string[] {
  const structural = schemaFaults(Errors(ConfigSchema, value), 'config');
  const atFault = new Set(structural.map((fault) => fault.slice(0, fault.indexOf(': '))));
  const others = crossFaults(value).filter(([path]) => !atFault.has(path));
  return [...structural, ...others.map(([path, text]) => `${path}: ${text}`)];
}

function configOf(file: ConfigFile, base: PathBase): Config {
  const { targetCcmVersion, store } = file;
  return {
    accounts: file.accounts.map((account) => accountOf(account, base)),
    ...(targetCcmVersion !== undefined && { targetCcmVersion }),
    limits: limitsOf(file.limits ?? {}),
    confirm: { settleSeconds: file.confirm?.settleSeconds ?? DEFAULT_SETTLE_SECONDS },
    deadlines: {
      clusterSeconds: file.deadlines?.clusterSeconds ?? DEFAULT_CLUSTER_SECONDS,
      scanSeconds: file.deadlines?.scanSeconds ?? DEFAULT_SCAN_SECONDS,
      leaseSeconds: file.deadlines?.leaseSeconds ?? DEFAULT_LEASE_SECONDS,
    },
    functions: { ...DEFAULT_FUNCTIONS, ...file.functions },
    ...(store !== undefined && { store: storeOf(store, base) }),
    alerts: {
      dingtalk: (file.alerts?.dingtalk ?? []).map(robotOf),
      ...(file.alerts?.link !== undefined && { link: file.alerts.link }),
    },
    suppressions: file.suppressions ?? [],
  };
}

function limitsOf(entry: NonNullable<ConfigFile['limits']>): Limits {
  return {
    slb: { ...DEFAULT_LIMITS.slb, ...entry.slb },
    ecs: { ...DEFAULT_LIMITS.ecs, ...entry.ecs },
    vpc: { ...DEFAULT_LIMITS.vpc, ...entry.vpc },
    cs: { ...DEFAULT_LIMITS.cs, ...entry.cs },
  };
}

function storeOf(entry: NonNullable<ConfigFile['store']>, base: PathBase): FileStore | Tablestore {
  if (entry.type === 'file') return { type: 'file', path: absolutePath(entry.path, base) };
  const { type, endpoint, instance, tablePrefix = DEFAULT_TABLE_PREFIX } = entry;
  return { type, endpoint: endpointUrl(endpoint), instance, tablePrefix };
}

type RobotEntry = NonNullable<NonNullable<ConfigFile['alerts']>['dingtalk']>[number];

function robotOf(entry: RobotEntry): DingtalkRobot {
  return {
    ...(entry.name !== undefined && { name: entry.name }),
    url: secretRef(entry.url),
    ...(entry.secret !== undefined && { secret: secretRef(entry.secret) }),
    language: entry.language ?? 'en',
    atMobiles: entry.atMobiles ?? [],
    match: {
      clusters: entry.match?.clusters ?? ['*'],
      effects: entry.match?.effects ?? DEFAULT_ALERT_EFFECTS,
    },
    summary: entry.summary ?? false,
  };
}

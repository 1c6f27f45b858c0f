/** Where the config is when nothing else names it: a path, or the text itself. */
export const CONFIG_VARIABLE = 'CCM_PREFLIGHT_CONFIG';

/** Where a secret is: the name of the environment variable, never the secret. */
export interface SecretRef {
  readonly env: string;
}

interface DefaultCredentials {
  readonly kind: 'default';
}

/** An access key, by the names of the variables that hold it. */
export interface KeyCredentials {
  readonly kind: 'keys';
  readonly accessKeyId: SecretRef;
  readonly accessKeySecret: SecretRef;
  readonly securityToken?: SecretRef;
}

/** A role, assumed with the credentials of `via`. */
interface RoleCredentials {
  readonly kind: 'role';
  readonly roleArn: string;
  readonly roleSessionName: string;
  readonly externalId?: string;
  readonly via: DefaultCredentials | KeyCredentials;
}

/** Whose rights an account is read with. */
export type Credentials = DefaultCredentials | KeyCredentials | RoleCredentials;

/** A kubeconfig: an absolute path, or the variable that holds the YAML text itself. */
export type KubeconfigRef =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'text'; readonly text: SecretRef };

/** A cluster that the config writes down instead of having it discovered. */
export interface ConfiguredCluster {
  readonly clusterId: string;
  readonly name: string;
  readonly regionId: string;
  readonly vpcId: string;
  readonly kubeconfig: KubeconfigRef;
  /** The kubeconfig's own current context where it is left out. */
  readonly context?: string;
  readonly serviceBackendType?: 'ecs' | 'eni';
  readonly ccmVersion?: string;
  /** The function that can reach the cluster's private API server. */
  readonly function?: string;
}

/** Which of the account's clusters to ask the CS API for: globs over name and id. */
export interface DiscoveredClusters {
  readonly kind: 'discover';
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** Which API server address the kubeconfigs are to have. */
  readonly endpoint: 'public' | 'private';
  /** The functions that reach the clusters of some VPCs, by VPC id. */
  readonly functions: ReadonlyMap<string, string>;
}

interface ListedClusters {
  readonly kind: 'list';
  readonly clusters: readonly ConfiguredCluster[];
}

/** Scheme, host and port without a slash at the end. */
export interface Endpoints {
  readonly slb?: string;
  readonly ecs?: string;
  readonly vpc?: string;
  readonly cs?: string;
  readonly sts?: string;
  readonly fc?: string;
}

/** One Alibaba Cloud account: what of it is read, and with whose rights. */
export interface Account {
  /** Unique in the config. */
  readonly name: string;
  readonly credentials: Credentials;
  /** At least one, each once. */
  readonly regions: readonly string[];
  readonly endpoints: Endpoints;
  readonly clusters: DiscoveredClusters | ListedClusters;
}

/** For one account, region and API. */
export interface ApiLimit {
  readonly requestsPerMinute: number;
  readonly concurrency: number;
}

/** The limit of each API, for one account and region. */
export type Limits = Readonly<Record<'slb' | 'ecs' | 'vpc' | 'cs', ApiLimit>>;

/** Rows in an embedded database of this machine. */
export interface FileStore {
  readonly type: 'file';
  /** Absolute. */
  readonly path: string;
}

/** Rows in a Tablestore instance; its endpoint is `https://…`, and its tables begin with `tablePrefix`. */
export interface Tablestore {
  readonly type: 'tablestore';
  readonly endpoint: string;
  readonly instance: string;
  readonly tablePrefix: string;
}

/** The effects a finding may have, as the rules name them. */
export const ALERT_EFFECTS = ['fails-check', 'breaks-sync', 'orphaned', 'changes-traffic', 'info'] as const;
/** One of the effects. */
export type AlertEffect = (typeof ALERT_EFFECTS)[number];

/** A robot of a DingTalk group, and what it is told. */
export interface DingtalkRobot {
  /** Unique in the config. */
  readonly name?: string;
  readonly url: SecretRef;
  /** Of a robot that wants its messages signed. */
  readonly secret?: SecretRef;
  readonly language: 'en' | 'zh';
  readonly atMobiles: readonly string[];
  readonly match: { readonly clusters: readonly string[]; readonly effects: readonly AlertEffect[] };
  /** Told after every run, although nothing is new. */
  readonly summary: boolean;
}

/** A finding that somebody knows of: globs over rule and target, as `report.ts` has them. */
export interface Suppression {
  readonly rule: string;
  readonly target: string;
  readonly reason: string;
  /** The last day, in UTC, on which it holds (2027-01-31). Without it, it holds for good. */
  readonly until?: string;
}

/** The functions of this program on Function Compute. */
export interface Functions {
  /** Version 2.0 has services. */
  readonly version: '3.0' | '2.0';
  /** The service that they are in; of version 2.0 only. */
  readonly service?: string;
  readonly nightlyAudit: string;
  /** The one that reads every cluster for which no other is named. */
  readonly auditRegion: string;
}

/** The config as the program uses it: checked, defaults filled in, paths absolute, secrets by name only. */
export interface Config {
  readonly accounts: readonly Account[];
  readonly targetCcmVersion?: string;
  readonly limits: Limits;
  /** 0: findings are not looked at twice. */
  readonly confirm: { readonly settleSeconds: number };
  /**
   * How long the reading of one cluster, and a whole scan, may take; and for how long a shard is left to an invocation
   * that gives no sign of life.
   */
  readonly deadlines: {
    readonly clusterSeconds: number;
    readonly scanSeconds: number;
    readonly leaseSeconds: number;
  };
  readonly functions: Functions;
  /** Nothing is kept where it is left out. */
  readonly store?: FileStore | Tablestore;
  /** `link`: where people find the whole report. */
  readonly alerts: { readonly dingtalk: readonly DingtalkRobot[]; readonly link?: string };
  readonly suppressions: readonly Suppression[];
}

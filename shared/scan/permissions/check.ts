/** Where a permission was tried: with an account, in a region of it, or in a cluster. */
export interface Place {
  /** The account's name in the config. */
  readonly account: string;
  readonly regionId?: string;
  readonly cluster?: { readonly clusterId: string; readonly name: string };
}

/** A RAM action, and on which resource it is asked for. */
interface RamGrant {
  readonly kind: 'ram';
  /** `slb:DescribeVServerGroups` */
  readonly action: string;
  /** `*`, or the one resource that is enough. */
  readonly resource: string;
}

/** One verb on one kind of object of Kubernetes. */
export interface RbacGrant {
  readonly kind: 'rbac';
  /** '' is the core group. */
  readonly apiGroup: string;
  readonly resource: string;
  readonly verb: 'get' | 'list';
  /** The one object that is asked for; any if left out. */
  readonly objectName?: string;
}

type Grant = RamGrant | RbacGrant;

/**
 * `denied`: RAM or RBAC says no, and what is `needed` would help. `unreachable`: no answer. `failed`: an answer that
 * is neither, such as a key that is not known. `not tried`: something else must work first, or nothing tells.
 */
export type Outcome = 'ok' | 'denied' | 'unreachable' | 'not tried' | 'failed';

/** What is to be known beside the outcome, as a word that formats put into each language. */
export type Hint =
  /** Listeners of a region are listed at once; or instance by instance, as the API does not list them so. */
  | 'whole-region'
  | 'by-instance'
  /** Nothing was there to ask for, so something that does not exist was asked for. */
  | 'made-up'
  /** The answer to that says neither yes nor no. */
  | 'unclear'
  | 'blocked'
  | 'no-credentials'
  | 'no-role'
  /** The cloud does not accept the access key; the API server does not accept the kubeconfig's credentials. */
  | 'bad-key'
  | 'bad-sign-in'
  | 'no-clusters'
  | 'not-running'
  | 'deadline'
  | 'interrupted';

/** One permission, and what became of it when it was tried. */
export interface PermissionCheck {
  readonly where: Place;
  /** `slb:DescribeVServerGroups`, `list endpointslices`, or `credentials` */
  readonly permission: string;
  /** What must be allowed; nothing for credentials, which are not a permission. */
  readonly needed?: Grant;
  /** A scan is complete without it. */
  readonly optional: boolean;
  readonly outcome: Outcome;
  readonly hint?: Hint;
  /** What the API said, where it did not work. Without secrets; not yet made printable. */
  readonly message?: string;
}

/** What is to be tried. */
export type Trial = Pick<PermissionCheck, 'where' | 'permission' | 'needed' | 'optional'>;

/** A RAM action to be tried. */
export function ramTrial(
  where: Place,
  action: string,
  { resource = '*', optional = false }: { readonly resource?: string; readonly optional?: boolean } = {},
): Trial {
  return { where, permission: action, needed: { kind: 'ram', action, resource }, optional };
}

/** A verb on objects of a cluster to be tried. */
export function rbacTrial(where: Place, grant: Omit<RbacGrant, 'kind'>, optional = false): Trial {
  const { verb, resource } = grant;
  return { where, permission: `${verb} ${resource}`, needed: { kind: 'rbac', ...grant }, optional };
}

/** Whether everything that a scan needs was tried and works. */
export function allNeededWork(checks: readonly PermissionCheck[]): boolean {
  return checks.every((check) => check.optional || check.outcome === 'ok');
}

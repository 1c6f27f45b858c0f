import { once } from '../../once.ts';
import type { PermissionCheck, Place, RbacGrant } from './check.ts';

/** A statement of a RAM policy. */
export interface RamStatement {
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: '*' | readonly string[];
}

/** A rule of a ClusterRole. */
export interface RbacRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly resourceNames?: readonly string[];
}

/** Clusters that lack the same rules. */
interface MissingRules {
  readonly clusters: readonly Place[];
  readonly rules: readonly RbacRule[];
}

/** The least that RAM must allow beyond what it allows now, by account. */
export function missingStatements(
  checks: readonly PermissionCheck[],
): ReadonlyMap<string, readonly RamStatement[]> {
  const byAccount = new Map<string, Map<string, Set<string>>>();
  for (const { where, outcome, needed } of checks) {
    if (outcome !== 'denied' || needed?.kind !== 'ram') continue;
    const actions = once(byAccount, where.account, () => new Map<string, Set<string>>());
    once(actions, needed.action, () => new Set<string>()).add(needed.resource);
  }
  return new Map([...byAccount].map(([account, actions]) => [account, statementsOf(actions)]));
}

/** The least that RBAC must allow beyond what it allows now; clusters that lack the same are taken together. */
export function missingRules(checks: readonly PermissionCheck[]): readonly MissingRules[] {
  const grants = new Map<string, { readonly place: Place; readonly own: RbacGrant[] }>();
  for (const { where, outcome, needed } of checks) {
    if (outcome !== 'denied' || needed?.kind !== 'rbac' || !where.cluster) continue;
    const key = JSON.stringify([where.account, where.cluster.clusterId]);
    once(grants, key, () => ({ place: where, own: [] as RbacGrant[] })).own.push(needed);
  }
  const byRules = new Map<string, { readonly clusters: Place[]; readonly rules: readonly RbacRule[] }>();
  for (const { place, own } of grants.values()) {
    const rules = rulesOf(own);
    once(byRules, JSON.stringify(rules), () => ({ clusters: [] as Place[], rules })).clusters.push(place);
  }
  return [...byRules.values()];
}

/** Rules for some grants, as few as can be without allowing more. */
export function rulesOf(grants: readonly RbacGrant[]): readonly RbacRule[] {
  const verbs = new Map<string, { readonly grant: RbacGrant; readonly own: Set<string> }>();
  for (const grant of grants) {
    const key = JSON.stringify([grant.apiGroup, grant.resource, grant.objectName ?? '']);
    once(verbs, key, () => ({ grant, own: new Set<string>() })).own.add(grant.verb);
  }
  const rules = new Map<
    string,
    { readonly grant: RbacGrant; readonly own: string[]; readonly resources: string[] }
  >();
  for (const { grant, own } of verbs.values()) {
    const sorted = [...own].sort();
    const key = JSON.stringify([grant.apiGroup, sorted, grant.objectName ?? '']);
    once(rules, key, () => ({ grant, own: sorted, resources: [] as string[] })).resources.push(
      grant.resource,
    );
  }
  return [...rules.values()].map(({ grant, own, resources }) => ({
    apiGroups: [grant.apiGroup],
    resources,
    verbs: own,
    ...(grant.objectName !== undefined && { resourceNames: [grant.objectName] }),
  }));
}

/** Actions on the same resources stand in one statement. */
function statementsOf(actions: ReadonlyMap<string, ReadonlySet<string>>): readonly RamStatement[] {
  const byResources = new Map<
    string,
    { readonly Action: string[]; readonly Resource: '*' | readonly string[] }
  >();
  for (const [action, resources] of actions) {
    const Resource: RamStatement['Resource'] = resources.has('*') ? '*' : [...resources].sort();
    once(byResources, JSON.stringify(Resource), () => ({ Action: [] as string[], Resource })).Action.push(
      action,
    );
  }
  return [...byResources.values()].map((statement) => ({ Effect: 'Allow', ...statement }));
}

import { stringify } from 'yaml';
import type { PermissionCheck, Place } from '../scan/permissions/check.ts';
import {
  missingRules,
  missingStatements,
  type RamStatement,
  type RbacRule,
} from '../scan/permissions/missing.ts';
import { printable } from './printable.ts';
import type { PermissionWords } from './words-permissions.ts';

const ROLE = 'ccm-preflight-missing';

/** What to paste into RAM and into the clusters, each with a line that says where. */
export function grantSections(
  checks: readonly PermissionCheck[],
  words: PermissionWords,
  nameOf: (place: Place) => string,
): string[] {
  const policies = [...missingStatements(checks)].flatMap(([account, statements]) => {
    const name = printable(account);
    const own = statements.filter((statement) => !isForCaller(statement));
    const callers = statements.filter(isForCaller);
    return [
      ...(own.length > 0 ? [`${words.ramPolicy(name)}\n\n${policyOf(own)}`] : []),
      ...(callers.length > 0 ? [`${words.assumeRole(name)}\n\n${policyOf(callers)}`] : []),
    ];
  });
  const roles = missingRules(checks).map(({ clusters, rules }) => {
    const names = clusters.map(nameOf).join(words.separator);
    return `${words.clusterRole(names)}\n\n${clusterRoleOf(rules, words)}`;
  });
  return [...policies, ...roles];
}

/** A role is taken by somebody who is not (yet) of its account. */
function isForCaller({ Action }: RamStatement): boolean {
  return Action.includes('sts:AssumeRole');
}

function policyOf(statements: readonly RamStatement[]): string {
  const safe = statements.map(({ Resource, ...rest }) => ({
    ...rest,
    Resource: Resource === '*' ? Resource : Resource.map(printable),
  }));
  return JSON.stringify({ Version: '1', Statement: safe }, null, 2);
}

function clusterRoleOf(rules: readonly RbacRule[], words: PermissionWords): string {
  const role = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: ROLE },
    rules,
  };
  const bind = `kubectl create clusterrolebinding ${ROLE} --clusterrole=${ROLE} --user=<user>`;
  return `# ${words.bind}\n# ${bind}\n${stringify(role).trimEnd()}`;
}

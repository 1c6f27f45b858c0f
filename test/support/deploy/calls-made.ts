import type { RbacGrant } from '../../../shared/scan/permissions/check.ts';
import type { Cloud } from '../../functions/support/cloud.ts';

/** What a run has asked for, as the permissions that it takes. */
export interface PermissionsUsed {
  /** Actions of RAM: `slb:DescribeVServerGroups`. Sorted. */
  readonly ram: readonly string[];
  /** Sorted. */
  readonly rbac: readonly Omit<RbacGrant, 'kind'>[];
}

const RAM_CODES: Readonly<Record<string, string>> = {
  slb: 'slb',
  ecs: 'ecs',
  vpc: 'vpc',
  cs: 'cs',
  sts: 'sts',
  fc: 'fc',
};
const OBJECT =
  /^GET \/(?:api|apis)\/(?:(?<group>[a-z.]+\.k8s\.io)\/)?v1(?:\/namespaces\/\{namespace\})?\/(?<resource>[a-z]+)(?<one>\/\{name\})?$/;

/** Reads the logs of a cloud's servers. */
export function permissionsUsed({ fleet, functions, tablestore }: Cloud): PermissionsUsed {
  const apis = [...fleet.cloud.calls.all, ...functions.calls.all].map(({ product, api }) => {
    const code = RAM_CODES[product];
    if (code === undefined) throw new Error(`no RAM code is known for ${product}`);
    return `${code}:${api}`;
  });
  const rows = tablestore.calls.map(({ operation }) => `ots:${operation}`);
  const objects = [...fleet.kubernetes.values()].flatMap(({ calls }) =>
    calls.all.map(({ api }) => grantOf(api)),
  );
  return {
    ram: [...new Set([...apis, ...rows])].sort(),
    rbac: [...new Set(objects.map((grant) => JSON.stringify(grant)))].sort().map((text) => JSON.parse(text)),
  };
}

function grantOf(api: string): Omit<RbacGrant, 'kind'> {
  const { group = '', resource, one } = OBJECT.exec(api)?.groups ?? {};
  if (resource === undefined) throw new Error(`no permission is known for ${api}`);
  return { apiGroup: group, resource, verb: one === undefined ? 'list' : 'get' };
}

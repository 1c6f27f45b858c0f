import { expect } from 'vitest';
import { TABLES } from '../../../shared/store/rows.ts';
import type { Cloud } from '../../functions/support/cloud.ts';
import type { Cloud as CloudServer } from '../../servers/cloud.ts';
import type { Fleet } from '../../servers/fleet.ts';
import type { FunctionsServer } from '../../servers/functions.ts';
import type { Kubernetes } from '../../servers/kubernetes.ts';
import type { TablestoreServer } from '../../servers/tablestore.ts';

/** Every API of the cloud that may be asked, by product. SECURITY.md has the same list. */
export const CLOUD_APIS: Readonly<Record<string, readonly string[]>> = {
  slb: [
    'DescribeDomainExtensions',
    'DescribeLoadBalancerAttribute',
    'DescribeLoadBalancerListeners',
    'DescribeLoadBalancers',
    'DescribeServerCertificates',
    'DescribeVServerGroupAttribute',
    'DescribeVServerGroups',
  ],
  ecs: ['DescribeNetworkInterfaces'],
  vpc: ['DescribeVpcs'],
  cs: ['DescribeClusterUserKubeconfig', 'DescribeClustersV1', 'GetClusterAddonInstance'],
  sts: ['AssumeRole'],
};

/** Every request that an API server may be sent. */
export const KUBERNETES_REQUESTS = [
  'GET /api/v1/namespaces/{namespace}/events/{name}',
  'GET /api/v1/namespaces/{namespace}/pods',
  'GET /api/v1/namespaces/{namespace}/pods/{name}',
  'GET /api/v1/namespaces/{namespace}/services/{name}',
  'GET /api/v1/nodes',
  'GET /api/v1/services',
  'GET /apis/discovery.k8s.io/v1/endpointslices',
  'GET /apis/discovery.k8s.io/v1/namespaces/{namespace}/endpointslices',
];

/** The one Event that is read. */
const EVENT = { namespace: 'kube-system', name: 'CloudControllerManagerPrecheckResult' };

/** What the functions may ask Function Compute for, and of which functions. */
export const INVOCATION = 'InvokeFunction';
const OWN_FUNCTIONS = ['ccm-preflight-audit-region', 'ccm-preflight-nightly-audit'];

/** What is asked of Tablestore, by whoever makes the tables, and by a night or a scan. Only tables of their own. */
export const TABLE_OPERATIONS = ['CreateTable', 'DescribeTable'];
export const ROW_OPERATIONS = ['BatchWriteRow', 'DeleteRow', 'GetRange', 'GetRow', 'PutRow', 'UpdateRow'];

/** A cloud was asked for nothing but what reads, in the one way that leaves nothing behind. */
export function expectOnlyReadingApis({ calls }: Pick<CloudServer, 'calls'>): void {
  const apis = calls.all.map(({ product, api }) => `${product} ${api}`);
  const allowed = Object.entries(CLOUD_APIS).flatMap(([product, names]) =>
    names.map((api) => `${product} ${api}`),
  );
  expect(apis.length).toBeGreaterThan(0);
  expect([...new Set(apis)].filter((api) => !allowed.includes(api))).toEqual([]);
  for (const { parameters } of calls.of({ api: 'DescribeClusterUserKubeconfig' })) {
    // Without it a certificate of years is made, and stays.
    expect(Number(parameters.TemporaryDurationMinutes)).toBeGreaterThanOrEqual(15);
    expect(Number(parameters.TemporaryDurationMinutes)).toBeLessThanOrEqual(4320);
  }
  expect(calls.unexpected()).toEqual([]);
}

/** An API server was asked for nothing but what reads, and of Events for the one alone. */
export function expectOnlyReadingRequests({ calls }: Pick<Kubernetes, 'calls'>): void {
  const requests = new Set(calls.all.map(({ api }) => api));
  expect([...requests].filter((request) => !KUBERNETES_REQUESTS.includes(request))).toEqual([]);
  for (const { api, parameters } of calls.all)
    if (api.includes('/events')) expect(parameters).toMatchObject(EVENT);
  expect(calls.unexpected()).toEqual([]);
}

/** Both, of a fleet. */
export function expectOnlyReading({ cloud, kubernetes }: Fleet): void {
  expectOnlyReadingApis(cloud);
  for (const server of kubernetes.values()) expectOnlyReadingRequests(server);
}

/** Function Compute was asked to invoke the project's own functions, and for nothing else. */
export function expectOnlyOwnInvocations({ calls }: FunctionsServer): void {
  expect(calls.unexpected()).toEqual([]);
  expect(new Set(calls.all.map(({ api }) => api))).toEqual(new Set([INVOCATION]));
  const names = calls.all.map(({ parameters }) => parameters.functionName ?? '');
  expect([...new Set(names)].filter((name) => !OWN_FUNCTIONS.includes(name))).toEqual([]);
}

/** Tablestore was asked for rows of the project's own tables, and for nothing else: a night makes no table. */
function expectOnlyOwnRows({ calls, data }: TablestoreServer, tablePrefix: string): void {
  const own = Object.keys(TABLES).map((name) => `${tablePrefix}${name}`);
  expect(
    [...new Set(calls.map(({ operation }) => operation))].filter((name) => !ROW_OPERATIONS.includes(name)),
  ).toEqual([]);
  expect([...data.tables.keys()].sort()).toEqual(own.sort());
}

/** All of it, of a cloud with functions. */
export function expectReadOnly({ fleet, functions, tablestore }: Cloud, tablePrefix: string): void {
  expectOnlyReading(fleet);
  expectOnlyOwnInvocations(functions);
  expectOnlyOwnRows(tablestore, tablePrefix);
}

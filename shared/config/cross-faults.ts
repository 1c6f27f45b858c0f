import { EndpointsSchema, REGIONS_WORDING } from './account-schema.ts';

/** A fault with its path apart: `['accounts[1].name', 'is that of accounts[0] too']`. */
type PathFault = readonly [path: string, text: string];

const PRODUCTS = Object.keys(EndpointsSchema.properties);
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/**
 * Faults that no schema can see, as they lie between two places or in the meaning of a text: names and clusters given
 * twice, clusters outside their account's regions, ports and days that do not exist. Looks at any value, as its
 * structure may be broken elsewhere.
 */
export function crossFaults(value: unknown): PathFault[] {
  const accounts = listAt(value, 'accounts').map((account, index) => ({
    account,
    path: `accounts[${index}]`,
  }));
  const clusters = accounts.flatMap(({ account, path }) =>
    listAt(account, 'clusters').map((cluster, index) => ({
      path: `${path}.clusters[${index}]`,
      clusterId: valueAt(cluster, 'clusterId'),
      regionId: valueAt(cluster, 'regionId'),
      regions: listAt(account, 'regions'),
    })),
  );
  return [
    ...repeated(accounts.map(({ account, path }) => [path, 'name', valueAt(account, 'name')])),
    ...accounts
      .filter(({ account }) => hasTwice(listAt(account, 'regions')))
      .map(({ path }): PathFault => [`${path}.regions`, REGIONS_WORDING]),
    ...accounts.flatMap(({ account, path }) =>
      impossibleUrls(valueAt(account, 'endpoints'), PRODUCTS, `${path}.endpoints`),
    ),
    ...repeated(clusters.map(({ path, clusterId }) => [path, 'clusterId', clusterId])),
    ...clusters
      .filter(
        ({ regionId, regions }) =>
          typeof regionId === 'string' && regions.length > 0 && !regions.includes(regionId),
      )
      .map(({ path }): PathFault => [`${path}.regionId`, "is none of its account's regions"]),
    ...impossibleUrls(valueAt(value, 'store'), ['endpoint'], 'store'),
    ...serviceFaults(valueAt(value, 'functions')),
    ...repeated(
      listAt(valueAt(value, 'alerts'), 'dingtalk').map((robot, index) => [
        `alerts.dingtalk[${index}]`,
        'name',
        valueAt(robot, 'name'),
      ]),
    ),
    ...listAt(value, 'suppressions').flatMap((suppression, index): PathFault[] => {
      const until = valueAt(suppression, 'until');
      return typeof until === 'string' && !isDay(until)
        ? [[`suppressions[${index}].until`, 'is no day of the calendar']]
        : [];
    }),
  ];
}

function valueAt(holder: unknown, key: string): unknown {
  if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, key)) return undefined;
  return (holder as Readonly<Record<string, unknown>>)[key];
}

function listAt(holder: unknown, key: string): readonly unknown[] {
  const list = valueAt(holder, key);
  return Array.isArray(list) ? list : [];
}

function hasTwice(values: readonly unknown[]): boolean {
  return new Set(values).size < values.length;
}

function serviceFaults(functions: unknown): PathFault[] {
  const hasService = valueAt(functions, 'service') !== undefined;
  if ((valueAt(functions, 'version') === '2.0') === hasService) return [];
  return [
    [
      'functions.service',
      hasService
        ? 'is of no use without version: "2.0", which alone has services'
        : 'is missing, as version "2.0" has services',
    ],
  ];
}

function repeated(entries: readonly (readonly [path: string, key: string, value: unknown])[]): PathFault[] {
  const first = new Map<string, string>();
  return entries.flatMap(([path, key, value]): PathFault[] => {
    if (typeof value !== 'string') return [];
    const earlier = first.get(value);
    if (earlier === undefined) first.set(value, path);
    return earlier === undefined ? [] : [[`${path}.${key}`, `is that of ${earlier} too`]];
  });
}

/** Only known keys are looked at: an unknown one is not to be repeated. */
function impossibleUrls(holder: unknown, keys: readonly string[], path: string): PathFault[] {
  return keys.flatMap((key): PathFault[] => {
    const url = valueAt(holder, key);
    const impossible = typeof url === 'string' && !URL.canParse(url);
    return impossible ? [[`${path}.${key}`, 'has no valid host and port']] : [];
  });
}

function isDay(text: string): boolean {
  const time = Date.parse(text);
  return DAY.test(text) && !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

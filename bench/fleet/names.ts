import type { Random } from './random.ts';

/** What the ids of a region's things begin with. */
const REGION_CODES: Readonly<Record<string, string>> = {
  'cn-hangzhou': 'bp1',
  'cn-shanghai': 'uf6',
  'cn-beijing': '2ze',
  'cn-shenzhen': 'wz9',
};

/** Kinds of cloud things, with the number of random characters in their ids. */
const ID_LENGTHS = { lb: 14, rsp: 11, i: 17, eni: 17, vpc: 18, vsw: 18, acl: 14 } as const;
export type IdKind = keyof typeof ID_LENGTHS;

/** Gives out everything that must be there only once in a fleet. */
export interface Names {
  readonly cloudId: (kind: IdKind, regionId: string) => string;
  readonly clusterId: () => string;
  readonly uid: () => string;
  /** A public address. */
  readonly address: () => string;
}

export function namesFrom(random: Random): Names {
  let addresses = 0;
  return {
    cloudId: (kind, regionId) => `${kind}-${REGION_CODES[regionId] ?? 'bp1'}${random.text(ID_LENGTHS[kind])}`,
    clusterId: () => `c${random.hex(32)}`,
    uid: () =>
      `${random.hex(8)}-${random.hex(4)}-4${random.hex(3)}-${random.pick(['8', '9', 'a', 'b'])}${random.hex(3)}-${random.hex(12)}`,
    address: () => {
      // Times an odd number, modulo a power of two: as good as shuffled, and none comes twice.
      const shuffled = (Math.imul(++addresses, 0x9e3779b1) >>> 0) & 0xfffff;
      return `47.${96 + (shuffled >>> 16)}.${(shuffled >>> 8) & 255}.${shuffled & 255}`;
    },
  };
}

/** CCM's name for the instance it makes for a Service. */
export function instanceName(uid: string): string {
  return `a${uid.replaceAll('-', '')}`.slice(0, 32);
}

/** CCM's name for a listener (by port) or a VServer group (by nodePort or targetPort). */
export function ccmName(
  port: number,
  plan: { readonly name: string; readonly namespace: string },
  clusterId: string,
): string {
  return `k8s/${port}/${plan.name}/${plan.namespace}/${clusterId}`;
}

const NAMESPACES = ['default', 'prod', 'payments', 'search', 'platform', 'media', 'risk', 'growth'] as const;
const SUBJECTS = [
  'web',
  'checkout',
  'orders',
  'catalog',
  'search',
  'ledger',
  'auth',
  'images',
  'mq',
  'gateway',
] as const;
const ROLES = ['api', 'edge', 'admin', 'grpc', 'sync', 'push'] as const;

/** A namespace and a name; `number` keeps it apart from every other in its cluster. */
export function serviceName(random: Random, number: number): { namespace: string; name: string } {
  return {
    namespace: random.pick(NAMESPACES),
    name: `${random.pick(SUBJECTS)}-${random.pick(ROLES)}-${number}`,
  };
}

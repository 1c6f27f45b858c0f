import { annotate, partsOf, type World, world } from './world.ts';

/** As many bytes as Kubernetes lets all annotations of an object have, less what else stands there. */
export const LONGEST_ANNOTATION = 255_000;

/** Annotations without which another one says nothing. */
const NEEDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'acl-id': { 'acl-status': 'on' },
  cookie: { 'sticky-session': 'on', 'sticky-session-type': 'server' },
};

/** A fleet in sync but for one Service whose annotation (by its short name) has as long a value as can be. */
export function longAnnotation(name: string, filler: string): World {
  const ports = [
    { port: 80 },
    { port: 443, protocol: 'https' as const },
    { port: 8080, protocol: 'http' as const },
  ];
  const held = world({ clusterId: 'c1', services: [{ ports }] }, { clusterId: 'c2' });
  const { service } = partsOf(held);
  const length = Math.floor(LONGEST_ANNOTATION / Buffer.byteLength(filler));
  for (const [key, value] of Object.entries(NEEDS[name] ?? {})) annotate(service, key, value);
  annotate(service, name, filler.repeat(length));
  const [other] = held.clusters[1]?.kubernetes.services.items ?? [];
  if (other) annotate(other, 'name', 'wanted');
  return held;
}

/** A fleet in sync but for the nodes that one cluster has got: its VServer group lacks all of them. */
export function manyNodes(count: number): World {
  const held = world({ clusterId: 'c1' }, { clusterId: 'c2' });
  const { cluster } = partsOf(held);
  cluster.kubernetes.nodes = {
    items: Array.from({ length: count }, (_, index) => ({
      metadata: { name: `node-${index}`, labels: {} },
      spec: { providerID: `cn-hangzhou.i-bp1${String(index).padStart(17, '0')}` },
      status: { conditions: [{ type: 'Ready', status: 'True' }] },
    })),
  };
  const [other] = held.clusters[1]?.kubernetes.services.items ?? [];
  if (other) annotate(other, 'name', 'wanted');
  return held;
}

import { aclOf, BY_BANDWIDTH, BY_SPEC, named, someFeatures } from './features.ts';
import { serviceName } from './names.ts';
import type { Feature, PlannedPod, PlannedPort, ServicePlan } from './plan.ts';
import type { Random } from './random.ts';
import type { Ground, Site } from './site.ts';

/** The kinds of Services in a cluster, with how common each is: most ask for nothing but an SLB. */
const MIX = [
  ['plain', 52],
  ['tuned', 8],
  ['web', 12],
  ['local', 9],
  ['pods', 9],
  ['reused', 4],
  ['by-spec', 3],
  ['by-bandwidth', 3],
] as const;

type Kind = (typeof MIX)[number][0];

const PLAIN_PORTS = [80, 8080, 9090, 3306, 6379, 50051] as const;

/** Plans a Service of some kind, as it may be found in any cluster. */
export function planService(ground: Ground, number: number): ServicePlan {
  const { random, names, site } = ground;
  const kind = random.weighted(MIX);
  const identity = { ...serviceName(random, number), uid: names.uid() };
  const layer = kind === 'web' || (kind === 'pods' && random.chance(0.4)) ? 'layer7' : 'layer4';
  const policy = kind === 'local' ? 'Local' : kind === 'pods' ? 'ENI' : 'Cluster';
  return {
    ...identity,
    instance: kind === 'reused' ? 'reused' : 'own',
    policy,
    ports: layer === 'layer7' ? webPorts(random, site) : plainPorts(random, site),
    pods: planPods(ground, identity.name, 1 + random.below(4)),
    features: featuresFor(ground, kind, layer, identity.name),
  };
}

/** Plans a ClusterIP Service: CCM passes over it. */
export function planIgnored(ground: Ground, number: number): ServicePlan {
  const { random, names } = ground;
  const identity = { ...serviceName(random, number), uid: names.uid() };
  return {
    ...identity,
    instance: 'ignored',
    policy: 'Cluster',
    ports: [{ name: 'grpc', port: 9000, targetPort: 9000, nodePort: 0, listener: 'tcp' }],
    pods: planPods(ground, identity.name, 2),
    features: [],
  };
}

/** Spreads pods over the workers; now and then one more is just starting. */
function planPods({ random, site }: Ground, service: string, ready: number): PlannedPod[] {
  const starting = random.chance(0.05) ? 1 : 0;
  const replicaSet = `${service}-${random.hex(9)}`;
  return Array.from({ length: ready + starting }, (_, index) => ({
    name: `${replicaSet}-${random.text(5)}`,
    address: site.nextPodAddress(),
    worker: random.below(site.workers.length),
    ready: index < ready,
  }));
}

function plainPorts(random: Random, site: Site): PlannedPort[] {
  const port = random.pick(PLAIN_PORTS);
  const first = { name: 'main', port, targetPort: port, nodePort: site.nextNodePort() };
  if (random.chance(0.04)) return [{ ...first, listener: 'udp' }];
  if (!random.chance(0.1)) return [{ ...first, listener: 'tcp' }];
  const second = { name: 'metrics', port: 9153, targetPort: 9153, nodePort: site.nextNodePort() };
  return [
    { ...first, listener: 'tcp' },
    { ...second, listener: 'tcp' },
  ];
}

function webPorts(random: Random, site: Site): PlannedPort[] {
  const http = {
    name: 'http',
    port: 80,
    targetPort: 8080,
    nodePort: site.nextNodePort(),
    listener: 'http',
  } as const;
  const https = {
    name: 'https',
    port: 443,
    targetPort: 8443,
    nodePort: site.nextNodePort(),
    listener: 'https',
  } as const;
  return random.weighted([
    [[http], 2],
    [[https], 3],
    [[http, https], 3],
  ]);
}

function featuresFor(
  { random, names, site }: Ground,
  kind: Kind,
  layer: 'layer4' | 'layer7',
  name: string,
): Feature[] {
  if (kind === 'plain') return [];
  if (kind === 'by-spec') return [BY_SPEC];
  if (kind === 'by-bandwidth') return [BY_BANDWIDTH];
  if (kind === 'local' && random.chance(0.6)) return [];
  const features = someFeatures(random, layer);
  if (random.chance(0.15)) features.push(named(`${name}-lb`));
  if (random.chance(0.1)) {
    features.push(aclOf([names.cloudId('acl', site.regionId), names.cloudId('acl', site.regionId)]));
  }
  return features;
}

import type { KubeNode } from '../../shared/snapshot/kubernetes-items.ts';
import type { Names } from './names.ts';
import type { Random } from './random.ts';

/** A worker node, with the network interface that its pods' addresses are on. */
export interface Worker {
  readonly name: string;
  readonly address: string;
  readonly instanceId: string;
  readonly eniId: string;
  readonly zone: string;
}

/** One cluster as its Services are put into it. The counters give every Service addresses and ports of its own. */
export interface Site {
  readonly clusterId: string;
  readonly name: string;
  readonly regionId: string;
  readonly vpcId: string;
  readonly vSwitchId: string;
  readonly cidr: string;
  readonly ccmVersion: string;
  readonly certificateId: string;
  readonly workers: readonly Worker[];
  readonly nextPodAddress: () => string;
  readonly nextNodePort: () => number;
  /** An address of the VPC, for an SLB inside it. */
  readonly nextSlbAddress: () => string;
}

/** Where a Service is put, and what its making draws on. */
export interface Ground {
  readonly random: Random;
  readonly names: Names;
  readonly site: Site;
}

export interface SiteOptions {
  readonly name: string;
  readonly regionId: string;
  /** Tells the clusters' networks apart: the second byte of their addresses. */
  readonly subnet: number;
  readonly workers: number;
  readonly certificateId: string;
  readonly ccmVersion?: string;
}

const FIRST_NODE_PORT = 30_000;
const NODE_PORTS = 2_768;

/** Founds a cluster with its VPC and nodes, and no Service yet. */
export function foundSite(names: Names, options: SiteOptions): Site {
  const { name, regionId } = options;
  const network = `10.${options.subnet % 256}`;
  const count = { pods: 0, ports: 0, slbs: 0 };
  const workers = Array.from({ length: options.workers }, (_, index) => {
    const address = `${network}.0.${10 + index}`;
    return {
      name: `${regionId}.${address}`,
      address,
      instanceId: names.cloudId('i', regionId),
      eniId: names.cloudId('eni', regionId),
      zone: `${regionId}-${index % 2 === 0 ? 'h' : 'i'}`,
    };
  });
  return {
    clusterId: names.clusterId(),
    name,
    regionId,
    vpcId: names.cloudId('vpc', regionId),
    vSwitchId: names.cloudId('vsw', regionId),
    cidr: `${network}.0.0/16`,
    ccmVersion: options.ccmVersion ?? 'v2.9.1',
    certificateId: options.certificateId,
    workers,
    nextPodAddress: () => {
      const number = count.pods++;
      return `${network}.${8 + (Math.floor(number / 250) % 200)}.${2 + (number % 250)}`;
    },
    // The step has no factor in common with the number of ports, so that all of them come before one comes again.
    nextNodePort: () => FIRST_NODE_PORT + ((count.ports++ * 1009 + 165) % NODE_PORTS),
    nextSlbAddress: () => {
      const number = count.slbs++;
      return `${network}.${224 + (Math.floor(number / 250) % 32)}.${2 + (number % 250)}`;
    },
  };
}

/** The cluster's nodes as the API server lists them. */
export function nodesOf(site: Site): KubeNode[] {
  return site.workers.map((worker) => {
    const node = {
      metadata: {
        name: worker.name,
        labels: {
          'beta.kubernetes.io/os': 'linux',
          'kubernetes.io/arch': 'amd64',
          'kubernetes.io/hostname': worker.name,
          'node.kubernetes.io/instance-type': 'ecs.g7.2xlarge',
          'topology.kubernetes.io/region': site.regionId,
          'topology.kubernetes.io/zone': worker.zone,
        },
      },
      spec: { providerID: `${site.regionId}.${worker.instanceId}` },
      status: {
        conditions: [
          { type: 'MemoryPressure', status: 'False' },
          { type: 'DiskPressure', status: 'False' },
          { type: 'PIDPressure', status: 'False' },
          { type: 'Ready', status: 'True' },
        ],
      },
    };
    return node;
  });
}

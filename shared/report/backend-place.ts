import { instanceIdOf } from '../model/desired/nodes.ts';
import type { BackendSpot } from '../rules/group.ts';
import type { KubeNode } from '../snapshot/kubernetes-items.ts';

/** Names of nodes by the id of the ECS instance that each is. */
export type NodeNames = ReadonlyMap<string, string>;

/** Reads the names of a cluster's nodes, those that are no backends of anything included. */
export function nodeNames(nodes: readonly KubeNode[]): NodeNames {
  return new Map(
    nodes.flatMap((node) => {
      const id = instanceIdOf(node);
      return id === undefined ? [] : [[id, node.metadata.name] as const];
    }),
  );
}

/** Where a backend is, as explanations and advice say it. */
export interface BackendPlace {
  readonly serverId: string;
  /** Of a pod that is a backend itself. */
  readonly serverIp?: string;
  readonly port: number;
  /** The node's name, where the instance is one of the cluster. */
  readonly node?: string;
}

/** A backend of either side, with the name of its node. */
export function backendPlace({ ServerId, ServerIp, Port }: BackendSpot, names: NodeNames): BackendPlace {
  const node = names.get(ServerId);
  return {
    serverId: ServerId,
    ...(ServerIp !== '' && { serverIp: ServerIp }),
    port: Port,
    ...(node !== undefined && { node }),
  };
}

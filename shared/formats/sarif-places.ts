import type { Location, LogicalLocation } from 'sarif';
import type { Report } from '../report/report.ts';
import { printable } from './printable.ts';

/** What a finding or failure says of where it is. */
export interface Spot {
  readonly clusterId?: string;
  readonly regionId?: string;
  readonly namespace?: string;
  readonly service?: string;
  readonly loadBalancerId?: string;
  readonly listenerPort?: number;
  readonly listenerProtocol?: string;
}

/** The logical locations of a run: nothing here is a file. */
export interface Places {
  /** Where something is, as SARIF's result or notification says it; empty where nothing is known. */
  readonly at: (spot: Spot) => Location[];
  /** Every place that was asked for, and those that hold it, each once. */
  readonly all: () => LogicalLocation[];
}

type Step = readonly [kind: string, name: string];

/** Places by cluster (or region), namespace, Service, SLB and listener, from the outermost to the innermost. */
export function placesOf(report: Report): Places {
  const names = new Map(report.clusters.map((cluster) => [cluster.clusterId, cluster.name]));
  const places: LogicalLocation[] = [];
  const indexes = new Map<string, number>();

  function indexOf(steps: readonly Step[]): number {
    const key = JSON.stringify(steps);
    const known = indexes.get(key);
    const [kind, name] = steps.at(-1) ?? ['', ''];
    if (known !== undefined) return known;
    const parentIndex = steps.length > 1 ? indexOf(steps.slice(0, -1)) : undefined;
    const index = places.length;
    indexes.set(key, index);
    places.push({
      kind,
      name: printable(name),
      fullyQualifiedName: printable(steps.map(([, part]) => part).join('/')),
      ...(kind === 'cluster' && { decoratedName: printable(names.get(name) || name) }),
      ...(parentIndex !== undefined && { parentIndex }),
    });
    return index;
  }

  return {
    at(spot) {
      const steps = stepsOf(spot);
      if (steps.length === 0) return [];
      const index = indexOf(steps);
      const { kind, name, fullyQualifiedName } = places[index] ?? {};
      return [{ logicalLocations: [{ index, kind, name, fullyQualifiedName } as LogicalLocation] }];
    },
    all: () => places,
  };
}

function stepsOf(spot: Spot): Step[] {
  const { clusterId, regionId, namespace, service, loadBalancerId, listenerPort, listenerProtocol } = spot;
  const outermost: readonly [string, string | undefined] =
    clusterId === undefined ? ['region', regionId] : ['cluster', clusterId];
  const listener = listenerPort === undefined ? undefined : `${listenerProtocol ?? ''}:${listenerPort}`;
  const steps: readonly (readonly [string, string | undefined])[] = [
    outermost,
    ['namespace', namespace],
    ['service', service],
    ['loadBalancer', loadBalancerId],
    ['listener', listener],
  ];
  return steps.flatMap(([kind, name]): Step[] => (name === undefined || name === '' ? [] : [[kind, name]]));
}

import { UsageError } from '../errors.ts';
import { didYouMean } from '../nearest.ts';

/** What names a cluster. */
export interface ClusterName {
  readonly clusterId: string;
  readonly name: string;
}

/**
 * The cluster that an id or a name means. An id goes before a name.
 * @param gaps why clusters may be missing from those known
 * @throws UsageError when none is meant, with the nearest known one, or several are
 */
export function clusterMeant<T extends ClusterName>(
  wanted: string,
  clusters: readonly T[],
  gaps: readonly string[] = [],
): T {
  const [byId] = clusters.filter(({ clusterId }) => clusterId === wanted);
  if (byId) return byId;
  const [byName, other] = clusters.filter(({ name }) => name === wanted);
  if (byName && other) {
    const ids = clusters.filter(({ name }) => name === wanted).map(({ clusterId }) => clusterId);
    throw new UsageError(`several clusters are named "${wanted}": give an id (${ids.join(', ')})`);
  }
  if (byName) return byName;
  const names = clusters.flatMap(({ clusterId, name }) => (name === '' ? [clusterId] : [name, clusterId]));
  const near = didYouMean(wanted, names);
  const known = near === '' ? some(clusters.map(({ name, clusterId }) => name || clusterId)) : near;
  const none = `there is no cluster "${wanted}"${known}`;
  if (gaps.length === 0) throw new UsageError(none);
  const reasons = gaps.join('; ');
  throw new UsageError(
    clusters.length === 0
      ? `no cluster could be read: ${reasons}. So nothing is known of "${wanted}"`
      : `not all clusters could be read: ${reasons}. Among the others ${none}`,
  );
}

/**
 * Makes sure that a Service is among those of its cluster.
 * @param wanted, services `namespace/name`
 * @param gap why Services may be missing from those known
 * @throws UsageError when it is not, with the nearest known ones
 */
export function ensureService(
  wanted: string,
  services: readonly string[],
  cluster: string,
  gap: string | undefined,
): void {
  if (services.includes(wanted)) return;
  if (gap !== undefined) {
    throw new UsageError(`the Services of cluster ${cluster} could not be read: ${gap}`);
  }
  const [namespace = '', name = ''] = wanted.split('/');
  const namesakes = services.filter((service) => service.endsWith(`/${name}`));
  const neighbours = services.filter((service) => service.startsWith(`${namespace}/`));
  const near = didYouMean(wanted, services);
  const known = namesakes.length > 0 ? some(namesakes) : near === '' ? some(neighbours) : near;
  throw new UsageError(`cluster ${cluster} has no Service "${wanted}"${known}`);
}

/**
 * The two parts of `namespace/name`.
 * @throws UsageError when the text is not of that form
 */
export function serviceMeant(text: string): { readonly namespace: string; readonly service: string } {
  const [namespace = '', service = '', ...rest] = text.split('/');
  if (namespace === '' || service === '' || rest.length > 0) {
    throw new UsageError(`"${text}" names no Service; write namespace/name`);
  }
  return { namespace, service };
}

const MOST_NAMED = 5;

function some(names: readonly string[]): string {
  if (names.length === 0) return '';
  const more = names.length > MOST_NAMED ? `, and ${names.length - MOST_NAMED} more` : '';
  return ` (there is ${names.slice(0, MOST_NAMED).join(', ')}${more})`;
}

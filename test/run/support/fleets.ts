import type { Snapshot } from '../../../shared/index.ts';
import { ANNOTATION, type World, world } from '../../support/world.ts';

/** Two clusters in sync, `c1` with two Services. */
export function inSync(): World {
  return world({ clusterId: 'c1', services: [{ name: 'web' }, { name: 'api' }] }, { clusterId: 'c2' });
}

/** The SLB of `prod/web` in `c1` was renamed by hand: the check fails. Further annotations are put on the Service. */
export function renamed(annotations: Readonly<Record<string, string>> = {}): Snapshot {
  return askingForAnotherName(['web'], annotations);
}

/** The SLBs of `prod/web` and `prod/api` in `c1` were renamed by hand. */
export function bothRenamed(): Snapshot {
  return askingForAnotherName(['web', 'api'], {});
}

function askingForAnotherName(
  names: readonly string[],
  annotations: Readonly<Record<string, string>>,
): Snapshot {
  const fleet = inSync();
  for (const { metadata } of fleet.clusters[0]?.kubernetes.services.items ?? []) {
    if (!names.includes(metadata.name ?? '')) continue;
    Object.assign(metadata.annotations ?? {}, { [`${ANNOTATION}name`]: 'wanted', ...annotations });
  }
  return fleet as Snapshot;
}

/** The Service `prod/api` of `c1` is gone, its SLB is not. */
export function orphaned(): Snapshot {
  const fleet = inSync();
  const list = fleet.clusters[0]?.kubernetes.services;
  if (list) list.items = list.items?.filter((service) => service.metadata.name !== 'api') ?? null;
  return fleet as Snapshot;
}

import type { Snapshot } from '../../../shared/index.ts';
import { annotate, type World, world } from '../../support/world.ts';

/** Two clusters; in each the SLB of `prod/web` was renamed by hand, in the second there is a Service `prod/api` too. */
export function drifted(): Snapshot {
  const fleet: World = world(
    { clusterId: 'c1' },
    { clusterId: 'c2', services: [{ name: 'web' }, { name: 'api' }] },
  );
  for (const { kubernetes } of fleet.clusters) {
    for (const service of kubernetes.services.items ?? []) {
      if (service.metadata.name === 'web') annotate(service, 'name', 'wanted');
    }
  }
  return fleet as Snapshot;
}

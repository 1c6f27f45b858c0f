import type { Snapshot } from '../../shared/index.ts';
import { annotate, type World } from '../support/world.ts';

/** What people do to a fleet by day. */
export const EDITS = [
  'ask for another name',
  'ask for another scheduler',
  'delete a Service',
  'delete an SLB',
  'change a listener',
  'change a weight',
  'mend all',
] as const;
export type EditName = (typeof EDITS)[number];

/** The same fleet after one edit; `number` chooses what of, `first` is what the fleet was at the beginning. */
export function edited(fleet: Snapshot, name: EditName, number: number, first: Snapshot): Snapshot {
  if (name === 'mend all') return first;
  const world = structuredClone(fleet) as World;
  const pick = <T>(items: readonly T[]): T | undefined => items[number % items.length];
  const services = world.clusters.flatMap(({ kubernetes }) =>
    (kubernetes.services.items ?? [])
      .filter(({ spec }) => spec?.type === 'LoadBalancer')
      .map((service) => ({ service, list: kubernetes.services })),
  );
  const slbs = world.regions.map(({ slb }) => slb);
  switch (name) {
    case 'ask for another name':
    case 'ask for another scheduler': {
      const found = pick(services)?.service;
      const isName = name === 'ask for another name';
      if (found) annotate(found, isName ? 'name' : 'scheduler', isName ? `wanted-${number}` : 'wlc');
      break;
    }
    case 'delete a Service': {
      const found = pick(services);
      if (found) found.list.items = found.list.items?.filter((one) => one !== found.service) ?? null;
      break;
    }
    case 'delete an SLB': {
      const all = slbs.flatMap((slb) =>
        slb.loadBalancers.map(({ LoadBalancerId }) => ({ slb, LoadBalancerId })),
      );
      const found = pick(all);
      if (found) forget(found.slb, found.LoadBalancerId);
      break;
    }
    case 'change a listener': {
      const found = pick(slbs.flatMap(({ listeners }) => listeners));
      if (found) found.Scheduler = found.Scheduler === 'rr' ? 'wrr' : 'rr';
      break;
    }
    case 'change a weight': {
      const found = pick(slbs.flatMap(({ vServerGroups }) => vServerGroups));
      const [backend] = found?.BackendServers?.BackendServer ?? [];
      if (backend) backend.Weight = 1 + (number % 99);
      break;
    }
  }
  return world as Snapshot;
}

function forget(slb: World['regions'][number]['slb'], id: string): void {
  const isOther = (item: { LoadBalancerId?: string | undefined }) => item.LoadBalancerId !== id;
  slb.loadBalancers = slb.loadBalancers.filter(isOther);
  slb.listeners = slb.listeners.filter(isOther);
  slb.vServerGroups = slb.vServerGroups.filter(isOther);
  if (slb.domainExtensions) slb.domainExtensions = slb.domainExtensions.filter(isOther);
}

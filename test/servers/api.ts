import type { Inventory } from './inventory.ts';
import type { Parameters } from './parameters.ts';

/** How DescribeLoadBalancerListeners behaves where no instance is named: nobody has said what the real one does. */
export type RegionWideListeners = 'served' | 'refused' | 'empty';

export interface SlbManners {
  readonly regionWideListeners: RegionWideListeners;
}

/** One RPC action that reads a region. */
export interface RegionApi {
  readonly product: 'slb' | 'ecs' | 'vpc';
  readonly version: string;
  /** All parameters it knows; lists as `Name.N`. RegionId is known to all. */
  readonly parameters: readonly string[];
  /** The answer without its RequestId. Throws Refusal. */
  readonly answer: (inventory: Inventory, parameters: Parameters, manners: SlbManners) => object;
}

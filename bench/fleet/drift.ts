import {
  changeInstance,
  deleteListener,
  editListener,
  leaveBackend,
  misannotate,
  removeBackend,
  removeTag,
  replaceGroup,
  stopListener,
  weigh,
} from './edits.ts';
import { BY_BANDWIDTH, BY_SPEC, named, PROBE, PROTECTION, SCHEDULER, TAGS } from './features.ts';
import { type ServicePlan, withFeature } from './plan.ts';
import type { Ground } from './site.ts';
import type { World } from './world.ts';

/** One way in which a Service and its SLB come apart. */
export interface Drift {
  readonly kind: string;
  /** The rule that has to find it. */
  readonly rule: string;
  /** What the Service must ask for, so that it can happen. */
  readonly prepare?: (plan: ServicePlan) => ServicePlan;
  readonly happen: (world: World, ground: Ground) => World;
}

const EDITS = [{ Scheduler: 'rr' }, { interval: 30 }, { Scheduler: 'sch', interval: 10 }] as const;
const UNREADABLE = [
  ['persistence-timeout', '5m'],
  ['health-check-interval', '5s'],
  ['bandwidth', '100M'],
] as const;

/** Every kind of drift that can be planted in a Service; a Service gone entirely is an orphan, and stands apart. */
export const DRIFTS: readonly Drift[] = [
  {
    kind: 'listener-edited',
    rule: 'listener-update',
    prepare: (plan) => withFeature(withFeature(plan, SCHEDULER), PROBE),
    happen: (world, { random }) => editListener(world, random.pick(EDITS)),
  },
  { kind: 'listener-stopped', rule: 'listener-start', happen: stopListener },
  { kind: 'listener-deleted', rule: 'listener-create', happen: deleteListener },
  { kind: 'backend-removed', rule: 'vserver-group-backends-add', happen: removeBackend },
  {
    kind: 'backend-surplus',
    rule: 'vserver-group-backends-remove',
    happen: (world, { names, site }) =>
      leaveBackend(
        world,
        names.cloudId(world.plan.policy === 'ENI' ? 'eni' : 'i', site.regionId),
        site.nextPodAddress(),
      ),
  },
  {
    kind: 'group-deleted',
    rule: 'vserver-group-create',
    happen: (world, { names, site }) => replaceGroup(world, names.cloudId('rsp', site.regionId)),
  },
  {
    kind: 'instance-renamed',
    rule: 'load-balancer-name',
    prepare: (plan) => withFeature(plan, named(`${plan.name}-lb`)),
    happen: (world) => changeInstance(world, { LoadBalancerName: `${world.plan.name}-old` }),
  },
  {
    kind: 'delete-protection',
    rule: 'load-balancer-delete-protection',
    prepare: (plan) => withFeature(plan, PROTECTION),
    happen: (world) => changeInstance(world, { DeleteProtection: 'off' }),
  },
  {
    kind: 'spec',
    rule: 'load-balancer-spec',
    prepare: (plan) => withFeature(plan, BY_SPEC),
    happen: (world) => changeInstance(world, { LoadBalancerSpec: 'slb.s3.large' }),
  },
  {
    kind: 'bandwidth',
    rule: 'load-balancer-internet-spec',
    prepare: (plan) => withFeature(plan, BY_BANDWIDTH),
    happen: (world) => changeInstance(world, { Bandwidth: 200 }),
  },
  {
    kind: 'tag-removed',
    rule: 'load-balancer-tags-add',
    prepare: (plan) => withFeature(plan, TAGS),
    happen: (world) => removeTag(world, 'env'),
  },
  {
    kind: 'weight-changed',
    rule: 'backend-weights',
    prepare: (plan) => ({ ...plan, policy: 'Local' }),
    happen: (world) => weigh(world, (weight) => weight + 40),
  },
  {
    kind: 'annotation-malformed',
    rule: 'annotation-invalid',
    happen: (world, { random }) => {
      const [annotation, value] = random.pick(UNREADABLE);
      return misannotate(world, annotation, value);
    },
  },
];

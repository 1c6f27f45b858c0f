import { describe, expect, it } from 'vitest';
import { auditSnapshot } from '../../shared/index.ts';
import { type Advice, adviseUpgrade } from '../../shared/report/advice.ts';
import { adviceFacts } from '../../shared/report/advice-facts.ts';
import { annotate, partsOf, type World, world } from '../support/world.ts';

const LEGACY = 'service.beta.kubernetes.io/alicloud-loadbalancer-';

function advised(edited: World, targetCcmVersion = '2.14.0'): Advice {
  const report = auditSnapshot(edited, { targetCcmVersion });
  return adviseUpgrade(report, adviceFacts(edited, 'c1', report), 'en');
}

function servicesOf(edited: World) {
  return partsOf(edited).cluster.kubernetes.services.items ?? [];
}

function running(version: string | undefined, edited: World = world()): World {
  const { cluster } = partsOf(edited);
  if (version === undefined) delete cluster.ccmVersion;
  else cluster.ccmVersion = version;
  return edited;
}

describe('what to mend', () => {
  it('is one group for all Services that lack the same', () => {
    const edited = world({ services: [{ name: 'a' }, { name: 'b' }, { name: 'c' }] });
    for (const service of servicesOf(edited)) annotate(service, 'delete-protection', 'off');

    const { mends } = advised(edited);

    expect(mends).toHaveLength(1);
    expect(mends[0]?.services.map(({ service }) => service)).toEqual(['a', 'b', 'c']);
    expect(mends[0]?.ways.find(({ kind }) => kind === 'revert')?.commands).toHaveLength(3);
  });

  it('is two groups where other settings of listeners differ', () => {
    const edited = world({ services: [{ name: 'a' }, { name: 'b' }] });
    const [first, second] = servicesOf(edited);
    if (!first || !second) throw new Error('the world is too small');
    annotate(first, 'scheduler', 'wrr');
    annotate(second, 'health-check-interval', '5');

    const { mends } = advised(edited);

    expect(mends.map(({ rule, fields }) => [rule, fields])).toEqual([
      ['listener-update', ['Scheduler']],
      ['listener-update', ['HealthCheckInterval']],
    ]);
  });

  it('comes in the order in which CCM meets it: what hides the rest first', () => {
    const edited = world({
      services: [{ annotations: { 'idle-timeout': 'x', scheduler: 'wrr', name: 'other' } }],
    });
    partsOf(edited).listener.Status = 'stopped';

    const { mends } = advised(edited);

    expect(mends.map(({ rule, depth }) => [rule, depth])).toEqual([
      ['annotation-invalid', 0],
      ['load-balancer-name', 1],
      ['listener-start', 1],
      ['listener-update', 2],
    ]);
    const [first] = mends[0]?.services[0]?.faults ?? [];
    expect(mends[1]?.services[0]?.faults[0]?.behind).toBe(first?.findingId);
  });

  it('leaves out what is no fault', () => {
    const edited = world();
    const [backend] = partsOf(edited).group.BackendServers?.BackendServer ?? [];
    if (backend) backend.Weight = 1;

    const { verdict, mends, traffic } = advised(edited);

    expect(verdict).toBe('ready');
    expect(mends).toEqual([]);
    expect(traffic.map(({ rule }) => rule)).toEqual(['backend-weights']);
  });
});

describe('what changes for traffic', () => {
  it('has weights and shares of each node, before and after', () => {
    const edited = world();
    const [first, second] = partsOf(edited).group.BackendServers?.BackendServer ?? [];
    if (!first || !second) throw new Error('the group has no backends');
    first.Weight = 300;

    const { weights } = advised(edited);

    expect(weights).toEqual([
      {
        namespace: 'prod',
        service: 'web',
        group: 'k8s/30080/web/prod/c1',
        policy: 'Cluster',
        backends: [
          {
            serverId: 'i-node1',
            port: 30_080,
            node: 'node-i-node1',
            before: 300,
            after: 100,
            shareBefore: 75,
            shareAfter: 50,
          },
        ],
      },
    ]);
  });

  it('has what becomes of listeners, tags and Services that cannot be synced, by kind', () => {
    const edited = world({
      services: [{ name: 'a', annotations: { 'additional-resource-tags': 'x=1' } }, { name: 'b' }],
    });
    const { slb, listener, loadBalancer } = partsOf(edited);
    listener.Status = 'stopped';
    loadBalancer.Tags?.Tag?.push({ TagKey: 'cost', TagValue: '7' }, { TagKey: 'x', TagValue: '1' });
    slb.listeners.push({ ...listener, ListenerPort: 90, Description: 'k8s/90/a/prod/c1', Status: 'running' });
    const [, second] = servicesOf(edited);
    if (second) annotate(second, 'idle-timeout', 'x');

    const { traffic } = advised(edited);

    expect(traffic.map(({ kind, rule }) => [kind, rule])).toEqual([
      ['listener', 'listener-start'],
      ['listener', 'listener-delete'],
      ['tags', 'load-balancer-tags-remove'],
      ['stuck', 'annotation-invalid'],
    ]);
  });
});

describe('what the versions on the way bring', () => {
  const local = (edited: World) => {
    partsOf(edited).service.spec.externalTrafficPolicy = 'Local';
  };
  const annotated = (name: string, value: string) => (edited: World) =>
    annotate(partsOf(edited).service, name, value);

  it.each<[string, string, string, (edited: World) => void, readonly string[]]>([
    ['v1.9.3.110-gabc', '2.14.0', 'Local', local, ['local-weights', 'pod-count-weights']],
    ['v1.9.3.164-g2105d2e-aliyun', '2.14.0', 'Local', local, ['pod-count-weights']],
    ['v1.9.3.276', '2.14.0', 'Local', local, []],
    ['v1.9.3.110', 'v1.9.3.200', 'Local', local, ['local-weights']],
    [
      'v2.9.1',
      '2.14.0',
      'additional tags',
      annotated('additional-resource-tags', 'a=b'),
      ['additional-tags'],
    ],
    ['v2.10.0', '2.14.0', 'additional tags', annotated('additional-resource-tags', 'a=b'), []],
    ['v2.10.3', '2.11.0', 'several ACLs', annotated('acl-id', 'a,b'), ['several-acl-ids']],
    ['v2.10.3', '2.11.0', 'one ACL', annotated('acl-id', 'a'), []],
    ['v2.12.1', '2.13.0', 'domain extensions', annotated('domain-extensions', 'a:b'), ['domain-extensions']],
    ['v2.13.0', '2.14.0', 'a default weight', annotated('default-weight', '50'), ['default-weight']],
    ['v2.13.0', '2.13.5', 'a default weight', annotated('default-weight', '50'), []],
    ['v2.14.0', '2.14.0', 'a default weight', annotated('default-weight', '50'), []],
    ['v2.14.0', '2.14.0', 'a spec beside CLCU', annotated('spec', 'slb.s1.small'), ['clcu-one-way']],
  ])('from %s to %s with %s', (from, to, _, edit, expected) => {
    const edited = running(from);
    edit(edited);

    const { warnings } = advised(edited, to);

    expect(warnings.map(({ id }) => id)).toEqual(expected);
  });

  it('names the Services that each concerns', () => {
    const edited = running('v2.9.1', world({ services: [{ name: 'a' }, { name: 'b' }] }));
    const [, second] = servicesOf(edited);
    if (second) second.metadata.annotations = { [`${LEGACY}additional-resource-tags`]: 'a=b' };

    const { warnings } = advised(edited);

    expect(warnings).toMatchObject([{ id: 'additional-tags', since: '2.10.0', services: ['prod/b'] }]);
  });

  it('is a changed server group where v1 used the default one, and a listener deleted at once', () => {
    const edited = running('v1.9.3.300');
    const { slb, listener } = partsOf(edited);
    listener.VServerGroupId = '';
    slb.listeners.push({ ...listener, ListenerPort: 90, Description: 'k8s/90/web/prod/c1' });

    const { warnings } = advised(edited);

    expect(warnings.map(({ id }) => id)).toEqual(['listener-deletion', 'default-server-group']);
  });

  it('is everything up to the target where nobody knows what runs', () => {
    const edited = running(undefined);
    local(edited);

    const { step, warnings } = advised(edited);

    expect(step).toBe('unknown');
    expect(warnings.map(({ id }) => id)).toEqual(['local-weights', 'pod-count-weights']);
  });

  it.each([
    ['v2.9.1', '2.14.0', 'upgrade'],
    ['v2.14.0', '2.14.0', 'same'],
    ['v2.15.0', '2.14.0', 'downgrade'],
    ['latest', '2.14.0', 'unknown'],
  ])('is told of a step from %s to %s: %s', (from, to, step) => {
    const advice = advised(running(from), to);

    expect(advice.step).toBe(step);
  });
});

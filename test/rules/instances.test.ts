import { describe, expect, it } from 'vitest';
import { changed, commandOf, findingsOf, only, type Parts, REUSED } from '../support/changed-world.ts';
import { annotate, type World } from '../support/world.ts';

function deleted({ service }: Parts): void {
  service.metadata.deletionTimestamp = '2026-01-01T00:00:00Z';
}

describe('a Service that goes away and keeps its SLB', () => {
  it('has CCM ask for the removal of its tags although none is left', () => {
    const edited = changed({ annotations: { 'preserve-lb-on-delete': 'true' } }, (parts) => {
      deleted(parts);
      Object.assign(parts.loadBalancer, { DeleteProtection: 'off', ModificationProtectionStatus: '' });
      parts.loadBalancer.Tags = { Tag: [] };
    });

    const finding = only(edited, 'load-balancer-tags-remove');

    expect(finding.message).toContain('none is left');
    expect(finding.changes).toEqual([{ field: 'Tags', actual: [], expected: [] }]);
    expect(finding.fixes.map(({ kind }) => kind)).toEqual(['support']);
  });
});

describe('a charge type that differs', () => {
  it.each([
    [undefined, 'paybyspec', 'InstanceChargeType PayBySpec'],
    // SLB has one spelling, and CCM compares letter by letter: only the annotation can be mended.
    ['PayBySpec', 'paybyspec', undefined],
    ['PayBySpec', 'PayByCLCU', 'InstanceChargeType PayByCLCU'],
    ['PayByCLCU', 'PayBySpec', undefined],
  ])('from %s to %s is set back with %s', (actual, wanted, parameters) => {
    const edited = changed({ annotations: { 'instance-charge-type': wanted } }, ({ loadBalancer }) => {
      Object.assign(loadBalancer, { InstanceChargeType: actual });
    });

    const { fixes } = only(edited, 'load-balancer-instance-charge-type');

    const command = fixes.find(({ kind }) => kind === 'revert')?.command;
    expect(command?.replace('--InstanceChargeType', 'InstanceChargeType')).toEqual(
      parameters === undefined ? undefined : expect.stringContaining(parameters),
    );
  });
});

describe('a charge type of the traffic that differs', () => {
  it.each([
    [{ 'charge-type': 'PayByTraffic' }, ['adopt']],
    [{ 'charge-type': 'paybybandwidth' }, ['adopt', 'revert']],
    [{ 'charge-type': 'PayByBandwidth', bandwidth: '7' }, ['adopt', 'revert']],
  ])('from paybytraffic to %j can be mended by %j', (annotations, kinds) => {
    const edited = changed({ annotations }, () => {});

    const { fixes } = only(edited, 'load-balancer-internet-spec');

    expect(fixes.map(({ kind }) => kind)).toEqual(kinds);
  });
});

describe('a Service whose SLB is gone', () => {
  it.each([
    [{ ip: '47.0.0.1' }, '47.0.0.1'],
    [{ hostname: 'web.example.com' }, 'web.example.com'],
    [{ ip: '', hostname: 'web.example.com' }, 'web.example.com'],
    [{}, 'an entry without an address'],
  ])('shows %j as %s', (entry, shown) => {
    const edited = changed({}, ({ slb, service }) => {
      slb.loadBalancers = [];
      service.status = { loadBalancer: { ingress: [entry] } };
    });

    expect(only(edited, 'load-balancer-missing').message).toContain(`still shows ${shown}, but no SLB`);
  });
});

describe('annotation id that names an SLB which is gone', () => {
  it.each<[what: string, change: (parts: Parts) => void, afterwards: string]>([
    ['shows an address', () => {}, 'as long as the Service shows an address, CCM creates none for it'],
    ['shows none', ({ service }) => delete service.status, 'CCM then creates an SLB of its own'],
    ['is being deleted', deleted, 'The deletion can then finish'],
  ])('says what comes of taking it away from a Service that %s', (_, change, afterwards) => {
    const edited = changed(REUSED, (parts) => {
      parts.slb.loadBalancers = [];
      change(parts);
    });

    const { fixes } = only(edited, 'load-balancer-missing');

    expect(fixes.map(({ kind }) => kind)).toEqual(['adopt']);
    expect(fixes[0]?.text).toContain(afterwards);
  });
});

describe('an SLB to be reused whose address is', () => {
  it.each<[address: string, ingress: readonly object[], eip: boolean, shown: string | undefined]>([
    ['shown', [{ ip: '47.0.0.1' }], false, undefined],
    ['shown beside another', [{ ip: '47.0.0.9' }, { ip: '47.0.0.1' }], false, undefined],
    ['hidden behind a name', [{ hostname: 'web.example.com' }], false, undefined],
    ['hidden behind a name, the address left empty', [{ ip: '', hostname: 'w.example' }], false, undefined],
    ['not shown yet', [], false, undefined],
    ['not the one shown', [{ ip: '47.0.0.9' }], false, '47.0.0.9'],
    ['not the one shown, name or not', [{ ip: '47.0.0.9', hostname: 'w.example' }], false, '47.0.0.9'],
    ['not in an entry that says nothing', [{}], false, '?'],
    ['not the one shown, which is an EIP', [{ ip: '47.0.0.9' }], true, undefined],
  ])('%s', (_, ingress, eip, shown) => {
    const edited = changed(REUSED, ({ service }) => {
      service.status = { loadBalancer: { ingress: [...ingress] } };
      if (eip) annotate(service, 'external-ip-type', 'eip');
    });

    const messages = findingsOf(edited, 'load-balancer-not-reusable').map(({ message }) => message);

    expect(messages).toEqual(
      shown === undefined
        ? []
        : [`The Service shows ${shown}, SLB lb-c1-web has 47.0.0.1: CCM will not move it`],
    );
  });
});

describe('a Service that is no load balancer any more', () => {
  it.each([
    ['ClusterIP', 'is of type ClusterIP'],
    [undefined, 'has no type'],
  ])('of type %s has its SLB deleted, and says why', (type, why) => {
    const edited = changed({}, ({ service, loadBalancer }) => {
      service.spec.type = type ?? null;
      loadBalancer.DeleteProtection = 'off';
    });

    expect(only(edited, 'load-balancer-delete').message).toContain(why);
  });
});

describe('an SLB that Kubernetes made', () => {
  it('is refused to a Service that shows no address yet', () => {
    const edited = changed(REUSED, ({ loadBalancer, service }) => {
      delete service.status;
      loadBalancer.Tags?.Tag?.push({ TagKey: 'ack.aliyun.com', TagValue: 'c9' });
    });

    expect(only(edited, 'load-balancer-not-reusable').message).toContain('was made by Kubernetes');
  });
});

describe('an SLB of which little is known', () => {
  /** An SLB of a cluster that lost its Service, with nothing but its owner tag. */
  function bare(clusterId: string): World {
    const edited = changed({}, ({ cluster, slb }) => {
      cluster.kubernetes.services.items = [];
      slb.loadBalancers = [
        {
          LoadBalancerId: 'lb-bare',
          Tags: {
            Tag: [
              { TagKey: 'kubernetes.do.not.delete', TagValue: '' },
              { TagKey: 'ack.aliyun.com', TagValue: clusterId },
            ],
          },
        },
      ];
      slb.listeners = [];
      slb.vServerGroups = [];
    });
    return edited;
  }

  it('is an orphan all the same', () => {
    const finding = only(bare('c1'), 'load-balancer-orphan');

    expect(finding.message).toBe(
      'SLB lb-bare () of cluster cluster-c1 has no Service any more; last seen: unknown; age unknown; no listener is running',
    );
    expect(commandOf(finding, 'revert')).not.toContain('SetLoadBalancerDeleteProtection');
  });

  it('is told of where its cluster is not read', () => {
    const { message } = only(bare('c9'), 'load-balancer-unknown-cluster');

    expect(message).toBe(
      'SLB lb-bare () belongs to cluster c9, which is not among those read; age unknown; no listener is running',
    );
  });

  it('is told of where nothing says whose it is', () => {
    const edited = bare('');

    const { message, clusterId } = only(edited, 'load-balancer-unknown-cluster');

    expect(message).toContain('belongs to cluster unknown');
    expect(clusterId).toBe('');
  });

  it.each([
    [{ CreateTime: '2023-11-12T00:00:00Z' }, '2 days old'],
    [{ CreateTime: 'long ago' }, 'age unknown'],
    [{ CreateTimeStamp: 1_699_747_200_000 }, '2 days old'],
    [{ CreateTimeStamp: -1 }, 'age unknown'],
    [{ CreateTime: '2023-11-15T00:00:00Z' }, '0 days old'],
  ])('is, created %j, %s', (created, age) => {
    const edited = bare('c1');
    Object.assign(instanceIn(edited), created);

    const { message } = only(edited, 'load-balancer-orphan', { now: Date.parse('2023-11-14T12:00:00Z') });

    expect(message).toContain(`; ${age}; `);
  });
});

function instanceIn(edited: World) {
  return edited.regions[0]?.slb.loadBalancers[0] ?? {};
}

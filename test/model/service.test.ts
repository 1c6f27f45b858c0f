import { describe, expect, it } from 'vitest';
import { isBeingDeleted, isReconciled, needsLoadBalancer, serviceKey } from '../../shared/model/service.ts';
import type { KubeService } from '../../shared/snapshot/kubernetes-items.ts';
import { serviceWith } from '../support/kubernetes.ts';

const CLASS = 'service.beta.kubernetes.io/class';
const TUNNEL = 'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-tunnel-type';
const FINALIZERS = ['service.k8s.alibaba/resources'];

interface Fate {
  readonly needs: boolean;
  readonly reconciled: boolean;
  readonly deleted: boolean;
}

const WANTED: Fate = { needs: true, reconciled: true, deleted: false };
const IGNORED: Fate = { needs: false, reconciled: false, deleted: false };

function withKeys(
  annotations: Record<string, string>,
  spec: Partial<KubeService['spec']> = {},
  metadata: Partial<KubeService['metadata']> = {},
): KubeService {
  return serviceWith({}, spec, { annotations, ...metadata });
}

describe('a Service', () => {
  it.each<[string, KubeService, Fate]>([
    ['of type LoadBalancer', serviceWith(), WANTED],
    ['whose class is null', serviceWith({}, { loadBalancerClass: null }), WANTED],
    [
      'of another load balancer class',
      serviceWith({}, { loadBalancerClass: 'alibabacloud.com/nlb' }),
      IGNORED,
    ],
    ['of the empty load balancer class', serviceWith({}, { loadBalancerClass: '' }), IGNORED],
    ['with a class annotation', withKeys({ [CLASS]: 'nlb' }), IGNORED],
    ['with an empty class annotation', withKeys({ [CLASS]: '' }), WANTED],
    ['with a tunnel', withKeys({ [TUNNEL]: 'tunnel' }), IGNORED],
    ['with an empty tunnel annotation', withKeys({ [TUNNEL]: '' }), IGNORED],
    ['of type ClusterIP', serviceWith({}, { type: 'ClusterIP' }), { ...IGNORED, deleted: true }],
    ['without a type', serviceWith({}, { type: null }), { ...IGNORED, deleted: true }],
    [
      'of type ClusterIP that still has an SLB',
      serviceWith({}, { type: 'ClusterIP' }, { finalizers: FINALIZERS }),
      { needs: false, reconciled: true, deleted: true },
    ],
    [
      'of type ClusterIP with another finalizer',
      serviceWith({}, { type: 'ClusterIP' }, { finalizers: ['service.kubernetes.io/load-balancer-cleanup'] }),
      { ...IGNORED, deleted: true },
    ],
    [
      'of another class that still has an SLB is reconciled in full',
      serviceWith({}, { loadBalancerClass: 'x' }, { finalizers: FINALIZERS }),
      { needs: false, reconciled: true, deleted: false },
    ],
    [
      'with a class annotation that still has an SLB is reconciled in full',
      withKeys({ [CLASS]: 'nlb' }, {}, { finalizers: FINALIZERS }),
      { needs: false, reconciled: true, deleted: false },
    ],
    ['with a tunnel and the finalizer', withKeys({ [TUNNEL]: 'x' }, {}, { finalizers: FINALIZERS }), IGNORED],
    [
      'with a tunnel and the finalizer that changed its type',
      withKeys({ [TUNNEL]: 'x' }, { type: 'ClusterIP' }, { finalizers: FINALIZERS }),
      { ...IGNORED, deleted: true },
    ],
    [
      'that is being deleted',
      serviceWith({}, {}, { deletionTimestamp: '2026-01-01T00:00:00Z', finalizers: FINALIZERS }),
      { needs: true, reconciled: true, deleted: true },
    ],
    [
      'whose deletion time is null',
      serviceWith({}, {}, { deletionTimestamp: null, finalizers: null }),
      WANTED,
    ],
  ])('%s', (_, service, expected) => {
    const fate: Fate = {
      needs: needsLoadBalancer(service),
      reconciled: isReconciled(service),
      deleted: isBeingDeleted(service),
    };

    expect(fate).toEqual(expected);
  });

  it('is called namespace/name', () => {
    const key = serviceKey(serviceWith());

    expect(key).toBe('prod/web');
  });
});

import type { KubeService } from '../snapshot/kubernetes-items.ts';
import { CLASS_KEY, hasPlainAnnotation, plainAnnotation, TUNNEL_TYPE_KEY } from './annotations.ts';
import { SERVICE_FINALIZER } from './names.ts';

/** `namespace/name`. */
export function serviceKey(service: KubeService): string {
  return `${service.metadata.namespace}/${service.metadata.name}`;
}

/** Whether a Service asks for a classic SLB (helper.NeedCLB). An empty loadBalancerClass is a set one. */
export function needsLoadBalancer(service: KubeService): boolean {
  return (
    service.spec.type === 'LoadBalancer' &&
    (service.spec.loadBalancerClass ?? undefined) === undefined &&
    plainAnnotation(service, CLASS_KEY) === '' &&
    !hasPlainAnnotation(service, TUNNEL_TYPE_KEY)
  );
}

/** Whether CCM reconciles a Service when it starts (clbv1 needAdd): it needs an SLB, or may still have one. */
export function isReconciled(service: KubeService): boolean {
  if (needsLoadBalancer(service)) return true;
  if (hasPlainAnnotation(service, TUNNEL_TYPE_KEY)) return false;
  return service.metadata.finalizers?.includes(SERVICE_FINALIZER) ?? false;
}

/** Whether the Service's SLB has to go (helper.NeedDeleteLoadBalancer). */
export function isBeingDeleted(service: KubeService): boolean {
  return (
    (service.metadata.deletionTimestamp ?? undefined) !== undefined || service.spec.type !== 'LoadBalancer'
  );
}

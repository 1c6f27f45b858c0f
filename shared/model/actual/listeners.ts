import type { SlbDomainExtension, SlbListener } from '../../snapshot/cloud-items.ts';
import { toInteger } from '../../snapshot/shapes.ts';
import { listenerConfig, type Protocol } from '../listener-fields.ts';
import { parseListenerKey } from '../names.ts';
import { isOwnedBy, type Owner } from './server-groups.ts';

/** A listener as SLB has it. Fields that an annotation may set are read with `actualValue` from `item`. */
export interface ActualListener {
  readonly item: SlbListener;
  readonly ListenerPort: number;
  readonly Protocol: Protocol;
  readonly Description: string;
  readonly Status: string;
  readonly VServerGroupId: string;
  /** CCM made it for this Service. */
  readonly isOurs: boolean;
  /** `on`, `off` or '' when the API does not say (http only). */
  readonly ListenerForward: string;
  readonly ForwardPort: number;
  /** https only. */
  readonly ServerCertificateId: string;
  /** Undefined when they were not read. */
  readonly domainExtensions: readonly ActualDomainExtension[] | undefined;
}

/** A further certificate of an https listener, for one domain; missing texts are ''. */
export interface ActualDomainExtension {
  readonly DomainExtensionId: string;
  readonly Domain: string;
  readonly ServerCertificateId: string;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Reads an item of DescribeLoadBalancerListeners as CCM does for one Service. */
export function actualListener(
  item: SlbListener,
  owner: Owner,
  domainExtensions: readonly SlbDomainExtension[] | undefined,
): ActualListener {
  const config = listenerConfig(item);
  return {
    item,
    ListenerPort: toInteger(item.ListenerPort),
    Protocol: item.ListenerProtocol,
    Description: item.Description ?? '',
    Status: item.Status ?? '',
    VServerGroupId: item.VServerGroupId ?? '',
    isOurs: isOwnedBy(parseListenerKey(item.Description), owner),
    ListenerForward: text(config.ListenerForward),
    ForwardPort: toInteger(config.ForwardPort as number | string | null | undefined),
    ServerCertificateId: text(config.ServerCertificateId),
    domainExtensions: domainExtensions?.map((extension) => ({
      DomainExtensionId: extension.DomainExtensionId ?? '',
      Domain: extension.Domain,
      ServerCertificateId: extension.ServerCertificateId ?? '',
    })),
  };
}

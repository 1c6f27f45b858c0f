import { OWNER_TAG } from './cloud-items.ts';
import type { Failure } from './snapshot.ts';

/** The code of a failure about an item that was dropped. */
export const ITEM_NOT_UNDERSTOOD = 'ItemNotUnderstood';

/** As much of "which one" as an item that could not be understood still tells: its failure concerns no more than that. */
export function identityOf(resource: string, item: unknown): Partial<Failure> {
  const namespace = textAt(item, 'metadata', 'namespace');
  if (resource === 'services' || resource === 'endpointSlices') {
    const label = ['metadata', 'labels', 'kubernetes.io/service-name'];
    const service = textAt(item, ...(resource === 'services' ? ['metadata', 'name'] : label));
    return namespace && service ? { namespace, service } : {};
  }
  const loadBalancerId = textAt(item, 'LoadBalancerId');
  const ownerTag = resource === 'loadBalancers' ? ownerTagIn(item) : undefined;
  return { ...(loadBalancerId && { loadBalancerId }), ...(ownerTag && { ownerTag }) };
}

/** What a person would look it up by: ` (prod/web)`, ` (lb-1)`; '' where not even that can be read. */
export function calledBy(item: unknown): string {
  const names = [
    [textAt(item, 'metadata', 'namespace'), textAt(item, 'metadata', 'name')],
    [textAt(item, 'LoadBalancerId'), textAt(item, 'VServerGroupId') ?? textAt(item, 'DomainExtensionId')],
    [textAt(item, 'ServerCertificateId') ?? textAt(item, 'NetworkInterfaceId') ?? textAt(item, 'VpcId')],
  ].map((parts) => parts.filter((part) => part !== undefined).join('/'));
  const name = names.find((one) => one !== '');
  return name === undefined ? '' : ` (${name.slice(0, LONGEST_NAME)})`;
}

const LONGEST_NAME = 150;

/** A text property of an item that as a whole could not be understood. */
export function textAt(item: unknown, ...path: readonly string[]): string | undefined {
  let value = item;
  for (const key of path) value = valueAt(value, key);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function ownerTagIn(item: unknown): string | undefined {
  const tags = valueAt(valueAt(item, 'Tags'), 'Tag');
  if (!Array.isArray(tags)) return undefined;
  const owner = tags.map(tagOf).find(({ TagKey }) => TagKey === OWNER_TAG)?.TagValue;
  return typeof owner === 'string' && owner !== '' ? owner : undefined;
}

function tagOf(value: unknown): { readonly TagKey?: unknown; readonly TagValue?: unknown } {
  return typeof value === 'object' && value !== null ? value : {};
}

function valueAt(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<string, unknown>)[key];
}

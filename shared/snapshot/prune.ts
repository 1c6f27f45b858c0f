import { KindGuard, type TSchema } from '@sinclair/typebox';
import {
  DomainExtensionItem,
  ListenerItem,
  LoadBalancerItem,
  NetworkInterfaceItem,
  ServerCertificateItem,
  VpcItem,
  VServerGroupItem,
} from './cloud-items.ts';
import { EndpointSliceItem, NodeItem, PodItem, ServiceItem } from './kubernetes-items.ts';
import { writtenAt } from './object-time.ts';

/** Takes an item as an API sends it, gives a copy with only what the audit looks at. */
export type Pruner = (item: unknown) => unknown;

/** Keys of annotations that say something to CCM, or to us; others may hold anything, secrets included. */
const SPEAKING = /^(service\.(beta|alpha)\.kubernetes\.io|[a-z.-]*alibabacloud\.com|ccm-preflight)\//;
const SERVICE_LABEL = 'kubernetes.io/service-name';

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** So many different texts are remembered at most: those of the items read last. */
const MOST_TEXTS = 10_000;
/** A longer one is hardly there twice. */
const LONGEST_TEXT = 256;
const texts = new Map<string, string>();

/**
 * The same text, in memory once. Each answer of an API brings its own copy of every region, spec, node and group name:
 * in a large fleet that is a third of all memory.
 */
function shared(text: string): string {
  if (text.length > LONGEST_TEXT) return text;
  const known = texts.get(text);
  if (known !== undefined) return known;
  if (texts.size >= MOST_TEXTS) texts.clear();
  texts.set(text, text);
  return text;
}

/**
 * A text, number or yes/no as it is. Of a list or an object, which fits no such place, only that it is one: what is
 * within may be large, or nested deeper than anybody can write down again.
 */
const keepValue: Pruner = (value) => {
  if (typeof value === 'string') return shared(value);
  return misfit(value);
};

function misfit(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Array.isArray(value) ? [] : {};
}

/**
 * Keeps of a value what a schema names. What does not fit the schema stays something that does not: whoever checks the
 * item later has to see it.
 */
function prunerOf(schema: TSchema): Pruner {
  if (KindGuard.IsUnion(schema)) {
    const inner = schema.anyOf.find((one) => KindGuard.IsObject(one) || KindGuard.IsArray(one));
    return inner ? prunerOf(inner) : keepValue;
  }
  if (KindGuard.IsArray(schema)) {
    const each = prunerOf(schema.items);
    return (value) => (Array.isArray(value) ? value.map(each) : misfit(value));
  }
  if (!KindGuard.IsObject(schema)) return keepValue;
  if (schema.additionalProperties !== undefined) return pruneTexts;
  const properties = Object.entries(schema.properties).map(([key, one]) => [key, prunerOf(one)] as const);
  return (value) => {
    if (!isObject(value)) return misfit(value);
    const kept: Record<string, unknown> = {};
    for (const [key, prune] of properties) {
      if (Object.hasOwn(value, key)) kept[key] = prune(value[key]);
    }
    return kept;
  };
}

/** Annotations, labels: any keys. */
function pruneTexts(value: unknown): unknown {
  if (!isObject(value)) return misfit(value);
  return Object.fromEntries(Object.entries(value).map(([key, text]) => [key, keepValue(text)]));
}

/** A pruner that afterwards thins out one of the item's `metadata` maps. */
function thinning(schema: TSchema, map: 'annotations' | 'labels', keeps: (key: string) => boolean): Pruner {
  const prune = prunerOf(schema);
  return (item) => {
    const kept = prune(item);
    const metadata = isObject(kept) ? kept.metadata : undefined;
    const texts = isObject(metadata) ? metadata[map] : undefined;
    if (isObject(metadata) && isObject(texts)) {
      metadata[map] = Object.fromEntries(Object.entries(texts).filter(([key]) => keeps(key)));
    }
    return kept;
  };
}

/** When an object was last written, in the place where the API server says it. */
function lastWrite(item: unknown): { managedFields?: { time: string }[] } {
  const time = isObject(item) ? writtenAt(item.metadata) : undefined;
  return time === undefined ? {} : { managedFields: [{ time: new Date(time).toISOString() }] };
}

const pruneServiceItem = thinning(ServiceItem, 'annotations', (key) => SPEAKING.test(key));

/** The time of the last write tells whether the check's Event is older than the Service. */
function pruneService(item: unknown): unknown {
  const kept = pruneServiceItem(item);
  if (isObject(kept) && isObject(kept.metadata)) Object.assign(kept.metadata, lastWrite(item));
  return kept;
}

const pruneSliceItem = thinning(EndpointSliceItem, 'labels', (key) => key === SERVICE_LABEL);

/** Only of an endpoint that is not ready does it matter which pod it is. */
function pruneSlice(item: unknown): unknown {
  const kept = pruneSliceItem(item);
  const endpoints = isObject(kept) ? kept.endpoints : undefined;
  if (!Array.isArray(endpoints)) return kept;
  for (const endpoint of endpoints) {
    if (!isObject(endpoint) || !isObject(endpoint.conditions)) continue;
    if (endpoint.conditions.ready === true) delete endpoint.targetRef;
  }
  return kept;
}

function pruneEvent(item: unknown): unknown {
  if (!isObject(item)) return misfit(item);
  const { metadata, reason, type, message, count, firstTimestamp, lastTimestamp, eventTime } = item;
  const { name, namespace } = isObject(metadata) ? metadata : {};
  const said = { reason, type, message, count, firstTimestamp, lastTimestamp, eventTime };
  const named = { name: keepValue(name), namespace: keepValue(namespace) };
  return { metadata: { ...named, ...lastWrite(item) }, ...(pruneTexts(said) as object) };
}

/** For each part of a snapshot: how its items are cut down before they are kept in memory or written to a file. */
export const PRUNERS = {
  services: pruneService,
  endpointSlices: pruneSlice,
  nodes: prunerOf(NodeItem),
  pods: prunerOf(PodItem),
  events: pruneEvent,
  loadBalancers: prunerOf(LoadBalancerItem),
  listeners: prunerOf(ListenerItem),
  vServerGroups: prunerOf(VServerGroupItem),
  domainExtensions: prunerOf(DomainExtensionItem),
  serverCertificates: prunerOf(ServerCertificateItem),
  networkInterfaces: prunerOf(NetworkInterfaceItem),
  vpcs: prunerOf(VpcItem),
} as const satisfies Record<string, Pruner>;

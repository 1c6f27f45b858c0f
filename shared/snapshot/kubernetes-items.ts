import { type Static, Type } from '@sinclair/typebox';
import { Maybe } from './shapes.ts';

/** Not a Type.Record: that passes over keys with a line break. */
const Texts = Type.Unsafe<Record<string, string>>(Type.Object({}, { additionalProperties: Type.String() }));

const ServicePort = Type.Object({
  name: Maybe(Type.String()),
  protocol: Maybe(Type.String()),
  port: Type.Integer(),
  nodePort: Maybe(Type.Integer()),
  targetPort: Maybe(Type.Union([Type.Integer(), Type.String()])),
});
/** A port of a Service. */
export type KubeServicePort = Static<typeof ServicePort>;

const Ingress = Type.Object({ ip: Maybe(Type.String()), hostname: Maybe(Type.String()) });

/** The part of a core/v1 Service that CCM looks at; further fields are let be. */
export const ServiceItem = Type.Object({
  metadata: Type.Object({
    name: Type.String({ minLength: 1 }),
    namespace: Type.String({ minLength: 1 }),
    uid: Type.String({ minLength: 1 }),
    annotations: Maybe(Texts),
    finalizers: Maybe(Type.Array(Type.String())),
    deletionTimestamp: Maybe(Type.String()),
  }),
  spec: Type.Object({
    type: Maybe(Type.String()),
    ports: Maybe(Type.Array(ServicePort)),
    externalTrafficPolicy: Maybe(Type.String()),
    loadBalancerClass: Maybe(Type.String()),
  }),
  status: Maybe(Type.Object({ loadBalancer: Maybe(Type.Object({ ingress: Maybe(Type.Array(Ingress)) })) })),
});
/** A Service, cut down to what CCM looks at. */
export type KubeService = Static<typeof ServiceItem>;

const Endpoint = Type.Object({
  addresses: Maybe(Type.Array(Type.String())),
  conditions: Maybe(Type.Object({ ready: Maybe(Type.Boolean()), terminating: Maybe(Type.Boolean()) })),
  nodeName: Maybe(Type.String()),
  targetRef: Maybe(
    Type.Object({ kind: Maybe(Type.String()), namespace: Maybe(Type.String()), name: Maybe(Type.String()) }),
  ),
});

/** The part of a discovery.k8s.io/v1 EndpointSlice that CCM looks at. */
export const EndpointSliceItem = Type.Object({
  metadata: Type.Object({ namespace: Type.String(), labels: Maybe(Texts) }),
  addressType: Maybe(Type.String()),
  endpoints: Maybe(Type.Array(Endpoint)),
  ports: Maybe(Type.Array(Type.Object({ name: Maybe(Type.String()), port: Maybe(Type.Integer()) }))),
});
/** An EndpointSlice, cut down to what CCM looks at. */
export type KubeEndpointSlice = Static<typeof EndpointSliceItem>;

/** The part of a core/v1 Node that CCM looks at. */
export const NodeItem = Type.Object({
  metadata: Type.Object({ name: Type.String({ minLength: 1 }), labels: Maybe(Texts) }),
  spec: Maybe(
    Type.Object({
      providerID: Maybe(Type.String()),
      unschedulable: Maybe(Type.Boolean()),
      taints: Maybe(Type.Array(Type.Object({ key: Type.String() }))),
    }),
  ),
  status: Maybe(
    Type.Object({
      conditions: Maybe(Type.Array(Type.Object({ type: Type.String(), status: Type.String() }))),
    }),
  ),
});
/** A Node, cut down to what CCM looks at. */
export type KubeNode = Static<typeof NodeItem>;

/** The part of a core/v1 Pod that CCM looks at when an endpoint is not ready. */
export const PodItem = Type.Object({
  metadata: Type.Object({ name: Type.String(), namespace: Type.String() }),
  spec: Maybe(
    Type.Object({ readinessGates: Maybe(Type.Array(Type.Object({ conditionType: Type.String() }))) }),
  ),
  status: Maybe(
    Type.Object({
      conditions: Maybe(Type.Array(Type.Object({ type: Type.String(), status: Type.String() }))),
    }),
  ),
});
/** A Pod, cut down to what CCM looks at. */
export type KubePod = Static<typeof PodItem>;

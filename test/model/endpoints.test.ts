import { describe, expect, it } from 'vitest';
import { endpointsOf } from '../../shared/model/desired/endpoints.ts';
import type { KubeEndpointSlice, KubePod, KubeServicePort } from '../../shared/snapshot/kubernetes-items.ts';
import { servicePort, sliceWith } from '../support/kubernetes.ts';

type SliceEndpoint = NonNullable<KubeEndpointSlice['endpoints']>[number];

const GATE = 'service.readiness.alibabacloud.com/web';
const READY = { ready: true };
const NAMED_PORT = servicePort({ targetPort: 'http' });

function endpoint(address: string, fields: Partial<SliceEndpoint> = {}): SliceEndpoint {
  return {
    addresses: [address],
    conditions: READY,
    nodeName: 'node-1',
    targetRef: { kind: 'Pod', namespace: 'prod', name: 'web-0' },
    ...fields,
  };
}

function pod(
  gates: readonly string[],
  conditions: readonly (readonly [type: string, status: string])[],
): KubePod {
  return {
    metadata: { name: 'web-0', namespace: 'prod' },
    spec: { readinessGates: gates.map((conditionType) => ({ conditionType })) },
    status: { conditions: conditions.map(([type, status]) => ({ type, status })) },
  };
}

function find(
  slices: readonly KubeEndpointSlice[],
  {
    port = servicePort(),
    pods = [],
    podsUnread = false,
  }: {
    readonly port?: KubeServicePort;
    readonly pods?: readonly KubePod[];
    readonly podsUnread?: boolean;
  } = {},
) {
  const byName = (namespace: string, name: string) =>
    pods.find((one) => one.metadata.namespace === namespace && one.metadata.name === name);
  return endpointsOf({ serviceName: 'web', slices, pod: byName, podsUnread }, port);
}

function addresses(...args: Parameters<typeof find>): string[] {
  return find(...args).endpoints.map((one) => one.address);
}

describe('the endpoints of a Service port', () => {
  it.each<[string, NonNullable<SliceEndpoint['conditions']> | null, boolean]>([
    ['ready', { ready: true }, true],
    ['ready and not terminating', { ready: true, terminating: false }, true],
    ['not ready', { ready: false }, false],
    ['of unknown readiness', {}, false],
    ['whose readiness is null', { ready: null }, false],
    ['without conditions', null, false],
    ['terminating', { ready: true, terminating: true }, false],
  ])('include or leave out one that is %s', (_, conditions, expected) => {
    const found = addresses([sliceWith([endpoint('10.0.0.1', { conditions })])]);

    expect(found).toEqual(expected ? ['10.0.0.1'] : []);
  });

  it.each<[string, KubePod | undefined, boolean]>([
    ['only for the gate of CCM', pod([GATE], [['ContainersReady', 'True']]), true],
    [
      'for that gate among others',
      pod(
        ['x', GATE],
        [
          ['x', 'False'],
          ['ContainersReady', 'True'],
        ],
      ),
      true,
    ],
    ['for its containers', pod([GATE], [['ContainersReady', 'False']]), false],
    ['with nothing said of its containers', pod([GATE], [['Initialized', 'True']]), false],
    ['for the gate of another Service', pod([`${GATE}-2`], [['ContainersReady', 'True']]), false],
    ['for no gate', pod([], [['ContainersReady', 'True']]), false],
    ['and is gone', undefined, false],
  ])('include or leave out one that is not ready and whose pod waits %s', (_, waiting, expected) => {
    const slices = [sliceWith([endpoint('10.0.0.1', { conditions: { ready: false } })])];

    const found = addresses(slices, { pods: waiting ? [waiting] : [] });

    expect(found).toEqual(expected ? ['10.0.0.1'] : []);
  });

  it('never include a terminating one, whatever its gate', () => {
    const conditions = { ready: false, terminating: true };
    const slices = [sliceWith([endpoint('10.0.0.1', { conditions })])];

    const found = addresses(slices, { pods: [pod([GATE], [['ContainersReady', 'True']])] });

    expect(found).toEqual([]);
  });

  it('know a pod by its name and namespace, and only pods', () => {
    const conditions = { ready: false };
    const slices = [
      sliceWith([
        endpoint('10.0.0.1', { conditions, targetRef: { kind: 'Pod', namespace: 'dev', name: 'web-0' } }),
        endpoint('10.0.0.2', { conditions, targetRef: { kind: 'VM', namespace: 'prod', name: 'web-0' } }),
        endpoint('10.0.0.3', { conditions, targetRef: null }),
      ]),
    ];

    const found = addresses(slices, { pods: [pod([GATE], [['ContainersReady', 'True']])] });

    expect(found).toEqual([]);
  });

  it.each<[string, boolean, SliceEndpoint, boolean]>([
    ['pods are unread and one is not ready', true, endpoint('10.0.0.1', { conditions: {} }), true],
    ['pods are unread and all are ready', true, endpoint('10.0.0.1'), false],
    [
      'pods are unread and no pod is behind it',
      true,
      endpoint('10.0.0.1', { conditions: {}, targetRef: null }),
      false,
    ],
    ['pods are read', false, endpoint('10.0.0.1', { conditions: {} }), false],
  ])('tell whether some may be missed where %s', (_, podsUnread, one, expected) => {
    const found = find([sliceWith([one])], { podsUnread });

    expect(found.missedPods).toBe(expected);
  });

  it('take an address once, though several slices have it, with the first node named', () => {
    const slices = [
      sliceWith([endpoint('10.0.0.1'), endpoint('10.0.0.2', { conditions: { ready: false } })]),
      sliceWith([
        endpoint('10.0.0.1', { nodeName: 'node-9' }),
        endpoint('10.0.0.2', { nodeName: 'node-2' }),
        endpoint('10.0.0.3', { addresses: ['10.0.0.3', '10.0.0.1'] }),
      ]),
    ];

    const found = find(slices);

    expect(found.endpoints).toEqual([
      { address: '10.0.0.1', nodeName: 'node-1', port: 8080 },
      { address: '10.0.0.2', nodeName: 'node-2', port: 8080 },
      { address: '10.0.0.3', nodeName: 'node-1', port: 8080 },
    ]);
  });

  it('leave out a slice that lacks the named port, with all its endpoints', () => {
    const slices = [
      sliceWith([endpoint('10.0.0.1')], { ports: [{ name: 'web', port: 8080 }] }),
      sliceWith([endpoint('10.0.0.2')], { ports: [{ name: 'metrics', port: 9090 }] }),
      sliceWith([endpoint('10.0.0.3')], { ports: [{ name: 'web', port: 8081 }] }),
      sliceWith([endpoint('10.0.0.4')], { ports: null }),
      sliceWith([endpoint('10.0.0.5')], { ports: [{ name: 'web', port: null }] }),
    ];

    const found = find(slices, { port: NAMED_PORT });

    expect(found.endpoints.map(({ address, port }) => `${address}:${port}`)).toEqual([
      '10.0.0.1:8080',
      '10.0.0.3:8081',
    ]);
  });

  it('go by the name of the Service port, not by the name of the container port', () => {
    const slices = [sliceWith([endpoint('10.0.0.1')], { ports: [{ name: 'http', port: 8080 }] })];

    const found = addresses(slices, { port: NAMED_PORT });

    expect(found).toEqual([]);
  });

  it.each<[string, KubeServicePort, number]>([
    ['a number', servicePort({ targetPort: 9000 }), 9000],
    ['missing', servicePort({ port: 80, targetPort: null }), 80],
    ['a name', NAMED_PORT, 8080],
  ])('have their port from a targetPort that is %s', (_, port, expected) => {
    const found = find([sliceWith([endpoint('10.0.0.1')])], { port });

    expect(found.endpoints.map((one) => one.port)).toEqual([expected]);
  });

  it.each(['IPv6', 'FQDN', null])('leave out a slice of %s addresses', (addressType) => {
    const found = addresses([
      sliceWith([endpoint('fd00::1')], { addressType }),
      sliceWith([endpoint('10.0.0.1')]),
    ]);

    expect(found).toEqual(['10.0.0.1']);
  });

  it('are none where there are no slices, no endpoints or no addresses', () => {
    const found = [
      addresses([]),
      addresses([sliceWith([])]),
      addresses([sliceWith([], { endpoints: null })]),
      addresses([sliceWith([{ addresses: null, conditions: READY }])]),
    ];

    expect(found).toEqual([[], [], [], []]);
  });

  it('keep an endpoint without a node', () => {
    const found = find([sliceWith([endpoint('10.0.0.1', { nodeName: null })])]);

    expect(found.endpoints).toEqual([{ address: '10.0.0.1', nodeName: undefined, port: 8080 }]);
  });
});

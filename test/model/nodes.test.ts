import { describe, expect, it } from 'vitest';
import { readAnnotations } from '../../shared/model/annotations.ts';
import { nodeFilter } from '../../shared/model/desired/nodes.ts';
import type { KubeNode } from '../../shared/snapshot/kubernetes-items.ts';
import { nodeWith, serviceWith } from '../support/kubernetes.ts';

function filter(nodes: readonly KubeNode[], annotations: Readonly<Record<string, string>> = {}) {
  return nodeFilter(nodes)(readAnnotations(serviceWith(annotations)));
}

type NodeFields = NonNullable<Parameters<typeof nodeWith>[0]>;

const VIRTUAL = { type: 'virtual-kubelet' };
const UNSCHEDULED_ASKED = { 'remove-unscheduled-backend': 'on' };

describe('the nodes a Service may use', () => {
  it.each<[string, NodeFields, Readonly<Record<string, string>>, boolean]>([
    ['a ready node', {}, {}, true],
    ['a master', { labels: { 'node-role.kubernetes.io/master': '' } }, {}, false],
    [
      'a control plane without the master label',
      { labels: { 'node-role.kubernetes.io/control-plane': '' } },
      {},
      true,
    ],
    [
      'a node the autoscaler takes away',
      { spec: { taints: [{ key: 'x' }, { key: 'ToBeDeletedByClusterAutoscaler' }] } },
      {},
      false,
    ],
    ['a node with another taint', { spec: { taints: [{ key: 'dedicated' }] } }, {}, true],
    ['a cordoned node, if nobody asks', { spec: { unschedulable: true } }, {}, true],
    ['a cordoned node, if asked', { spec: { unschedulable: true } }, UNSCHEDULED_ASKED, false],
    [
      'a cordoned node, if asked in another word',
      { spec: { unschedulable: true } },
      { 'remove-unscheduled-backend': 'true' },
      true,
    ],
    ['an uncordoned node, if asked', { spec: { unschedulable: false } }, UNSCHEDULED_ASKED, true],
    ['a node without conditions', { conditions: [] }, {}, false],
    ['a node that is not ready', { conditions: [{ type: 'Ready', status: 'False' }] }, {}, false],
    ['a node nobody heard of', { conditions: [{ type: 'Ready', status: 'Unknown' }] }, {}, false],
    [
      'a node without a Ready condition',
      { conditions: [{ type: 'DiskPressure', status: 'True' }] },
      {},
      true,
    ],
    ['a virtual node without conditions', { labels: VIRTUAL, conditions: [] }, {}, true],
    [
      'a virtual node that is not ready',
      { labels: VIRTUAL, conditions: [{ type: 'Ready', status: 'False' }] },
      {},
      true,
    ],
    [
      'a cordoned virtual node, if asked',
      { labels: VIRTUAL, spec: { unschedulable: true } },
      UNSCHEDULED_ASKED,
      false,
    ],
    ['a virtual master', { labels: { ...VIRTUAL, 'node-role.kubernetes.io/master': '' } }, {}, false],
  ])('include or leave out %s', (_, fields, annotations, expected) => {
    const candidates = filter([nodeWith(fields)], annotations);

    expect(candidates.byName.has('node-1')).toBe(expected);
    expect(candidates.instanceIds).toEqual(expected ? ['i-1'] : []);
  });

  it.each<[string, NodeFields]>([
    ['node.kubernetes.io/exclude-from-external-load-balancers', {}],
    ['alpha.service-controller.kubernetes.io/exclude-balancer', {}],
    ['service.beta.kubernetes.io/exclude-node', {}],
    ['service.alibabacloud.com/exclude-node', {}],
  ])('are no ECS backends with the label %s, but still known by name', (label) => {
    const candidates = filter([nodeWith({ labels: { [label]: 'false' } }), nodeWith({ name: 'node-2' })]);

    expect([...candidates.byName.keys()]).toEqual(['node-1', 'node-2']);
    expect(candidates.instanceIds).toEqual(['i-1']);
  });

  it('are no ECS backends outside of Alibaba Cloud', () => {
    const candidates = filter([nodeWith({ spec: { providerID: 'ack-hybrid://cn-hangzhou.idc-1' } })]);

    expect(candidates.byName.size).toBe(1);
    expect(candidates.instanceIds).toEqual([]);
    expect(candidates.malformed).toEqual([]);
  });

  it.each<[string | null, string | undefined]>([
    ['cn-hangzhou.i-1', 'i-1'],
    ['alicloud://cn-hangzhou.i-1', 'i-1'],
    ['cn-hangzhou.i-1.extra', 'i-1'],
    ['.i-1', 'i-1'],
    ['i-1', undefined],
    ['alicloud://i-1', undefined],
    ['alicloud://', undefined],
    ['', undefined],
    [null, undefined],
  ])('have the providerID %j of instance %s', (providerID, expected) => {
    const candidates = filter([nodeWith({ spec: { providerID } })]);

    expect(candidates.instanceIds).toEqual(expected === undefined ? [] : [expected]);
    expect(candidates.malformed).toHaveLength(expected === undefined ? 1 : 0);
  });

  it('are not malformed where they are kept out anyway', () => {
    const spec = { providerID: 'bad' };
    const candidates = filter([
      nodeWith({ name: 'excluded', spec, labels: { 'service.beta.kubernetes.io/exclude-node': '' } }),
      nodeWith({ name: 'master', spec, labels: { 'node-role.kubernetes.io/master': '' } }),
      nodeWith({ name: 'down', spec, conditions: [] }),
    ]);

    expect(candidates.malformed).toEqual([]);
    expect([...candidates.byName.keys()]).toEqual(['excluded']);
  });

  it('have a virtual one among them only if it is fit', () => {
    const fit = filter([nodeWith(), nodeWith({ name: 'vk', labels: VIRTUAL })]);
    const unfit = filter([nodeWith({ labels: { ...VIRTUAL, 'node-role.kubernetes.io/master': '' } })]);
    const none = filter([nodeWith({ labels: { type: 'virtual' } })]);

    expect([fit.hasVirtual, unfit.hasVirtual, none.hasVirtual]).toEqual([true, false, false]);
  });
});

describe('backend-label', () => {
  const WEB = nodeWith({ name: 'web', labels: { pool: 'web', zone: 'a' } });
  const DB = nodeWith({ name: 'db', labels: { pool: 'db', empty: '' } });

  it.each<[string, readonly string[], readonly string[]]>([
    ['', ['web', 'db'], []],
    ['pool=web', ['web'], []],
    ['pool=db', ['db'], []],
    ['pool=web,zone=a', ['web'], []],
    ['pool=web,zone=b', [], []],
    ['pool=web,pool=db', [], []],
    ['pool=WEB', [], []],
    [' pool=web', [], []],
    ['pool= web', [], []],
    ['pool=web=x', ['web'], []],
    ['empty=', ['db'], []],
    ['missing=', [], []],
    ['pool=none,bad', [], []],
    ['pool=web,bad', ['web'], ['bad entry-without-equals']],
    ['bad,pool=web', ['web'], ['bad entry-without-equals']],
    ['bad', ['web', 'db'], ['bad entry-without-equals']],
    ['pool=web,', ['web'], [' entry-without-equals']],
  ])('"%s" chooses %j, with faults %j', (label, expected, faults) => {
    const candidates = filter([WEB, DB], { 'backend-label': label });

    expect([...candidates.byName.keys()]).toEqual(expected);
    expect(candidates.faults.map((fault) => `${fault.part} ${fault.reason}`)).toEqual(faults);
  });

  it('is no fault where no node is there to reach it', () => {
    const candidates = filter([], { 'backend-label': 'bad' });

    expect(candidates.faults).toEqual([]);
  });

  it.each(['constructor', 'toString', '__proto__', 'hasOwnProperty', 'valueOf'])(
    'finds a label named %s only where a node has it',
    (key) => {
      const labels = JSON.parse(`{"${key}":"x"}`) as Record<string, string>;
      const nodes = [nodeWith({ name: 'with', labels }), nodeWith({ name: 'without' })];

      const candidates = filter(nodes, { 'backend-label': `${key}=x` });

      expect([...candidates.byName.keys()]).toEqual(['with']);
      expect(candidates.faults).toEqual([]);
    },
  );

  it('answers each Service for itself, though the nodes are filtered once for all', () => {
    const forService = nodeFilter([WEB, DB, nodeWith({ name: 'cordoned', spec: { unschedulable: true } })]);
    const names = (annotations: Readonly<Record<string, string>>) => [
      ...forService(readAnnotations(serviceWith(annotations))).byName.keys(),
    ];

    const answers = [
      names({ 'backend-label': 'pool=web' }),
      names({}),
      names(UNSCHEDULED_ASKED),
      names({ 'backend-label': 'pool=web' }),
    ];

    expect(answers).toEqual([['web'], ['web', 'db', 'cordoned'], ['web', 'db'], ['web']]);
  });
});

import { describe, expect, it } from 'vitest';
import { isDoubt, type Readability, readabilityOf } from '../../shared/snapshot/readability.ts';
import type { Failure } from '../../shared/snapshot/snapshot.ts';

function failure(fields: Partial<Failure>): Failure {
  return { resource: 'services', code: 'Forbidden', message: 'denied', ...fields };
}

type Question = (readable: Readability) => boolean;

const OF_C1: Question = (r) => r.kubernetesUnread('c1', 'services');
const NODES_OF_C1: Question = (r) => r.kubernetesUnread('c1', 'nodes');
const SLICES_OF_WEB: Question = (r) => r.kubernetesUnread('c1', 'endpointSlices', 'prod/web');
const SLICES_OF_OTHER: Question = (r) => r.kubernetesUnread('c1', 'endpointSlices', 'prod/other');
const OF_C2: Question = (r) => r.kubernetesUnread('c2', 'services');
const LISTENERS: Question = (r) => r.cloudUnread('r1', 'listeners');
const LISTENERS_OF_A: Question = (r) => r.cloudUnread('r1', 'listeners', 'lb-a');
const LISTENERS_OF_B: Question = (r) => r.cloudUnread('r1', 'listeners', 'lb-b');
const GROUPS_OF_A: Question = (r) => r.cloudUnread('r1', 'vServerGroups', 'lb-a');
const LISTENERS_ELSEWHERE: Question = (r) => r.cloudUnread('r2', 'listeners');
const LISTENERS_INCOMPLETE: Question = (r) => r.cloudIncomplete('r1', 'listeners');
const GROUPS_INCOMPLETE: Question = (r) => r.cloudIncomplete('r1', 'vServerGroups');

describe('what could not be read', () => {
  it.each<[string, Partial<Failure>, readonly Question[], readonly Question[]]>([
    [
      'a part of a cluster',
      { clusterId: 'c1', resource: 'nodes' },
      [NODES_OF_C1],
      [OF_C1, OF_C2, SLICES_OF_WEB, LISTENERS, LISTENERS_INCOMPLETE],
    ],
    ['a part in another case', { clusterId: 'c1', resource: 'Nodes' }, [NODES_OF_C1], [OF_C1]],
    [
      'a cluster as a whole',
      { clusterId: 'c1', resource: 'cluster' },
      [OF_C1, NODES_OF_C1, SLICES_OF_WEB, SLICES_OF_OTHER],
      [OF_C2, LISTENERS],
    ],
    [
      'the slices of one Service',
      { clusterId: 'c1', resource: 'endpointSlices', namespace: 'prod', service: 'web' },
      [SLICES_OF_WEB],
      [SLICES_OF_OTHER, OF_C1, NODES_OF_C1],
    ],
    [
      'the slices of a cluster',
      { clusterId: 'c1', resource: 'endpointSlices' },
      [SLICES_OF_WEB, SLICES_OF_OTHER],
      [OF_C1],
    ],
    [
      'a part of a region',
      { regionId: 'r1', resource: 'listeners' },
      [LISTENERS, LISTENERS_OF_A, LISTENERS_OF_B, LISTENERS_INCOMPLETE],
      [GROUPS_OF_A, GROUPS_INCOMPLETE, LISTENERS_ELSEWHERE, OF_C1],
    ],
    [
      'a region as a whole',
      { regionId: 'r1', resource: 'region' },
      [LISTENERS, GROUPS_OF_A, GROUPS_INCOMPLETE],
      [LISTENERS_ELSEWHERE, OF_C1],
    ],
    [
      'the listeners of one SLB',
      { regionId: 'r1', resource: 'listeners', loadBalancerId: 'lb-a' },
      [LISTENERS_OF_A, LISTENERS_INCOMPLETE],
      [LISTENERS, LISTENERS_OF_B, GROUPS_OF_A, GROUPS_INCOMPLETE],
    ],
    [
      'something of nowhere',
      { resource: 'account' },
      [OF_C1, OF_C2, SLICES_OF_OTHER, LISTENERS, GROUPS_OF_A, LISTENERS_ELSEWHERE, GROUPS_INCOMPLETE],
      [],
    ],
    [
      'the events of a cluster',
      { clusterId: 'c1', resource: 'Events' },
      [],
      [OF_C1, NODES_OF_C1, SLICES_OF_WEB, LISTENERS],
    ],
  ])('%s: neither less nor more', (_, fields, unread, read) => {
    const readable = readabilityOf([failure(fields)]);

    expect(unread.map((question) => question(readable))).toEqual(unread.map(() => true));
    expect(read.map((question) => question(readable))).toEqual(read.map(() => false));
  });

  it('is nothing without failures', () => {
    const readable = readabilityOf([]);

    expect([OF_C1(readable), LISTENERS(readable), LISTENERS_INCOMPLETE(readable)]).toEqual([
      false,
      false,
      false,
    ]);
    expect(readable.concerning('c1', 'r1')).toEqual([]);
  });

  it.each<[string, Partial<Failure>, boolean]>([
    ['of the cluster', { clusterId: 'c1' }, true],
    ['of one Service of the cluster', { clusterId: 'c1', namespace: 'prod', service: 'web' }, true],
    ['of another cluster', { clusterId: 'c2' }, false],
    ['of its region', { regionId: 'r1', resource: 'vpcs' }, true],
    ['of another region', { regionId: 'r2', resource: 'vpcs' }, false],
    ['of one SLB of its region', { regionId: 'r1', resource: 'listeners', loadBalancerId: 'lb-a' }, false],
    ['of nowhere', {}, true],
    ['of its events', { clusterId: 'c1', resource: 'events' }, false],
  ])('puts a cluster in doubt or not if it is %s', (_, fields, expected) => {
    const one = failure(fields);

    const concerning = readabilityOf([one]).concerning('c1', 'r1');

    expect(concerning).toEqual(expected ? [one] : []);
  });
});

describe('extras', () => {
  it.each(['events', 'Events'])('put no verdict in doubt when they are unread: %s', (resource) => {
    const failure = { clusterId: 'c1', resource, code: 'Forbidden', message: 'no' };

    expect(isDoubt(failure)).toBe(false);
    expect(readabilityOf([failure]).concerning('c1', 'cn-hangzhou')).toEqual([]);
  });
});

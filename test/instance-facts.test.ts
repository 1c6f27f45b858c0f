import { describe, expect, it } from 'vitest';
import { auditSnapshot } from '../shared/index.ts';
import { partsOf, type World, type WorldListener, world } from './support/world.ts';

/** Two listeners before an SLB that has lost its Service; a test takes from it what is not to be read. */
function abandoned(): World {
  const edited = world({ services: [{ ports: [{ port: 80 }, { port: 81 }] }] });
  partsOf(edited).cluster.kubernetes.services.items = [];
  return edited;
}

/** The same SLB, of a cluster that is not read. */
function foreign(): World {
  const edited = abandoned();
  edited.clusters = edited.clusters.map((cluster) => ({ ...cluster, clusterId: 'another' }));
  return edited;
}

function messageOf(edited: World, language: 'en' | 'zh' = 'en'): string {
  const [finding, ...others] = auditSnapshot(edited, { language }).findings;
  expect(others).toEqual([]);
  return finding?.message ?? '';
}

/** A world whose parts are edited in place. */
function edit(edited: World, change: (parts: World['regions'][number]['slb']) => void): World {
  const [region] = edited.regions;
  if (region) change(region.slb);
  return edited;
}

function withoutGroup(listener: WorldListener): void {
  delete listener.VServerGroupId;
}

describe('the traffic of an SLB that nobody owns', () => {
  it.each<[string, (slb: World['regions'][number]['slb']) => void, string, string]>([
    ['all is read', () => {}, '2 listeners running, 4 backends configured', '配置了 4 个后端'],
    [
      'its groups are empty',
      (slb) => {
        for (const group of slb.vServerGroups) group.BackendServers = { BackendServer: [] };
      },
      '2 listeners running, 0 backends configured',
      '配置了 0 个后端',
    ],
    [
      'its groups are not read',
      (slb) => {
        slb.vServerGroups = [];
      },
      '2 listeners running, backends not read',
      '2 个监听运行中，后端未读取',
    ],
    [
      'one of its groups is not read',
      (slb) => {
        slb.vServerGroups.pop();
      },
      '2 listeners running, backends not read',
      '后端未读取',
    ],
    [
      'the backends of a group are not read',
      (slb) => {
        delete slb.vServerGroups[0]?.BackendServers;
      },
      '2 listeners running, backends not read',
      '后端未读取',
    ],
    [
      'the group of a stopped listener is not read',
      (slb) => {
        slb.vServerGroups.pop();
        Object.assign(slb.listeners[1] ?? {}, { Status: 'stopped' });
      },
      '1 listener running, 2 backends configured',
      '1 个监听运行中，配置了 2 个后端',
    ],
    [
      'no listener runs',
      (slb) => {
        slb.vServerGroups = [];
        for (const listener of slb.listeners) listener.Status = 'stopped';
      },
      'no listener is running',
      '没有运行中的监听',
    ],
    [
      'a listener forwards to the default server group, which a list does not show',
      (slb) => slb.listeners.forEach(withoutGroup),
      '2 listeners running, backends not read',
      '后端未读取',
    ],
    [
      'the default server group is read',
      (slb) => {
        slb.vServerGroups = [];
        slb.listeners.forEach(withoutGroup);
        Object.assign(slb.loadBalancers[0] ?? {}, {
          BackendServers: { BackendServer: [{ ServerId: 'i-1', Weight: 100 }] },
        });
      },
      '2 listeners running, 1 backend configured',
      '配置了 1 个后端',
    ],
    [
      'a listener only redirects to another',
      (slb) => {
        const [redirect] = slb.listeners;
        Object.assign(redirect ?? {}, {
          ListenerProtocol: 'http',
          VServerGroupId: '',
          HTTPListenerConfig: { ListenerForward: 'on', ForwardPort: 81 },
        });
      },
      '2 listeners running, 4 backends configured',
      '配置了 4 个后端',
    ],
  ])('is told as it is where %s', (_, change, en, zh) => {
    for (const make of [abandoned, foreign]) {
      expect(messageOf(edit(make(), change))).toContain(en);
      expect(messageOf(edit(make(), change), 'zh')).toContain(zh);
    }
  });
});

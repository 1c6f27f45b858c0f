import { describe, expect, it } from 'vitest';
import type { Finding } from '../shared/index.ts';
import { type ConsoleView, consoleView } from '../shared/report/console-view.ts';

/** As much of a finding as the console's check looks at. */
function item(fields: Partial<Finding> = {}): Finding {
  return { visibility: 'reported', namespace: 'prod', service: 'web', ...fields } as Finding;
}

function items(count: number, fieldsOf: (index: number) => Partial<Finding>): Finding[] {
  return Array.from({ length: count }, (_, index) => item(fieldsOf(index)));
}

const HIDDEN = { visibility: 'hidden' } as const;
const NEVER = { visibility: 'never' } as const;

describe('what the console can show of the findings of a cluster', () => {
  it.each<[string, readonly Finding[], ConsoleView]>([
    ['no findings', [], { recorded: 0, shown: 0, hidden: 0 }],
    ['one finding', [item()], { recorded: 1, shown: 1, hidden: 0 }],
    ['hidden ones', [item(), item(HIDDEN), item(HIDDEN)], { recorded: 1, shown: 1, hidden: 2 }],
    ['ones it has no words for', [item(NEVER), item(NEVER)], { recorded: 0, shown: 0, hidden: 0 }],
    ['several of one instance', items(3, () => ({})), { recorded: 3, shown: 1, hidden: 0 }],
    [
      'the same of several Services',
      items(3, (index) => ({ service: `web-${index}` })),
      { recorded: 3, shown: 3, hidden: 0 },
    ],
    [
      'Services of one name in several namespaces',
      items(3, (index) => ({ namespace: `team-${index}` })),
      { recorded: 3, shown: 3, hidden: 0 },
    ],
    [
      'several listeners of one Service',
      items(3, (index) => ({ listenerPort: 80 + index })),
      { recorded: 3, shown: 3, hidden: 0 },
    ],
    ['several of one listener', items(3, () => ({ listenerPort: 80 })), { recorded: 3, shown: 1, hidden: 0 }],
    [
      'a port for two protocols, which share a key',
      [
        item({ listenerPort: 53, listenerProtocol: 'tcp' }),
        item({ listenerPort: 53, listenerProtocol: 'udp' }),
      ],
      { recorded: 2, shown: 1, hidden: 0 },
    ],
    [
      'several groups of one Service',
      items(3, (index) => ({ vServerGroupId: `rsp-${index}` })),
      { recorded: 3, shown: 3, hidden: 0 },
    ],
    [
      'several of one group',
      items(3, () => ({ vServerGroupId: 'rsp-1', vServerGroupName: 'k8s/1/web/prod/c1' })),
      { recorded: 3, shown: 1, hidden: 0 },
    ],
    [
      'several groups still to be created',
      items(2, (index) => ({ vServerGroupName: `k8s/${index}/web/prod/c1` })),
      { recorded: 2, shown: 2, hidden: 0 },
    ],
    [
      'an instance, a listener and a group of one Service',
      [item(), item({ listenerPort: 80 }), item({ vServerGroupId: 'rsp-1' })],
      { recorded: 3, shown: 3, hidden: 0 },
    ],
    [
      'exactly as many as fit',
      items(20, (index) => ({ service: `web-${index}` })),
      { recorded: 20, shown: 20, hidden: 0 },
    ],
    [
      'one more than fits',
      items(21, (index) => ({ service: `web-${index}` })),
      { recorded: 21, shown: 20, hidden: 0 },
    ],
    [
      'many that overwrite each other',
      items(50, (index) => ({ service: `web-${index % 5}` })),
      { recorded: 50, shown: 5, hidden: 0 },
    ],
  ])('%s', (_, findings, expected) => {
    const view = consoleView(findings);

    expect(view).toEqual(expected);
  });
});

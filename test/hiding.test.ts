import { describe, expect, it } from 'vitest';
import { auditSnapshot, type Finding } from '../shared/index.ts';
import { annotate, group, partsOf, type ServiceSpec, type World, world } from './support/world.ts';

type Parts = ReturnType<typeof partsOf>;

interface Case {
  readonly kind: string;
  readonly service?: ServiceSpec;
  readonly options?: { readonly targetCcmVersion?: string };
  /** Breaks an in-sync world so that the first of `chain` hides the second, the second the third, … */
  readonly break: (parts: Parts) => void;
  readonly chain: readonly string[];
  /** Mends the first, then the second, …; the last one is left. */
  readonly mends: readonly ((parts: Parts, broken: World) => void)[];
}

const TCP_443 = {
  ports: [{ port: 443, protocol: 'https' as const }],
  annotations: { 'cert-id': 'cert-old' },
};
const HTTP_80 = { ports: [{ port: 80, protocol: 'http' as const }] };

function edit(parts: Parts): void {
  annotate(parts.service, 'scheduler', 'wrr');
}

function removeGroups(parts: Parts): void {
  parts.slb.vServerGroups = [];
}

function deleteService(parts: Parts): void {
  parts.service.metadata.deletionTimestamp = '2026-01-01T00:00:00Z';
}

function backendsOf(parts: Parts) {
  const backends = parts.group.BackendServers?.BackendServer;
  if (!backends) throw new Error('the group has no backends');
  return backends;
}

const CASES: readonly Case[] = [
  {
    kind: 'a stopped listener hides its field differences',
    break: (parts) => {
      parts.listener.Status = 'stopped';
      edit(parts);
    },
    chain: ['listener-start', 'listener-update'],
    mends: [
      (parts) => {
        parts.listener.Status = 'running';
      },
    ],
  },
  {
    kind: 'a missing group hides its backends',
    break: removeGroups,
    chain: ['vserver-group-create', 'vserver-group-backends-add'],
    mends: [
      (parts) => {
        const empty = group('lb-c1-web', 80, 'web', 'c1');
        parts.slb.vServerGroups = [
          { ...empty, VServerGroupId: 'rsp-new', BackendServers: { BackendServer: [] } },
        ];
      },
    ],
  },
  {
    kind: 'a missing group hides the start and the update of its listener',
    break: (parts) => {
      removeGroups(parts);
      parts.listener.Status = 'stopped';
    },
    chain: ['vserver-group-create', 'listener-start', 'listener-update'],
    mends: [
      (parts) => {
        parts.slb.vServerGroups = [{ ...group('lb-c1-web', 80, 'web', 'c1'), VServerGroupId: 'rsp-new' }];
      },
      (parts) => {
        parts.listener.Status = 'running';
      },
    ],
  },
  {
    kind: 'a missing group hides the creation of its listener',
    break: (parts) => {
      removeGroups(parts);
      parts.slb.listeners = [];
    },
    chain: ['vserver-group-create', 'listener-create'],
    mends: [(parts) => void parts.slb.vServerGroups.push(group('lb-c1-web', 80, 'web', 'c1'))],
  },
  {
    kind: 'a listener to be made anew hides its creation',
    service: HTTP_80,
    break: (parts) => annotate(parts.service, 'forward-port', '80:443'),
    chain: ['listener-delete', 'listener-create'],
    mends: [
      (parts) => {
        parts.slb.listeners = [];
      },
    ],
  },
  {
    kind: 'domain extensions hide the field differences of their listener',
    service: TCP_443,
    break: (parts) => {
      annotate(parts.service, 'domain-extensions', 'a.example.com:cert-good');
      edit(parts);
    },
    chain: ['domain-extension-create', 'listener-update'],
    mends: [
      (parts) =>
        void parts.slb.domainExtensions?.push({
          LoadBalancerId: 'lb-c1-web',
          ListenerPort: 443,
          DomainExtensionId: 'de-1',
          Domain: 'a.example.com',
          ServerCertificateId: 'cert-good',
        }),
    ],
  },
  {
    kind: 'an unusable certificate hides the field differences of its listener',
    service: TCP_443,
    break: (parts) => {
      annotate(parts.service, 'cert-id', 'cert-expired');
      edit(parts);
    },
    chain: ['certificate-unusable', 'listener-update'],
    mends: [(parts) => annotate(parts.service, 'cert-id', 'cert-good')],
  },
  {
    kind: 'a charge type hides the specification',
    break: (parts) => {
      annotate(parts.service, 'instance-charge-type', 'PayBySpec');
      annotate(parts.service, 'spec', 'slb.s3.large');
    },
    chain: ['load-balancer-instance-charge-type', 'load-balancer-spec'],
    mends: [
      (parts) => {
        parts.loadBalancer.InstanceChargeType = 'PayBySpec';
      },
    ],
  },
  {
    kind: 'tags to add hide tags to remove',
    break: (parts) => {
      annotate(parts.service, 'additional-resource-tags', 'team=a');
      parts.loadBalancer.Tags?.Tag?.push({ TagKey: 'cost', TagValue: '1' });
    },
    chain: ['load-balancer-tags-add', 'load-balancer-tags-remove'],
    mends: [(parts) => void parts.loadBalancer.Tags?.Tag?.push({ TagKey: 'team', TagValue: 'a' })],
  },
  {
    kind: 'delete protection hides the deletion',
    break: deleteService,
    chain: ['load-balancer-delete-protection', 'load-balancer-delete'],
    mends: [
      (parts) => {
        parts.loadBalancer.DeleteProtection = 'off';
      },
    ],
  },
  {
    kind: 'both protections hide the release of a preserved instance, one after the other',
    break: (parts) => {
      deleteService(parts);
      annotate(parts.service, 'preserve-lb-on-delete', 'true');
    },
    chain: [
      'load-balancer-delete-protection',
      'load-balancer-modification-protection',
      'load-balancer-tags-remove',
    ],
    mends: [
      (parts) => {
        parts.loadBalancer.DeleteProtection = 'off';
      },
      (parts) => {
        parts.loadBalancer.ModificationProtectionStatus = 'NonProtection';
      },
    ],
  },
  {
    kind: 'any fault hides the clean-up',
    break: (parts) => {
      parts.listener.Status = 'stopped';
      parts.slb.vServerGroups.push(group('lb-c1-web', 81, 'web', 'c1'));
    },
    chain: ['listener-start', 'vserver-group-delete'],
    mends: [
      (parts) => {
        parts.listener.Status = 'running';
      },
    ],
  },
  {
    kind: 'the longest chain of faults hides the clean-up',
    break: (parts) => {
      parts.listener.Status = 'stopped';
      edit(parts);
      parts.slb.vServerGroups.push(group('lb-c1-web', 81, 'web', 'c1'));
    },
    chain: ['listener-start', 'listener-update', 'vserver-group-delete'],
    mends: [
      (parts) => {
        parts.listener.Status = 'running';
      },
      (parts) => {
        parts.listener.Scheduler = 'wrr';
      },
    ],
  },
  {
    kind: 'a group to be emptied hides the deletion of others',
    break: (parts) => {
      const mixed = group('lb-c1-web', 81, 'web', 'c1');
      mixed.BackendServers?.BackendServer?.push({
        ServerId: 'i-user',
        Port: 1,
        Weight: 1,
        Description: 'mine',
      });
      parts.slb.vServerGroups.push(mixed, group('lb-c1-web', 82, 'web', 'c1'));
    },
    chain: ['vserver-group-backends-remove', 'vserver-group-delete'],
    mends: [
      (parts) => {
        const mixed = parts.slb.vServerGroups.find((one) => one.VServerGroupId === 'rsp-c1-web-81');
        if (mixed)
          mixed.BackendServers = {
            BackendServer: [{ ServerId: 'i-user', Port: 1, Weight: 1, Description: 'mine' }],
          };
      },
    ],
  },
  {
    kind: 'an annotation that cannot be read hides everything',
    break: (parts) => {
      annotate(parts.service, 'persistence-timeout', '5m');
      edit(parts);
    },
    chain: ['annotation-invalid', 'listener-update'],
    mends: [(parts) => annotate(parts.service, 'persistence-timeout', undefined)],
  },
  {
    kind: 'a malformed vgroup-port hides everything',
    break: (parts) => {
      annotate(parts.service, 'vgroup-port', 'rsp-x');
      edit(parts);
    },
    chain: ['annotation-invalid', 'listener-update'],
    mends: [(parts) => annotate(parts.service, 'vgroup-port', undefined)],
  },
  {
    kind: 'a refused reuse hides everything',
    service: { reused: true, annotations: { 'force-override-listeners': 'true' } },
    break: (parts) => {
      parts.loadBalancer.Tags?.Tag?.push({ TagKey: 'ack.aliyun.com', TagValue: 'c9' });
      edit(parts);
    },
    chain: ['load-balancer-not-reusable', 'listener-update'],
    mends: [(parts) => void parts.loadBalancer.Tags?.Tag?.pop()],
  },
  {
    kind: 'a group that cannot be built hides everything',
    break: (parts) => {
      annotate(parts.service, 'default-weight', '101');
      annotate(parts.service, 'name', 'other');
    },
    chain: ['server-group-unbuildable', 'load-balancer-name'],
    mends: [(parts) => annotate(parts.service, 'default-weight', undefined)],
  },
  {
    kind: 'an immutable attribute hides the clean-up, and nothing else',
    break: (parts) => {
      annotate(parts.service, 'address-type', 'intranet');
      parts.slb.vServerGroups.push(group('lb-c1-web', 81, 'web', 'c1'));
    },
    chain: ['load-balancer-immutable', 'vserver-group-delete'],
    mends: [(parts) => annotate(parts.service, 'address-type', undefined)],
  },
  {
    kind: 'with a v1 target a listener to be stopped hides its deletion',
    options: { targetCcmVersion: 'v1.9.3.380-gd6d0962-aliyun' },
    break: (parts) => {
      parts.slb.listeners.push({ ...parts.listener, ListenerPort: 99, Description: 'k8s/99/web/prod/c1' });
    },
    chain: ['listener-stop', 'listener-delete'],
    mends: [
      (parts) => {
        const surplus = parts.slb.listeners.at(-1);
        if (surplus) surplus.Status = 'stopped';
      },
    ],
  },
];

function find(findings: readonly Finding[], rule: string): Finding {
  const found = findings.filter((finding) => finding.rule === rule);
  expect(found, `${rule} among ${findings.map((finding) => finding.rule).join(', ')}`).toHaveLength(1);
  return found[0] as Finding;
}

describe('what hides behind something else', () => {
  it.each(CASES.map((one) => [one.kind, one] as const))('%s', (_, one) => {
    const broken = world({ services: [one.service ?? {}] });
    const parts = partsOf(broken);
    expect(auditSnapshot(broken, one.options).findings).toEqual([]);
    one.break(parts);

    for (const [step, rule] of one.chain.entries()) {
      const { findings } = auditSnapshot(broken, one.options);

      const current = find(findings, rule);
      expect(current.visibility).toBe(current.effect === 'fails-check' ? 'reported' : 'never');
      let before = current;
      for (const later of one.chain.slice(step + 1)) {
        const hidden = find(findings, later);
        expect([later, hidden.visibility, hidden.hiddenBehind]).toEqual([later, 'hidden', before.id]);
        before = hidden;
      }
      one.mends[step]?.(parts, broken);
    }
  });

  it('keeps the id of a finding when it comes out of hiding', () => {
    const broken = world();
    const parts = partsOf(broken);
    parts.listener.Status = 'stopped';
    edit(parts);
    const hidden = find(auditSnapshot(broken).findings, 'listener-update');
    parts.listener.Status = 'running';

    const reported = find(auditSnapshot(broken).findings, 'listener-update');

    expect(hidden.visibility).toBe('hidden');
    expect(reported.visibility).toBe('reported');
    expect(reported.id).toBe(hidden.id);
  });

  it('lets faults that stand side by side hide nothing of each other', () => {
    const broken = world({ services: [{ ports: [{ port: 80 }, { port: 81 }] }] });
    const parts = partsOf(broken);
    annotate(parts.service, 'name', 'other');
    parts.listener.Status = 'stopped';
    backendsOf(parts).pop();

    const { findings } = auditSnapshot(broken);

    expect(findings.map((finding) => [finding.rule, finding.visibility])).toEqual([
      ['load-balancer-name', 'reported'],
      ['vserver-group-backends-add', 'reported'],
      ['listener-start', 'reported'],
    ]);
  });
});

import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { auditSnapshot } from '../shared/index.ts';
import { FLEET_RULES, RULES, SERVICE_RULES } from '../shared/rules/registry.ts';
import { EFFECTS, type Effect, type Rule } from '../shared/rules/rule.ts';
import { FOREIGN_PUNCTUATION } from './support/punctuation.ts';
import { readRecordings } from './support/recordings.ts';

const FOLDER = new URL('../shared/rules/', import.meta.url);

type Row = readonly [id: string, phrase: string | null, code: string | null, effect: Effect];

/** The table of the design: each rule with the console's words, CCM's code, and what it means for the upgrade. */
const TABLE: readonly Row[] = [
  ['load-balancer-create', 'create a new load balancer', 'CreateSLB', 'fails-check'],
  ['load-balancer-delete', 'delete the load balancer', 'DeleteSLB', 'fails-check'],
  ['load-balancer-orphan', 'delete the load balancer', null, 'orphaned'],
  ['load-balancer-spec', 'modify the slb instance spec', 'ModifySLBSpec', 'fails-check'],
  ['load-balancer-internet-spec', 'modify the slb internet spec', 'ModifyInternetSpec', 'fails-check'],
  [
    'load-balancer-instance-charge-type',
    'modify loadbalancer instance charge type',
    'ModifyLoadBalancerInstanceChargeType',
    'fails-check',
  ],
  ['default-group-backends-add', 'add backend servers', null, 'fails-check'],
  ['default-group-backends-remove', 'remove backend servers', null, 'fails-check'],
  ['listener-stop', 'stop listener', 'StopListener', 'fails-check'],
  ['listener-start', 'start listener', 'StartListener', 'fails-check'],
  ['listener-create', 'create listener', 'CreateListener', 'fails-check'],
  ['listener-delete', 'delete listener', 'DeleteListener', 'fails-check'],
  ['listener-update', 'update listener', 'UpdateListener', 'fails-check'],
  ['vserver-group-create', 'create VServerGroup', 'CreateVgroup', 'fails-check'],
  ['vserver-group-delete', 'delete VServerGroup', 'DeleteVgroup', 'fails-check'],
  ['vserver-group-backends-add', 'add VServerGroup backends', 'AddVServerGroupBackendServers', 'fails-check'],
  ['vserver-group-backends-remove', 'remove VServerGroup backends', 'RemoveVgroup', 'fails-check'],
  ['load-balancer-delete-protection', null, 'SetSLBDeleteProtection', 'fails-check'],
  ['load-balancer-modification-protection', null, 'SetSLBModificationProtection', 'fails-check'],
  ['load-balancer-name', null, 'SetSLBName', 'fails-check'],
  ['load-balancer-tags-add', null, 'TagSLB', 'fails-check'],
  ['load-balancer-tags-remove', null, 'UntagSLB', 'fails-check'],
  ['domain-extension-create', null, 'CreateDomainExtension', 'fails-check'],
  ['domain-extension-delete', null, 'DeleteDomainExtension', 'fails-check'],
  ['domain-extension-update', null, 'SetDomainExtensionAttribute', 'fails-check'],
  ['load-balancer-missing', null, null, 'breaks-sync'],
  ['load-balancer-ambiguous', null, null, 'breaks-sync'],
  ['load-balancer-not-reusable', null, null, 'breaks-sync'],
  ['load-balancer-immutable', null, null, 'breaks-sync'],
  ['annotation-invalid', null, null, 'breaks-sync'],
  ['server-group-unbuildable', null, null, 'breaks-sync'],
  ['certificate-unusable', null, null, 'breaks-sync'],
  ['backend-invalid-eni', null, null, 'info'],
  ['backend-weights', null, null, 'changes-traffic'],
  ['listener-conflict', null, null, 'changes-traffic'],
  ['load-balancer-reuse-stale', null, null, 'info'],
  ['load-balancer-unknown-cluster', null, null, 'info'],
];

/** What the user's guide to the console's check lists. */
const PHRASES = [
  'create a new load balancer',
  'modify the slb instance spec',
  'delete the load balancer',
  'modify the slb internet spec',
  'remove backend servers',
  'add backend servers',
  'stop listener',
  'start listener',
  'delete listener',
  'create listener',
  'update listener',
  'create VServerGroup',
  'delete VServerGroup',
  'add VServerGroup backends',
  'remove VServerGroup backends',
  'modify loadbalancer instance charge type',
];

const CHINESE = /\p{Script=Han}/u;

function isRule(value: unknown): value is Rule {
  return typeof value === 'object' && value !== null && 'check' in value && 'scope' in value;
}

/** Every rule that a file of the folder exports, with the name of the file. */
async function rulesInFolder(): Promise<(readonly [file: string, rule: Rule])[]> {
  const found: (readonly [string, Rule])[] = [];
  for (const file of readdirSync(FOLDER).sort()) {
    const module: Record<string, unknown> = await import(new URL(file, FOLDER).href);
    for (const value of Object.values(module).filter(isRule)) found.push([file, value]);
  }
  return found;
}

describe('the rules', () => {
  it('are each alone in a file of their name, and all in the registry', async () => {
    const found = await rulesInFolder();

    expect(found.map(([file]) => file)).toEqual(found.map(([, rule]) => `${rule.id}.ts`));
    expect(found.map(([, rule]) => rule.id).sort()).toEqual(RULES.map((rule) => rule.id).sort());
    expect(new Set(found.map(([, rule]) => rule))).toEqual(new Set(RULES));
  });

  it('are listed once each, Service rules before fleet rules', () => {
    const ids = RULES.map((rule) => rule.id);

    expect(new Set(ids).size).toBe(ids.length);
    expect(SERVICE_RULES.every((rule) => rule.scope === 'service')).toBe(true);
    expect(FLEET_RULES.every((rule) => rule.scope === 'fleet')).toBe(true);
  });

  it('are those of the design, no more and no less', () => {
    const ids = RULES.map((rule) => rule.id).sort();

    expect(ids).toEqual(TABLE.map(([id]) => id).sort());
  });

  it.each(TABLE)('%s has the phrase %j, the code %s and the effect %s', (id, phrase, code, effect) => {
    const rule = RULES.find((candidate) => candidate.id === id);

    expect(rule).toMatchObject({ phrase, code, effect });
  });

  it.each(PHRASES)('know the words "%s" of the console', (phrase) => {
    const rules = RULES.filter((rule) => rule.phrase === phrase);

    expect(rules.length).toBeGreaterThan(0);
  });

  it('know no words that the console does not', () => {
    const phrases = RULES.flatMap((rule) => rule.phrase ?? []);

    expect([...new Set(phrases)].sort()).toEqual([...PHRASES].sort());
  });

  it('have no code that two of them share', () => {
    const codes = RULES.flatMap((rule) => rule.code ?? []);

    expect(new Set(codes).size).toBe(codes.length);
  });

  it('have a code only where the check fails', () => {
    const passing = RULES.filter((rule) => rule.effect !== 'fails-check');

    expect(passing.filter((rule) => rule.code !== null)).toEqual([]);
  });
});

describe.each(RULES.map((rule) => [rule.id, rule] as const))('the texts of %s', (_, rule) => {
  it('are all there', () => {
    const texts = [...Object.values(rule.text.en), ...Object.values(rule.text.zh)];

    expect(Object.keys(rule.text).sort()).toEqual(['en', 'zh']);
    expect(Object.keys(rule.text.en).sort()).toEqual(['cause', 'title', 'upgrade']);
    expect(Object.keys(rule.text.zh).sort()).toEqual(['cause', 'title', 'upgrade']);
    expect(texts.filter((text) => text.trim() !== text || text === '')).toEqual([]);
    expect(EFFECTS).toContain(rule.effect);
    expect(rule.docs).toMatch(/^https:\/\/\S+$/);
  });

  it('are Chinese where they say so, with Chinese punctuation, and nowhere else', () => {
    const chinese = Object.values(rule.text.zh);
    const english = Object.values(rule.text.en);

    expect(chinese.filter((text) => !CHINESE.test(text))).toEqual([]);
    expect(chinese.filter((text) => FOREIGN_PUNCTUATION.test(text))).toEqual([]);
    expect(english.filter((text) => CHINESE.test(text))).toEqual([]);
  });
});

describe('the texts of findings', () => {
  const SNAPSHOTS = [...readRecordings('worlds'), ...readRecordings('edges')].map((one) => one.snapshot);

  it('are Chinese, with Chinese punctuation, in every recording', () => {
    const texts = new Set<string>();
    for (const snapshot of SNAPSHOTS) {
      for (const finding of auditSnapshot(snapshot, { language: 'zh' }).findings) {
        for (const text of [finding.message, finding.cause, ...finding.fixes.map((fix) => fix.text)]) {
          texts.add(text);
        }
      }
    }

    const all = [...texts];
    expect(all.length).toBeGreaterThan(0);
    expect(all.filter((text) => !CHINESE.test(text)).slice(0, 3)).toEqual([]);
    expect(all.filter((text) => FOREIGN_PUNCTUATION.test(text)).slice(0, 3)).toEqual([]);
  });

  it('are in one language only: English ones hold no Chinese', () => {
    const chinese = new Set<string>();
    for (const snapshot of SNAPSHOTS) {
      for (const finding of auditSnapshot(snapshot).findings) {
        for (const text of [finding.message, finding.cause, ...finding.fixes.map((fix) => fix.text)]) {
          if (CHINESE.test(text)) chinese.add(text);
        }
      }
    }

    expect([...chinese]).toEqual([]);
  });
});

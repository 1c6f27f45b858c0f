import type { RuleExample } from '../../shared/formats/rule-example.ts';
import { auditSnapshot, DEFAULT_TARGET } from '../../shared/report/audit-snapshot.ts';
import type { Finding } from '../../shared/report/report.ts';
import type { Language, RuleMetadata } from '../../shared/rules/rule.ts';
import { ATTRIBUTE_SCENES } from './attribute-scenes.ts';
import { FLEET_SCENES } from './fleet-scenes.ts';
import { GROUP_SCENES } from './group-scenes.ts';
import { INSTANCE_SCENES } from './instance-scenes.ts';
import { LISTENER_SCENES } from './listener-scenes.ts';
import type { Scene } from './scene.ts';

/** The scene of each rule, by its id. */
export const SCENES: ReadonlyMap<string, Scene> = new Map([
  ...Object.entries(INSTANCE_SCENES),
  ...Object.entries(ATTRIBUTE_SCENES),
  ...Object.entries(GROUP_SCENES),
  ...Object.entries(LISTENER_SCENES),
  ...Object.entries(FLEET_SCENES),
]);

/** Audits the scene of a rule, and gives what the rule finds in it; undefined if it has no scene, or finds nothing. */
export function ruleExample({ id }: Pick<RuleMetadata, 'id'>): RuleExample | undefined {
  const scene = SCENES.get(id);
  if (!scene) return undefined;
  const { story, file, target: targetCcmVersion = DEFAULT_TARGET } = scene;
  const finds = (language: Language): Finding | undefined =>
    auditSnapshot(scene.fleet(), { targetCcmVersion, language }).findings.find(({ rule }) => rule === id);
  const [en, zh] = [finds('en'), finds('zh')];
  if (!en || !zh) return undefined;
  return { story, targetCcmVersion, ...(file !== undefined && { file }), findings: { en, zh } };
}

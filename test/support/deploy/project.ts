import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Template } from './function-schema.ts';
import { readTemplate, type Surroundings } from './template.ts';

export const ROOT = new URL('../../..', import.meta.url).pathname;

/** What a person exports before deploying; made up. */
export const SECRETS: Readonly<Record<string, string>> = {
  DINGTALK_URL: 'https://oapi.dingtalk.com/robot/send?access_token=made-up',
  DINGTALK_SECRET: 'made-up-signing-secret',
  CCM_PREFLIGHT_TOKEN: 'made-up-token-of-the-http-surface',
};

/** The texts of all blocks of one kind on a page. */
export function blocks(page: string, kind: string): readonly string[] {
  return [...page.matchAll(new RegExp(`^\`\`\`${kind}\\n(.*?)^\`\`\``, 'gms'))].map(([, text = '']) => text);
}

/** How a template is read. */
export interface TemplateOptions {
  readonly env?: Surroundings['env'];
  /** Text of fleet.yaml; that of docs/deploy.md if left out, and no file for null. */
  readonly config?: string | null;
  /** With the copy of audit-region for one VPC, which is commented out. */
  readonly withCopy?: boolean;
}

/** The project's template with its expressions filled in. What it comes to is not checked yet. */
export function templateOf({ env = SECRETS, config, withCopy = false }: TemplateOptions = {}): Template {
  const text = readFileSync(join(ROOT, 's.yaml'), 'utf8');
  const example = blocks(readFileSync(join(ROOT, 'docs/deploy.md'), 'utf8'), 'yaml')[0];
  const file = (path: string): string | undefined =>
    path === './fleet.yaml' && config !== null ? (config ?? example) : undefined;
  return readTemplate(withCopy ? uncommented(text) : text, { env, file }) as Template;
}

/** The block begins with the copy's name, and ends where a line is no comment. */
function uncommented(text: string): string {
  const lines = text.split('\n');
  const begin = lines.findIndex((line) => /^ {2}# audit-vpc-[\w-]+:$/.test(line));
  const length = lines.slice(begin).findIndex((line) => !line.startsWith('  # '));
  return lines
    .map((line, index) => (index >= begin && index < begin + length ? line.replace(/^ {2}# /, '  ') : line))
    .join('\n');
}

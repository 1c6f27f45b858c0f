import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { run } from './support/terminal.ts';

/** A command as a text shows it: its words, and its options by their long names, each with the words it takes. */
interface Shown {
  readonly arguments: readonly string[];
  readonly options: readonly string[];
  readonly choices: Readonly<Record<string, readonly string[]>>;
}

const COMMANDS = [
  'scan',
  'explain',
  'advise',
  'capture',
  'check-config',
  'serve',
  'history',
  'findings',
  'alerts',
  'store init',
  'rules',
] as const;

/** What README.md says under "Use", by command. */
function usageOf(readme: string): ReadonlyMap<string, Shown> {
  const [, block = ''] = /^## Use\n+```\n(.*?)^```$/ms.exec(readme) ?? [];
  const lines = block.replace(/\n {2,}/g, ' ').split('\n');
  return new Map(
    lines
      .filter((line) => line !== '')
      .map((line) => {
        const [, name = '', rest = ''] =
          /^ccm-preflight ([a-z][a-z -]*?)(?= (?:[^a-z]|$)|$)(.*)$/.exec(line) ?? [];
        const options = [...rest.matchAll(/(--[a-z-]+)(?: ([^\s\]]+))?/g)];
        return [
          name,
          {
            arguments: rest.replace(/\[?--[a-z-]+(?: [^\s\]]+)?\]?/g, '').match(/\[?[A-Z/]+\]?/g) ?? [],
            options: options.map(([, option = '']) => option).sort(),
            choices: Object.fromEntries(
              options.flatMap(([, option = '', value = '']) =>
                value.includes('|') && value !== '|' ? [[option, value.split('|')]] : [],
              ),
            ),
          },
        ] as const;
      }),
  );
}

/** What the command itself says with `--help`. */
async function helpOf(name: string): Promise<Shown> {
  const { out } = await run([...name.split(' '), '--help']);
  const [, head = ''] = /^Usage: ccm-preflight (.*)$/m.exec(out) ?? [];
  const listed = out.split('\nOptions:\n')[1]?.split('\n\n')[0] ?? '';
  const entries = listed.replace(/\n {4,}/g, ' ').split('\n');
  const options = entries.flatMap((entry) => /(--[a-z-]+)/.exec(entry)?.[1] ?? []);
  return {
    arguments: head.replace('[options]', '').match(/<[^>]+>|\[[^\]]+\]/g) ?? [],
    options: options.filter((option) => option !== '--help').sort(),
    choices: Object.fromEntries(
      entries.flatMap((entry) => {
        const option = /(--[a-z-]+)/.exec(entry)?.[1];
        const [, choices] = /\(choices: ([^)]*?)(?:, default: [^)]*)?\)/.exec(entry) ?? [];
        return option && choices
          ? [[option, [...choices.matchAll(/"([^"]+)"/g)].map(([, one = '']) => one)]]
          : [];
      }),
    ),
  };
}

describe('the usage in README.md', () => {
  const usage = usageOf(readFileSync(new URL('../README.md', import.meta.url), 'utf8'));

  it('has the commands of the command line, no more and no less', async () => {
    const { out } = await run(['--help']);
    const [, listed = ''] = /^Commands:\n(.*)/ms.exec(out) ?? [];
    const names = [...listed.matchAll(/^ {2}([a-z][a-z-]*)/gm)].map(([, name = '']) => name);

    expect([...usage.keys()].sort()).toEqual([...COMMANDS].sort());
    expect([...new Set(COMMANDS.map((name) => name.split(' ')[0]))].sort()).toEqual(names.sort());
  });

  it.each(COMMANDS)('shows the options of %s, each and no other', async (name) => {
    const help = await helpOf(name);

    expect(help.options.length).toBeGreaterThan(0);
    expect(usage.get(name)?.options).toEqual(help.options);
  });

  it.each(COMMANDS)('shows what the options of %s may be, in the order of its help', async (name) => {
    const help = await helpOf(name);

    expect(usage.get(name)?.choices).toEqual(help.choices);
  });

  it.each(COMMANDS)('shows the arguments of %s, in brackets where they can be left out', async (name) => {
    const help = await helpOf(name);

    const shown = usage.get(name)?.arguments.map((one) => one.startsWith('['));
    expect(shown).toEqual(help.arguments.map((one) => one.startsWith('[')));
  });
});

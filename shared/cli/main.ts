import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { CONFIG_VARIABLE } from '../config/config.ts';
import { UsageError } from '../errors.ts';
import { FORMATS } from '../formats/format.ts';
import { formatRule, formatRuleList } from '../formats/rule-page.ts';
import { TOKEN_VARIABLE } from '../http/auth.ts';
import { didYouMean } from '../nearest.ts';
import { DEFAULT_TARGET } from '../report/audit-snapshot.ts';
import { RULES } from '../rules/registry.ts';
import { EFFECTS, type Language } from '../rules/rule.ts';
import { VERSION } from '../version.ts';
import type { AdviseCommandOptions } from './advise.ts';
import { type CaptureOptions, capture } from './capture.ts';
import { type CheckConfigOptions, checkConfig } from './check-config.ts';
import type { ExplainCommandOptions } from './explain.ts';
import type { Terminal } from './io.ts';
import { alerts, history, initStore, listFindings, type MemoryOptions } from './memory.ts';
import { type ScanOptions, scan } from './scan.ts';
import type { ServeCommandOptions } from './serve.ts';
import { FAILED, troubleText } from './unexpected.ts';

/**
 * Runs the command line and gives the exit code: 0 clean, 1 findings at or above the threshold, 2 failed or
 * incomplete. Every expected error is one line on standard error (or one per fault), without a stack. Never throws.
 */
export async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  let code = 0;
  const program = commandLine(terminal, (result) => {
    code = result;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (thrown) {
    return explain(thrown, terminal);
  }
}

function explain(thrown: unknown, terminal: Terminal): number {
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : FAILED;
  terminal.err(troubleText(thrown));
  return FAILED;
}

function commandLine(terminal: Terminal, done: (code: number) => void): Command {
  const program = new Command('ccm-preflight')
    .description('Predicts, read-only, what the ACK Cloud Controller Manager upgrade check will say.')
    .version(VERSION)
    .exitOverride()
    .configureOutput({
      writeOut: terminal.out,
      writeErr: terminal.err,
      outputError: (text, write) => write(named(text)),
    })
    .showSuggestionAfterError()
    .helpCommand(false);

  const language = () =>
    new Option('--lang <language>', 'language of the texts').choices(['en', 'zh']).default('en');

  program
    .command('scan')
    .description('audit a live fleet, or a snapshot of one')
    .option('--snapshot <file>', 'snapshot to audit (JSON, gzipped or not)')
    .option('--config <file>', `live fleet to read and audit (or set ${CONFIG_VARIABLE}); see docs/config.md`)
    .option('--target <version>', `CCM version to upgrade to (default ${DEFAULT_TARGET})`)
    .addOption(
      new Option(
        '--format <format>',
        'form of the report (default: by the ending of --output, else table)',
      ).choices(Object.keys(FORMATS)),
    )
    .option('--output <file>', 'write the report to a file instead of standard output')
    .option('--no-alerts', 'tell no robot anything; what would be told stays news')
    .addOption(
      new Option('--fail-on <effect>', 'exit with 1 if a finding is at least this grave')
        .choices(EFFECTS)
        .default('fails-check'),
    )
    .addOption(language())
    .option('--no-color', 'no colours, even on a terminal')
    .addHelpText(
      'after',
      '\nExit codes: 0 no findings at or above --fail-on, 1 there are some, 2 the scan failed or was incomplete.\n' +
        'Unless --fail-on is set, only what fails the check gives 1.',
    )
    .action(async (options: ScanOptions) => done(await scan(options, terminal)));

  const subject = (command: Command) =>
    command
      .requiredOption('--cluster <id or name>', 'the cluster')
      .option('--snapshot <file>', 'snapshot to look into (JSON, gzipped or not)')
      .option('--config <file>', `live fleet to read it from (or set ${CONFIG_VARIABLE}); see docs/config.md`)
      .option('--target <version>', `CCM version to upgrade to (default ${DEFAULT_TARGET})`)
      .addOption(language())
      .option('--no-color', 'no colours, even on a terminal');

  subject(program.command('explain'))
    .description(
      'tell everything that is known of one Service: both sides, annotations, faults, order of mending',
    )
    .argument('<service>', 'the Service, as namespace/name')
    .addOption(
      new Option('--format <format>', 'form of the answer').choices(['table', 'json']).default('table'),
    )
    .addHelpText('after', '\nExit codes: 0 everything was read, 2 something was not. See docs/explain.md.')
    .action(async (service: string, options: ExplainCommandOptions) => {
      // Few runs need it, and all would load it.
      const command = await import('./explain.ts');
      done(await command.explain(service, options, terminal));
    });

  subject(program.command('advise'))
    .description(
      'advise on the upgrade of one cluster: what to mend in which order, and what changes after it',
    )
    .addOption(
      new Option('--format <format>', 'form of the advice')
        .choices(['table', 'json', 'markdown'])
        .default('table'),
    )
    .addHelpText('after', '\nExit codes: 0 ready, 1 blocked, 2 not known, or failed. See docs/explain.md.')
    .action(async (options: AdviseCommandOptions) => {
      const command = await import('./advise.ts');
      done(await command.advise(options, terminal));
    });

  program
    .command('capture')
    .description('read a live fleet into a snapshot file')
    .option('--config <file>', `live fleet to read (or set ${CONFIG_VARIABLE}); see docs/config.md`)
    .requiredOption('--output <file>', 'where to; gzipped if the name ends in .gz')
    .option('--target <version>', `CCM version that decides what is read (default ${DEFAULT_TARGET})`)
    .addHelpText('after', '\nExit codes: 0 everything was read, 2 something was not (the file says what).')
    .action(async (options: CaptureOptions) => done(await capture(options, terminal)));

  program
    .command('check-config')
    .description(
      'check a config file, and try each permission that a scan of it needs, the store and the robots',
    )
    .option('--config <file>', `config to check (or set ${CONFIG_VARIABLE}); see docs/config.md`)
    .option('--offline', 'only the config, its secrets and kubeconfigs; nothing is asked of any API')
    .option('--send-test', 'send each robot a test message; without it none is sent anything')
    .addOption(language())
    .option('--no-color', 'no colours, even on a terminal')
    .addHelpText(
      'after',
      '\nExit codes: 0 all that a scan needs, store and robots work, 2 something does not.',
    )
    .action(async (options: CheckConfigOptions) => done(await checkConfig(options, terminal)));

  program
    .command('serve')
    .description('serve scans on demand over HTTP, and scan on schedule')
    .option('--config <file>', `config that names the fleet and the store (or set ${CONFIG_VARIABLE})`)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .addOption(new Option('--port <number>', 'port to listen on').default(8080).argParser(portOf))
    .option('--schedule <cron>', 'when to scan the fleet, like "0 2 * * *"; never unless set')
    .option('--time-zone <name>', 'time zone of the schedule, like Asia/Shanghai (default: of the machine)')
    .addHelpText('after', `\nRequests need the token in ${TOKEN_VARIABLE}. See docs/serve.md.`)
    .action(async (options: ServeCommandOptions) => {
      // What serves is large, and no other command needs it.
      const { serveCommand } = await import('./serve.ts');
      done(await serveCommand(options, terminal));
    });

  const memory = (name: string, description: string) =>
    program
      .command(name)
      .description(description)
      .option('--config <file>', `config that names the store (or set ${CONFIG_VARIABLE})`)
      .addOption(language())
      .addOption(
        new Option('--format <format>', 'form of the list').choices(['table', 'json']).default('table'),
      );

  memory('history', 'list the last runs, or tell the life of one finding')
    .argument('[id]', 'the finding')
    .action(async (id: string | undefined, options: MemoryOptions) =>
      done(await history(id, options, terminal)),
    );

  memory('findings', 'list the findings that the store knows')
    .addOption(
      new Option('--status <status>', 'which of them').choices(['open', 'resolved', 'all']).default('open'),
    )
    .action(async (options: Parameters<typeof listFindings>[0]) =>
      done(await listFindings(options, terminal)),
    );

  program
    .command('alerts')
    .description('send the alerts that wait')
    .option('--config <file>', `config that names the store and the robots (or set ${CONFIG_VARIABLE})`)
    .option('--retry', 'also those that were put off until later')
    .action(async (options: { config?: string; retry?: boolean }) => done(await alerts(options, terminal)));

  program
    .command('store')
    .description('the store')
    .command('init')
    .description('make the tables of the store that are missing')
    .option('--config <file>', `config that names the store (or set ${CONFIG_VARIABLE})`)
    .action(async (options: { config?: string }) => done(await initStore(options, terminal)));

  program
    .command('rules')
    .description('list the rules, or explain one')
    .argument('[id]', 'the rule to explain')
    .addOption(language())
    .option('--no-color', 'no colours, even on a terminal')
    .action(async (id: string | undefined, options: { lang: Language; color: boolean }) => {
      const format = { language: options.lang, color: options.color && terminal.color };
      if (id === undefined) {
        terminal.out(formatRuleList(RULES, format));
        return;
      }
      const rule = ruleNamed(id);
      const { ruleExample } = await import('../../examples/rules/rule-examples.ts');
      terminal.out(formatRule(rule, ruleExample(rule), format));
    });
  return program;
}

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError('It is no port.');
}

/** Commander’s own errors, under this program’s name like all others. */
function named(text: string): string {
  return text.replace(/^error: /, 'ccm-preflight: ');
}

function ruleNamed(id: string) {
  const rule = RULES.find((candidate) => candidate.id === id);
  if (rule) return rule;
  const ids = RULES.map((candidate) => candidate.id);
  throw new UsageError(`there is no rule "${id}"${didYouMean(id, ids)}; "ccm-preflight rules" lists them`);
}

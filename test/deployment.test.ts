import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { build } from 'rolldown';
import { beforeAll, describe, expect, it } from 'vitest';
import bundling, { BUNDLES, bundleOptions } from '../rolldown.config.ts';
import type { Config } from '../shared/config/config.ts';
import { CONFIG_VARIABLE } from '../shared/config/config.ts';
import { DEFAULT_FUNCTIONS } from '../shared/config/defaults.ts';
import { loadConfig } from '../shared/config/load-config.ts';
import { resolveSecrets } from '../shared/config/secrets.ts';
import { TOKEN_VARIABLE } from '../shared/http/auth.ts';
import { keeperTask } from '../shared/service/events.ts';
import { pauseAt } from '../shared/service/function-context.ts';
import { runScript } from './support/bundled.ts';
import { templateFaults } from './support/deploy/function-faults.ts';
import type { FunctionProps, Template } from './support/deploy/function-schema.ts';
import { blocks, ROOT, SECRETS, templateOf } from './support/deploy/project.ts';
import { temporaryFolder } from './support/files.ts';

/** Longer than an HTTP client may ask to wait (`Prefer: wait=25`), by what a cold start and a large report take. */
const LONGEST_REQUEST = 25 + 20;

const TEMPLATE = templateOf();
const [KEEPER, READER, SCANNER] = ['nightly-audit', 'audit-region', 'on-demand-scan'].map(propsOf) as [
  FunctionProps,
  FunctionProps,
  FunctionProps,
];
const CONFIG = configOf(KEEPER);
/** Folders that `npm run bundle` writes. */
const WRITTEN = bundling.flatMap(({ output = [] }) => [output].flat().map(({ dir = '' }) => dir));

function propsOf(name: string): FunctionProps {
  const props = TEMPLATE.resources[name]?.props;
  if (!props) throw new Error(`the template has no ${name}`);
  return props;
}

function configOf({ environmentVariables }: FunctionProps): Config {
  return loadConfig(environmentVariables[CONFIG_VARIABLE] ?? '', environmentVariables);
}

/** The whole milliseconds that an invocation works until it leaves the rest to another one. */
function workingTime({ functionName: name, timeout }: FunctionProps): number {
  const context = { requestId: '1', region: '', accountId: '', function: { name, timeout } };
  return pauseAt(context, 0);
}

/** What Serverless Devs leaves out of an upload. */
function hasIgnoreFile(folder: string): boolean {
  return existsSync(join(ROOT, folder, '.fcignore'));
}

describe('the template', () => {
  it('is one that Function Compute takes', () => {
    expect(templateFaults(TEMPLATE)).toEqual([]);
  });

  it('is one too with the copy of audit-region that is commented out', () => {
    const template = templateOf({ withCopy: true });

    expect(templateFaults(template)).toEqual([]);
    expect(Object.keys(template.resources)).toHaveLength(4);
  });

  it.each(['DINGTALK_URL', 'DINGTALK_SECRET', 'CCM_PREFLIGHT_TOKEN'])('is refused without %s', (name) => {
    const { [name]: _, ...env } = SECRETS;

    expect(() => templateOf({ env })).toThrow(`\${env('${name}')} stands for nothing`);
  });

  it('is refused without a config file', () => {
    expect(() => templateOf({ config: null })).toThrow('fleet.yaml');
  });

  it('bundles first, into the folders that it uploads', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const written = WRITTEN.map((folder) => `./${folder}`);

    expect(TEMPLATE.actions?.['pre-deploy']).toEqual([{ run: 'npm run bundle', path: './' }]);
    expect(scripts.bundle).toBe('rolldown -c rolldown.config.ts');
    expect(Object.values(TEMPLATE.resources).map(({ props }) => props.code)).toEqual(written);
  });

  it('leaves nothing of them out', () => {
    expect(['.', ...WRITTEN].filter(hasIgnoreFile)).toEqual([]);
  });

  it('has no secret in it', () => {
    const text = readFileSync(join(ROOT, 's.yaml'), 'utf8');

    expect(text).not.toMatch(/access_token|SEC[0-9a-f]|LTAI|https?:/);
  });
});

describe('its functions', () => {
  const folder = temporaryFolder();
  beforeAll(async () => {
    await Promise.all(
      BUNDLES.map((bundle) => build({ ...bundleOptions(bundle, folder), logLevel: 'silent' })),
    );
  });

  it('are those that the config names unless it says otherwise', () => {
    const { nightlyAudit, auditRegion } = DEFAULT_FUNCTIONS;

    expect([KEEPER.functionName, READER.functionName]).toEqual([nightlyAudit, auditRegion]);
    expect(SCANNER.functionName).toBe('ccm-preflight-on-demand-scan');
  });

  it.each([KEEPER, READER, SCANNER])('have a handler that loads: $functionName', async (props) => {
    const [file, method] = props.handler.split('.');
    const here = join(folder, basename(props.code));

    const ended = await runScript(here, `console.log(typeof require('./${file}.js').${method})`);

    expect(props.code).toBe(`./dist/bundles/${basename(props.code)}`);
    expect(props.functionName).toBe(`ccm-preflight-${basename(props.code)}`);
    expect(ended).toEqual({ code: 0, out: 'function\n', err: '' });
  });

  it.each([
    [KEEPER, ['accounts', 'alerts']],
    [READER, ['accounts']],
    [SCANNER, ['accounts']],
  ] as const)('have the secrets that they use, and no others: $functionName', (props, uses) => {
    const { environmentVariables: env } = props;
    const config = configOf(props);

    expect(() => resolveSecrets(config, env, uses)).not.toThrow();
    expect(Object.keys(env).filter((name) => name.startsWith('DINGTALK_'))).toHaveLength(
      uses.length === 2 ? 2 : 0,
    );
    expect(TOKEN_VARIABLE in env).toBe(props === SCANNER);
  });

  it('have a store that outlives them', () => {
    expect([KEEPER, READER, SCANNER].map((props) => configOf(props).store?.type)).toEqual(
      Array(3).fill('tablestore'),
    );
  });

  it('are given tasks by their timers that they know', () => {
    const tasks = (KEEPER.triggers ?? []).map(({ triggerName, triggerConfig }) => {
      const payload = 'payload' in triggerConfig ? triggerConfig.payload : undefined;
      return keeperTask(JSON.stringify({ triggerName, triggerTime: '2026-11-23T18:00:00Z', payload })).task;
    });

    expect(tasks).toEqual(['audit', 'sweep']);
  });

  it('have time for what must be done within one invocation', () => {
    const { clusterSeconds, leaseSeconds } = CONFIG.deadlines;
    // The lists of a cluster, its pods, the wait, and both in the second look.
    const atOnce = 4 * clusterSeconds + CONFIG.confirm.settleSeconds;

    expect(workingTime(READER)).toBeGreaterThan(atOnce * 1000);
    expect(workingTime(KEEPER)).toBeGreaterThan(5 * leaseSeconds * 1000);
    expect(SCANNER.timeout).toBeGreaterThanOrEqual(LONGEST_REQUEST);
  });

  it('are tried again for as long as a run lasts, and take what is asked for twice once', () => {
    for (const { asyncInvokeConfig } of [KEEPER, READER]) {
      expect(asyncInvokeConfig).toMatchObject({ asyncTask: true, maxAsyncRetryAttempts: 2 });
      expect(asyncInvokeConfig?.maxAsyncEventAgeInSeconds).toBeGreaterThanOrEqual(
        CONFIG.deadlines.scanSeconds,
      );
    }
  });

  it('answer over HTTP only where a token is asked for, in the methods that are served', () => {
    const open = [KEEPER, READER, SCANNER].flatMap(({ functionName, triggers = [] }) =>
      triggers.flatMap(({ triggerType, triggerConfig }) =>
        triggerType === 'http' ? [[functionName, triggerConfig]] : [],
      ),
    );

    expect(open).toEqual([
      [
        SCANNER.functionName,
        { authType: 'anonymous', disableURLInternet: false, methods: ['GET', 'HEAD', 'POST'] },
      ],
    ]);
  });
});

describe('docs/deploy.md', () => {
  const page = readFileSync(join(ROOT, 'docs/deploy.md'), 'utf8');

  it('has only configs that load', () => {
    const configs = blocks(page, 'yaml').map((text) => loadConfig(text, {}));

    expect(configs).toHaveLength(4);
    expect(configs.map(({ store }) => store?.type)).toEqual(Array(4).fill('tablestore'));
  });

  it('names for a VPC the copy of audit-region that the template has for it', () => {
    const { resources } = templateOf({ withCopy: true }) satisfies Template;
    const copy = Object.values(resources).find(({ props }) => props.vpcConfig);
    const [, privately] = blocks(page, 'yaml').map((text) => loadConfig(text, {}).accounts[0]?.clusters);

    expect(privately).toMatchObject({ kind: 'discover', endpoint: 'private' });
    expect([...(privately?.kind === 'discover' ? privately.functions : [])]).toEqual([
      [copy?.props.vpcConfig?.vpcId, copy?.props.functionName],
    ]);
    expect(copy?.props).toMatchObject({ code: READER.code, timeout: READER.timeout });
  });

  it('begins a first run with an event that the function knows', () => {
    const [, event = ''] = /s nightly-audit invoke -e "(.*)"/.exec(page) ?? [];
    const text = event.replaceAll('\\"', '"').replace('$(date -u +%FT%TZ)', '2026-11-23T18:00:00Z');

    expect(keeperTask(text)).toMatchObject({ task: 'audit', triggerName: 'by-hand' });
  });

  it('says of the log what is written into it', () => {
    const table = page.slice(page.indexOf('| `msg`'), page.indexOf('| question'));
    const messages = [...table.matchAll(/^\| (`.*?`) +\|/gm)]
      .flatMap(([, cell = '']) => cell.split(', '))
      .map((name) => name.replaceAll('`', ''))
      .filter((name) => name !== 'msg');
    const sources = [
      'run/start-run',
      'run/shard-run',
      'run/close-run',
      'run/finish-run',
      'run/sweep',
      'run/invite',
    ]
      .concat(['service/nightly-audit', 'service/function-station', 'service/on-demand-scan'])
      .map((name) => readFileSync(join(ROOT, `shared/${name}.ts`), 'utf8'))
      .join('\n');

    expect(messages.length).toBeGreaterThan(8);
    expect(messages.filter((message) => !sources.includes(`'${message}'`))).toEqual([]);
  });

  it('names every variable that the template sets', () => {
    const set = Object.values(TEMPLATE.resources).flatMap(({ props }) =>
      Object.keys(props.environmentVariables),
    );

    expect([...new Set(set)].filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });

  it('names only files that are there', () => {
    const links = [...page.matchAll(/\]\(\.\.\/([^)#]+)/g)].map(([, path = '']) => path);

    expect(links.length).toBeGreaterThan(1);
    for (const path of links) expect(() => readFileSync(join(ROOT, path))).not.toThrow();
  });
});

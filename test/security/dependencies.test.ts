import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { blocks, ROOT } from '../support/deploy/project.ts';
import { fileIn, temporaryFolder } from '../support/files.ts';

interface Locked {
  readonly version: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly license?: string;
  readonly dev?: true;
  readonly devOptional?: true;
  readonly link?: true;
  readonly hasInstallScript?: true;
}

const MANIFEST = JSON.parse(textOf('package.json')) as Readonly<
  Record<string, Readonly<Record<string, unknown>>>
>;
const LOCK = JSON.parse(textOf('package-lock.json')) as {
  readonly lockfileVersion: number;
  readonly packages: Readonly<Record<string, Locked>>;
};
const PACKAGES = Object.entries(LOCK.packages).filter(([path]) => path !== '');
const [, SCRIPTS = ''] = blocks(textOf('docs/dependencies.md'), 'text');

const REGISTRY = 'https://registry.npmjs.org/';
/** Of what is installed for use. `SEE LICENSE IN LICENSE.txt` is flatbuffers: Apache-2.0. */
const LICENCES = [
  '0BSD',
  'Apache License 2.0',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'ISC',
  'MIT',
  'MIT,Apache2',
  'Python-2.0',
  'SEE LICENSE IN LICENSE.txt',
  'Unlicense',
];

function textOf(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

describe('the lock file', () => {
  it('names every package by a digest, and none from anywhere but the registry', () => {
    expect(LOCK.lockfileVersion).toBe(3);
    expect(PACKAGES.length).toBeGreaterThan(300);
    expect(
      PACKAGES.filter(([, { integrity = '' }]) => !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity)),
    ).toEqual([]);
    expect(
      PACKAGES.filter(([, { resolved = REGISTRY, link }]) => link || !resolved.startsWith(REGISTRY)),
    ).toEqual([]);
  });

  it('is of a manifest that names versions, and no addresses', () => {
    const { dependencies = {}, devDependencies = {} } = MANIFEST;

    const named = Object.entries({ ...dependencies, ...devDependencies });

    expect(named.filter(([, range]) => !/^[\^~]?\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(String(range)))).toEqual([]);
  });

  it('has for use only packages whose licences go with Apache-2.0', () => {
    const forUse = PACKAGES.filter(([, { dev, devOptional }]) => !dev && !devOptional);

    expect(forUse.length).toBeGreaterThan(150);
    expect(
      forUse
        .filter(([, { license = '' }]) => !LICENCES.includes(String(license)))
        .map(([path, { license }]) => `${path} ${license}`),
    ).toEqual([]);
  });

  it('has no package with a script to be run when it is installed, but those that were looked at', () => {
    const withScript = PACKAGES.filter(([, one]) => one.hasInstallScript).map(([path]) => {
      const { name, scripts = {} } = JSON.parse(textOf(`${path}/package.json`));
      const all = ['preinstall', 'install', 'postinstall'].flatMap((when) => scripts[when] ?? []) as string[];
      return `${name}: ${all.map((one) => scripts[one.replace('npm run ', '')] ?? one).join('; ')}`;
    });

    expect(withScript.sort()).toEqual(SCRIPTS.trim().split('\n'));
  });

  it('is what is installed here', () => {
    const others = PACKAGES.flatMap(([path, { version }]) => {
      try {
        const installed = JSON.parse(textOf(`${path}/package.json`)).version;
        return installed === version ? [] : [`${path}: ${installed} instead of ${version}`];
      } catch {
        // Made for another platform.
        return LOCK.packages[path] && 'optional' in LOCK.packages[path] ? [] : [`${path}: missing`];
      }
    });

    expect(others).toEqual([]);
  });
});

describe('what npm makes of the project to be given away', () => {
  /** A copy of the project's outline, with a file of each kind, and the list of what npm would pack of it. */
  function packed(files: readonly string[]): readonly string[] {
    const folder = temporaryFolder();
    for (const path of files) {
      mkdirSync(join(folder, dirname(path)), { recursive: true });
      fileIn(folder, path, '');
    }
    fileIn(folder, 'package.json', textOf('package.json'));
    const out = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [pack] = JSON.parse(out) as [{ readonly files: readonly { readonly path: string }[] }];
    return pack.files.map(({ path }) => path).sort();
  }

  it('has what is run and read, and no test, recording, config, key or source', () => {
    const inside = [
      'LICENSE',
      'CHANGELOG.md',
      'CONTRIBUTING.md',
      'README.md',
      'SECURITY.md',
      'deploy/ram-policy.json',
      'dist/examples/rules/a.js',
      'dist/functions/cli.js',
      'dist/shared/index.d.ts',
      'dist/shared/index.js',
      'docs/config.md',
      'docs/rules/a.md',
      'examples/fleet.json',
      's.yaml',
    ];
    const outside = [
      '.ci/run',
      '.env',
      '.npmrc',
      'bench/main.ts',
      'dist/.tsbuildinfo',
      'dist/bench/main.js',
      'dist/bundles/audit-region/index.js',
      'dist/rolldown.config.js',
      'dist/test/servers/cloud.js',
      'fleet.yaml',
      'functions/cli.ts',
      'id_rsa',
      'kubeconfig.yaml',
      'shared/index.ts',
      'test/recordings/a.json.gz',
      'test/security/hunt.test.ts',
    ];

    const names = packed([...inside, ...outside]);

    expect(names).toEqual([...inside, 'package.json'].sort());
  });

  it('has no key or password in its texts', () => {
    const shipped = ['docs', 'examples', 'README.md', 'SECURITY.md', 's.yaml', 'deploy'];

    const found = execFileSync('grep', ['-rnIE', SECRET_LIKE, ...shipped], { cwd: ROOT, encoding: 'utf8' })
      .trim()
      .split('\n');

    // What stands for one.
    expect(found.filter((line) => !/…|made-up|0123456789abcdef|<[a-z ]+>/.test(line))).toEqual([]);
  });
});

const SECRET_LIKE =
  'LTAI[A-Za-z0-9]{12,}|SEC[0-9a-f]{40,}|access_token=[^ ]|BEGIN [A-Z ]*PRIVATE KEY|eyJ[A-Za-z0-9_-]{20,}\\.';

import { type BuildOptions, defineConfig, type Plugin } from 'rolldown';
import { thirdPartyLicences } from './rolldown.licences.ts';

/** One handler of Function Compute and all that it needs, as a folder to upload. */
export interface Bundle {
  /** Of the function, and of its folder. */
  readonly name: string;
  /** The module that exports `handler`, from the project's folder. */
  readonly entry: string;
}

export const BUNDLES: readonly Bundle[] = [
  { name: 'nightly-audit', entry: 'functions/nightly-audit.ts' },
  { name: 'audit-region', entry: 'functions/audit-region.ts' },
  { name: 'on-demand-scan', entry: 'functions/on-demand-scan.ts' },
];

/**
 * What is imported and never bundled: the file store's database, and what others take if it is there. None of that is
 * asked for by a package that is installed for use: what is there came with tools, and with the next tool may go.
 */
const LEFT_OUT = [
  'lmdb',
  'bufferutil',
  'utf-8-validate',
  'encoding',
  'proxy-agent',
  'graceful-fs',
  'supports-color',
];

/** CommonJS that puts its exports on `this`, which the bundler takes for undefined. */
const EXPORTS_ON_THIS = /[\\/]node_modules[\\/](?:tablestore|flatbuffers)[\\/].*\.js$/;

/**
 * How a bundle is written: `FOLDER/NAME/index.js`, whose handler is `index.handler`.
 *
 * CommonJS, because the package `tablestore` assigns names that it declares nowhere, which no ES module may. Chunks
 * beside the entry, because one file takes twice as long to load. Not minified, so that a stack can be read as it is.
 */
export function bundleOptions({ name, entry }: Bundle, folder: string) {
  return {
    input: { index: entry },
    platform: 'node',
    plugins: [leaveOut(LEFT_OUT), nodesOwnThis(), withoutSources(), markAsCommonJs(), thirdPartyLicences()],
    output: {
      dir: `${folder}/${name}`,
      cleanDir: true,
      format: 'cjs',
      entryFileNames: '[name].js',
      // Node warns of `new Buffer()`, which several SDKs use, unless the code lies in such a folder.
      chunkFileNames: 'node_modules/chunks/[name].js',
      sourcemap: true,
      // Errors are named after their classes.
      keepNames: true,
    },
  } satisfies BuildOptions;
}

/** Puts what throws in the place of packages; a caller that can do without them finds them missing, as from Node. */
function leaveOut(packages: readonly string[]): Plugin {
  const prefix = '\0left-out:';
  return {
    name: 'leave-out',
    resolveId: (id) => (packages.includes(id) ? prefix + id : undefined),
    load(id) {
      if (!id.startsWith(prefix)) return undefined;
      const message = `${id.slice(prefix.length)} is not part of this bundle`;
      return `throw Object.assign(new Error(${JSON.stringify(message)}), { code: 'MODULE_NOT_FOUND' });`;
    },
  };
}

/** Calls modules with their exports as `this`, as Node does. Lines stay where they are. */
function nodesOwnThis(): Plugin {
  return {
    name: 'nodes-own-this',
    transform: {
      filter: { id: EXPORTS_ON_THIS },
      handler: (code) => ({ code: `(function () {${code}\n}).call(module.exports);`, map: null }),
    },
  };
}

/** Takes the sources out of the source maps: they are twice as large as all else, and a stack needs only their names. */
function withoutSources(): Plugin {
  return {
    name: 'without-sources',
    generateBundle(_, files) {
      for (const file of Object.values(files)) {
        if (file.type !== 'asset' || !file.fileName.endsWith('.map')) continue;
        const { sourcesContent: _, ...map } = JSON.parse(String(file.source)) as Record<string, unknown>;
        file.source = JSON.stringify(map);
      }
    },
  };
}

/** Says what the files are, also below a package.json that says `"type": "module"`. */
function markAsCommonJs(): Plugin {
  return {
    name: 'mark-as-commonjs',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'package.json', source: '{ "type": "commonjs" }\n' });
    },
  };
}

export default defineConfig(BUNDLES.map((bundle) => bundleOptions(bundle, 'dist/bundles')));

import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type BuildOptions, defineConfig, type Plugin } from 'rolldown';

const CLIENT = 'shared/formats/html/client';

/** Code that a page carries, and the module that it becomes. */
interface PageCode {
  /** Its entry, from the project's folder. */
  readonly entry: string;
  /** The module's file name, and the constant in it. */
  readonly module: string;
  readonly constant: string;
}

export const PAGE_CODE: readonly PageCode[] = [
  { entry: `${CLIENT}/report.tsx`, module: 'report-script', constant: 'REPORT_SCRIPT' },
  { entry: `${CLIENT}/fleet.tsx`, module: 'fleet-script', constant: 'FLEET_SCRIPT' },
  { entry: `${CLIENT}/style.css`, module: 'style', constant: 'STYLE' },
];

/** How code of a page becomes a module that exports it as text: `FOLDER/MODULE.ts`. */
export function pageCodeOptions({ entry, module, constant }: PageCode, folder: string) {
  return {
    input: { [module]: entry },
    platform: 'browser',
    plugins: [styleAsText(), asModule(constant)],
    transform: { target: 'es2022' },
    output: {
      dir: folder,
      format: 'iife',
      minify: !entry.endsWith('.css'),
      entryFileNames: '[name].ts',
    },
  } satisfies BuildOptions;
}

/** A style sheet with those that it imports, as text without comments and the space that means nothing. */
function styleAsText(): Plugin {
  return {
    name: 'style-as-text',
    load(id) {
      if (!id.endsWith('.css')) return undefined;
      const text = withImports(id)
        .replace(/\/\*.*?\*\//gs, '')
        .replace(/\s+/g, ' ')
        .trim();
      return { code: `globalThis.style = ${JSON.stringify(text)};`, moduleType: 'js', meta: { text } };
    },
  };
}

function withImports(file: string): string {
  return readFileSync(file, 'utf8').replace(/@import "(.+?)";/g, (_, path: string) =>
    withImports(resolve(dirname(file), path)),
  );
}

/** Puts a module in the place of the code, that exports it as text. */
function asModule(constant: string): Plugin {
  return {
    name: 'as-module',
    generateBundle(_, files) {
      for (const file of Object.values(files)) {
        if (file.type !== 'chunk') continue;
        const style = this.getModuleInfo(file.facadeModuleId ?? '')?.meta.text as string | undefined;
        const text = style ?? file.code.trim();
        // A script block ends at the first end tag, wherever it stands, and a comment may hide that.
        if (/<\/(?:script|style)|<!--/i.test(text)) throw new Error(`${constant} would end its own block`);
        file.code = `// Made by "npm run page-code" from what lies in ../client.\nexport const ${constant} =\n  ${JSON.stringify(text)};\n`;
      }
    },
  };
}

export default defineConfig(PAGE_CODE.map((code) => pageCodeOptions(code, 'shared/formats/html/generated')));

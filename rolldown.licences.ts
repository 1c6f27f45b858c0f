import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'rolldown';

/** A package of which a bundle has code. */
export interface ShippedPackage {
  readonly name: string;
  readonly version: string;
  /** As SPDX calls it. */
  readonly licence: string;
  /** The text of its licence, and its notices. */
  readonly text: string;
}

/** The file in each bundle that has them all. */
export const LICENCES_FILE = 'THIRD-PARTY-LICENSES.txt';

const PACKAGE_FOLDER = /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+(?=[\\/])/;
/** Code of other packages that is kept in this repository as text: that of the pages. */
const EMBEDDED: readonly (readonly [part: string, folder: string])[] = [
  ['/shared/formats/html/generated/', 'node_modules/preact'],
];
const TEXT_FILE = /^(?:licen[cs]e|unlicense|copying|notice)/i;
/** What packages call their licence that SPDX calls otherwise. */
const SPDX: Readonly<Record<string, string>> = {
  'Apache License 2.0': 'Apache-2.0',
  'MIT,Apache2': 'MIT OR Apache-2.0',
  // Its LICENSE.txt is that of Apache 2.0.
  'SEE LICENSE IN LICENSE.txt': 'Apache-2.0',
};

const PERMISSION = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

const ISC = `Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby
granted, provided that the above copyright notice and this permission notice appear in all copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS SOFTWARE INCLUDING ALL
IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT,
INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS, WHETHER IN AN
ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF
THIS SOFTWARE.`;

/** For packages that name their licence and have no text of it. */
const STANDARD_TEXTS: Readonly<Record<string, () => string>> = {
  MIT: () => PERMISSION,
  ISC: () => ISC,
  'Apache-2.0': () => readFileSync('LICENSE', 'utf8'),
};

/** Puts the licences of all packages whose code is in a bundle beside it. */
export function thirdPartyLicences(): Plugin {
  return {
    name: 'third-party-licences',
    generateBundle(_, files) {
      const ids = Object.values(files).flatMap((file) =>
        file.type === 'chunk' ? usedModules(file.modules) : [],
      );
      this.emitFile({ type: 'asset', fileName: LICENCES_FILE, source: licencesText(packagesOf(ids)) });
    },
  };
}

/** The modules of a chunk of which anything is left in it. */
export function usedModules(
  modules: Readonly<Record<string, { readonly renderedLength: number }>>,
): string[] {
  return Object.entries(modules).flatMap(([id, { renderedLength }]) => (renderedLength > 0 ? [id] : []));
}

/** The packages that modules are of, by name and version. */
export function packagesOf(moduleIds: readonly string[]): readonly ShippedPackage[] {
  const folders = new Set(moduleIds.flatMap(folderOf));
  const packages = [...folders].map(packageIn);
  const byName = new Map(packages.map((one) => [`${one.name}@${one.version}`, one]));
  return [...byName.values()].sort(
    (one, other) => compare(one.name, other.name) || compare(one.version, other.version),
  );
}

function folderOf(id: string): readonly string[] {
  const [, embedded] = EMBEDDED.find(([part]) => id.replaceAll('\\', '/').includes(part)) ?? [];
  const folder = embedded ?? PACKAGE_FOLDER.exec(id)?.[0];
  return folder === undefined ? [] : [folder];
}

function packageIn(folder: string): ShippedPackage {
  const { name, version, license, licenses, author } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  );
  const named = String(license?.type ?? license ?? licenses);
  const licence = SPDX[named] ?? named;
  const files = readdirSync(folder)
    .filter((file) => TEXT_FILE.test(file))
    .sort();
  const texts = files.map((file) => readFileSync(join(folder, file), 'utf8').trim());
  const text =
    texts.length > 0 ? texts.join('\n\n') : (ownWords(folder) ?? standardText(licence, authorOf(author)));
  return { name, version, licence, text };
}

/** What a README has under the heading of the licence, if that is its text. */
function ownWords(folder: string): string | undefined {
  const [file] = readdirSync(folder).filter((name) => /^readme/i.test(name));
  if (file === undefined || !existsSync(join(folder, file))) return undefined;
  const [, words = ''] =
    /^#* *\(?(?:the )?(?:MIT )?licen[cs]e\)? *(?:\n[-=]+)?\n(.*)/ims.exec(
      readFileSync(join(folder, file), 'utf8'),
    ) ?? [];
  return words.includes('Permission is hereby granted') ? words.trim() : undefined;
}

function standardText(licence: string, author: string): string {
  const text = STANDARD_TEXTS[licence]?.() ?? 'It has no text of its licence.';
  return `Copyright (c) ${author}\n\n(The package has no text of its licence: this is the usual one.)\n\n${text}`;
}

function authorOf(author: unknown): string {
  const { name = author } = (typeof author === 'object' && author !== null ? author : {}) as {
    readonly name?: unknown;
  };
  return typeof name === 'string' && name !== '' ? name : 'its authors';
}

function licencesText(packages: readonly ShippedPackage[]): string {
  const parts = packages.map(
    ({ name, version, licence, text }) => `${name} ${version}\n${licence}\n\n${text}\n`,
  );
  return ['Code of these packages is part of this bundle.\n', ...parts].join(`\n${'='.repeat(80)}\n\n`);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

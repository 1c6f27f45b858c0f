import { join, resolve } from 'node:path';
import type { KubeconfigRef, SecretRef } from './config.ts';

/** What relative paths and `~/` stand for. */
export interface PathBase {
  readonly folder: string;
  readonly home: string;
}

/** A checked `env:NAME` as a reference. */
export function secretRef(text: string): SecretRef {
  return { env: text.slice('env:'.length) };
}

/** A path of the config, absolute: `~` is the home folder, anything relative starts from the config file's folder. */
export function absolutePath(path: string, base: PathBase): string {
  if (path === '~' || path.startsWith('~/')) return join(base.home, path.slice(1));
  return resolve(base.folder, path);
}

/** `env:NAME`, the variable that holds the YAML text, or else the path of a file. */
export function kubeconfigRef(text: string, base: PathBase): KubeconfigRef {
  return text.startsWith('env:')
    ? { kind: 'text', text: secretRef(text) }
    : { kind: 'file', path: absolutePath(text, base) };
}

/** `http://host:1234/` without the slash, so that a path can follow. */
export function endpointUrl(text: string): string {
  return text.endsWith('/') ? text.slice(0, -1) : text;
}

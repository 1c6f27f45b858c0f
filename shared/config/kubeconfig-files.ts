import { accessSync, constants, statSync } from 'node:fs';
import { InputError } from '../errors.ts';
import { fileTrouble } from '../file-trouble.ts';
import type { Config } from './config.ts';
import { isSecretLikePath } from './secret-like.ts';

/**
 * Makes sure that the kubeconfig files of listed clusters are there and may be read. What is in them is not looked at.
 * @throws InputError FILE_UNREADABLE with one fault for each that is not
 */
export function ensureKubeconfigFiles({ accounts }: Config): void {
  const faults = accounts.flatMap(({ clusters }, account) =>
    (clusters.kind === 'list' ? clusters.clusters : []).flatMap(({ kubeconfig }, cluster) => {
      const trouble = kubeconfig.kind === 'file' ? troubleWith(kubeconfig.path) : undefined;
      return trouble === undefined
        ? []
        : [`accounts[${account}].clusters[${cluster}].kubeconfig: ${trouble}`];
    }),
  );
  if (faults.length === 0) return;
  const what = faults.length === 1 ? 'a kubeconfig' : `${faults.length} kubeconfigs`;
  throw new InputError('FILE_UNREADABLE', `${what} of the config cannot be read`, { faults });
}

function troubleWith(path: string): string | undefined {
  try {
    accessSync(path, constants.R_OK);
    return statSync(path).isDirectory() ? told(path, fileTrouble({ code: 'EISDIR' })) : undefined;
  } catch (cause) {
    return told(path, fileTrouble(cause));
  }
}

function told(path: string, why: string): string {
  return isSecretLikePath(path)
    ? `${why}; what is given looks like no path, and is not repeated`
    : `${path}: ${why}`;
}

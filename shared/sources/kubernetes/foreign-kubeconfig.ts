import { parse } from 'yaml';

/** Keys whose value is the path of a file, which whoever loads the kubeconfig reads. */
const FILE_KEYS: ReadonlySet<string> = new Set([
  'certificate-authority',
  'client-certificate',
  'client-key',
  'token-file',
  'tokenFile',
]);

/**
 * A kubeconfig from elsewhere, as JSON: what was looked at here is then, letter for letter, what is loaded. One that
 * names a file is none of these, as it could have any file of this machine sent to its server.
 * @throws whatever the YAML parser throws, whose messages quote the text
 */
export function foreignKubeconfig(text: string): {
  readonly json: string;
  readonly namesFile: boolean;
} {
  // Warnings would be printed, and quote the text.
  const options = { merge: true, maxAliasCount: 100, prettyErrors: false, logLevel: 'error' } as const;
  const value: unknown = parse(text, options);
  // What is written out is what is loaded: so that is looked at, and not what it was read from.
  const json = JSON.stringify(value) ?? '';
  return { json, namesFile: namesFile(JSON.parse(json === '' ? 'null' : json)) };
}

function namesFile(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, inner]) =>
    FILE_KEYS.has(key) ? !(inner === null || inner === '') : namesFile(inner),
  );
}

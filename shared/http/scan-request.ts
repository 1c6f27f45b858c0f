import { type Static, Type } from '@sinclair/typebox';
import { Errors } from '@sinclair/typebox/errors';
import type { Scope } from '../scan/scope.ts';
import { schemaFaults } from '../schema-faults.ts';

const MOST_NAMES = 200;

/** That they are unique is not asked of them: to look for that TypeBox would follow them to any depth. */
function names(pattern: string, what: string) {
  const errorMessage = `must be a list of ${what}, 1 to ${MOST_NAMES} of them`;
  return Type.Array(Type.String({ pattern, maxLength: 253, errorMessage: `must be one of ${what}` }), {
    minItems: 1,
    maxItems: MOST_NAMES,
    errorMessage,
  });
}

/** The body of `POST /scans`. Names of namespaces and Services are those that Kubernetes takes. */
const ScanBody = Type.Object(
  {
    clusters: Type.Optional(names('\\S', 'cluster ids or names')),
    namespaces: Type.Optional(names('^[a-z0-9]([-a-z0-9]*[a-z0-9])?$', 'namespaces')),
    services: Type.Optional(
      names('^[a-z0-9]([-a-z0-9]*[a-z0-9])?/[a-z0-9]([-a-z0-9]*[a-z0-9])?$', 'Services as namespace/name'),
    ),
    targetCcmVersion: Type.Optional(
      Type.String({
        pattern: '^v?\\d{1,6}\\.\\d{1,6}(?:\\.\\d{1,6}){0,2}$',
        errorMessage: 'must be a version in quotes, like "2.14.0"',
      }),
    ),
  },
  {
    additionalProperties: false,
    errorMessage: 'must be an object with keys of: clusters, namespaces, services, targetCcmVersion',
  },
);

/** What somebody wants scanned. */
export interface ScanRequest {
  /** Undefined for the whole fleet. */
  readonly scope: Scope | undefined;
  readonly targetCcmVersion: string | undefined;
}

/** The body of a request for a scan, or all that is wrong with it. */
export function scanRequestOf(
  value: unknown,
): { readonly request: ScanRequest } | { readonly faults: readonly string[] } {
  const faults = schemaFaults(Errors(ScanBody, value), 'body');
  if (faults.length > 0) return { faults };
  const { targetCcmVersion, ...lists } = value as Static<typeof ScanBody>;
  const named = Object.entries(lists).map(([key, list]) => [key, [...new Set(list)]] as const);
  const scope: Scope | undefined = named.length === 0 ? undefined : Object.fromEntries(named);
  return { request: { scope, targetCcmVersion } };
}

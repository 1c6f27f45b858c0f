import type { Report } from '../report/report.ts';

/** What a scan was confined to, by name; undefined for one of the whole fleet. */
export function scopeText({ scope }: Report['scan']): string | undefined {
  if (!scope) return undefined;
  const { clusters = [], namespaces = [], services = [] } = scope;
  return [...clusters, ...namespaces.map((name) => `${name}/*`), ...services].join(', ');
}

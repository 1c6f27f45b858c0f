import type { Report } from '../report/report.ts';

/** What a scan was confined to. */
export type Scope = NonNullable<Report['scan']['scope']>;

/**
 * A scope by its names: `shop/*, web/search`, or `shop/* (prod-hangzhou)` where clusters are named too.
 * @param most of each kind so many at most, and how many more: `a/*, b/* +3`
 */
export function scopeText(
  { clusters = [], namespaces = [], services = [] }: Scope,
  most = Number.POSITIVE_INFINITY,
): string {
  const inside = listed([...namespaces.map((name) => `${name}/*`), ...services], most);
  const around = listed(clusters, most);
  return inside !== '' && around !== '' ? `${inside} (${around})` : inside || around;
}

function listed(names: readonly string[], most: number): string {
  const left = names.length - most;
  return names.slice(0, most).join(', ') + (left > 0 ? ` +${left}` : '');
}

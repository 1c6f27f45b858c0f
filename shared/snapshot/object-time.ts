/** A Kubernetes timestamp (RFC 3339) in milliseconds since the epoch; undefined for anything else. */
export function timeOf(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined;
  const time = Date.parse(value);
  return Number.isFinite(time) ? time : undefined;
}

function latestOf(values: readonly unknown[]): number | undefined {
  let latest: number | undefined;
  for (const value of values) {
    const time = timeOf(value);
    if (time !== undefined && (latest === undefined || time > latest)) latest = time;
  }
  return latest;
}

/**
 * When an object was last written, as far as its metadata tells: the latest of `managedFields`, which only the API
 * server fills in, else its creation (kubectl leaves `managedFields` out).
 */
export function writtenAt(metadata: unknown): number | undefined {
  if (typeof metadata !== 'object' || metadata === null) return undefined;
  const { managedFields, creationTimestamp } = metadata as Readonly<Record<string, unknown>>;
  const writes = Array.isArray(managedFields) ? (managedFields as readonly unknown[]) : [];
  return (
    latestOf(writes.map((write) => (write as { readonly time?: unknown } | null)?.time)) ??
    timeOf(creationTimestamp)
  );
}

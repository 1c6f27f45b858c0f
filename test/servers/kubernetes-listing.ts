/** One kind of object in a cluster, ready to be served: every object is put into words once. */
export interface Listing {
  readonly length: number;
  /** JSON text of an item. */
  readonly textAt: (index: number) => string;
  /** Indexes of those in a namespace and with the labels. */
  readonly select: (namespace: string | undefined, labels: Labels) => readonly number[];
  /** Index of one by its name; undefined where there is none. */
  readonly find: (namespace: string | undefined, name: string) => number | undefined;
}

export type Labels = readonly (readonly [key: string, value: string])[];

interface Metadata {
  readonly name?: unknown;
  readonly namespace?: unknown;
  readonly labels?: Readonly<Record<string, unknown>> | null;
}

export function listingOf(items: readonly unknown[]): Listing {
  const texts: (string | undefined)[] = [];
  const all = items.map((_, index) => index);
  let places: Places | undefined;
  const placesOf = (): Places => {
    places ??= placesIn(items);
    return places;
  };
  return {
    length: items.length,
    textAt: (index) => {
      texts[index] ??= JSON.stringify(items[index]);
      return texts[index];
    },
    select: (namespace, labels) => {
      const there = namespace === undefined ? all : (placesOf().inNamespace.get(namespace) ?? []);
      return labels.length === 0 ? there : there.filter((index) => hasLabels(items[index], labels));
    },
    find: (namespace, name) => placesOf().byName.get(keyOf(namespace, name)),
  };
}

/** Equality is all that is understood: `a=b,c==d`. undefined for any other selector. */
export function labelsOf(selector: string | null): Labels | undefined {
  const labels: [string, string][] = [];
  for (const term of (selector ?? '').split(',')) {
    if (term === '') continue;
    const parts = /^([^=!()\s]+)==?([^=!()\s]*)$/.exec(term);
    if (!parts) return undefined;
    labels.push([parts[1] ?? '', parts[2] ?? '']);
  }
  return labels;
}

interface Places {
  readonly inNamespace: ReadonlyMap<string, readonly number[]>;
  readonly byName: ReadonlyMap<string, number>;
}

function placesIn(items: readonly unknown[]): Places {
  const inNamespace = new Map<string, number[]>();
  const byName = new Map<string, number>();
  for (const [index, item] of items.entries()) {
    const { name, namespace } = metadataOf(item);
    const home = typeof namespace === 'string' ? namespace : undefined;
    if (typeof name === 'string') byName.set(keyOf(home, name), index);
    if (home === undefined) continue;
    const there = inNamespace.get(home);
    if (there) there.push(index);
    else inNamespace.set(home, [index]);
  }
  return { inNamespace, byName };
}

function keyOf(namespace: string | undefined, name: string): string {
  return `${namespace ?? ''}/${name}`;
}

/** A snapshot may hold anything. */
function metadataOf(item: unknown): Metadata {
  return (item as { readonly metadata?: Metadata } | null)?.metadata ?? {};
}

function hasLabels(item: unknown, labels: Labels): boolean {
  const own = metadataOf(item).labels ?? {};
  return labels.every(([key, value]) => own[key] === value);
}

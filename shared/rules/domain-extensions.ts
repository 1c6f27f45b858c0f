import type { ListenerPair } from '../model/comparison/listeners.ts';

/** The value of annotation domain-extensions that says what the listener has; null where it has none. */
export function domainAnnotation(pair: ListenerPair): string | null {
  const extensions = pair.actual.domainExtensions ?? [];
  if (extensions.length === 0) return null;
  return extensions.map((one) => `${one.Domain}:${one.ServerCertificateId}`).join(',');
}

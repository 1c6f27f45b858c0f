import type { ServiceView } from '../model/service-view.ts';

/** Anything that is a backend of a group, on either side. */
export interface BackendSpot {
  readonly ServerId: string;
  readonly ServerIp: string;
  readonly Port: number;
}

/** What every draft about one VServer group says of which it is. */
export function groupSubject(view: ServiceView, id: string | undefined, name: string) {
  return {
    loadBalancerId: view.loadBalancerId,
    ...(id !== undefined && { vServerGroupId: id }),
    vServerGroupName: name,
  };
}

/** `i-abc:30080`, or `eni-abc 10.0.0.1:8080` for a pod. */
export function describeBackend({ ServerId, ServerIp, Port }: BackendSpot): string {
  return ServerIp === '' ? `${ServerId}:${Port}` : `${ServerId} ${ServerIp}:${Port}`;
}

const MOST_NAMED = 5;

/** The first few backends in words, and how many more. */
export function describeBackends(backends: readonly BackendSpot[]): string {
  return firstOf(backends.map(describeBackend), MOST_NAMED);
}

/** As many names as a sentence bears, and how many more there are: `a, b (+4998)`. */
export function firstOf(names: readonly string[], most = 20): string {
  const more = names.length - most;
  return names.slice(0, most).join(', ') + (more > 0 ? ` (+${more})` : '');
}

/** The parameter BackendServers of the SLB API. */
export function backendServers(
  backends: readonly (BackendSpot & { readonly Weight: number; readonly Type?: 'ecs' | 'eni' })[],
  description?: string,
): string {
  return JSON.stringify(
    backends.map(({ ServerId, ServerIp, Port, Weight, Type }) => ({
      ServerId,
      ...(ServerIp !== '' && { ServerIp }),
      Port: String(Port),
      Weight: String(Weight),
      ...(Type && { Type }),
      ...(description !== undefined && { Description: description }),
    })),
  );
}

/** Most backends that one call of the SLB API adds or removes. */
export const MOST_BACKENDS_A_CALL = 20;

/** A call for each 20 backends, one after the other. */
export function inBatches<T>(backends: readonly T[], call: (batch: readonly T[]) => string): string {
  const calls: string[] = [];
  for (let start = 0; start < backends.length; start += MOST_BACKENDS_A_CALL) {
    calls.push(call(backends.slice(start, start + MOST_BACKENDS_A_CALL)));
  }
  return calls.join(' && ');
}

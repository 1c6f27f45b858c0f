import type { FleetData, RunProgress } from '../fleet-data.ts';
import type { Packed } from '../pack.ts';
import { unpackPage } from '../page-codec.ts';

/** Why the service did not do what was asked. */
export type Refusal =
  | { readonly kind: 'wrong-token' }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'refused'; readonly status: number; readonly code?: string; readonly reason: string };

/** A scan that is under way, and how far it is where that is known. */
export interface ScanState {
  readonly id: string;
  readonly progress?: RunProgress;
}

type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: Refusal };

/** What the service knows of the fleet. */
export async function askFleet(token: string): Promise<Answer<FleetData>> {
  return ask('fleet', token, {}, async (response) =>
    unpackPage<FleetData>((await response.json()) as Packed),
  );
}

/** Begins a scan of the whole fleet. */
export async function askForScan(token: string): Promise<Answer<ScanState>> {
  return ask('scans', token, { method: 'POST' }, async (response) =>
    stateOf((await response.json()) as ScanState),
  );
}

/** How far a scan is; undefined when it is through, or not known any more. */
export async function askScan(token: string, id: string): Promise<Answer<ScanState | undefined>> {
  // The list is small, and a scan that is through would answer with its whole report, which comes with the fleet.
  const answer = await ask('scans', token, {}, async (response) => {
    const { scans } = (await response.json()) as {
      readonly scans: readonly (ScanState & { readonly status: string })[];
    };
    const own = scans.find((scan) => scan.id === id);
    return own?.status === 'running' ? stateOf(own) : undefined;
  });
  const isGone = !answer.ok && answer.why.kind === 'refused' && GONE.has(answer.why.status);
  return isGone ? { ok: true, value: undefined } : answer;
}

const GONE: ReadonlySet<number> = new Set([404, 410]);

function stateOf({ id, progress }: ScanState): ScanState {
  return { id, ...(progress && { progress }) };
}

/** No header can carry these, so no token has them. */
const NOT_IN_HEADERS = /[^\t\x20-\x7e\x80-\xff]/;

async function ask<T>(
  path: string,
  token: string,
  init: RequestInit,
  read: (response: Response) => Promise<T>,
): Promise<Answer<T>> {
  if (NOT_IN_HEADERS.test(token)) return { ok: false, why: { kind: 'wrong-token' } };
  try {
    const response = await fetch(path, {
      ...init,
      cache: 'no-store',
      credentials: 'omit',
      headers: { authorization: `Bearer ${token}` },
    });
    if (response.status === 401) return { ok: false, why: { kind: 'wrong-token' } };
    if (!response.ok) return { ok: false, why: await refusalOf(response) };
    return { ok: true, value: await read(response) };
  } catch {
    return { ok: false, why: { kind: 'unreachable' } };
  }
}

async function refusalOf(response: Response): Promise<Refusal> {
  const { status } = response;
  try {
    const { error } = (await response.json()) as {
      readonly error: { readonly code: string; readonly message: string };
    };
    return { kind: 'refused', status, code: error.code, reason: error.message };
  } catch {
    return { kind: 'refused', status, reason: `HTTP ${status}` };
  }
}

import type { FleetData, RunProgress } from '../fleet-data.ts';
import type { Packed } from '../pack.ts';
import { unpackPage } from '../page-codec.ts';

/** Why the service did not do what was asked. */
export type Refusal =
  | { readonly kind: 'wrong-token' }
  | { readonly kind: 'unreachable' }
  | { readonly kind: 'refused'; readonly reason: string };

/** How far a scan is; undefined when it is through. */
export interface ScanState {
  readonly id: string;
  readonly progress?: RunProgress;
  readonly isOver: boolean;
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
  return ask('scans', token, { method: 'POST' }, stateOf);
}

/** How far a scan is. */
export async function askScan(token: string, id: string): Promise<Answer<ScanState>> {
  return ask(`scans/${encodeURIComponent(id)}`, token, {}, async (response) => {
    if (response.status === 202) return stateOf(response);
    // The whole report: it comes once more with the fleet.
    await response.body?.cancel();
    return { id, isOver: true };
  });
}

async function stateOf(response: Response): Promise<ScanState> {
  const { id, progress } = (await response.json()) as Omit<ScanState, 'isOver'>;
  return { id, isOver: response.status !== 202, ...(progress && { progress }) };
}

async function ask<T>(
  path: string,
  token: string,
  init: RequestInit,
  read: (response: Response) => Promise<T>,
): Promise<Answer<T>> {
  try {
    const response = await fetch(path, {
      ...init,
      cache: 'no-store',
      credentials: 'omit',
      headers: { authorization: `Bearer ${token}` },
    });
    if (response.status === 401) return { ok: false, why: { kind: 'wrong-token' } };
    if (!response.ok) return { ok: false, why: { kind: 'refused', reason: await reasonOf(response) } };
    return { ok: true, value: await read(response) };
  } catch {
    return { ok: false, why: { kind: 'unreachable' } };
  }
}

async function reasonOf(response: Response): Promise<string> {
  try {
    const { error } = (await response.json()) as { readonly error: { readonly message: string } };
    return error.message;
  } catch {
    return `HTTP ${response.status}`;
  }
}

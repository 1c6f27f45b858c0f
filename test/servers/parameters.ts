import type { Received } from './loopback.ts';
import { invalid, missing } from './refusal.ts';

export type Parameters = Readonly<Record<string, string>>;

/** The parameters of an RPC call: they may stand in the query and in a form. */
export function parametersOf(request: Received): Parameters {
  const form = request.headers['content-type']?.startsWith('application/x-www-form-urlencoded');
  return {
    ...Object.fromEntries(request.query),
    ...(form && Object.fromEntries(new URLSearchParams(request.body))),
  };
}

/** `Name.1`, `Name.2`, … in order; empty where there is none. */
export function listOf(parameters: Parameters, name: string, most: number): readonly string[] {
  const values: string[] = [];
  for (let value = parameters[`${name}.1`]; value !== undefined; ) {
    values.push(value);
    value = parameters[`${name}.${values.length + 1}`];
  }
  if (values.length > most) throw invalid(name);
  return values;
}

/** `a,b,c`; empty where there is none. */
export function commaListOf(parameters: Parameters, name: string, most: number): readonly string[] {
  const values = (parameters[name] ?? '').split(',').filter((value) => value !== '');
  if (values.length > most) throw invalid(name);
  return values;
}

/** A whole number from 1 to `most`. */
export function countOf(parameters: Parameters, name: string, otherwise: number, most: number): number {
  const text = parameters[name];
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < 1 || value > most) throw invalid(name);
  return value;
}

export function required(parameters: Parameters, name: string): string {
  const value = parameters[name];
  if (value === undefined || value === '') throw missing(name);
  return value;
}

import { type Alignment, columns } from './columns.ts';

/** One line of the bench: what was measured, how much of it, and how much is wanted. */
export interface Row {
  readonly name: string;
  readonly figure: string;
  readonly target?: string;
  /** Figure by target, or target by figure where less is better: 1 and more is good. */
  readonly ratio?: number;
}

export const HEADINGS = ['', 'target', 'figure', 'ratio'] as const;
const ALIGNED: readonly Alignment[] = ['left', 'right', 'right', 'right'];

/** A row with a figure that should be at least its target. */
export function targetRow(name: string, figure: number, target: number, digits = 0): Row {
  return {
    name,
    figure: written(figure, digits),
    target: `≥ ${written(target, digits)}`,
    ratio: figure / target,
  };
}

/** A row with a figure that should be at most its target. */
export function mostRow(name: string, figure: number, target: number, digits = 0): Row {
  return {
    name,
    figure: written(figure, digits),
    target: `≤ ${written(target, digits)}`,
    ratio: target / figure,
  };
}

/** A row with a count of what there should be none of. */
export function noneRow(name: string, count: number, remark = ''): Row {
  return { name, figure: `${written(count)}${remark}`, target: '0', ratio: count === 0 ? 1 : 0 };
}

export function written(figure: number, digits = 0): string {
  return figure.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** The cells of a row. A ratio is cut off, not rounded: one that is just missed must not look like 1.00. */
export function cellsOf({ name, target, figure, ratio }: Row): readonly string[] {
  const shown = ratio === undefined ? '' : written(Math.floor(ratio * 100) / 100, 2);
  return [name, target ?? '', figure, shown];
}

/** The rows as plain text, in columns. */
export function plainTable(rows: readonly Row[]): string {
  return columns([HEADINGS, ...rows.map(cellsOf)], ALIGNED);
}

/** The rows whose target is missed; a ratio that is no number is one of them. */
export function missedOf(rows: readonly Row[]): readonly Row[] {
  return rows.filter(({ ratio }) => ratio !== undefined && !(ratio >= 1));
}

/** One plain sentence: that all targets are met, or which are not. */
export function verdictOf(rows: readonly Row[]): string {
  const missed = missedOf(rows);
  const targets = rows.filter(({ ratio }) => ratio !== undefined).length;
  if (missed.length === 0) return `All ${targets} targets are met.`;
  const named = missed.map(({ name, target, figure }) => `${name.trim()} (${figure}; wanted ${target})`);
  return `${missed.length} of ${targets} targets missed: ${named.join('; ')}.`;
}

/** One line of the bench: what was measured, how much of it, and how much is wanted. */
export interface Row {
  readonly name: string;
  readonly figure: string;
  readonly target?: string;
  /** Figure by target, or target by figure where less is better: 1 and more is good. */
  readonly ratio?: number;
}

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

export function written(figure: number, digits = 0): string {
  return figure.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** The rows as plain text, in columns. */
export function plainTable(rows: readonly Row[]): string {
  const cells = [
    ['', 'target', 'figure', 'ratio'],
    ...rows.map(({ name, target, figure, ratio }) => [name, target ?? '', figure, ratio?.toFixed(2) ?? '']),
  ];
  const widths =
    cells[0]?.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0))) ?? [];
  return cells.map((row) => line(row, widths)).join('\n');
}

function line(cells: readonly string[], widths: readonly number[]): string {
  const padded = cells.map((cell, column) => {
    const width = widths[column] ?? 0;
    return column === 0 ? cell.padEnd(width) : cell.padStart(width);
  });
  return padded.join('  ').trimEnd();
}

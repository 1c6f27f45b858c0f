export type Alignment = 'left' | 'right';

/** Lines of cells as plain text, each column as wide as its widest cell. */
export function columns(lines: readonly (readonly string[])[], aligned: readonly Alignment[]): string {
  const widths = aligned.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)));
  return lines
    .map((cells) =>
      aligned
        .map((side, column) => {
          const cell = cells[column] ?? '';
          const width = widths[column] ?? 0;
          return side === 'left' ? cell.padEnd(width) : cell.padStart(width);
        })
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** The same lines as a Markdown table; the first one is its head. */
export function markdownTable(lines: readonly (readonly string[])[], aligned: readonly Alignment[]): string {
  const [head = [], ...body] = lines;
  const rule = aligned.map((side) => (side === 'left' ? '---' : '---:'));
  return [head, rule, ...body].map((cells) => `| ${cells.map(escaped).join(' | ')} |`).join('\n');
}

function escaped(cell: string): string {
  return cell.replaceAll('|', '\\|').trim();
}

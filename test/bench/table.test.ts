import { describe, expect, it } from 'vitest';
import { columns, markdownTable } from '../../bench/columns.ts';
import { missedOf, mostRow, noneRow, plainTable, type Row, targetRow, verdictOf } from '../../bench/table.ts';

const MET: readonly Row[] = [
  targetRow('Services a second', 21_000, 20_000),
  mostRow('  MB', 400, 512),
  noneRow('findings lost', 0),
  { name: 'seconds', figure: '3.1' },
];

describe('the targets of a run', () => {
  it('are all met where every ratio is 1 or more', () => {
    expect(missedOf(MET)).toEqual([]);
    expect(verdictOf(MET)).toBe('All 3 targets are met.');
  });

  it.each<[string, Row, string]>([
    [
      'too little',
      targetRow('Services a second', 19_999, 20_000),
      'Services a second (19,999; wanted ≥ 20,000)',
    ],
    ['too much', mostRow('  seconds', 1.101, 1.1, 3), 'seconds (1.101; wanted ≤ 1.100)'],
    ['one that should not be', noneRow('findings lost', 1, ' (of 9)'), 'findings lost (1 (of 9); wanted 0)'],
    ['no number at all', mostRow('calls', Number.NaN, 10), 'calls (NaN; wanted ≤ 10)'],
  ])('are missed by %s, and the sentence says which', (_, row, named) => {
    const rows = [...MET, row];

    expect(missedOf(rows)).toEqual([row]);
    expect(verdictOf(rows)).toBe(`1 of 4 targets missed: ${named}.`);
  });
});

describe('the table', () => {
  it('stands in columns, and cuts a ratio off rather than round it up to a target that is missed', () => {
    const rows = [targetRow('speed', 9_990, 10_000), mostRow('calls of all', 5, 10)];

    const table = plainTable(rows);

    expect(table.split('\n')).toEqual([
      '                target  figure  ratio',
      'speed         ≥ 10,000   9,990   0.99',
      'calls of all      ≤ 10       5   2.00',
    ]);
  });

  it('is the same in Markdown, where a bar in a cell does not end it', () => {
    const lines = [
      ['what', 'how much'],
      ['a|b', '1'],
    ];

    expect(columns(lines, ['left', 'right'])).toBe('what  how much\na|b          1');
    expect(markdownTable(lines, ['left', 'right'])).toBe(
      '| what | how much |\n| --- | ---: |\n| a\\|b | 1 |',
    );
  });
});

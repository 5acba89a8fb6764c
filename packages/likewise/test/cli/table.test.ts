import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { outputTo } from '../../src/cli/print/output.ts';
import { bar, sparkline } from '../../src/cli/print/plots.ts';
import { flexible, left, pairs, place, right, table, visible, width, wrapped } from '../../src/cli/print/table.ts';
import { bytes, counted, fixed, seconds, short, whole } from '../../src/words/numbers.ts';

const pipe = outputTo(new PassThrough(), {});
const terminal = (columns: number) => outputTo(Object.assign(new PassThrough(), { isTTY: true, columns }), { NO_COLOR: '1' });

test('columns line up by what a terminal shows, not by characters', () => {
  expect([
    width('Heat'),
    width('七人の侍'),
    width('😀'),
    width('👩‍👩‍👧'),
    width('café'),
    width('cafe\u0301'),
    width('❤️'),
    width('한국'),
  ]).toEqual([4, 8, 2, 2, 4, 4, 2, 4]);
  const rows = [
    { title: '七人の侍', n: 5 },
    { title: 'Heat', n: 12 },
  ];
  expect(table(pipe, rows, [left('title', ({ title }) => title), false, right('n', ({ n }) => String(n))])).toBe(
    'title      n\n七人の侍   5\nHeat      12',
  );
});

test('a pipe gets everything, a narrow terminal gets flexible columns cut', () => {
  const columns = [place, flexible('title', (title: string) => title)];
  expect(table(pipe, ['七人の侍 Seven Samurai'], columns)).toContain('七人の侍 Seven Samurai');
  expect(table(terminal(14), ['七人の侍 Seven Samurai'], columns).split('\n')[1]).toBe('1  七人の侍 S…');
});

test('reasons are wrapped where a terminal is narrow, never cut', () => {
  const because = 'A Raft in Hexley (0.071), 七人の侍 (0.068), Velvet Regent (0.049)';
  const columns = [place, flexible('title', () => 'The Minor Key of Pellworth'), wrapped('because', (text: string) => text)];
  expect(table(pipe, [because], columns).split('\n')).toHaveLength(2);
  const lines = table(terminal(46), [because, 'short'], columns).split('\n');
  for (const line of lines) expect(width(line)).toBeLessThanOrEqual(46);
  expect(
    lines
      .slice(1, -1)
      .map((line) => line.slice(20).trim())
      .join(' '),
  ).toBe(because);
  expect(lines.at(-1)).toMatch(/^2 .*short$/);
  // A word that is wider than the column is broken, and whole.
  const long = 'implicit-als:factors=64,unobserved-weight=0.25,epochs=12';
  const broken = table(terminal(30), [long], [wrapped('model', (text: string) => text), right('n', () => '0.1234')])
    .split('\n')
    .slice(1);
  expect(broken.length).toBeGreaterThan(1);
  expect(broken.map((line) => line.replace('0.1234', '').trim()).join('')).toBe(long);
});

test('labels line up, and a line without a value is left out', () => {
  expect(
    pairs(pipe, [
      ['a', '1'],
      ['gone', undefined],
      ['long', '2'],
    ]),
  ).toBe('a     1\nlong  2');
});

test('an id cannot break a line or drive the terminal', () => {
  expect(visible('Tape\nwide\x1b[2J')).toBe('Tape⏎wide␛[2J');
});

test('bars and sparklines', () => {
  expect([bar(0, 4), bar(0.5, 4), bar(1, 4), bar(1e-9, 4)]).toEqual(['', '██', '████', '▏']);
  expect(sparkline([0, 1, 2, 4])).toBe('▁▃▅█');
  expect(sparkline([0, 0])).toBe('▁▁');
});

test('numbers for people', () => {
  expect([whole(1000209), whole(12), short(3.58156), short(0.0446837), short(12345.6), short(0)]).toEqual([
    '1,000,209',
    '12',
    '3.582',
    '0.04468',
    '12346',
    '0',
  ]);
  expect([counted(1, 'row'), counted(2000, 'row'), counted(2, 'row is', 'rows are')]).toEqual(['1 row', '2,000 rows', '2 rows are']);
  expect([seconds(0.425), seconds(12.34), seconds(125)]).toEqual(['0.42 s', '12.3 s', '2 min 5 s']);
  expect([bytes(512), bytes(3_120), bytes(48_200_000)]).toEqual(['512 bytes', '3.1 kB', '48.2 MB']);
});

test('what rounds to nothing has no sign', () => {
  expect([-0.00004, -0, 0.00004, -0.6, -0.4].map((value) => fixed(value, value < -0.1 ? 0 : 4))).toEqual([
    '0.0000',
    '0.0000',
    '0.0000',
    '-1',
    '0',
  ]);
});

/** Dense matrices as ratings files: what their rows are, which cells are none, and how their people and items are called. */
import { describe, expect, test } from 'vitest';
import { ratingsFromMatrix, readDenseMatrix } from '../../src/data/read/dense-matrix.ts';
import { type ReadOptions, readInteractions } from '../../src/data/read/interactions.ts';
import { inProcess } from '../cli/in-process.ts';
import { file, refusal, shown } from './files.ts';

const cells = async (text: string, options: ReadOptions): Promise<string[]> =>
  shown((await readInteractions(file(text), options)).interactions);
const told = async (text: string, options: ReadOptions): Promise<string> =>
  (await readInteractions(file(text), options)).report.messages.join('\n');
const refused = async (text: string, options: ReadOptions = {}): Promise<string> =>
  (await refusal(readInteractions(file(text), options))).message;
const grid = (rows: number, columns: number, cell: (row: number, column: number) => string | number, separator = ','): string =>
  Array.from(
    { length: rows },
    (_, row) => `${Array.from({ length: columns }, (_cell, column) => cell(row, column)).join(separator)}\n`,
  ).join('');

describe('--matrix', () => {
  const text = '5,-1,nan\n0,3,\n-1,-1,-1\n';

  test('rows are users or items, called by their place from 0, as in ratingsFromMatrix', async () => {
    const options = { matrix: 'users', missing: [-1] } as const;
    expect(await cells(text, options)).toEqual(['0 0 5', '1 0 0', '1 1 3']);
    expect(await cells(text, options)).toEqual(shown(ratingsFromMatrix(await readDenseMatrix(file(text)))));
    expect(await cells(text, { ...options, matrix: 'items' })).toEqual(['0 0 5', '0 1 0', '1 1 3']);
    expect(await told(text, options)).toMatch(
      /a matrix, rows are users \(called by their place, from 0\), columns items .*; -1 is no rating\n.*3 × 3 cells, 3 of them taken; 1 row without any left out/,
    );
  });

  test.each([
    ['tabs', '\t'],
    ['semicolons', ';'],
    ['blanks', ' '],
  ])('%s separate', async (_, separator) => {
    const text = grid(4, 5, (row, column) => ((row * 2 + column) % 4) + 2, separator);
    expect((await cells(text, { matrix: 'users' })).length).toBe(20);
  });

  test('a mark that nobody named is asked for, never guessed', async () => {
    const marked = (mark: number): string => grid(6, 5, (row, column) => ((row + column) % 2 === 0 ? mark : 2 + ((row * column) % 4)));
    for (const mark of [-1, 99, 0]) {
      expect(await refused(marked(mark), { matrix: 'users' })).toMatch(
        new RegExp(
          `: ${mark} stands in 50 % of the cells, the others lie between 2 and 4; say --missing ${mark} where it is no rating, --missing empty`,
        ),
      );
      expect((await cells(marked(mark), { matrix: 'users', missing: [mark] })).length).toBe(15);
      expect((await cells(marked(mark), { matrix: 'users', missing: ['empty'] })).length).toBe(30);
    }
  });

  test('words may be missing, other words are refused by line and column', async () => {
    expect(await cells('5,none\n4,3\n', { matrix: 'users', missing: ['none'] })).toEqual(['0 0 5', '1 0 4', '1 1 3']);
    expect(await refused('5,2\n4,none\n', { matrix: 'users' })).toMatch(
      /line 2, column 2: a cell of a matrix must be a number; got "none"\. Correct it, or say --missing/,
    );
  });

  test('a mask says where the ratings are, in its shape', async () => {
    const mask = await readDenseMatrix(file('1,0,0\n0,1,0\n'));
    expect(await cells('5,1,1\n0,3,2\n', { matrix: 'users', mask })).toEqual(['0 0 5', '1 1 3']);
    expect(await refused('5,1\n0,3\n', { matrix: 'users', mask })).toMatch(/has 2 columns, and its mask is 2 × 3/);
    expect(await refused('5,1,1\n', { matrix: 'users', mask })).toMatch(/has 1 rows, and its mask is 2 × 3/);
    expect(await refused('5,1,1\n0,3,2\n1,1,1\n', { matrix: 'users', mask })).toMatch(/has more than 2 rows, and its mask is 2 × 3/);
    expect(await refused('5,1,1\n0,3,2\n', { matrix: 'users', mask: { ...mask, values: Float64Array.of(1, 0, 2, 0, 1, 0) } })).toMatch(
      /must hold 0 and 1; got 2/,
    );
  });

  test('counts, and ones alone, are weights', async () => {
    const kind = async (text: string): Promise<string> =>
      (await readInteractions(file(text), { matrix: 'users', missing: [0] })).interactions.valueKind;
    expect(await kind('0,300,7\n12,0,0\n')).toBe('weight');
    expect(await kind('0,1,1\n1,0,0\n')).toBe('weight');
    expect(await kind('0,4,1\n1,0,0\n')).toBe('rating');
  });
});

describe('names of rows and columns', () => {
  const want = ['ann film 5', 'ann play 3', 'bob song 4'];

  test.each([
    ['a pandas frame with its index', ',film,play,song\nann,5.0,3.0,\nbob,,,4.0\n'],
    ['a named index', 'user,film,play,song\nann,5,3,\nbob,,,4\n'],
  ])('%s', async (_, text) => {
    expect(await cells(text, { matrix: 'users' })).toEqual(want);
    expect(await told(text, { matrix: 'users' })).toMatch(
      /rows are users \(named by the first column\), columns items \(named by the header\); empty cells are no ratings/,
    );
  });

  test('a header without an index, an index without a header', async () => {
    expect(await cells('film,play,song\n5,3,\n,,4\n', { matrix: 'users' })).toEqual(['0 film 5', '0 play 3', '1 song 4']);
    expect(await cells('ann,5,3,\nbob,,,4\n', { matrix: 'users' })).toEqual(['ann 0 5', 'ann 1 3', 'bob 2 4']);
  });

  test('numbers as names: an empty corner, a numbering, or numbers above all cells', async () => {
    expect(await cells(',0,1,2\n7,5,3,\n9,,,4\n', { matrix: 'users' })).toEqual(['7 0 5', '7 1 3', '9 2 4']);
    const numbered = `0,1,2,3,4,5\n${grid(3, 6, (row, column) => ((row + column) % 3) + 2)}`;
    expect((await cells(numbered, { matrix: 'users' })).length).toBe(18);
    const named = `user,101,205\n${grid(8, 3, (row, column) => (column === 0 ? 900 + 3 * row : 1 + (row % 5)))}`;
    expect((await cells(named, { matrix: 'users' })).slice(0, 2)).toEqual(['900 101 1', '900 205 1']);
  });
});

describe('a matrix that nobody called one is refused with the flag that reads it', () => {
  const wide = grid(20, 300, (row, column) => ((row * 7 + column) % 9 === 0 ? ((row + column) % 5) + 1 : 0));

  test('hundreds of columns without a header', async () => {
    expect(await refused(wide)).toMatch(
      /: 300 columns of numbers without a header are a matrix rather than rows of user, item and rating; read it with --matrix users --missing 0 \(or --matrix items, where rows are items\)\./,
    );
    expect((await cells(wide, { matrix: 'users', missing: [0] })).length).toBeGreaterThan(600);
  });

  test('a pandas frame with header and index', async () => {
    const text = `,${Array.from({ length: 30 }, (_, column) => `i${column}`).join(',')}\n${grid(10, 31, (row, column) => (column === 0 ? `u${row}` : (row + column) % 3 ? '' : 4))}`;
    expect(await refused(text)).toMatch(/31 columns of numbers are a matrix .* --matrix users \(or/);
  });

  test('a few columns on one scale, or with a mark among the ids', async () => {
    expect(await refused(grid(12, 7, (row, column) => ((row + column) % 5) + 0.5))).toMatch(/--matrix users \(or/);
    expect(await refused('5,-1,3,0.5\n-1,4,2,-1\n-1,-1,-1,-1\n')).toMatch(/--matrix users --missing -1/);
  });

  test('ratings with context are none', async () => {
    const context = `user,item,rating,a,b,c,d,e,f,g,h,i,j\n${grid(9, 13, (row, column) => (row + column) % 5)}`;
    expect((await readInteractions(file(context))).report.columns.context.length).toBe(10);
  });

  test('--columns overrules', async () => {
    expect((await readInteractions(file(wide), { columns: 'user=1,item=2' })).report.columns).toMatchObject({
      user: 'column 1',
      item: 'column 2',
    });
  });
});

describe('on the command line', () => {
  const path = file(
    grid(30, 20, (row, column) => ((row * 7 + column * 3) % 4 === 0 ? -1 : ((row + column) % 5) + 1)),
    'y.csv',
  );
  const mask = file(
    grid(30, 20, (row, column) => ((row * 7 + column * 3) % 4 === 0 ? 0 : 1)),
    'r.csv',
  );
  const flags = ['--matrix', 'items', '--missing', '-1'];

  test('describe, fit and evaluate', async () => {
    const { stdout } = await inProcess(['describe', path, ...flags, '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ users: 20, items: 30, rows: 450 });
    const fitted = await inProcess(['fit', 'bias', path, ...flags, '-o', file('', 'm.model'), '--json']);
    expect(JSON.parse(fitted.stdout)).toMatchObject({ users: 20, items: 30, interactions: 450 });
    const judged = await inProcess(['evaluate', path, ...flags, '--model', 'bias', '--metric', 'rmse', '--json']);
    expect(JSON.parse(judged.stdout)).toMatchObject({ data: { users: 20, items: 30 } });
  });

  test('a mask gives the same cells', async () => {
    const { stdout } = await inProcess(['describe', path, '--matrix', 'items', '--mask', mask, '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ users: 20, items: 30, rows: 450 });
  });

  test('without --matrix no model is trained', async () => {
    const { code, stderr } = await inProcess(['fit', 'gradient-mf', path, '-o', file('', 'n.model')]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(/20 columns of numbers without a header .* --matrix users --missing -1/)]);
  });

  test.each([
    [['--mask', mask], /--mask belongs to --matrix/],
    [['--matrix', 'users', '--missing', '-1', '--mask', mask], /give it or --missing/],
    [['--matrix', 'rows'], /--matrix/],
  ] as const)('%s', async (words, sentence) => {
    const { code, stderr } = await inProcess(['describe', path, ...words]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(sentence)]);
  });

  test('a mask belongs to one file', async () => {
    const { stderr } = await inProcess(['evaluate', path, '--test', path, '--matrix', 'items', '--mask', mask, '--model', 'bias']);
    expect(stderr).toMatch(/--mask is that of one matrix/);
  });
});

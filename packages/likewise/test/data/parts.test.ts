/** Several files as one table: lists, folders of parts, patterns, folders that name a column. */
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, test } from 'vitest';
import { filesAt } from '../../src/data/cells/parts.ts';
import { readBaskets } from '../../src/data/read/baskets.ts';
import { readInteractions } from '../../src/data/read/interactions.ts';
import { readLinks } from '../../src/data/read/links.ts';
import { readTable } from '../../src/data/read/table.ts';
import { folderPath, refusal, shown } from './files.ts';

/** A new folder with these files. */
function tree(files: Readonly<Record<string, string | Uint8Array>>): string {
  const root = mkdtempSync(join(folderPath(), 'tree-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(root, dirname(name)), { recursive: true });
    writeFileSync(join(root, name), content);
  }
  return root;
}
const read = async (paths: string | readonly string[], options = {}) => {
  const { interactions, report } = await readInteractions(paths, options);
  return { rows: shown(interactions), said: report.messages.join('\n'), report };
};

describe('case 62', () => {
  test('a folder of parts, the header in each, what begins with _ or a dot left out, in the order of people', async () => {
    const root = tree({
      'part-10.csv': 'user,item,rating\na,x,5\n',
      'part-2.csv.gz': gzipSync('\ufeffuser,item,rating\r\na,x,4\r\n'),
      'part-0.csv': 'user,item,rating\na,x,3\nb,y,2\n',
      _SUCCESS: '',
      '.part-0.csv.crc': 'crc',
      'README.md': 'what this is',
      'part-11.csv': '',
    });
    const { rows, said, report } = await read(root);
    // The last row of a pair counts: that of part-10.
    expect(rows).toEqual(['a x 5', 'b y 2']);
    expect([report.rows, report.compressed]).toEqual([4, true]);
    expect(said).toContain('4 files read as one table, part-0.csv to part-11.csv');
    expect(said).toContain('empty: part-11.csv');
    expect(said).toMatch(/left out, as they hold no rows: .*README\.md/);
  });

  test('a list of files, and a pattern', async () => {
    const root = tree({ 'a.csv': 'user,item\na,x\n', 'b.csv': 'user,item\nb,x\n', 'c.txt': 'c,x\n' });
    const [a, b] = [join(root, 'a.csv'), join(root, 'b.csv')];
    for (const paths of [[a, b], join(root, '*.csv'), join(root, '[ab].*'), join(root, '?.c*v'), [join(root, '[!bc]*'), b]])
      expect((await read(paths)).rows).toEqual(['a x 1', 'b x 1']);
    expect((await refusal(readInteractions([a, a]))).message).toMatch(/is named twice, and its rows would count twice/);
    expect((await refusal(readInteractions([a, '-']))).message).toMatch(/\(-\) cannot be read beside files/);
    expect((await refusal(readInteractions(join(root, '[z-a]*')))).message).toMatch(/it is no pattern either; check its brackets/);
    expect((await refusal(readInteractions(join(root, '*.tsv')))).message).toMatch(/no such file, and as a pattern it matches none/);
  });

  test('a path that exists is no pattern', async () => {
    const root = tree({
      'data[1].csv': 'user,item\nright,x\n',
      'data1.csv': 'user,item\nwrong,x\n',
      'user=evil/r.csv': 'user,item\nann,x\n',
    });
    expect((await read(join(root, 'data[1].csv'))).rows).toEqual(['right x 1']);
    expect((await read(join(root, 'user=evil/r.csv'))).rows).toEqual(['ann x 1']);
    const folders = tree({ 'd[1]/a.csv': 'user,item\nright,x\n', 'd1/a.csv': 'user,item\nwrong,x\n' });
    expect((await read(join(folders, 'd[1]/*.csv'))).rows).toEqual(['right x 1']);
    // Brackets alone make no pattern: a name with them that does not exist is a mistake.
    expect((await refusal(readInteractions(join(root, 'd[a]ta1.csv')))).code).toBe('file-not-found');
  });

  test('** goes through folders', async () => {
    const root = tree({
      'a.csv': 'user,item\na,x\n',
      'p/b.csv': 'user,item\nb,x\n',
      'p/q/c.csv': 'user,item\nc,x\n',
      'p/_temporary/d.csv': 'no',
    });
    expect((await filesAt(join(root, '**/*.csv'))).parts.map(({ name }) => name)).toEqual(['a.csv', 'p/b.csv', 'p/q/c.csv']);
    expect((await filesAt(join(root, 'p/**'))).parts.map(({ name }) => name)).toEqual(['b.csv', 'q/c.csv']);
    expect((await filesAt(join(root, '*'))).parts.map(({ name }) => name)).toEqual(['a.csv', 'p/b.csv', 'p/q/c.csv']);
  });

  test('folders called key=value are columns', async () => {
    const root = tree({});
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    for (const year of [2020, 2021]) {
      mkdirSync(join(root, `year=${year}/place=a%20b`), { recursive: true });
      const path = join(root, `year=${year}/place=a%20b/data_0.parquet`);
      await connection.run(`COPY (SELECT ${year}::DOUBLE AS "user", 'x' AS item) TO '${path}' (FORMAT parquet)`);
    }
    for (const paths of [root, join(root, 'year=*/**/*.parquet')]) {
      const { rows, report, said } = await read(paths);
      expect(rows).toEqual(['2020 x 1', '2021 x 1']);
      expect(report.columns.context).toEqual(['year', 'place']);
      expect(said).toContain('year, place: from the names of folders');
    }
    const one = await readTable(join(root, 'year=2020'));
    expect([one.names, one.rows]).toEqual([['user', 'item', 'place'], [['2020', 'x', 'a b']]]);
    const bare = tree({ 'day=1/a.csv': 'a,x,3\n', 'day=2/a.csv': 'b,x,4\n' });
    expect(await read(bare)).toMatchObject({
      rows: ['a x 3', 'b x 4'],
      said: expect.stringContaining('names of folders (day) are no columns: the files have no header'),
    });
  });

  test('headers that differ are refused by name; the same columns in another order are one table', async () => {
    const root = tree({ 'a.csv': 'user,item,rating\na,x,3\n', 'b.csv': 'rating,user,item\n4,b,y\n', 'c.csv': 'b,z,5\n' });
    const { rows, said } = await read(root);
    expect(rows).toEqual(['a x 3', 'b y 4', 'b z 5']);
    expect(said).toContain('without a header, read in the order of a.csv: c.csv');
    const differ = tree({ 'movies.csv': 'movieId,title,genres\n1,A,B\n', 'ratings.csv': 'userId,movieId,rating\n1,1,3\n' });
    const error = await refusal(readInteractions(differ));
    expect([error.code, error.message]).toEqual([
      'columns-differ',
      expect.stringMatching(
        /^ratings\.csv has the columns userId, movieId, rating, but movies\.csv has the columns movieId, title, genres; several/,
      ),
    ]);
    const wide = tree({ 'a.csv': 'a,x,3\n', 'b.csv': 'b,y\n' });
    expect((await refusal(readInteractions(wide))).message).toMatch(/b\.csv has 2 columns without a header, but a\.csv has 3/);
    const kinds = tree({ 'a.csv': 'user,item\na,x\n', 'b.jsonl': '{"user":"b","item":"x"}\n' });
    expect((await refusal(readInteractions(kinds))).message).toMatch(/b\.jsonl has the format jsonl, but a\.csv has the format delimited/);
    const twins = tree({ 'a.csv': 'user,item,x,x\na,i,1,2\n', 'b.csv': 'x,user,item,x\n1,a,j,2\n' });
    expect((await refusal(readInteractions(twins))).code).toBe('columns-differ');
  });

  test('fields of JSON parts are joined; a fault is told by part and line', async () => {
    const root = tree({
      'a.jsonl': '{"user":"a","item":"x"}\n',
      'b.jsonl': '{"item":"y","rating":4,"user":"b"}\n\n{"user":"c","item":"y","rating":"good"}\n',
    });
    const table = await readTable(root);
    expect([table.names, table.rows]).toEqual([
      ['user', 'item', 'rating'],
      [
        ['a', 'x', ''],
        ['b', 'y', '4'],
        ['c', 'y', 'good'],
      ],
    ]);
    expect([0, 1, 2].map((row) => table.where(row))).toEqual(['a.jsonl, line 1', 'b.jsonl, line 1', 'b.jsonl, line 3']);
  });

  test('a folder without data, an empty one, and folders in a circle', async () => {
    expect((await refusal(readInteractions(tree({ 'README.md': 'x', _SUCCESS: '' })))).message).toMatch(
      /is a directory without data: there is only README\.md; give one with/,
    );
    expect((await refusal(readInteractions(tree({})))).message).toMatch(/is a directory without data: it is empty/);
    expect((await refusal(readInteractions(tree({ 'a.csv': '', 'b.csv': '' })))).message).toMatch(/all 2 files are empty/);
    const circle = tree({ 'a.csv': 'user,item\na,x\n' });
    symlinkSync(circle, join(circle, 'again'));
    expect((await refusal(readInteractions(circle))).message).toMatch(/do links lead in a circle/);
  });

  test('many parts are read with few open files, and progress counts all bytes', async () => {
    const files = Object.fromEntries(Array.from({ length: 300 }, (_, k) => [`part-${k}.csv`, `user,item\nu${k},x\n`]));
    const seen: number[] = [];
    const { interactions } = await readInteractions(tree(files), { onProgress: ({ bytes }) => seen.push(bytes) });
    expect([interactions.users.size, seen.at(-1)]).toEqual([300, Object.values(files).join('').length]);
  });

  test('baskets and links come in parts too', async () => {
    const root = tree({ 'a.csv': 'tea,milk\nbread\n', 'b.csv': 'jam,bread,tea\n' });
    expect(await readBaskets(root)).toEqual([['tea', 'milk'], ['bread'], ['jam', 'bread', 'tea']]);
    const { links } = await readLinks(tree({ 'a.txt': '# x\na b\n', 'b.txt': 'b c\n' }));
    expect(links.nodes.ids).toEqual(['a', 'b', 'c']);
  });
});

describe('case 47: users without names in several files', () => {
  const counted = { 'a.dat': '2 1 2\n3 2 4 5\n1 7\n', 'b.dat': '2 8 2\n1 4\n3 7 8 9\n' };

  test('users that are called by their line are refused, with what to do', async () => {
    const root = tree(counted);
    const { code, message } = await refusal(readInteractions([join(root, 'a.dat'), join(root, 'b.dat')]));
    expect([code, message]).toEqual([
      'users-by-line',
      expect.stringMatching(/line 1 of a\.dat and of b\.dat would be one user.* cat a\.dat b\.dat > all\.txt; .* awk/),
    ]);
    // As one file they are six people.
    const joined = tree({ 'all.dat': counted['a.dat'] + counted['b.dat'] });
    expect((await readInteractions(join(joined, 'all.dat'))).interactions.users.size).toBe(6);
  });

  test('users that have numbers are taken for the same, and that is said', async () => {
    const lists = tree({ 'a.txt': '0 1 2\n1 2 4 5\n', 'b.txt': '0 8\n1 4 9\n' });
    const both = await read([join(lists, 'a.txt'), join(lists, 'b.txt')]);
    expect(both.rows).toEqual(['0 1 1', '0 2 1', '0 8 1', '1 2 1', '1 4 1', '1 5 1', '1 9 1']);
    expect(both.said).toContain('the same number in two of the files is taken for the same user');
    expect((await read(join(lists, 'a.txt'))).said).not.toContain('the same number');
    const market = '%%MatrixMarket matrix coordinate real general\n2 2 1\n1 1 5\n';
    const matrices = tree({ 'a.mtx': market, 'b.mtx': market.replace('1 1 5', '1 2 4') });
    expect((await read([join(matrices, 'a.mtx'), join(matrices, 'b.mtx')])).said).toContain('taken for the same user');
    const mixed = tree({ 'a.txt': counted['a.dat'], 'b.txt': '0 8\n1 4 9\n' });
    expect((await refusal(readInteractions([join(mixed, 'b.txt'), join(mixed, 'a.txt')]))).message).toMatch(
      /a\.txt has lines of users by their line, but b\.txt has lines of users by a number/,
    );
  });

  test('rows of matrices whose index begins again are told', async () => {
    const root = tree({ 'a.csv': ',x,y,z\n0,1,2,3\n1,3,4,\n', 'b.csv': ',x,y,z\n0,,5,5\n2,1,,2\n' });
    const { said } = await read([join(root, 'a.csv'), join(root, 'b.csv')], { matrix: 'users' });
    expect(said).toContain('warning: 1 row with a name that an earlier row has');
    expect((await read(join(root, 'a.csv'), { matrix: 'users' })).said).not.toContain('an earlier row');
  });
});

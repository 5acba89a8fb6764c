/** One table in every form, recognised without being told. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, test } from 'vitest';
import { type ReadOptions, readInteractions } from '../../src/data/read/interactions.ts';
import { readItems } from '../../src/data/read/items.ts';
import { file, folderPath, refusal, shown } from './files.ts';

const table: readonly (readonly [user: string, item: string, rating: string, timestamp: string])[] = [
  ['ann', '10', '4.5', '1700000000'],
  ['ann', '9', '3', '1700000100'],
  ['bob', '10', '1', '1700000200'],
];
const wanted = ['ann 9 3@1700000100', 'ann 10 4.5@1700000000', 'bob 10 1@1700000200'];
const lines = (separator: string) => table.map((row) => row.join(separator)).join('\n');
const header = (separator: string) => `${['userId', 'movieId', 'rating', 'timestamp'].join(separator)}\n`;
const utf16 = (text: string) => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);

const wide = Array.from({ length: 60_000 }, (_, k) => `user-number-${k % 90},item-${k}\n`).join('');

const forms: readonly [string, string | Uint8Array, string, ReadOptions?][] = [
  ['CSV with a header', header(',') + lines(','), 'r.csv'],
  ['CSV without', lines(','), 'r.csv'],
  ['tabs', lines('\t'), 'u.data'],
  ['::', lines('::'), 'ratings.dat'],
  ['|', lines('|'), 'r.txt'],
  ['; with decimal comma, CR LF', `${(header(';') + lines(';')).replaceAll('.', ',').replaceAll('\n', '\r\n')}\r\n`, 'r.csv'],
  ['a stated separator', lines('~'), 'r.txt', { delimiter: '~' }],
  ['UTF-16 as a spreadsheet writes it', utf16(header('\t') + lines('\t')), 'r.txt'],
  [
    'JSONL',
    table
      .map(([user, item, rating, timestamp]) => `{"user":"${user}","item":${item},"rating":${rating},"timestamp":${timestamp}}`)
      .join('\n'),
    'r.jsonl',
  ],
  ['milliseconds', header(',') + table.map((row) => `${row.join(',')}000`).join('\n'), 'r.csv'],
  [
    'ISO 8601 with an offset',
    header(',') +
      table.map(([u, i, r, t]) => `${u},${i},${r},${new Date(+t * 1000 + 19_800_000).toISOString().replace('.000Z', '+05:30')}`).join('\n'),
    'r.csv',
  ],
  [
    'another order, stated by name',
    `a,b,c,d\n${table.map(([u, i, r, t]) => [r, t, i, u].join(',')).join('\n')}`,
    'r.csv',
    { columns: 'user=d,item=c,rating=a,timestamp=b' },
  ],
  [
    'another order, stated by place',
    table.map(([u, i, r, t]) => [r, t, i, u].join(',')).join('\n'),
    'r.csv',
    { columns: 'rating,timestamp,item,user' },
  ],
];

test.each(forms)('%s, plain and packed', async (_, content, name, options = {}) => {
  for (const [bytes, ending] of [
    [content, ''],
    [gzipSync(content), '.gz'],
  ] as const) {
    const { interactions, report } = await readInteractions(file(bytes, name + ending), options);
    expect(shown(interactions)).toEqual(wanted);
    expect(report.rows).toBe(3);
    expect(report.compressed).toBe(ending === '.gz');
  }
});

test('Parquet, plain and packed; a 19-digit id and a time zone keep their worth', async () => {
  const path = join(folderPath(), 'r.parquet');
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(`COPY (SELECT * FROM (VALUES
    (9007199254740993, 'Tea, green', 4.5::DECIMAL(3,1), TIMESTAMP '2023-11-14 22:13:20', 'x'),
    (7, 'é', 3, TIMESTAMP '2023-11-14 22:15:00', NULL)) AS t("user", item, rating, "when", device)) TO '${path}' (FORMAT parquet)`);
  connection.closeSync();
  const { readFileSync } = await import('node:fs');
  for (const place of [path, file(gzipSync(readFileSync(path)), 'r.parquet.gz')]) {
    const { interactions, report } = await readInteractions(place);
    expect(shown(interactions)).toEqual(['7 é 3@1700000100', '9007199254740993 Tea, green 4.5@1700000000']);
    expect(report.format).toBe('parquet');
    expect(interactions.context.get('device')).toEqual({ kind: 'category', levels: ['x'], codes: Uint32Array.of(1, 0) });
  }
});

test('JSONL keeps the digits of long ids and takes null for empty', async () => {
  const text = '{"user":9007199254740993,"item":"1e3","timestamp":null}\n\n{"user":7,"item":"a \\"b\\" 1.50","timestamp":1700000000}\n';
  const { interactions } = await readInteractions(file(text, 'r.jsonl'));
  expect(shown(interactions)).toEqual(['7 a "b" 1.50 1@1700000000', '9007199254740993 1e3 1@NaN']);
});

test('latin-1 is recognised where bytes are not UTF-8', async () => {
  const { interactions, report } = await readInteractions(
    file(Buffer.from('user,item,rating\nRené,Crème €,3\n'.replace('€', '\x80'), 'latin1')),
  );
  expect(shown(interactions)).toEqual(['René Crème € 3']);
  expect(report.encoding).toBe('latin-1');
});

test('latin-1 is recognised in the header too, far down, and in JSON lines', async () => {
  const headed = await readInteractions(file(Buffer.from('Kunde;Artikel;Qualität\nRené;Tee;gut\n', 'latin1')));
  expect([headed.report.columns.context, headed.interactions.users.ids]).toEqual([['Qualität'], ['René']]);
  const late = Buffer.concat([Buffer.from(`user,item\n${wide}`), Buffer.from('René,Crème\n', 'latin1')]);
  const { interactions, report } = await readInteractions(file(late));
  expect([report.encoding, report.rows, interactions.users.ids[0]]).toEqual(['latin-1', 60_001, 'René']);
  const json = await readInteractions(file(Buffer.from('{"user":"René","item":"tea"}\n', 'latin1'), 'x.jsonl'));
  expect(json.interactions.users.ids).toEqual(['René']);
  const wideJson = await readInteractions(file(utf16('{"user":"René","item":"tea"}\n'), 'x.jsonl'));
  expect([wideJson.report.encoding, wideJson.interactions.users.ids]).toEqual(['utf-16', ['René']]);
});

test('characters are whole wherever the pieces of a file end; the line of a wrong byte far down is right', async () => {
  const lines = Array.from({ length: 60_000 }, (_, k) => `é€😀${k % 7},${k},${'€'.repeat(k % 4)}\n`).join('');
  for (const shift of ['', 'x', 'xx', 'xxx']) {
    const text = `user,item,remark${shift}\n${lines}`;
    for (const bytes of [Buffer.from(text), utf16(text)]) {
      const { interactions } = await readInteractions(file(bytes));
      expect(interactions.users.ids).toEqual(Array.from({ length: 7 }, (_, k) => `é€😀${k}`));
      expect(interactions.context.get(`remark${shift}`)).toMatchObject({ kind: 'category', levels: ['€', '€€', '€€€'] });
    }
    const wrong = Buffer.concat([Buffer.from(text), Buffer.from('\xe9,1,\n', 'latin1')]);
    expect((await refusal(readInteractions(file(wrong)))).message).toContain(
      'line 60002: bytes that are not UTF-8, though lines before are',
    );
  }
});

test('three columns without a header: ratings, or times where they look like Unix times', async () => {
  const ratings = await readInteractions(file('a\tx\t3\nb\ty\t2\n'));
  expect(ratings.interactions.valueKind).toBe('rating');
  const times = await readInteractions(file('a\tx\t1700000000\nb\ty\t1700000100\n'));
  expect(times.interactions.valueKind).toBe('none');
  expect(times.report.columns).toEqual({ user: 'column 1', item: 'column 2', timestamp: 'column 3', context: [] });
  expect(times.report.messages.join()).toMatch(/timestamp = column 3 \(seconds\), by the order of the columns/);
});

test('counts are weights; other columns are context: numbers, or categories', async () => {
  const { interactions, report } = await readInteractions(
    file('user,song,plays,device,fold,price\na,x,3,web,2,1.5\na,y,1,,1,\nb,x,2,app,2,20\n'),
  );
  expect(interactions.valueKind).toBe('weight');
  expect(interactions.ratingScale).toBeUndefined();
  expect(report.columns).toEqual({ user: 'user', item: 'song', weight: 'plays', context: ['device', 'fold', 'price'] });
  expect(Object.fromEntries(interactions.context)).toEqual({
    device: { kind: 'category', levels: ['app', 'web'], codes: Uint32Array.of(1, 2, 0) },
    fold: { kind: 'category', levels: ['1', '2'], codes: Uint32Array.of(1, 0, 1) },
    price: { kind: 'number', values: Float64Array.of(1.5, Number.NaN, 20) },
  });
});

test('a limit reads the first rows; progress ends at the size of the file', async () => {
  const text = header(',') + lines(',');
  const seen: number[] = [];
  const { report } = await readInteractions(file(text), { limit: 2, onProgress: ({ rows }) => seen.push(rows) });
  expect(report.rows).toBe(2);
  expect(seen).toEqual([2]);
});

const built = new URL('../../dist/data/read/interactions.js', import.meta.url);
test.skipIf(!existsSync(built))('standard input (skipped where packages/likewise/dist is not built)', () => {
  const script = `import { readInteractions } from '${built.href}';
    const { report } = await readInteractions('-'); console.log(JSON.stringify([report.file, report.rows, report.pairs]));`;
  for (const input of [gzipSync(header(',') + lines(',')), header(',') + lines(',')]) {
    const out = execFileSync(process.execPath, ['--input-type=module', '-e', script], { input });
    expect(JSON.parse(out.toString())).toEqual(['standard input', 3, 3]);
  }
});

test('item files: named columns, movies.dat, blanks and latin-1', async () => {
  const named = await readItems(file('movieId,title,genres\n1,"Toys, The",Comedy|Drama\n2,Nothing,(no genres listed)\n'));
  expect(named.items.get('1')).toEqual({ title: 'Toys, The', categories: ['Comedy', 'Drama'], features: {} });
  expect(named.items.get('2')?.categories).toEqual([]);
  const dat = await readItems(
    file(Buffer.from("1::Café (1995)::Children's|Comedy\n2::Two: a Sequel (1996)::Drama\n", 'latin1'), 'movies.dat'),
  );
  expect(dat.items.get('1')).toEqual({ title: 'Café (1995)', categories: ["Children's", 'Comedy'], features: {} });
  expect(dat.items.get('2')?.title).toBe('Two: a Sequel (1996)');
});

const data = process.env['LIKEWISE_DATA_DIR'];
describe.skipIf(data === undefined)('published files (skipped: LIKEWISE_DATA_DIR is not set)', () => {
  test.each([
    ['ml-latest-small-2016/ratings.csv.gz', 100_004, 671, 9066],
    ['ml-latest-small-2018/ratings.csv.gz', 100_836, 610, 9724],
    ['ml-100k/u.data.gz', 100_000, 943, 1682],
    ['ml-100k/u1.base.gz', 80_000, 943, 1650],
    ['ml-1m/ratings.csv.gz', 1_000_209, 6040, 3706],
    ['ml-1m/ratings_with_folds.csv.gz', 1_000_209, 6040, 3706],
    ['hetrec-lastfm-2k/user_artists.dat.gz', 92_834, 1892, 17_632],
    ['filmtrust/ratings.txt', 35_497, 1508, 2071],
    ['context-frappe/frappe.csv.gz', 96_203, 957, 4082],
  ])('%s', async (name, rows, users, items) => {
    const { interactions, report } = await readInteractions(join(data as string, name));
    expect([report.rows, interactions.users.size, interactions.items.size]).toEqual([rows, users, items]);
    if (name.includes('folds')) {
      expect(report.warnings).toContain('335,450 of 1,000,209 rows have no timestamp');
      expect(interactions.context.get('fold')).toMatchObject({ kind: 'category', levels: ['1', '2', '3', '4', '5'] });
    }
  });

  test.each([
    ['ml-100k/u.item', '543', 'Misérables, Les (1995)', ['Drama', 'Musical']],
    ['ml-1m/movies.dat', '1', 'Toy Story (1995)', ['Animation', "Children's", 'Comedy']],
    ['ml-latest-small-2018/movies.csv.gz', '1', 'Toy Story (1995)', ['Adventure', 'Animation', 'Children', 'Comedy', 'Fantasy']],
  ])('%s', async (name, item, title, categories) => {
    const { items } = await readItems(join(data as string, name));
    expect(items.get(item)).toMatchObject({ title, categories });
  });
});

/**
 * Files damaged at random, by a seed: each is read or refused in one line, and a row that is read is a row that stands in the file, on the
 * line that the reader names.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import { cellText, type OpenOptions } from '../../src/data/cells/cell-table.ts';
import { withCells } from '../../src/data/cells/open-cells.ts';
import { readLines } from '../../src/data/cells/read-lines.ts';
import { readBaskets } from '../../src/data/read/baskets.ts';
import { readInteractions } from '../../src/data/read/interactions.ts';
import { readItems } from '../../src/data/read/items.ts';
import { readLinks } from '../../src/data/read/links.ts';
import { file, folderPath } from './files.ts';

/** Numbers from 0 to 1 by mulberry32. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const tokens = [
  '"',
  '""',
  '\\"',
  "'",
  '\0',
  '\r',
  '\n',
  '\r\n',
  '\ufeff',
  ',',
  '::',
  '\t',
  ' ',
  '  ',
  '#',
  '%',
  'sep=;\n',
  '{',
  '}',
  '[',
  ']',
  ':',
].concat([
  'null',
  'NaN',
  '-0',
  '1e400',
  '9'.repeat(400),
  '['.repeat(300),
  '{"a":'.repeat(40),
  '__proto__',
  'é',
  '😀',
  '\ud800',
  'PK\x03\x04',
  'PAR1',
  '\x1f\x8b',
]);

/** One to four damages: bits, bytes out, bytes twice, tokens in, the end gone, two pieces changed for each other. */
function damaged(content: Buffer, draw: () => number, most = 4): Buffer {
  let bytes = Buffer.from(content);
  const at = (): number => Math.floor(draw() * (bytes.length + 1));
  for (let damages = 1 + Math.floor(draw() * most); damages > 0; damages--) {
    const [from, to] = [at(), at()].sort((a, b) => a - b);
    const token = Buffer.from(tokens[Math.floor(draw() * tokens.length)], draw() < 0.2 ? 'latin1' : 'utf8');
    const short = Math.min(to, from + 12);
    const kind = Math.floor(draw() * 7);
    if (kind === 0 && bytes.length > 0) bytes[Math.min(from, bytes.length - 1)] ^= 1 << Math.floor(draw() * 8);
    else if (kind === 1) bytes = Buffer.concat([bytes.subarray(0, from), bytes.subarray(short)]);
    else if (kind === 2) bytes = Buffer.concat([bytes.subarray(0, short), bytes.subarray(from)]);
    else if (kind === 3 && draw() < 0.3) bytes = Buffer.from(bytes.subarray(0, to));
    else if (kind === 4) bytes = Buffer.concat([bytes.subarray(to), bytes.subarray(from, to), bytes.subarray(0, from)]);
    else bytes = Buffer.concat([bytes.subarray(0, from), token, bytes.subarray(from)]);
  }
  return bytes;
}

interface Read {
  readonly rows: readonly { readonly cells: readonly string[]; readonly line: number }[];
  readonly names: readonly string[] | undefined;
  readonly encoding: string;
}
const readRows = (path: string, options: OpenOptions): Promise<Read> =>
  withCells(path, options, async (table) => {
    const rows: { cells: string[]; line: number }[] = [];
    for await (const { rows: count, slices } of table.blocks())
      for (let row = 0; row < count; row++) rows.push({ cells: slices.map((slice) => cellText(slice, row)), line: 0 });
    return {
      rows: rows.map(({ cells }, row) => ({ cells, line: table.where(row).line })),
      names: table.names,
      encoding: table.encoding(),
    };
  });

/** What was read, or `undefined` where it was refused as it should be. */
async function readOrRefused<T>(what: string, reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    const { name, message, stack } = error as Error;
    expect(name, `${what}: ${stack}`).toBe('LikewiseError');
    expect(message, what).not.toContain('\n');
    expect(message.length, what).toBeLessThan(2000);
    return undefined;
  }
}

const decoders: Readonly<Record<string, string>> = { 'latin-1': 'windows-1252', 'utf-16': 'utf-16le' };
const linesOf = (content: Buffer, encoding: string): string[] => {
  const text = new TextDecoder(decoders[encoding] ?? encoding).decode(content).replace(/^\ufeff+/, '');
  return text.split(text.includes('\n') ? '\n' : '\r').map((line) => line.replace(/\r$/, ''));
};
const trimmed = (cell: string): string => cell.replace(/^ +| +$/g, '');

const rowsOf = (separator: string) =>
  Array.from({ length: 40 }, (_, k) => [`u${k % 9}`, `i${k}é`, String((k % 5) + 1), String(1_700_000_000 + k)].join(separator)).join('\n');
const header = 'user,item,rating,timestamp\n';

const delimited: readonly [name: string, content: Buffer, delimiter: string, options?: OpenOptions][] = [
  ['CSV', Buffer.from(header + rowsOf(',')), ','],
  ['CSV with CR LF and a mark', Buffer.from(`\ufeff${rowsOf(',').replaceAll('\n', '\r\n')}\r\n`), ','],
  ['tabs', Buffer.from(rowsOf('\t')), '\t'],
  ['::', Buffer.from(rowsOf('::')), '::'],
  ['latin-1', Buffer.from(header + rowsOf(','), 'latin1'), ','],
  ['UTF-16', Buffer.from(`\ufeff${rowsOf(';')}`, 'utf16le'), ';'],
  [
    'GBK',
    Buffer.concat([Buffer.from('u1,'), Buffer.from([0xc6, 0xbb]), Buffer.from(`,3,5\n${rowsOf(',').replaceAll('é', '')}`)]),
    ',',
    { encoding: 'gbk' },
  ],
];

test.each(delimited)('%s: a row that is read stands on its line', async (name, content, delimiter, options = {}) => {
  const draw = random(20_26);
  let read = 0;
  for (let mutant = 0; mutant < 90; mutant++) {
    const bytes = damaged(content, draw);
    const what = `${name}, mutant ${mutant}`;
    const found = await readOrRefused(what, readRows(file(bytes, 'x.txt'), { ...options, delimiter, header: false }));
    if (found === undefined || /^\s*[[{]/.test(bytes.toString('latin1'))) continue;
    read++;
    const lines = linesOf(bytes, found.encoding);
    for (const { cells, line } of found.rows) {
      // What quotes hold has tests of its own.
      if (lines[line - 1]?.includes('"') !== false) continue;
      // Nor does every host decode these bytes of windows-1252 alike.
      if (found.encoding === 'latin-1' && /[\u0080-\u009f\u2000-\u20ff\u0152-\u017e\u0192\u02c6\u02dc]/.test(cells.join(''))) continue;
      expect(cells, `${what}, line ${line}`).toEqual(lines[line - 1].split(delimiter).map(trimmed));
    }
    const plain = lines.filter((line) => trimmed(line) !== '' && !line.includes('"')).length;
    if (!lines.some((line) => /["#%]|sep=/.test(line))) expect(found.rows.length, `${what}: no row is lost`).toBe(plain);
  }
  expect(read, 'most damages leave a table or are refused').toBeGreaterThan(10);
});

test('JSON lines: a row that is read is the record on its line', async () => {
  const draw = random(7);
  const records = Array.from({ length: 30 }, (_, k) =>
    JSON.stringify({ user: `u${k % 5}`, item: k, note: { a: 'é"\\', b: [1, k] }, x: k % 2 ? null : 1.5 }),
  );
  let read = 0;
  for (let mutant = 0; mutant < 150; mutant++) {
    const bytes = damaged(Buffer.from(records.join('\n')), draw, 1);
    const found = await readOrRefused(`mutant ${mutant}`, readRows(file(bytes, 'x.jsonl'), {}));
    if (found === undefined || !bytes.toString('latin1').trimStart().startsWith('{')) continue;
    read++;
    const lines = linesOf(bytes, found.encoding);
    for (const { cells, line } of found.rows) {
      const record = JSON.parse(lines[line - 1]) as Record<string, unknown>;
      const user = record['user'] as string | null | undefined;
      const place = found.names?.indexOf('user') ?? -1;
      if (typeof user !== 'object' && place >= 0) expect(cells[place], `mutant ${mutant}, line ${line}`).toBe(String(user ?? ''));
    }
  }
  expect(read).toBeGreaterThan(10);
});

test('gzip: what unpacks is whole', async () => {
  const draw = random(11);
  const packed = gzipSync(header + rowsOf(','));
  for (let mutant = 0; mutant < 90; mutant++) {
    const found = await readOrRefused(`mutant ${mutant}`, readRows(file(damaged(packed, draw), 'x.csv.gz'), { delimiter: ',' }));
    const whole = found?.names?.[0] === 'user' && found.names.length === 4;
    if (whole) for (const { cells, line } of found.rows) expect(cells.join(',')).toBe(rowsOf(',').split('\n')[(line - 2) % 40]);
  }
});

test('every reader reads or refuses in one line', async () => {
  const draw = random(5);
  const contents = [
    header + rowsOf(','),
    `sep=;\nuser;item;rating\n${rowsOf(';')}`,
    '"ISBN";"Title"\n"K1";"The \\"Long\\" Walk"\n"K2";"Salt"\n',
    '# a comment\n1 2\n2 3\n\n3 1\n',
    ' 1  701 5 \n 1 702 3\n 2 701 4\n',
    JSON.stringify(
      [
        { user: 'a', items: ['x', 'y'], n: { d: 1 } },
        { user: 'b', items: [] },
      ],
      null,
      1,
    ),
    '{"user":"a","items":["x"]}\n{"user":"b","items":["x","y"]}\n',
    "{'user': 'a', 'item': True}\n",
    '7:\n1,3,2005-01-01\n2,4,2005-01-02\n8:\n1,5,2005-01-03\n',
    '0 1 2 3\n1 2\n2 5 6 7 8\n',
    '%%MatrixMarket matrix coordinate real general\n3 3 2\n1 1 4\n3 2 5\n',
    'bread,milk\nbread,milk,jam\ntea\n',
  ];
  for (const [place, content] of contents.entries()) {
    for (let mutant = 0; mutant < 10; mutant++) {
      const path = file(damaged(Buffer.from(content), draw), mutant % 3 === 0 ? 'x.json' : 'x.csv');
      const readers: readonly ((path: string) => Promise<unknown>)[] = [readInteractions, readItems, readLinks, readBaskets, readLines];
      for (const read of readers) await readOrRefused(`content ${place}, mutant ${mutant}, ${read.name}`, read(path));
    }
  }
});

test('Parquet: damaged files are read or refused', async () => {
  const draw = random(3);
  const path = join(folderPath(), 'fuzz.parquet');
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run(
    `COPY (SELECT range AS "user", [range, 7] AS items, {'a': range / 2} AS s FROM range(200)) TO '${path}' (FORMAT parquet)`,
  );
  connection.closeSync();
  const content = readFileSync(path);
  for (let mutant = 0; mutant < 25; mutant++)
    await readOrRefused(`mutant ${mutant}`, readRows(file(damaged(content, draw), 'x.parquet'), {}));
});

/** Bad input gets one sentence that names file, line, field and remedy. */
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { type ReadOptions, readInteractions } from '../../src/data/read/interactions.ts';
import { readItems } from '../../src/data/read/items.ts';
import { file, refusal } from './files.ts';

const head = 'user,item,rating\n';
const longCsv = head + Array.from({ length: 40_000 }, (_, k) => `u${k % 100},i${k},${(k % 5) + 1}\n`).join('');
const noise = Uint8Array.from({ length: 5000 }, (_, k) => Math.imul(k + 1, 0x9e3779b1) >>> 24);

const refused: readonly [string, string | Uint8Array, string, RegExp, string?, ReadOptions?][] = [
  ['an empty file', '', 'empty-file', /is empty; give/],
  ['blank lines alone', '\n  \n\r\n', 'empty-file', /only blank lines/],
  ['an empty gzip', gzipSync(''), 'empty-file', /is empty/, 'x.csv.gz'],
  ['a header alone', head, 'no-rows', /header only \(user, item, rating\)/],
  ['one column', 'one\n1\n2\n', 'one-column', /only one column .*--delimiter/],
  ['text for a rating', `${head}u1,i1,good\n`, 'invalid-cell', /line 2: rating must be a finite number; got "good"/],
  ['text for a rating far down', `${longCsv}u1,i1,good\n`, 'invalid-cell', /line 40002: rating .*"good"/],
  ['NaN', `${head}u,i,NaN\n`, 'invalid-cell', /line 2: rating .*"NaN"/],
  ['Infinity', `${head}u,i,3\nu,j,Infinity\n`, 'invalid-cell', /line 3: rating .*"Infinity"/],
  ['more than a 32-bit float holds', `${head}u,i,1e39\n`, 'invalid-cell', /line 2: rating .*"1e39"/],
  ['an empty rating', `${head}u,i,3\nu,j,\n`, 'invalid-cell', /line 3: rating must not be empty/],
  ['an empty user', `${head}u,i,3\n,j,2\n`, 'invalid-cell', /line 3: user must not be empty/],
  ['an empty item, in quotes', `${head}u,"",3\n`, 'invalid-cell', /line 2: item must not be empty/],
  ['a line break in an id before the bad cell', `${head}"u\n1",i,3\nu,j,x\n`, 'invalid-cell', /line 4: rating .*"x"/],
  ['a bad cell after blank lines', `\n\n${head}\nu,i,3\n\nu,j,x\n`, 'invalid-cell', /line 7: rating .*"x"/],
  ['rows that become narrower', `${head}u,i,3\nu,j\n`, 'row-width', /line 3: 2 fields, but line 1 has 3/],
  ['a quote never closed', `${head}u,i,3\n"u,j,2\nv,i,2\n`, 'open-quote', /line 3: the quote .* never closed/],
  ['a cut gzip', gzipSync(longCsv).subarray(0, 9000), 'damaged-gzip', /is cut/, 'x.csv.gz'],
  ['a damaged gzip', gzipSync(longCsv).fill(0x55, 3000, 3200), 'damaged-gzip', /damaged|cut/, 'x.csv.gz'],
  ['a binary file', noise, 'binary-file', /binary file/],
  ['a zero byte far down', `${longCsv}u1,\0,3\n`, 'binary-file', /line 40002: a zero byte/],
  [
    'bytes that are not UTF-8, stated',
    Buffer.from(`${head}Ren\xe9,i,3\n`, 'latin1'),
    'wrong-encoding',
    /line 2: .*latin-1/,
    'x.csv',
    { encoding: 'utf-8' },
  ],
  [
    'UTF-8 and other bytes mixed',
    Buffer.concat([Buffer.from(`${head}é,i,3\n`), Buffer.from('\xe9,j,3\n', 'latin1')]),
    'wrong-encoding',
    /line 3: .*though lines before are/,
  ],
  [
    'a rating off the stated scale',
    `${head}u,i,3\nu,j,6\n`,
    'invalid-cell',
    /line 3: rating must lie on the stated scale 1 to 5; got "6"/,
    'x.csv',
    { scale: { min: 1, max: 5 } },
  ],
  ['thousands or decimals', 'user;item;rating\nu;i;1,000\n', 'invalid-cell', /line 2: rating must be unambiguous/],
  [
    'decimal comma and point',
    'user;item;rating\nu;i;1,5\nu;j;2.5\n',
    'invalid-cell',
    /line 3: rating must use one decimal sign; got "2.5"/,
  ],
  [
    'a time that is none',
    'user,item,timestamp\nu,i,1700000000\nu,j,yesterday\n',
    'invalid-cell',
    /line 3: timestamp must be a Unix time or/,
  ],
  ['a day that is none', 'user,item,date\nu,i,2024-02-30\n', 'invalid-cell', /line 2: timestamp \(column date\) .*"2024-02-30"/],
  [
    'an unknown name in --columns',
    `${head}u,i,3\n`,
    'unknown-column',
    /unknown name "itme" \(did you mean "item"\?\)/,
    'x.csv',
    { columns: 'user,itme,rating' },
  ],
  [
    'a column that is not there',
    `${head}u,i,3\n`,
    'unknown-column',
    /no column "usr" \(did you mean "user"\?\)/,
    'x.csv',
    { columns: 'user=usr,item=item' },
  ],
  [
    'more names than columns',
    `${head}u,i,3\n`,
    'invalid-columns',
    /4 names, but .* has 3 columns/,
    'x.csv',
    { columns: 'user,item,rating,timestamp' },
  ],
  ['names without an item', `${head}u,i,3\n`, 'missing-column', /no column is the item/, 'x.csv', { columns: 'user,-,rating' }],
  ['a header without a user', 'movieId,imdbId\n1,2\n', 'missing-column', /none of the columns movieId, imdbId is known as the user/],
  [
    'an unknown encoding',
    `${head}u,i,3\n`,
    'unknown-encoding',
    /"utf-9" is unknown \(did you mean "utf-8"/,
    'x.csv',
    { encoding: 'utf-9' },
  ],
  ['an impossible separator', `${head}u,i,3\n`, 'invalid-delimiter', /--delimiter must be/, 'x.csv', { delimiter: '"' }],
  ['broken JSON', '{"user":1,"item":2}\n{"user":1,\n', 'invalid-json', /line 2: not JSON/, 'x.jsonl'],
  ['a JSON line that is no object', '{"user":1,"item":2}\n7\n', 'invalid-json', /line 2: must be a JSON object/, 'x.jsonl'],
  ['a JSON line without the item', '{"user":1,"item":2}\n{"user":1}\n', 'invalid-cell', /line 2: item must not be empty/, 'x.jsonl'],
  ['a JSON array cut short', '[{"user":1,"item":2},', 'invalid-json', /line 1: the JSON ends too early/, 'x.json'],
  ['Parquet cut short', 'PAR1 and no more', 'damaged-parquet', /cannot be read as Parquet/, 'x.parquet'],
];

test.each(refused)('%s', async (_, content, code, sentence, name = 'x.csv', options = {}) => {
  const error = await refusal(readInteractions(file(content, name), options));
  expect(error.message).toMatch(sentence);
  expect(error.code).toBe(code);
  expect(error.message).not.toContain('\n');
});

test('a missing file', async () => {
  expect((await refusal(readInteractions('/nowhere/ratings.csv'))).message).toMatch(
    /^\/nowhere\/ratings.csv: there is no such file; check/,
  );
});

test('an item described twice in two ways', async () => {
  const error = await refusal(readItems(file('item,title\n1,Tea\n2,Milk\n1,Coffee\n')));
  expect(error.message).toMatch(/line 4: item 1 stands on line 2 already/);
});

test('reading stops when the caller aborts', async () => {
  const stop = new AbortController();
  const reading = readInteractions(file(longCsv), { signal: stop.signal, onProgress: () => stop.abort() });
  await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
});

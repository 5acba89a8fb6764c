/** Parquet: exactly the file that was named, and ids as people write them. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { beforeAll, expect, test } from 'vitest';
import { withCells } from '../../src/data/cells/open-cells.ts';
import { readInteractions } from '../../src/data/read/interactions.ts';
import { readTable } from '../../src/data/read/table.ts';
import { file, folderPath, refusal, shown } from './files.ts';

let run: (sql: string) => Promise<unknown>;
beforeAll(async () => {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  run = (sql) => connection.run(sql);
});
const path = (name: string) => join(folderPath(), name);
async function written(name: string, select: string): Promise<string> {
  mkdirSync(dirname(path(name)), { recursive: true });
  await run(`COPY (${select}) TO '${path('made.parquet')}' (FORMAT parquet)`);
  copyFileSync(path('made.parquet'), path(name));
  return path(name);
}

test('case 57: doubles that are whole numbers are ids without .0, others keep their digits', async () => {
  const made = await written(
    'doubles.parquet',
    `SELECT * FROM (VALUES (1.0::DOUBLE, 11.0::FLOAT, 4.5::DOUBLE, [1.0::DOUBLE, 2.5]), (2.0, 12.5, 'NaN', []), (1e20, -3.0, 1e15, NULL)) AS t("user", item, price, list)`,
  );
  const { names, rows } = await readTable(made);
  expect(names).toEqual(['user', 'item', 'price', 'list']);
  expect(rows).toEqual([
    ['1', '11', '4.5', '["1","2.5"]'],
    ['2', '12.5', '', '[]'],
    ['1e+20', '-3', '1000000000000000', ''],
  ]);
});

test('case 51: lists are JSON, fields of structs are columns by path', async () => {
  const made = await written(
    'nested.parquet',
    `SELECT {'id': 7, 'n': {'x''y': 'q"'}} AS "user", ['tea', 'a "b"', NULL] AS items, DATE '2020-01-02' AS day, [{'id': 5}] AS more, 1.50::DECIMAL(5,2) AS price`,
  );
  const { names, rows } = await readTable(made);
  expect(names).toEqual(['user.id', "user.n.x'y", 'items', 'day', 'more', 'price']);
  expect(rows).toEqual([['7', 'q"', '["tea","a \\"b\\"",null]', '1577923200.000000', '[{"id":5}]', '1.50']]);
});

test('a path is never a pattern: the file that was named is read, whatever its name', async () => {
  const decoys = ['data1.parquet', 'dataa.parquet', 'p/user=good/r.parquet'];
  for (const name of decoys) await written(name, `SELECT 'decoy' AS "user", 1 AS item`);
  for (const name of [
    'data[1].parquet',
    'data?.parquet',
    'd*.parquet',
    'a\\b.parquet',
    "q'uote.parquet",
    'user=evil/r.parquet',
    's3:/x.parquet',
  ]) {
    const { interactions } = await readInteractions(await written(name, `SELECT 'ann' AS "user", 'x' AS item`));
    expect(shown(interactions), name).toEqual(['ann x 1']);
  }
});

test('a pattern that no file is called is no Parquet file', async () => {
  await written('one1.parquet', `SELECT 'ann' AS "user", 'x' AS item`);
  expect((await refusal(withCells(path('one[1].parquet'), {}, async () => {}))).code).toBe('file-not-found');
});

test('a file cut anywhere is refused, never a crash', async () => {
  const whole = readFileSync(await written('whole.parquet', `SELECT range AS "user", range % 7 AS item FROM range(500)`));
  for (const share of [0.1, 0.5, 0.9, 0.99]) {
    const error = await refusal(readInteractions(file(whole.subarray(0, Math.floor(share * whole.length)), 'cut.parquet')));
    expect([error.code, error.message.includes('\n')]).toEqual(['damaged-parquet', false]);
  }
});

test('temporary copies of packed files go, also when reading is stopped or a process was killed', async () => {
  const whole = readFileSync(await written('packed.parquet', `SELECT range AS "user", range % 7 AS item FROM range(5000)`));
  const dead = spawnSync(process.execPath, ['-e', '']).pid;
  const left = join(tmpdir(), `likewise-copy-${dead}-abc`);
  mkdirSync(left);
  const mine = () => readdirSync(tmpdir()).filter((name) => name.startsWith(`likewise-copy-${process.pid}-`));
  expect((await readTable(file(gzipSync(whole), 'x.parquet.gz'))).rows).toHaveLength(5000);
  expect([existsSync(left), mine()]).toEqual([false, []]);
  const stop = new AbortController();
  const reading = readInteractions(file(gzipSync(whole), 'x.parquet.gz'), { signal: stop.signal, onProgress: () => stop.abort() });
  await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
  await refusal(readInteractions(file(gzipSync(whole.subarray(0, 9000)), 'x.parquet.gz')));
  expect(mine()).toEqual([]);
});

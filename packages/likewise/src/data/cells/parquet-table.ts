/** Parquet as blocks of cells, read by DuckDB. */
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { LikewiseError } from '@likewise/core';
import type { ByteSource } from './byte-source.ts';
import { type CellBlock, type CellTable, type OpenOptions, SAMPLE_ROWS } from './cell-table.ts';
import { slicesOf } from './text-slices.ts';

export const isParquet = ({ head }: ByteSource): boolean => head.subarray(0, 4).toString('latin1') === 'PAR1';

export async function parquetTable(source: ByteSource, options: OpenOptions): Promise<CellTable> {
  const { name, fileBytes, compressed } = source;
  // DuckDB wants a file it can seek in: what comes packed or through a pipe is put in one first.
  let folder: string | undefined;
  let path = source.path;
  if (compressed || source.path === '-') {
    folder = await mkdtemp(join(tmpdir(), 'likewise-'));
    path = join(folder, 'input.parquet');
    await pipeline(Readable.from(source.chunks()), createWriteStream(path));
  } else source.close();
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const quoted = `'${path.replaceAll("'", "''")}'`;
  let ended = false;
  const end = async () => {
    if (ended) return;
    ended = true;
    connection.closeSync();
    instance.closeSync();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  };
  try {
    const described = await connection.runAndReadAll(`DESCRIBE SELECT * FROM read_parquet(${quoted})`);
    const columns = described.getRowObjects().map((row) => ({ name: String(row['column_name']), type: String(row['column_type']) }));
    const select = `SELECT ${columns.map(({ name: column, type }) => asText(column, type)).join(', ')} FROM read_parquet(${quoted})`;
    const first = await connection.runAndReadAll(`${select} LIMIT ${SAMPLE_ROWS}`);
    const sample = first.getRows().map((row) => row.map((cell) => (cell === null ? '' : String(cell))));
    return {
      file: name,
      format: 'parquet',
      delimiter: undefined,
      header: true,
      names: columns.map((column) => column.name),
      width: columns.length,
      sample,
      estimatedRows: undefined,
      fileBytes,
      compressed,
      encoding: () => 'utf-8',
      notes: () => [],
      where: (row) => ({ text: `row ${row + 1}`, line: row + 1 }),
      blocks,
      close: end,
    };
    async function* blocks(): AsyncGenerator<CellBlock> {
      try {
        const result = await connection.stream(select);
        for (;;) {
          options.signal?.throwIfAborted();
          const chunk = await result.fetchChunk();
          if (chunk === null || chunk.rowCount === 0) return;
          const cells: string[] = [];
          for (const row of chunk.getRows()) for (const cell of row) cells.push(cell === null ? '' : String(cell));
          yield { rows: chunk.rowCount, slices: slicesOf(cells, columns.length) };
        }
      } catch (error) {
        throw damaged(error, name);
      } finally {
        await end();
      }
    }
  } catch (error) {
    await end();
    throw damaged(error, name);
  }
}

function damaged(error: unknown, name: string): unknown {
  if (error instanceof LikewiseError || (error as Error).name === 'AbortError') return error;
  const [sentence] = (error as Error).message.split('\n');
  return new LikewiseError('damaged-parquet', `${name} cannot be read as Parquet (${sentence}); write or copy it again.`, { file: name });
}

/** Integers and texts exactly as they are; times as Unix seconds, so that no time zone of the host comes in. */
function asText(column: string, type: string): string {
  const name = `"${column.replaceAll('"', '""')}"`;
  if (/^(TIMESTAMP|DATE)/.test(type)) return `CAST(CAST(epoch(${name}) AS DECIMAL(18,6)) AS VARCHAR)`;
  return `CAST(${name} AS VARCHAR)`;
}

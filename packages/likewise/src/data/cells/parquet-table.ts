/** Parquet as blocks of cells, read by DuckDB. */
import { resolve } from 'node:path';
import type { DuckDBStructType, DuckDBType } from '@duckdb/node-api';
import { LikewiseError } from '@likewise/core';
import type { ByteSource } from './byte-source.ts';
import { type CellBlock, type CellTable, type OpenOptions, SAMPLE_ROWS } from './cell-table.ts';
import { loadDuckDB } from './duckdb.ts';
import { type TemporaryCopy, temporaryCopy } from './temporary-copy.ts';
import { slicesOf } from './text-slices.ts';

export const isParquet = ({ head }: ByteSource): boolean => head.subarray(0, 4).toString('latin1') === 'PAR1';

export async function parquetTable(source: ByteSource, options: OpenOptions): Promise<CellTable> {
  const { name, fileBytes, compressed } = source;
  // DuckDB wants a file it can seek in: what comes packed or through a pipe is put in one first.
  let copy: TemporaryCopy | undefined;
  const { DuckDBInstance } = await loadDuckDB(name);
  // The engine takes paths for patterns, in which a backslash cannot be written.
  if (compressed || fileBytes === undefined || source.path.includes('\\')) copy = await temporaryCopy(source.chunks(), 'input.parquet');
  else source.close();
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const from = `read_parquet('${literalPath(copy?.path ?? source.path)}', hive_partitioning = false)`;
  let ended = false;
  const end = async () => {
    if (ended) return;
    ended = true;
    connection.closeSync();
    instance.closeSync();
    await copy?.remove();
  };
  try {
    const described = await connection.runAndReadAll(`SELECT * FROM ${from} LIMIT 0`);
    const types = described.columnTypes();
    const columns = described.columnNames().flatMap((column, place) => flattened(column, identifier(column), types[place]));
    const select = `SELECT ${columns.map(({ text }) => text).join(', ')} FROM ${from}`;
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
      where: numberOf,
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

const numberOf: CellTable['where'] = (row) => ({ text: `row ${row + 1}`, line: row + 1 });

const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** The path within quotes, so that exactly this file is read: stars and brackets are patterns to the engine, and what begins like a URL is one. */
const literalPath = (path: string): string =>
  resolve(path)
    .replaceAll(/[[*?]/g, (sign) => `[${sign}]`)
    .replaceAll("'", "''");

interface Column {
  readonly name: string;
  /** SQL of its cells as text. */
  readonly text: string;
}

const isStruct = (type: DuckDBType): type is DuckDBStructType => String(type).startsWith('STRUCT(') && 'entryNames' in type;

/** Fields of a struct are columns by path: user.id. */
function flattened(name: string, sql: string, type: DuckDBType): Column[] {
  if (isStruct(type)) {
    const { entryNames, entryTypes } = type;
    return entryNames.flatMap((entry, place) =>
      flattened(`${name}.${entry}`, `struct_extract(${sql}, ${quoted(entry)})`, entryTypes[place]),
    );
  }
  return [{ name, text: asText(sql, type) }];
}

/**
 * Integers and texts exactly as they are; doubles that are whole numbers without ".0", and NaN, which pandas writes for what is missing, as
 * nothing; times as Unix seconds, so that no time zone of the host comes in; lists as JSON.
 */
function asText(sql: string, type: DuckDBType): string {
  const called = String(type);
  if (/^(TIMESTAMP|DATE)[^[]*$/.test(called)) return `CAST(CAST(epoch(${sql}) AS DECIMAL(18,6)) AS VARCHAR)`;
  if (called === 'DOUBLE' || called === 'FLOAT') return plainDouble(sql);
  if (/^(DOUBLE|FLOAT)\[\d*\]$/.test(called)) return `CAST(to_json(list_transform(${sql}, lambda x: ${plainDouble('x')})) AS VARCHAR)`;
  if (/[\])]$/.test(called) && !called.startsWith('DECIMAL')) return `CAST(to_json(${sql}) AS VARCHAR)`;
  return `CAST(${sql} AS VARCHAR)`;
}

const plainDouble = (sql: string): string =>
  `CASE WHEN isnan(${sql}) THEN NULL WHEN ${sql} = trunc(${sql}) AND abs(${sql}) <= 9007199254740992 THEN CAST(CAST(${sql} AS BIGINT) AS VARCHAR) ELSE CAST(${sql} AS VARCHAR) END`;

/** Tables as Parquet, written by DuckDB. */
import type { DuckDBAppender, DuckDBConnection } from '@duckdb/node-api';
import { loadDuckDB } from '../../data/cells/duckdb.ts';
import type { Cell, Table, TableColumn } from './table.ts';

const types: Readonly<Record<TableColumn['kind'], string>> = { text: 'VARCHAR', integer: 'BIGINT', float: 'FLOAT', number: 'DOUBLE' };
const rowsAPause = 1 << 14;

/** `folder` is one of its own: stars and brackets in a path are patterns to the engine. @throws LikewiseError `no-duckdb` */
export async function writeParquet(file: string, { columns, rows }: Table, named: string, signal?: AbortSignal): Promise<void> {
  const { DuckDBInstance } = await loadDuckDB(named);
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const quoted = columns.map(({ name }) => `"${name.replaceAll('"', '""')}"`);
    await connection.run(`CREATE TABLE t (${columns.map(({ kind }, c) => `c${c} ${types[kind]}`).join(', ')})`);
    await append(connection, columns, rows, signal);
    const select = `SELECT ${quoted.map((name, c) => `c${c} AS ${name}`).join(', ')} FROM t`;
    await connection.run(`COPY (${select}) TO '${file.replaceAll("'", "''")}' (FORMAT parquet, COMPRESSION zstd)`);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function append(connection: DuckDBConnection, columns: readonly TableColumn[], rows: number, signal?: AbortSignal): Promise<void> {
  const appender = await connection.createAppender('t');
  const put = columns.map(({ kind }) => putters[kind]);
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < columns.length; c++) {
      const cell = columns[c].at(row);
      if (cell === undefined || Number.isNaN(cell)) appender.appendNull();
      else put[c](appender, cell);
    }
    appender.endRow();
    if (row % rowsAPause === rowsAPause - 1) signal?.throwIfAborted();
  }
  appender.closeSync();
}

const putters: Readonly<Record<TableColumn['kind'], (appender: DuckDBAppender, cell: NonNullable<Cell>) => void>> = {
  text: (appender, cell) => appender.appendVarchar(String(cell)),
  integer: (appender, cell) => appender.appendBigInt(BigInt(cell)),
  float: (appender, cell) => appender.appendFloat(Number(cell)),
  number: (appender, cell) => appender.appendDouble(Number(cell)),
};

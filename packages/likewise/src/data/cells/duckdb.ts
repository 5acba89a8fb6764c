/** DuckDB, which reads Parquet: an optional dependency, loaded when the first such file is read. */
import { LikewiseError } from '@likewise/core';

/** Not written into the import itself: bundlers would take the native library into every program that may never read Parquet. */
const name: string = '@duckdb/node-api';

/** @throws LikewiseError `no-duckdb` */
export async function loadDuckDB(file: string): Promise<typeof import('@duckdb/node-api')> {
  try {
    return await import(/* webpackIgnore: true */ /* @vite-ignore */ name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    const remedy = 'install it with npm install @duckdb/node-api, or write the file as CSV or JSONL';
    throw new LikewiseError('no-duckdb', `${file} is Parquet, which DuckDB reads, and DuckDB is not installed; ${remedy}.`, {
      file,
    });
  }
}

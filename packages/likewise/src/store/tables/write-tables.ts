/** Files of tables, written whole or not at all, several as one. */
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { createGzip } from 'node:zlib';
import { openWhole, type WholeFile } from '../whole-files.ts';
import { writeParquet } from './parquet-file.ts';
import { type Table, tableFormat } from './table.ts';
import { textOf } from './text-table.ts';

export interface FileOfBytes {
  readonly path: string;
  /** Its bytes or text, made when they are asked for. */
  readonly content: () => AsyncIterable<string | Uint8Array>;
}

/** The file of a table. @throws LikewiseError `unknown-ending`; `no-duckdb` when it is written */
export function tableFile(path: string, tableOf: () => Table, { signal }: { readonly signal?: AbortSignal | undefined } = {}): FileOfBytes {
  const { format, packed } = tableFormat(path);
  if (format === 'parquet') return { path, content: () => parquetBytes(path, tableOf(), signal) };
  const text = (): Readable => Readable.from(textOf(tableOf(), format), { objectMode: false });
  return { path, content: packed ? () => gzipped(text()) : text };
}

/**
 * Puts all in place when the last byte of each is on the disk; where one fails, none of the paths has changed. Gives the bytes of each.
 * @throws LikewiseError as `checkWritable`; the reason of the signal
 */
export async function writeTogether(files: readonly FileOfBytes[], signal?: AbortSignal): Promise<readonly number[]> {
  const opened: WholeFile[] = [];
  try {
    for (const { path, content } of files) {
      const file = await openWhole(path);
      opened.push(file);
      for await (const piece of content()) {
        signal?.throwIfAborted();
        await file.write(piece);
      }
    }
    const sizes: number[] = [];
    for (const file of opened) sizes.push(await file.finish());
    return sizes;
  } finally {
    for (const file of opened) await file.abandon();
  }
}

function gzipped(text: Readable): Readable {
  const packer = createGzip();
  // A fault of the text ends the packer with it, and whoever reads hears of it there.
  pipeline(text, packer, () => {});
  return packer;
}

/** The engine writes into a folder of its own (named as temporary copies are, which sweep those of killed runs), and the bytes go where all files go. */
async function* parquetBytes(named: string, table: Table, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), `likewise-copy-${process.pid}-`));
  try {
    const file = join(folder, 'table.parquet');
    await writeParquet(file, table, named, signal);
    yield* createReadStream(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

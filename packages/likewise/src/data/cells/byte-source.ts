/** The bytes of a file or of standard input, unpacked where they are gzip. */
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { LikewiseError } from '@likewise/core';
import { firstRecordIn } from './first-record.ts';
import { openFile, unreadable } from './open-file.ts';
import { refusePacked } from './packed-kinds.ts';

/** Bytes asked for in one read. */
const CHUNK_BYTES: number = 1 << 19;
/** Bytes gathered before anything is decided about the content: more where a row is longer. */
const HEAD_BYTES = 1 << 18;
const MOST_HEAD_BYTES = 1 << 24;

export interface ByteSource {
  /** What messages call it: the file's name, or "standard input". */
  readonly name: string;
  /** Path as given, "-" for standard input. */
  readonly path: string;
  /** Size on disk; `undefined` for standard input and pipes. */
  readonly fileBytes: number | undefined;
  readonly compressed: boolean;
  /** The beginning, unpacked: all bytes where the content is shorter than 256 KiB; with the first two lines, and the first record of JSON, where they are within 16 MiB. */
  readonly head: Buffer;
  /** Whether `head` is everything. */
  readonly complete: boolean;
  /** All bytes from the start, once. A chunk is valid until the next one is asked for. */
  chunks(): AsyncGenerator<Buffer>;
  /** Ends reading before the end; harmless afterwards. */
  close(): void;
}

export interface ByteOptions {
  readonly signal?: AbortSignal | undefined;
  /** Called with each chunk: the bytes unpacked so far. */
  readonly onBytes?: ((bytes: number) => void) | undefined;
}

/** @throws LikewiseError `file-not-found`, `not-a-file`, `file-unreadable`, `empty-file`, `damaged-gzip`, `packed-file` */
export async function openBytes(path: string, { signal, onBytes }: ByteOptions = {}, called?: string): Promise<ByteSource> {
  const { name, fileBytes, raw } = await openFile(path, CHUNK_BYTES, called);
  let unpacked: Readable = raw;
  const close = (): void => {
    signal?.removeEventListener('abort', close);
    if (path !== '-' || signal?.aborted) raw.destroy();
    unpacked.destroy();
  };
  // A pipe without a writer gives nothing that could be waited for.
  signal?.addEventListener('abort', close);
  const nextChunk = async (from: AsyncIterator<Buffer>): Promise<Buffer | undefined> => {
    try {
      const { value, done } = await from.next();
      signal?.throwIfAborted();
      return done ? undefined : value;
    } catch (error) {
      signal?.throwIfAborted();
      throw damaged(error, name);
    }
  };
  const empty = (): LikewiseError =>
    new LikewiseError('empty-file', `${name} is empty; give a file with at least one row.`, { file: path });
  try {
    signal?.throwIfAborted();
    const incoming = raw.iterator({ destroyOnReturn: path !== '-' });
    const first = await nextChunk(incoming);
    if (first === undefined || (first.length === 0 && fileBytes === 0)) throw empty();
    const compressed = first[0] === 0x1f && first[1] === 0x8b;
    let chunks: AsyncIterator<Buffer>;
    if (compressed) {
      const gunzip = createGunzip({ chunkSize: CHUNK_BYTES });
      const packed = Readable.from(rejoin(first, incoming), { objectMode: false });
      packed.on('error', (error) => gunzip.destroy(error));
      unpacked = packed.pipe(gunzip);
      chunks = unpacked[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
    } else chunks = rejoin(first, incoming);
    const { head, complete } = await headOf(() => nextChunk(chunks));
    if (head.length === 0) throw empty();
    refusePacked(name, path, head, compressed);
    return { name, path, fileBytes, compressed, head, complete, close, chunks: () => all(chunks, head, complete) };
    async function* all(rest: AsyncIterator<Buffer>, start: Buffer, isAll: boolean): AsyncGenerator<Buffer> {
      let bytes = 0;
      try {
        for (let chunk: Buffer | undefined = start; chunk !== undefined; chunk = await nextChunk(rest)) {
          bytes += chunk.length;
          onBytes?.(bytes);
          if (chunk.length > 0) yield chunk;
          if (isAll) return;
          signal?.throwIfAborted();
        }
      } finally {
        close();
      }
    }
  } catch (error) {
    close();
    throw error;
  }
}

/** The first chunks, until they hold enough to judge by: 256 KiB, and two rows that are no comments, or the first record of a JSON array. */
async function headOf(next: () => Promise<Buffer | undefined>): Promise<{ readonly head: Buffer; readonly complete: boolean }> {
  const parts: Buffer[] = [];
  const whole = (complete: boolean) => ({ head: parts.length === 1 ? parts[0] : Buffer.concat(parts), complete });
  let gathered = 0;
  let rows = 0;
  let first: number | undefined;
  let kind: 'rows' | 'objects' | 'array' | 'parquet' | undefined;
  const endsRecord = firstRecordIn();
  let recordEnded = false;
  for (;;) {
    const chunk = await next();
    if (chunk === undefined) return whole(true);
    parts.push(chunk);
    if (chunk.length > 0) kind ??= kindOf(chunk);
    if (kind === 'array' || kind === 'objects') recordEnded ||= endsRecord(chunk);
    gathered += chunk.length;
    const end = chunk.includes(0x0a) ? 0x0a : 0x0d;
    for (let from = 0; rows < 2 && from < chunk.length; ) {
      first ??= chunk[from];
      from = chunk.indexOf(end, from) + 1;
      if (from === 0) break;
      if (first !== 0x23 && first !== 0x25) rows++;
      first = undefined;
    }
    const enough = kind === 'parquet' || (kind === 'array' ? recordEnded : rows >= 2 && (kind !== 'objects' || recordEnded));
    if (gathered >= (enough ? HEAD_BYTES : MOST_HEAD_BYTES)) return whole(false);
  }
}

/** By what the bytes begin with: records of an array, and objects, may go over several lines, or be in one. */
function kindOf(chunk: Buffer): 'rows' | 'objects' | 'array' | 'parquet' {
  const begin = chunk.toString('latin1', 0, 64);
  if (begin.startsWith('PAR1')) return 'parquet';
  const sign = /^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*([[{])/.exec(begin)?.[1];
  return sign === undefined ? 'rows' : sign === '[' ? 'array' : 'objects';
}

async function* rejoin(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

/** Host errors in our words. */
function damaged(error: unknown, name: string): LikewiseError {
  const { code, message } = error as NodeJS.ErrnoException;
  if (!code?.startsWith('Z_')) return unreadable(error, name, name);
  const problem =
    code === 'Z_BUF_ERROR'
      ? 'is cut: its gzip data ends too early; copy or download the file again'
      : `is damaged: its gzip data cannot be unpacked (${message}); copy or download it again`;
  return new LikewiseError('damaged-gzip', `${name} ${problem}.`, { file: name });
}

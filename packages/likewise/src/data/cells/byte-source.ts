/** The bytes of a file or of standard input, unpacked where they are gzip. */
import { constants, createReadStream, type Stats } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { LikewiseError } from '@likewise/core';

/** Bytes asked for in one read. */
const CHUNK_BYTES = 1 << 19;
/** Bytes gathered before anything is decided about the content. */
const HEAD_BYTES = 1 << 18;

export interface ByteSource {
  /** What messages call it: the file's name, or "standard input". */
  readonly name: string;
  /** Path as given, "-" for standard input. */
  readonly path: string;
  /** Size on disk; `undefined` for standard input. */
  readonly fileBytes: number | undefined;
  readonly compressed: boolean;
  /** The beginning, unpacked: all bytes where the content is shorter than 256 KiB. */
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

/** @throws LikewiseError `file-not-found`, `not-a-file`, `file-unreadable`, `empty-file`, `damaged-gzip` */
export async function openBytes(path: string, { signal, onBytes }: ByteOptions = {}): Promise<ByteSource> {
  const name = path === '-' ? 'standard input' : basename(path);
  const fileBytes = path === '-' ? undefined : await sizeOf(path, name);
  const raw: Readable = path === '-' ? process.stdin : createReadStream(path, { highWaterMark: CHUNK_BYTES });
  let unpacked: Readable = raw;
  const close = (): void => {
    if (path !== '-') raw.destroy();
    unpacked.destroy();
  };
  const empty = (): LikewiseError =>
    new LikewiseError('empty-file', `${name} is empty; give a file with at least one row.`, { file: path });

  const incoming = raw.iterator({ destroyOnReturn: path !== '-' });
  const first = await nextChunk(incoming, name);
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

  const parts: Buffer[] = [];
  let complete = false;
  for (let gathered = 0; gathered < HEAD_BYTES && !complete; ) {
    const chunk = await nextChunk(chunks, name);
    complete = chunk === undefined;
    if (chunk !== undefined) parts.push(chunk);
    gathered += chunk?.length ?? 0;
  }
  const head = parts.length === 1 ? parts[0] : Buffer.concat(parts);
  if (head.length === 0) throw empty();
  return {
    name,
    path,
    fileBytes,
    compressed,
    head,
    complete,
    close,
    async *chunks() {
      let bytes = 0;
      try {
        for (let chunk: Buffer | undefined = head; chunk !== undefined; chunk = await nextChunk(chunks, name)) {
          bytes += chunk.length;
          onBytes?.(bytes);
          if (chunk.length > 0) yield chunk;
          if (complete) return;
          signal?.throwIfAborted();
        }
      } finally {
        close();
      }
    },
  };
}

async function sizeOf(path: string, name: string): Promise<number> {
  let facts: Stats;
  try {
    facts = await stat(path);
    if (!facts.isDirectory()) await access(path, constants.R_OK);
  } catch (error) {
    throw unreadable(error, name, path);
  }
  if (!facts.isDirectory()) return facts.size;
  throw new LikewiseError('not-a-file', `${path} is a directory; name one file in it.`, { file: path });
}

function unreadable(error: unknown, name: string, path: string): LikewiseError {
  const { code, message } = error as NodeJS.ErrnoException;
  const data = { file: path };
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new LikewiseError('file-not-found', `${path}: there is no such file; check the path, seen from ${process.cwd()}.`, data);
  return new LikewiseError('file-unreadable', `${name} cannot be read (${code ?? message}); check its permissions and the disk.`, data);
}

async function* rejoin(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield first;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

/** The next chunk, `undefined` at the end; host errors in our words. */
async function nextChunk(chunks: AsyncIterator<Buffer>, name: string): Promise<Buffer | undefined> {
  try {
    const { value, done } = await chunks.next();
    return done ? undefined : value;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (!code?.startsWith('Z_')) throw unreadable(error, name, name);
    const problem =
      code === 'Z_BUF_ERROR'
        ? 'is cut: its gzip data ends too early; copy or download the file again'
        : `is damaged: its gzip data cannot be unpacked (${message}); copy or download it again`;
    throw new LikewiseError('damaged-gzip', `${name} ${problem}.`, { file: name });
  }
}

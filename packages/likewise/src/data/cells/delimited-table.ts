/** CSV, TSV and their kin as blocks of cells. */
import { LikewiseError } from '@likewise/core';
import type { ByteSource } from './byte-source.ts';
import type { CellBlock, CellTable, OpenOptions } from './cell-table.ts';
import { RowSplitter } from './delimited-rows.ts';
import { delimiterNamed, hasHeader, sniffLayout } from './sniff.ts';
import { EncodingWatch, encodingNamed } from './text-encoding.ts';

export function delimitedTable(source: ByteSource, options: OpenOptions): CellTable {
  const { name } = source;
  const ragged = options.ragged ?? false;
  const stated = options.encoding === undefined ? undefined : encodingNamed(options.encoding);
  const stated16 = stated === 'utf-16';
  const mark = source.head.subarray(0, 3).toString('latin1');
  const utf16 = stated16 || mark.startsWith('\xff\xfe') || mark.startsWith('\xfe\xff');
  const decoder = utf16 ? new TextDecoder(mark.startsWith('\xfe\xff') ? 'utf-16be' : 'utf-16le') : undefined;
  const skipped = mark === '\xef\xbb\xbf' ? 3 : 0;
  const watch = new EncodingWatch(name, utf16 || skipped > 0 ? 'utf-8' : stated);

  const head = utf16
    ? Buffer.from(
        new TextDecoder(mark.startsWith('\xfe\xff') ? 'utf-16be' : 'utf-16le').decode(source.head.subarray(0, source.head.length & ~1)),
      )
    : source.head.subarray(skipped);
  refuseBinary(name, head);
  const layout = sniffLayout(
    name,
    head,
    source.complete,
    watch.encoding,
    options.delimiter === undefined ? undefined : delimiterNamed(options.delimiter),
    ragged,
  );
  const { sample } = layout;
  if (sample.length === 0 && source.complete) {
    // Nothing but blank lines, or a quote that never closes: splitting says which.
    const bytes = new Uint8Array(head.length + 1);
    bytes.set(head);
    new RowSplitter({ name, delimiter: Buffer.from(layout.delimiter), quoted: layout.quoted }).split(bytes, head.length, true);
    throw new LikewiseError('empty-file', `${name} holds no rows, only blank lines; give a file with at least one row.`, {
      file: name,
    });
  }
  const header = typeof options.header === 'boolean' ? options.header : hasHeader(sample, options.header === 'known-names');
  const names = header ? sample[0] : undefined;
  const rows = header ? sample.slice(1) : sample;
  const splitter = new RowSplitter({ name, delimiter: Buffer.from(layout.delimiter), quoted: layout.quoted, ragged });
  return {
    file: name,
    format: 'delimited',
    delimiter: layout.delimiter,
    header,
    names,
    width: sample[0]?.length ?? 0,
    sample: rows,
    rowBytes: rowBytesOf(head),
    source,
    compressed: source.compressed,
    encoding: () => (utf16 ? 'utf-16' : watch.encoding),
    where: (row) => {
      const line = splitter.lineOf(row + (header ? 1 : 0));
      return { text: `line ${line}`, line };
    },
    blocks,
    close: async () => source.close(),
  };

  async function* blocks(): AsyncGenerator<CellBlock> {
    let buffer = Buffer.allocUnsafeSlow(1 << 20);
    let filled = 0;
    let toSkip = utf16 ? 0 : skipped;
    let unpacked = 0;
    let headerPending = header;
    const chunks = source.chunks();
    for (let done = false; !done; ) {
      const next = await chunks.next();
      done = next.done === true;
      let chunk: Buffer = done ? (decoder === undefined ? Buffer.alloc(0) : Buffer.from(decoder.decode())) : (next.value as Buffer);
      unpacked += done ? 0 : chunk.length;
      if (!done && decoder !== undefined) chunk = Buffer.from(decoder.decode(chunk, { stream: true }));
      if (toSkip > 0) {
        chunk = chunk.subarray(toSkip);
        toSkip = 0;
      }
      if (filled + chunk.length + 8 > buffer.length) {
        const larger = Buffer.allocUnsafeSlow(Math.max(2 * buffer.length, filled + chunk.length + 8));
        buffer.copy(larger, 0, 0, filled);
        buffer = larger;
      }
      chunk.copy(buffer, filled);
      filled += chunk.length;
      // Whole lines only, so that no character is cut in two; an unfinished row is checked again, which is harmless.
      const whole = done ? filled : buffer.lastIndexOf(0x0a, filled - 1) + 1;
      watch.check(buffer.subarray(0, whole), splitter.line);
      const used = splitter.split(buffer, filled, done);
      const first = headerPending && splitter.rows > 0 ? 1 : 0;
      if (first === 1) headerPending = false;
      if (splitter.rows > first) {
        const { bounds, width } = splitter;
        const stride = 2 * width;
        if (ragged) {
          const offset = first === 1 ? 2 * splitter.counts[0] : 0;
          yield {
            rows: splitter.rows - first,
            counts: splitter.counts.slice(first),
            slices: [{ bytes: buffer, bounds, first: offset, stride: 2 }],
          };
        } else {
          yield {
            rows: splitter.rows - first,
            slices: Array.from({ length: width }, (_, column) => ({ bytes: buffer, bounds, first: 2 * column + first * stride, stride })),
          };
        }
      }
      options.onBytes?.(unpacked);
      buffer.copy(buffer, 0, used, filled);
      filled -= used;
    }
  }
}

/** A file whose start holds zero bytes, or many control characters, is no text. */
function refuseBinary(name: string, head: Buffer): void {
  const start = head.subarray(0, 4096);
  let controls = 0;
  for (const byte of start) {
    if (byte === 0) controls = start.length;
    if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d && byte !== 0x0c) controls++;
  }
  if (controls * 10 <= start.length) return;
  throw new LikewiseError('binary-file', `${name} is a binary file, not text; give CSV, TSV, JSONL (each also .gz) or Parquet.`, {
    file: name,
  });
}

function rowBytesOf(head: Buffer): number | undefined {
  let lines = 0;
  for (let at = head.indexOf(0x0a); at >= 0; at = head.indexOf(0x0a, at + 1)) lines++;
  return lines === 0 ? undefined : head.length / lines;
}

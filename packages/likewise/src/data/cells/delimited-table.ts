/** CSV, TSV and their kin as blocks of cells. */
import { LikewiseError } from '@likewise/core';
import type { CellBlock, CellTable, OpenOptions } from './cell-table.ts';
import { LONGEST_ROW_BYTES, RowSplitter, tooLong } from './delimited-rows.ts';
import { headerAmong, leadingLines, notesOf, withoutLeadingLines } from './leading-lines.ts';
import { hasLoneReturn } from './line-ends.ts';
import { whereIn } from './row-lines.ts';
import { delimiterNamed, hasHeader, type Layout, sniffLayout } from './sniff.ts';
import { linesIn, type TextSource } from './text-encoding.ts';

/** Characters in the name of a column, at most. */
const LONGEST_NAME = 10_000;

export function delimitedTable(plain: TextSource, options: OpenOptions): CellTable {
  const { name, headBytes, complete, fileBytes, compressed } = plain;
  const { ragged = false } = options;
  const before = leadingLines(plain);
  const stated = options.delimiter === undefined ? before.delimiter : delimiterNamed(options.delimiter);
  const layoutOf = ({ head }: TextSource): Layout => sniffLayout(name, head, complete, stated, ragged);
  let source = withoutLeadingLines(plain, before);
  let layout = layoutOf(source);
  const cellsOf = (line: string): readonly string[] => sniffLayout(name, Buffer.from(line), true, layout.delimiter, true).sample[0] ?? [];
  const commented = headerAmong(name, before, cellsOf, ragged ? undefined : (layout.sample[0]?.length ?? 0));
  if (commented !== undefined) {
    source = withoutLeadingLines(plain, before, commented);
    layout = layoutOf(source);
  }
  const { delimiter, quoted, sample } = layout;
  const { head } = source;
  const splitter = new RowSplitter({ name, delimiter: Buffer.from(delimiter), quoted, ragged });
  splitter.backslash = layout.backslash;
  if (sample.length === 0 && complete) {
    // Nothing but blank lines, or a quote that never closes: splitting says which.
    splitter.split(Buffer.concat([head, Buffer.alloc(1)]), head.length, true);
    throw new LikewiseError('empty-file', `${name} holds no rows, only blank lines; give a file with at least one row.`, { file: name });
  }
  if (sample.length === 0) {
    const problem = `no row ends within the first ${head.length} bytes (a quote may never be closed)`;
    throw new LikewiseError('row-too-long', `${name}: ${problem}; is this a table?`, { file: name });
  }
  const header = commented !== undefined || hasHeader(sample, options.header);
  const longest = header ? sample[0].reduce((most, name) => Math.max(most, name.length), 0) : 0;
  if (longest > LONGEST_NAME) {
    const problem = `the name of a column has ${longest} characters, more than ${LONGEST_NAME}`;
    throw new LikewiseError('row-too-long', `${name}: ${problem}; is its first line a header?`, { file: name });
  }
  const lines = linesIn(head);
  return {
    file: name,
    format: 'delimited',
    delimiter,
    header,
    names: header ? sample[0] : undefined,
    width: sample[0]?.length ?? 0,
    sample: header ? sample.slice(1) : sample,
    estimatedRows: fileBytes === undefined || compressed || lines === 0 ? undefined : (fileBytes * lines) / headBytes,
    fileBytes,
    compressed,
    encoding: source.encoding,
    notes: () => [
      ...source.notes(),
      ...notesOf(before, commented),
      ...(splitter.backslash ? ['quotes within quotes are written as \\"'] : []),
    ],
    where: whereIn(splitter.lines, header ? 1 : 0),
    blocks,
    close: async () => source.close(),
  };

  async function* blocks(): AsyncGenerator<CellBlock> {
    let buffer = Buffer.allocUnsafeSlow(1 << 20);
    let filled = 0;
    let headerRows = header ? 1 : 0;
    /** Bytes below which splitting would find no whole row: a long row is not looked through for every piece of it. */
    let wanted = 0;
    let returns = false;
    /** Bytes of the buffer that were looked through for them. */
    let looked = 0;
    const chunks = source.chunks(() => splitter.line + linesIn(buffer.subarray(0, filled)));
    for (let done = false; !done; ) {
      const { value: chunk, done: ended = false } = await chunks.next();
      done = ended;
      if (!ended) {
        if (filled + chunk.length + 8 > buffer.length) {
          const larger = Buffer.allocUnsafeSlow(Math.max(2 * buffer.length, filled + chunk.length + 8));
          buffer.copy(larger, 0, 0, filled);
          buffer = larger;
        }
        chunk.copy(buffer, filled);
        filled += chunk.length;
        returns ||= hasLoneReturn(buffer, looked, filled - 1);
        looked = filled - 1;
      }
      if (filled < wanted && !done) continue;
      const used = splitter.split(buffer, filled, done);
      wanted = 2 * (filled - used);
      if (filled - used > LONGEST_ROW_BYTES && !done) throw tooLong(name, splitter.line);
      if (returns) {
        splitter.refuseReturns(buffer);
        returns = hasLoneReturn(buffer, used, filled - 1);
      }
      looked = Math.max(0, filled - used - 1);
      const { width, bounds, counts } = splitter;
      const rows = splitter.rows - Math.min(headerRows, splitter.rows);
      if (rows > 0) {
        const slice = { bytes: buffer, bounds };
        if (ragged) {
          const first = headerRows === 0 ? 0 : 2 * counts[0];
          yield { rows, counts: counts.slice(headerRows), slices: [{ ...slice, first, stride: 2 }] };
        } else {
          const stride = 2 * width;
          const slices = Array.from({ length: width }, (_, column) => ({
            bytes: buffer,
            bounds,
            first: 2 * column + headerRows * stride,
            stride,
          }));
          yield { rows, slices };
        }
      }
      if (splitter.rows > 0) headerRows = 0;
      buffer.copy(buffer, 0, used, filled);
      filled -= used;
    }
  }
}

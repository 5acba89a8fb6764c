/** Text whose lines are no rows of cells, read as a table. */
import { LikewiseError } from '@likewise/core';
import { type CellBlock, type CellTable, SAMPLE_ROWS } from '../../cells/cell-table.ts';
import { shortened } from '../../cells/cell-values.ts';
import { loneReturn } from '../../cells/line-ends.ts';
import type { TextSource } from '../../cells/text-encoding.ts';
import { slicesOf } from '../../cells/text-slices.ts';
import { Origins } from './origins.ts';

export interface LineFormat {
  /** What stderr says of the file. */
  readonly note: string;
  /** Columns of the table; their names tell their roles. */
  readonly names: readonly string[];
  /** As in `CellTable`. */
  readonly usersBy: 'line' | 'number';
  /** Begins at the first line. */
  reader(): LineReader;
}

/** Adds the cells of the line's rows to `cells`; a sentence where the line is not of the format. Blank lines do not come. */
interface LineReader {
  (line: string, cells: string[]): string | undefined;
  /** Asked after the last line: a sentence where something is missing. */
  readonly missing?: () => string | undefined;
}

export function lineTable(source: TextSource, { note, names, usersBy, reader }: LineFormat): CellTable {
  const { name: file, head, headBytes, complete, fileBytes, compressed } = source;
  const width = names.length;
  const origins = new Origins();
  const read = (into: LineReader, line: string, number: number, cells: string[]): void => {
    const problem = line === '' ? undefined : line.includes('\r') ? loneReturn : into(line, cells);
    if (problem === undefined) return;
    const got = shortened(line, 60);
    throw new LikewiseError('invalid-cell', `${file}, line ${number}: ${problem}; got ${JSON.stringify(got)}. Correct the line.`, {
      file,
      line: number,
      value: got,
    });
  };
  const headCells: string[] = [];
  const fromHead = reader();
  const headLines = linesOf(head, complete);
  for (const [index, line] of headLines.entries()) read(fromHead, line, index + 1, headCells);
  const rowsOfHead = headCells.length / width;
  const sample = Array.from({ length: Math.min(SAMPLE_ROWS, rowsOfHead) }, (_, row) => headCells.slice(row * width, (row + 1) * width));
  return {
    file,
    format: 'delimited',
    delimiter: undefined,
    header: false,
    names,
    width,
    sample,
    estimatedRows: fileBytes === undefined || compressed ? undefined : (fileBytes * rowsOfHead) / headBytes,
    fileBytes,
    compressed,
    usersBy,
    encoding: source.encoding,
    notes: () => [note],
    where: (row) => {
      const line = origins.of(row) + 1;
      return { text: `line ${line}`, line };
    },
    blocks,
    close: async () => source.close(),
  };

  async function* blocks(): AsyncGenerator<CellBlock> {
    const next = reader();
    let rest = '';
    let number = 0;
    const chunks = source.chunks(() => number + 1);
    for (let done = false; !done; ) {
      const { value: chunk, done: ended = false } = await chunks.next();
      done = ended;
      const lines = (ended ? rest : rest + chunk.toString('utf8')).split('\n');
      rest = done ? '' : (lines.pop() as string);
      const cells: string[] = [];
      for (const line of lines) {
        const before = cells.length;
        read(next, line.trim(), ++number, cells);
        origins.push((cells.length - before) / width);
      }
      const missing = done ? next.missing?.() : undefined;
      if (missing !== undefined) throw new LikewiseError('invalid-cell', `${file}: ${missing}. Write it again.`, { file, line: number });
      if (cells.length > 0) yield { rows: cells.length / width, slices: slicesOf(cells, width) };
    }
  }
}

/** Lines of the beginning without blanks around them, but for one that is cut. */
export function linesOf(head: Buffer, complete: boolean): readonly string[] {
  const lines = head.toString('utf8').split('\n');
  if (!complete) lines.pop();
  return lines.map((line) => line.trim());
}

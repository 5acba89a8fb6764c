/** JSONL (one object a line) as blocks of cells. */
import { LikewiseError } from '@likewise/core';
import type { ByteSource } from './byte-source.ts';
import type { CellBlock, CellTable, OpenOptions } from './cell-table.ts';
import { EncodingWatch, encodingNamed } from './text-encoding.ts';

const SAMPLE_ROWS = 200;
/** Strings, or numbers that would not come back as they were written: 17 digits and more, fractions, exponents. */
const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const NUMBERS_AT_RISK = /\d{16}|\d[.eE]|-0/;

export function jsonLinesTable(source: ByteSource, options: OpenOptions): CellTable {
  const { name } = source;
  const stated = options.encoding === undefined ? undefined : encodingNamed(options.encoding);
  const watch = new EncodingWatch(name, stated === 'utf-16' ? undefined : (stated ?? 'utf-8'));
  const skipped = source.head[0] === 0xef ? 3 : 0;
  const headLines = source.head.subarray(skipped).toString('utf8').split('\n');
  if (!source.complete) headLines.pop();
  const names: string[] = [];
  const places = new Map<string, number>();
  const sample: string[][] = [];
  for (const [index, line] of headLines.slice(0, SAMPLE_ROWS).entries()) {
    if (line.trim() === '') continue;
    const row: string[] = [];
    for (const [key, text] of cellsOf(name, line, index + 1)) {
      let place = places.get(key);
      if (place === undefined) {
        place = names.length;
        places.set(key, place);
        names.push(key);
      }
      row[place] = text;
    }
    sample.push(row);
  }
  const width = names.length;
  for (const row of sample) for (let place = 0; place < width; place++) row[place] ??= '';
  /** Line of each data row where blank lines shift it. */
  const jumps: number[] = [];

  return {
    file: name,
    format: 'jsonl',
    delimiter: undefined,
    header: true,
    names,
    width,
    sample,
    rowBytes: source.head.length / Math.max(1, headLines.length),
    source,
    compressed: source.compressed,
    encoding: () => watch.encoding,
    where: (row) => {
      const line = row + 1 + jumps.filter((before) => before <= row).length;
      return { text: `line ${line}`, line };
    },
    blocks,
    close: async () => source.close(),
  };

  async function* blocks(): AsyncGenerator<CellBlock> {
    let rest = Buffer.alloc(0);
    let line = 0;
    let rows = 0;
    let unpacked = 0;
    let toSkip = skipped;
    const chunks = source.chunks();
    for (let done = false; !done; ) {
      const next = await chunks.next();
      done = next.done === true;
      if (!done) {
        unpacked += (next.value as Buffer).length;
        rest = Buffer.concat([rest, (next.value as Buffer).subarray(toSkip)]);
        toSkip = 0;
      }
      const whole = done ? rest.length : rest.lastIndexOf(0x0a) + 1;
      const part = rest.subarray(0, whole);
      watch.check(part, line + 1);
      const lines = part.toString(watch.encoding === 'latin-1' ? 'latin1' : 'utf8').split('\n');
      if (!done || lines[lines.length - 1] === '') lines.pop();
      rest = rest.subarray(whole);
      const cells: string[] = [];
      let count = 0;
      for (const text of lines) {
        line++;
        if (text.trim() === '') {
          jumps.push(rows + count);
          continue;
        }
        const row = new Array<string>(width).fill('');
        for (const [key, value] of cellsOf(name, text, line)) {
          const place = places.get(key);
          if (place === undefined) {
            throw new LikewiseError(
              'row-width',
              `${name}, line ${line}: a field "${key}" that the first ${sample.length} rows do not have; give it to an early row, or take it out.`,
              {
                file: name,
                line,
                field: key,
              },
            );
          }
          row[place] = value;
        }
        cells.push(...row);
        count++;
      }
      if (count > 0) yield { rows: count, slices: slicesOf(cells, width) };
      rows += count;
      options.onBytes?.(unpacked);
    }
  }
}

/** Cells given as text, row by row, as slices over one buffer. */
export function slicesOf(cells: readonly string[], width: number): CellBlock['slices'] {
  const bytes = Buffer.from(cells.join(''));
  const bounds = new Int32Array(2 * cells.length);
  let at = 0;
  for (let cell = 0; cell < cells.length; cell++) {
    bounds[2 * cell] = at;
    at += Buffer.byteLength(cells[cell]);
    bounds[2 * cell + 1] = at;
  }
  return Array.from({ length: width }, (_, column) => ({ bytes, bounds, first: 2 * column, stride: 2 * width }));
}

function cellsOf(name: string, line: string, number: number): [key: string, text: string][] {
  let record: unknown;
  try {
    record = JSON.parse(line);
    // Numbers are wanted as they were written, so that an id of 19 digits keeps them all.
    if (NUMBERS_AT_RISK.test(line)) record = JSON.parse(line.replace(TOKENS, (token) => (token[0] === '"' ? token : `"${token}"`)));
  } catch (error) {
    throw new LikewiseError('invalid-json', `${name}, line ${number}: not JSON (${(error as Error).message}); write one object a line.`, {
      file: name,
      line: number,
    });
  }
  if (typeof record !== 'object' || record === null || Array.isArray(record)) {
    throw new LikewiseError(
      'invalid-json',
      `${name}, line ${number}: must be a JSON object such as {"user":"ann","item":"tea"}; got ${line.slice(0, 40)}.`,
      {
        file: name,
        line: number,
      },
    );
  }
  return Object.entries(record).map(([key, value]) => {
    if (value === null) return [key, ''];
    return [key, typeof value === 'object' ? JSON.stringify(value) : String(value)];
  });
}

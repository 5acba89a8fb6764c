/** JSONL (one object a line) as blocks of cells. */
import { LikewiseError } from '@likewise/core';
import { type CellBlock, type CellTable, SAMPLE_ROWS } from './cell-table.ts';
import { parseExactly } from './exact-json.ts';
import type { TextSource } from './text-encoding.ts';

/** @throws LikewiseError `json-array` */
export function isJsonLines({ head, name: file, path }: TextSource): boolean {
  const text = head.subarray(0, 4096).toString('utf8').trimStart();
  const isJsonName = /\.(json|jsonl|ndjson)(\.gz)?$/i.test(path);
  if (text.startsWith('[') && isJsonName)
    throw new LikewiseError('json-array', `${file} is one JSON array; write one object a line (JSONL), as jq -c '.[]' does.`, { file });
  return text.startsWith('{') && (isJsonName || /^\{\s*("(?:[^"\\]|\\.)*"\s*:|\})/.test(text));
}

export function jsonLinesTable(source: TextSource): CellTable {
  const { name, head, complete, compressed, fileBytes, headBytes } = source;
  const headLines = head.toString('utf8').split('\n');
  if (!complete) headLines.pop();
  const records = headLines
    .slice(0, SAMPLE_ROWS)
    .flatMap((line, index) => (line.trim() === '' ? [] : [new Map(cellsOf(name, line, index + 1))]));
  const names = [...new Set(records.flatMap((record) => [...record.keys()]))];
  const places = new Map(names.map((key, place) => [key, place]));
  /** Rows before which blank lines stand. */
  const jumps: number[] = [];
  return {
    file: name,
    format: 'jsonl',
    delimiter: undefined,
    header: true,
    names,
    width: names.length,
    sample: records.map((record) => names.map((key) => record.get(key) ?? '')),
    estimatedRows: fileBytes === undefined || compressed ? undefined : (fileBytes * Math.max(1, headLines.length)) / headBytes,
    fileBytes,
    compressed,
    encoding: source.encoding,
    notes: () => [],
    where: (row) => {
      const line = row + 1 + jumps.filter((before) => before <= row).length;
      return { text: `line ${line}`, line };
    },
    blocks,
    close: async () => source.close(),
  };

  async function* blocks(): AsyncGenerator<CellBlock> {
    let rest = '';
    let line = 0;
    let rows = 0;
    const chunks = source.chunks(() => line + 1);
    for (let done = false; !done; ) {
      const { value: chunk, done: ended = false } = await chunks.next();
      done = ended;
      const lines = (ended ? rest : rest + chunk.toString('utf8')).split('\n');
      rest = done ? '' : (lines.pop() as string);
      if (done && lines.at(-1) === '') lines.pop();
      const cells: string[] = [];
      let count = 0;
      for (const text of lines) {
        line++;
        if (text.trim() === '') {
          jumps.push(rows + count);
          continue;
        }
        const row = new Array<string>(names.length).fill('');
        for (const [key, value] of cellsOf(name, text, line)) {
          const place = places.get(key);
          if (place === undefined) {
            const problem = `a field "${key}" that the first ${records.length} rows do not have; give it to an early row, or take it out`;
            throw new LikewiseError('row-width', `${name}, line ${line}: ${problem}.`, { file: name, line, field: key });
          }
          row[place] = value;
        }
        cells.push(...row);
        count++;
      }
      if (count > 0) yield { rows: count, slices: slicesOf(cells, names.length) };
      rows += count;
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
  const refuse = (problem: string): LikewiseError =>
    new LikewiseError('invalid-json', `${name}, line ${number}: ${problem}.`, { file: name, line: number });
  let record: unknown;
  try {
    record = parseExactly(line);
  } catch (error) {
    throw refuse(`not JSON (${(error as Error).message}); write one object a line`);
  }
  if (typeof record !== 'object' || record === null || Array.isArray(record))
    throw refuse(`must be a JSON object such as {"user":"ann","item":"tea"}; got ${line.slice(0, 40)}`);
  return Object.entries(record).map(([key, value]) => [
    key,
    value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value),
  ]);
}

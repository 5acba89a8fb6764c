/** Columns whose cells are lists, such as ["tea","jam"] of JSON and Parquet: one row becomes one for each element. */
import { LikewiseError } from '@likewise/core';
import { type CellBlock, type CellTable, cellText } from './cell-table.ts';
import { shortened } from './cell-values.ts';
import { parseExactly } from './exact-json.ts';
import { slicesOf } from './text-slices.ts';

/** Whether the cells of the column are lists, by the first rows: all that are not empty, and one at least. */
export function isListColumn({ sample }: CellTable, position: number): boolean {
  const cells = sample.map((row) => row[position] ?? '').filter((cell) => cell !== '');
  return cells.length > 0 && cells.every((cell) => elementsOf(cell) !== undefined);
}

/**
 * The same table with a row for each element of the lists in the column; rows whose list is empty are none, and told in `notes`.
 * @throws LikewiseError `invalid-cell` from `blocks` for a cell that is no list of texts and numbers
 */
export function oneRowAnElement(table: CellTable, position: number): CellTable {
  /** Rows of this table before each row of the one below. */
  const starts: number[] = [];
  let rows = 0;
  let empty = 0;
  const listsOf = (cell: string, row: number): readonly string[] => {
    if (cell === '') return [];
    const elements = elementsOf(cell);
    const nested = elements?.find((element) => element.startsWith('{') || element.startsWith('['));
    if (elements !== undefined && nested === undefined) return elements;
    const { text, line } = table.where(row);
    const field = table.names?.[position] ?? `column ${position + 1}`;
    const must = 'must be a list of texts or numbers as in the rows before';
    const got = shortened(nested ?? cell, 60);
    const data = { file: table.file, line, field, value: got };
    throw new LikewiseError('invalid-cell', `${table.file}, ${text}: ${field} ${must}; got ${JSON.stringify(got)}. Correct the row.`, data);
  };
  return {
    ...table,
    sample: table.sample.flatMap((row) =>
      (elementsOf(row[position] ?? '') ?? []).slice(0, MOST_OF_ONE).map((element) => row.with(position, element)),
    ),
    estimatedRows: undefined,
    notes: () => [
      ...table.notes(),
      ...(rows > 0 ? [`lists of ${table.names?.[position] ?? `column ${position + 1}`} became one row an element: ${rows} rows`] : []),
      ...(empty > 0 ? [`${empty} of ${starts.length} rows have an empty list and none of them`] : []),
    ],
    where: (row) => table.where(rowBelow(starts, row)),
    blocks,
  };

  async function* blocks(): AsyncGenerator<CellBlock> {
    for await (const { rows: count, slices } of table.blocks()) {
      const sources: number[] = [];
      const elements: string[] = [];
      for (let row = 0; row < count; row++) {
        const list = listsOf(cellText(slices[position], row), starts.length);
        starts.push(rows + elements.length);
        if (list.length === 0) empty++;
        for (const element of list) {
          sources.push(row);
          elements.push(element);
        }
      }
      if (elements.length === 0) continue;
      const expanded = slices.map((slice, column) => {
        if (column === position) return slicesOf(elements, 1)[0];
        const bounds = new Int32Array(2 * sources.length);
        for (let to = 0; to < sources.length; to++) {
          bounds[2 * to] = slice.bounds[slice.first + sources[to] * slice.stride];
          bounds[2 * to + 1] = slice.bounds[slice.first + sources[to] * slice.stride + 1];
        }
        return { bytes: slice.bytes, bounds, first: 0, stride: 2 };
      });
      yield { rows: elements.length, slices: expanded };
      rows += elements.length;
    }
  }
}

/** Elements of one list that the sample shows. */
const MOST_OF_ONE = 20;

/** The row below from which row `row` came: the last that starts at or before it. */
function rowBelow(starts: readonly number[], row: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle] <= row) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The pattern below remembers each element. */
const LONGEST_PYTHON = 1 << 18;
/** Python's way of writing a list of texts and numbers, as pandas leaves it in CSV. */
const PYTHON_LIST = /^\[\s*(?:(?:'[^'\\]*'|"[^"\\]*"|-?\d+(?:\.\d+)?)\s*(?:,\s*(?=[^\s\]])|(?=\])))*\]$/;
const TOKENS = /'([^'\\]*)'|"([^"\\]*)"|-?\d+(?:\.\d+)?/g;

/** The elements as text; nested ones begin with { or [; `undefined` where the cell is no list. */
export function elementsOf(cell: string): readonly string[] | undefined {
  if (!cell.startsWith('[') || !cell.endsWith(']')) return undefined;
  try {
    const list = parseExactly(cell) as readonly unknown[];
    return list.flatMap((element) => (element === null ? [] : [typeof element === 'object' ? JSON.stringify(element) : String(element)]));
  } catch {
    if (cell.length > LONGEST_PYTHON || !PYTHON_LIST.test(cell)) return undefined;
    return [...cell.matchAll(TOKENS)].map(([token, single, double]) => single ?? double ?? token);
  }
}

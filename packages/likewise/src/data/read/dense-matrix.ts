/** Dense matrices in text files, as courses and scripts leave them: one row a line, no header; and their ratings. */
import { IdMap, type Interactions, interactionsFromColumns, LikewiseError } from '@likewise/core';
import { cellText, type OpenOptions } from '../cells/cell-table.ts';
import { numberIn } from '../cells/cell-values.ts';
import { withCells } from '../cells/open-cells.ts';
import { hasColumnNames, hasRowNames, isNothing } from '../columns/formats/matrix-layout.ts';
import { growingFloat64 } from '../columns/growing.ts';

/** Row-major; NaN where the cell was empty or said nan. */
export interface NumberMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float64Array;
}

export interface DenseMatrixOptions extends Pick<OpenOptions, 'delimiter' | 'encoding' | 'signal'> {
  /** Whether the first row and the first column may be names, which are left out. @default false */
  readonly named?: boolean | undefined;
}

/**
 * A matrix without header; plain or packed, any separator. An empty cell, "nan", "NA" and "null" are NaN.
 * @throws LikewiseError `invalid-value` naming line and column of a cell that is not a number; as `readInteractions` for the file.
 */
export const readDenseMatrix = (path: string, { named = false, ...options }: DenseMatrixOptions = {}): Promise<NumberMatrix> =>
  withCells(path, { ...options, header: named ? (sample) => hasColumnNames(sample) : false }, async (table) => {
    const { file, width } = table;
    const from = named && hasRowNames(table.names, table.sample) ? 1 : 0;
    const refuse = (place: string, column: number, cell: string): never => {
      const problem = `a cell of a matrix must be a number; got "${cell}"`;
      throw new LikewiseError('invalid-value', `${file}, ${place}, column ${column}: ${problem}.`, { column });
    };
    const values = growingFloat64();
    let rows = 0;
    for await (const { rows: count, slices } of table.blocks()) {
      for (let row = 0; row < count; row++, rows++) {
        for (let column = from; column < width; column++) {
          const text = cellText(slices[column], row);
          const value = isNothing(text) ? Number.NaN : numberIn(text);
          values.add(value ?? refuse(table.where(rows).text, column + 1, text));
        }
      }
    }
    return { rows, columns: width - from, values: values.join() };
  });

export interface DenseRatingsOptions {
  /** What a row of the matrix is. @default 'users' */
  readonly rows?: 'users' | 'items' | undefined;
  /** Number that stands for a missing rating, besides NaN. @default −1 */
  readonly missing?: number | undefined;
  /** 1 where there is a rating, 0 where not; of the same shape. Instead of `missing`. */
  readonly mask?: NumberMatrix | undefined;
}

/**
 * The ratings of a dense matrix; users and items are called by their row or column, from 0.
 * @throws LikewiseError `invalid-shape`, `invalid-value` for a mask that is not of the shape, or not of 0 and 1.
 */
export function ratingsFromMatrix(matrix: NumberMatrix, { rows = 'users', missing = -1, mask }: DenseRatingsOptions = {}): Interactions {
  if (mask !== undefined && (mask.rows !== matrix.rows || mask.columns !== matrix.columns)) {
    throw new LikewiseError(
      'invalid-shape',
      `ratingsFromMatrix: the mask must be ${matrix.rows} × ${matrix.columns} like the matrix; got ${mask.rows} × ${mask.columns}.`,
    );
  }
  const odd = mask?.values.find((value) => value !== 0 && value !== 1);
  if (odd !== undefined) throw new LikewiseError('invalid-value', `ratingsFromMatrix: a mask holds 0 and 1; got ${odd}.`);
  const rated = (at: number): boolean =>
    !Number.isNaN(matrix.values[at]) && (mask === undefined ? matrix.values[at] !== missing : mask.values[at] === 1);
  const cells = Uint32Array.from(matrix.values.keys()).filter(rated);
  const rowOf = cells.map((cell) => Math.floor(cell / matrix.columns));
  const columnOf = cells.map((cell) => cell % matrix.columns);
  const numbered = (size: number): IdMap => new IdMap(Array.from({ length: size }, (_, index) => index));
  const [rowIds, columnIds] = [numbered(matrix.rows), numbered(matrix.columns)];
  const values = Float32Array.from(cells, (cell) => matrix.values[cell]);
  return rows === 'users'
    ? interactionsFromColumns({ users: rowIds, items: columnIds, userIndexes: rowOf, itemIndexes: columnOf, values })
    : interactionsFromColumns({ users: columnIds, items: rowIds, userIndexes: columnOf, itemIndexes: rowOf, values });
}

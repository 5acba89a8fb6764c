/** Sparse matrices that grow by a column: what users had, when an item comes. */
import { rowIndexes, rowValues, type SparsePattern, type SparseRows } from '../../matrix/sparse.ts';
import type { FoldInRow } from '../answering/user-row.ts';

/** The matrix with one more column at the end, held by the given rows (ascending), with values where the matrix has some. */
export function withColumn(matrix: SparseRows, rowsOfColumn: Uint32Array, valuesOfColumn: Float32Array): SparseRows;
export function withColumn(matrix: SparsePattern, rowsOfColumn: Uint32Array): SparsePattern;
export function withColumn(
  matrix: SparsePattern | SparseRows,
  rowsOfColumn: Uint32Array,
  valuesOfColumn?: Float32Array,
): SparsePattern | SparseRows {
  const { rows, columns, pointers } = matrix;
  const wider = {
    rows,
    columns: columns + 1,
    pointers: new Uint32Array(rows + 1),
    indexes: new Uint32Array(matrix.indexes.length + rowsOfColumn.length),
  };
  const values = valuesOfColumn === undefined ? undefined : new Float32Array(wider.indexes.length);
  let to = 0;
  for (let row = 0, next = 0; row < rows; row++) {
    wider.indexes.set(rowIndexes(matrix, row), to);
    values?.set(rowValues(matrix as SparseRows, row), to);
    to += pointers[row + 1] - pointers[row];
    if (rowsOfColumn[next] === row) {
      wider.indexes[to] = columns;
      if (values !== undefined && valuesOfColumn !== undefined) values[to] = valuesOfColumn[next];
      to++;
      next++;
    }
    wider.pointers[row + 1] = to;
  }
  return values === undefined ? wider : { ...wider, values };
}

/** What users had, and the people who met a new item, with their values where the model keeps them. */
export function withSeenColumn(seen: SparsePattern, { indexes, values }: FoldInRow): SparsePattern {
  return 'values' in seen ? withColumn(seen as SparseRows, indexes, values) : withColumn(seen, indexes);
}

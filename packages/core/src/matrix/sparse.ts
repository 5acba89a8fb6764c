/** Compressed sparse rows (CSR): the one sparse layout of the library. */

/** Where entries stand, without values. */
export interface SparsePattern {
  readonly rows: number;
  readonly columns: number;
  /** Entries of row r stand at pointers[r] … pointers[r+1]−1; [rows + 1]. */
  readonly pointers: Uint32Array;
  /** Column of each entry, ascending within a row; [entries]. */
  readonly indexes: Uint32Array;
}

export interface SparseRows extends SparsePattern {
  /** Value of each entry; [entries]. A stored 0 is an entry. */
  readonly values: Float32Array;
}

/** Transpose by counting sort, O(entries); `order` gives for each entry of the transpose its position in the original. */
export function transpose(matrix: SparseRows): { readonly matrix: SparseRows; readonly order: Uint32Array } {
  const { rows, columns, pointers, indexes, values } = matrix;
  const entries = indexes.length;
  const next = new Uint32Array(columns + 1);
  for (let e = 0; e < entries; e++) next[indexes[e] + 1]++;
  for (let c = 0; c < columns; c++) next[c + 1] += next[c];
  const turned = {
    rows: columns,
    columns: rows,
    pointers: next.slice(),
    indexes: new Uint32Array(entries),
    values: new Float32Array(entries),
  };
  const order = new Uint32Array(entries);
  for (let row = 0; row < rows; row++) {
    for (let e = pointers[row]; e < pointers[row + 1]; e++) {
      const to = next[indexes[e]]++;
      turned.indexes[to] = row;
      turned.values[to] = values[e];
      order[to] = e;
    }
  }
  return { matrix: turned, order };
}

/** Column indexes of one row, a view. */
export function rowIndexes(matrix: SparsePattern, row: number): Uint32Array {
  return matrix.indexes.subarray(matrix.pointers[row], matrix.pointers[row + 1]);
}

/** Values of one row, a view. */
export function rowValues(matrix: SparseRows, row: number): Float32Array {
  return matrix.values.subarray(matrix.pointers[row], matrix.pointers[row + 1]);
}

/** Where the entries stand, without their values. */
export function patternOf({ rows, columns, pointers, indexes }: SparseRows): SparsePattern {
  return { rows, columns, pointers, indexes };
}

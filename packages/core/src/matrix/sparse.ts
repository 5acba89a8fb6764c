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

/** Pointers of rows, by the row of each entry; [rows + 1]. */
export function countedPointers(rowOfEntry: Uint32Array, rows: number): Uint32Array {
  const pointers = new Uint32Array(rows + 1);
  for (let e = 0; e < rowOfEntry.length; e++) pointers[rowOfEntry[e] + 1]++;
  for (let row = 0; row < rows; row++) pointers[row + 1] += pointers[row];
  return pointers;
}

/** Transpose by counting sort, O(entries); `order` gives for each entry of the transpose its position in the original. */
export function transpose(matrix: SparseRows): { readonly matrix: SparseRows; readonly order: Uint32Array } {
  const { rows, columns, pointers, indexes, values } = matrix;
  const entries = indexes.length;
  const next = countedPointers(indexes, columns);
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

/** Where the row holds the column; `undefined` where it does not. */
export function entryOf({ pointers, indexes }: SparsePattern, row: number, column: number): number | undefined {
  let [low, high] = [pointers[row], pointers[row + 1]];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (indexes[middle] < column) low = middle + 1;
    else high = middle;
  }
  return low < pointers[row + 1] && indexes[low] === column ? low : undefined;
}

/** Values of one row, a view. */
export function rowValues(matrix: SparseRows, row: number): Float32Array {
  return matrix.values.subarray(matrix.pointers[row], matrix.pointers[row + 1]);
}

/** Entries of each column; [columns]. */
export function columnCounts({ columns, indexes }: Pick<SparsePattern, 'columns' | 'indexes'>): Uint32Array {
  const counts = new Uint32Array(columns);
  for (let e = 0; e < indexes.length; e++) counts[indexes[e]]++;
  return counts;
}

/** Mean of each column's entries, 0 where it has none; [columns]. */
export function columnMeans(matrix: SparseRows): Float64Array {
  const { columns, indexes, values } = matrix;
  const sums = new Float64Array(columns);
  for (let e = 0; e < indexes.length; e++) sums[indexes[e]] += values[e];
  const counts = columnCounts(matrix);
  return sums.map((sum, column) => (counts[column] === 0 ? 0 : sum / counts[column]));
}

/** The rows that have an entry, ascending. */
export function filledRows({ rows, pointers }: Pick<SparsePattern, 'rows' | 'pointers'>): Uint32Array {
  return Uint32Array.from({ length: rows }, (_, row) => row).filter((row) => pointers[row + 1] > pointers[row]);
}

/** Mean of the values of a column; NaN where it has none. */
export function meanOfColumn({ indexes, values }: SparseRows, column: number): number {
  let [sum, count] = [0, 0];
  for (let e = 0; e < indexes.length; e++) {
    if (indexes[e] !== column) continue;
    sum += values[e];
    count++;
  }
  return sum / count;
}

/** Where the entries stand, without their values. */
export function patternOf({ rows, columns, pointers, indexes }: SparseRows): SparsePattern {
  return { rows, columns, pointers, indexes };
}

/** The matrix with empty rows, and columns, at the end. */
export function withEmptyRows<M extends SparsePattern>(matrix: M, rows: number, columns: number = matrix.columns): M {
  const pointers = new Uint32Array(rows + 1).fill(matrix.indexes.length);
  pointers.set(matrix.pointers);
  return { ...matrix, rows, columns, pointers };
}

/** The matrix with one more column at the end: its rows, ascending, and their values, which count where the matrix has some. */
export function withColumn<M extends SparsePattern>(
  matrix: M,
  column: { readonly indexes: Uint32Array; readonly values: Float32Array },
): M {
  const { rows, columns, pointers, values } = matrix as SparsePattern & Partial<SparseRows>;
  const ends = new Uint32Array(rows + 1);
  const indexes = new Uint32Array(matrix.indexes.length + column.indexes.length);
  const wider = values && new Float32Array(indexes.length);
  for (let row = 0, next = 0; row < rows; row++) {
    const to = pointers[row] + next;
    const end = pointers[row + 1] + next;
    indexes.set(rowIndexes(matrix, row), to);
    if (values) wider?.set(values.subarray(pointers[row], pointers[row + 1]), to);
    if (column.indexes[next] === row) {
      indexes[end] = columns;
      if (wider) wider[end] = column.values[next];
      next++;
    }
    ends[row + 1] = pointers[row + 1] + next;
  }
  return { ...matrix, columns: columns + 1, pointers: ends, indexes, ...(wider && { values: wider }) };
}

/** A matrix of at most so many entries whose rows are written in order; `fill` adds the entries of a row, columns ascending. */
export function sparseFromRows(
  rows: number,
  columns: number,
  most: number,
  fill: (row: number, add: (column: number, value: number) => void) => void,
): SparseRows {
  const pointers = new Uint32Array(rows + 1);
  const indexes = new Uint32Array(most);
  const values = new Float32Array(most);
  let size = 0;
  const add = (column: number, value: number): void => {
    indexes[size] = column;
    values[size++] = value;
  };
  for (let row = 0; row < rows; row++) {
    fill(row, add);
    pointers[row + 1] = size;
  }
  return size === most
    ? { rows, columns, pointers, indexes, values }
    : { rows, columns, pointers, indexes: indexes.slice(0, size), values: values.slice(0, size) };
}

/**
 * Rows in another order and numbering of columns. `sources` says which row comes to each place, −1: none, an empty row; [rows of the
 * result]. `columnOf` says where each column comes to, −1: left out.
 */
export function rowsInOrder(matrix: SparseRows, sources: Int32Array, columnOf: Int32Array, columns: number): SparseRows {
  const { pointers, indexes, values } = matrix;
  const most = sources.reduce((sum, row) => sum + (row < 0 ? 0 : pointers[row + 1] - pointers[row]), 0);
  return sparseFromRows(sources.length, columns, most, (row, add) => {
    const kept: number[] = [];
    const source = sources[row];
    if (source >= 0) for (let e = pointers[source]; e < pointers[source + 1]; e++) if (columnOf[indexes[e]] >= 0) kept.push(e);
    for (const e of kept.sort((a, b) => columnOf[indexes[a]] - columnOf[indexes[b]])) add(columnOf[indexes[e]], values[e]);
  });
}

/** Matrices of as many rows each, side by side. */
export function sideBySide(rows: number, parts: readonly SparseRows[]): SparseRows {
  const sum = (of: (part: SparseRows) => number): number => parts.reduce((total, part) => total + of(part), 0);
  const entries = sum(({ indexes }) => indexes.length);
  return sparseFromRows(
    rows,
    sum(({ columns }) => columns),
    entries,
    (row, add) => {
      let first = 0;
      for (const { columns, pointers, indexes, values } of parts) {
        for (let e = pointers[row]; e < pointers[row + 1]; e++) add(first + indexes[e], values[e]);
        first += columns;
      }
    },
  );
}

/** The entries that `keep` says to keep, by their place. */
export function keptEntries({ rows, columns, pointers, indexes, values }: SparseRows, keep: (entry: number) => boolean): SparseRows {
  return sparseFromRows(rows, columns, values.length, (row, add) => {
    for (let e = pointers[row]; e < pointers[row + 1]; e++) if (keep(e)) add(indexes[e], values[e]);
  });
}

/** The entries other than 0; the same matrix where no 0 is stored. */
export function withoutZeros(matrix: SparseRows): SparseRows {
  const { values } = matrix;
  return values.includes(0) ? keptEntries(matrix, (e) => values[e] !== 0) : matrix;
}

/** The matrix with a row for each map: its values by column, none where there is no map. */
export function sparseFromMaps(maps: Iterable<ReadonlyMap<number, number> | undefined>, columns: number): SparseRows {
  const list = [...maps];
  const entries = list.reduce((sum, map) => sum + (map?.size ?? 0), 0);
  return sparseFromRows(list.length, columns, entries, (row, add) => {
    for (const [column, value] of [...(list[row] ?? [])].sort(([a], [b]) => a - b)) add(column, value);
  });
}

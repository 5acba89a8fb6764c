/** XᵀX of a sparse X, a block of rows at a time: memory beyond X is one block. */

import { float64, type Kernels, type StopSignal } from '../../kernels/kernels.ts';
import { columnCounts, type SparseRows, transpose } from '../../matrix/sparse.ts';

/** Numbers of a block: 32 MiB. */
const BLOCK_NUMBERS = 2 ** 22;

/**
 * Hands the upper triangle of XᵀX to `take`, rows first … first + rows − 1 at a time: entry (i, c), c ≥ i, of item i = first + r
 * at block[r · columns + c]. The block is used again afterwards.
 */
export async function eachGramBlock(
  x: SparseRows,
  kernels: Kernels,
  signal: StopSignal | undefined,
  take: (block: Float64Array, first: number, rows: number) => void,
): Promise<void> {
  const { columns, pointers, indexes, values } = x;
  const { matrix: byItem, order } = transpose(x);
  const blockRows = Math.min(columns, Math.max(1, Math.floor(BLOCK_NUMBERS / columns)));
  const session = await kernels.open({
    itemPointers: byItem.pointers,
    entries: order,
    entryUsers: byItem.indexes,
    pointers,
    indexes,
    values,
    products: float64(blockRows * columns),
  });
  const a = session.arrays;
  try {
    for (let first = 0; first < columns; first += blockRows) {
      const rows = Math.min(blockRows, columns - first);
      await session.run(
        'coOccurrences',
        [a.itemPointers, a.entries, a.entryUsers, a.pointers, a.indexes, a.values, columns, first, a.products],
        { rows, grain: 16, signal },
      );
      take(a.products, first, rows);
    }
  } finally {
    session.close();
  }
}

/** X without the items nobody has, and which items are left. */
export function withoutEmptyColumns(x: SparseRows): { readonly x: SparseRows; readonly kept: Uint32Array } {
  const counts = columnCounts(x);
  const kept = Uint32Array.from(counts.keys()).filter((itemIndex) => counts[itemIndex] > 0);
  if (kept.length === x.columns) return { x, kept };
  const place = new Uint32Array(x.columns);
  kept.forEach((itemIndex, k) => {
    place[itemIndex] = k;
  });
  return { x: { ...x, columns: kept.length, indexes: x.indexes.map((itemIndex) => place[itemIndex]) }, kept };
}

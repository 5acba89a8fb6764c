/** Lists of the best items by dot product: for many users on all threads, for one user at once. */
import type { IdMap } from '../../data/id-map.ts';
import { float32, int32, type Kernels, paddedFactors, type StopSignal, uint32 } from '../../kernels/kernels.ts';
import { type Panels, packPanels } from '../../kernels/panels.ts';
import { topNScratchBytes } from '../../kernels/scratch.ts';
import { openTopNScan, type TopNScan } from '../../kernels/top-n-scan.ts';
import { type DenseMatrix, rowOf, withRowLength } from '../../matrix/dense.ts';
import type { SparsePattern } from '../../matrix/sparse.ts';
import { BLOCK_USERS, emptyLists, fillLists, mostEntries } from '../answering/block-lists.ts';
import type { ScoredItem, TopItems, TopItemsOptions } from '../contract/model.ts';

/** Panels of the vectors, padded for the kernels. */
export function panelsOf(matrix: DenseMatrix): Panels {
  const padded = paddedFactors(matrix.columns);
  return packPanels(withRowLength(matrix.values, matrix.rows, matrix.columns, padded), matrix.rows, padded);
}

/**
 * The n best items of each listed user by dot product, on all threads. Memory beyond the result is that of one block of
 * users, whatever their number. Users and items with a vector of 0 get and are nothing.
 * @throws LikewiseError `invalid-option`, `invalid-index`
 */
export async function topItemsByFactors(
  parts: { readonly userFactors: DenseMatrix; readonly panels: Panels; readonly items: number; readonly seen: SparsePattern },
  userIndexes: Uint32Array,
  options: TopItemsOptions,
  kernels: Kernels,
  signal?: StopSignal,
): Promise<TopItems> {
  const { userFactors, panels, items: itemCount, seen } = parts;
  const lists = emptyLists(userIndexes, options.n, itemCount, userFactors.rows);
  const { n } = lists;
  let columns = itemCount;
  while (columns > 0 && panels.norms[columns - 1] === 0) columns--;
  const padded = paddedFactors(userFactors.columns);
  const { pointers } = seen;
  const entries = mostEntries(userIndexes, (userIndex) => pointers[userIndex + 1] - pointers[userIndex]);
  const rows = Math.min(userIndexes.length, BLOCK_USERS);
  const session = await kernels.open(
    {
      rows: Uint32Array.from({ length: rows }, (_, r) => r),
      vectors: float32(rows * padded),
      packed: panels.packed,
      norms: panels.norms,
      columnOf: panels.columnOf,
      positionOf: panels.positionOf,
      pointers: uint32(rows + 1),
      indexes: uint32(entries),
      bestColumns: int32(rows * n),
      bestScores: float32(rows * n),
    },
    { scratchBytes: topNScratchBytes(itemCount, padded) },
  );
  const a = session.arrays;
  try {
    await fillLists(lists, userIndexes, a, async (block) => {
      const answered = gatherBlock(a, block, userFactors, seen, panels.positionOf, columns);
      const scanned = [a.packed, a.norms, a.columnOf, a.positionOf, columns] as const;
      const rules = [a.pointers, a.indexes, options.keepSeen === true ? 0 : 1, padded, n] as const;
      const args = [a.rows, a.vectors, ...scanned, ...rules, a.bestColumns, a.bestScores] as const;
      await session.run('topN', [...args], { rows: block.length, grain: 64, signal });
      return answered;
    });
    return lists;
  } finally {
    session.close();
  }
}

/** Vectors and seen items of a block of users; seen items that are not scanned (position ≥ columns) need no mark. 1 for each vector other than 0. */
function gatherBlock(
  into: { readonly vectors: Float32Array; readonly pointers: Uint32Array; readonly indexes: Uint32Array },
  userIndexes: Uint32Array,
  userFactors: DenseMatrix,
  seen: SparsePattern,
  positionOf: Uint32Array,
  columns: number,
): Uint8Array {
  const padded = paddedFactors(userFactors.columns);
  let entries = 0;
  return Uint8Array.from(userIndexes, (userIndex, row) => {
    const vector = rowOf(userFactors, userIndex);
    into.vectors.set(vector, row * padded);
    for (let e = seen.pointers[userIndex]; e < seen.pointers[userIndex + 1]; e++)
      if (positionOf[seen.indexes[e]] < columns) into.indexes[entries++] = seen.indexes[e];
    into.pointers[row + 1] = entries;
    return vector.some((value) => value !== 0) ? 1 : 0;
  });
}

/**
 * The n best items of one user, exactly: items are scored by falling length until ‖vector‖ · ‖item‖ cannot reach the
 * list. Ties by lower index. `wanted` is asked only of items that would enter. For short lists: O(n) a new entry.
 */
export function bestByProduct(
  items: IdMap,
  vector: ArrayLike<number>,
  scoreOf: (itemIndex: number) => number,
  { norms, columnOf }: Panels,
  n: number,
  wanted: (itemIndex: number) => boolean,
): readonly ScoredItem[] {
  let square = 0;
  for (let f = 0; f < vector.length; f++) square += vector[f] * vector[f];
  const length = Math.sqrt(square);
  const indexes: number[] = [];
  const scores: number[] = [];
  for (let p = 0; p < columnOf.length && norms[p] > 0; p++) {
    const full = indexes.length === n;
    if (full && length * norms[p] < scores[n - 1]) break;
    const itemIndex = columnOf[p];
    const score = Math.fround(scoreOf(itemIndex));
    const behind = (slot: number): boolean => score < scores[slot] || (score === scores[slot] && itemIndex > indexes[slot]);
    if ((full && behind(n - 1)) || !wanted(itemIndex)) continue;
    let slot = indexes.length;
    while (slot > 0 && !behind(slot - 1)) slot--;
    indexes.splice(slot, 0, itemIndex);
    scores.splice(slot, 0, score);
    if (indexes.length > n) {
      indexes.pop();
      scores.pop();
    }
  }
  return indexes.map((itemIndex, slot) => ({ item: items.ids[itemIndex], score: scores[slot] }));
}

/** Longest list that is built by insertion. */
export const LONGEST_INSERTED = 256;

/** `undefined` where the kernel is not worth its memory, or cannot run: then `bestByProduct` answers. */
export function scanOf(panels: Panels, items: number, factors: number): TopNScan | undefined {
  return items * factors < WORTH_A_SCAN ? undefined : openTopNScan(panels, items, paddedFactors(factors), LONGEST_INSERTED);
}
const WORTH_A_SCAN = 100_000;

/** Items beyond the list that float32 may have put behind one of its last. */
const NEARLY_EQUAL = 8;

/**
 * As `bestByProduct`, by the kernel. It finds the items in float32; their scores are those of `scoreItems`, so that an item
 * has one score wherever it is asked for.
 */
export function bestByScan(
  items: IdMap,
  vector: ArrayLike<number>,
  scoreOf: (itemIndex: number) => number,
  scan: TopNScan,
  n: number,
  unwanted: Uint8Array,
): readonly ScoredItem[] {
  const found = Array.from(scan.best(vector, unwanted, Math.min(n + NEARLY_EQUAL, scan.maxN)), (itemIndex) => ({
    itemIndex,
    score: Math.fround(scoreOf(itemIndex)),
  }));
  found.sort((a, b) => b.score - a.score || a.itemIndex - b.itemIndex);
  return found.slice(0, n).map(({ itemIndex, score }) => ({ item: items.ids[itemIndex], score }));
}

/** How well scores rank what was held out, among all that a row was not trained with. */
import { portableLog } from '../../math/portable.ts';
import type { SparseRows } from '../../matrix/sparse.ts';

const LENGTH = 100;

export interface HeldOutNDCG {
  /** Scores of rows begin … end − 1, [rows × columns]. */
  add(scores: Float32Array, begin: number, end: number): void;
  /** Over the rows that have something held out. */
  mean(): number;
}

/** NDCG@100. An entry's place counts the columns scored higher, or as high: ties are never counted in favor. */
export function heldOutNDCG(kept: SparseRows, held: SparseRows): HeldOutNDCG {
  const discounts = Float64Array.from({ length: LENGTH }, (_, place) => portableLog(2) / portableLog(place + 2));
  let [sum, rows] = [0, 0];
  return {
    add(scores, begin, end) {
      for (let row = begin; row < end; row++) {
        const [first, last] = [held.pointers[row], held.pointers[row + 1]];
        if (first === last) continue;
        const own = scores.subarray((row - begin) * kept.columns, (row - begin + 1) * kept.columns);
        for (let e = kept.pointers[row]; e < kept.pointers[row + 1]; e++) own[kept.indexes[e]] = Number.NEGATIVE_INFINITY;
        const sorted = Float32Array.from(held.indexes.subarray(first, last), (column) => own[column])
          .sort()
          .reverse();
        const above = new Uint32Array(sorted.length);
        // Only what beats the lowest held-out score can stand above one.
        const lowest = sorted[sorted.length - 1];
        for (const score of own) {
          if (score < lowest) continue;
          for (let k = sorted.length - 1; k >= 0 && score >= sorted[k]; k--) above[k]++;
        }
        let [gained, ideal] = [0, 0];
        for (let k = 0; k < sorted.length; k++) {
          if (above[k] <= LENGTH) gained += discounts[above[k] - 1];
          if (k < LENGTH) ideal += discounts[k];
        }
        sum += gained / ideal;
        rows++;
      }
    },
    mean: () => sum / Math.max(rows, 1),
  };
}

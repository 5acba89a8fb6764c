/** How the similarity of two rows follows from what they share: the numbers that kernels know, and the formula in plain words. */

/** As in assembly/similar-pairs.ts. */
export const measures = {
  /** overlap · fact_x · fact_y: cosine of patterns, facts = 1 ÷ √entries. */
  count: 0,
  /** overlap ÷ union, facts = entries. */
  jaccard: 1,
  /** Σxy · fact_x · fact_y; knows no overlap. */
  dot: 2,
  /** The same, with the overlap counted. */
  cosine: 3,
  /** Σxy ÷ √(Σx² Σy²) over common columns. */
  commonCosine: 4,
  /** 1 ÷ (1 + mean squared difference over common columns). */
  differences: 5,
  /** Pearson's correlation over common columns, means over them too. */
  pearson: 6,
} as const;
export type Measure = (typeof measures)[keyof typeof measures];

/** Sums over the columns that two rows share. */
export interface PairSums {
  count: number;
  xy: number;
  xx: number;
  yy: number;
  x: number;
  y: number;
}

/** Adds a column that is shared with row `other` to the sums of that pair. */
export function addShared(shared: Map<number, PairSums>, other: number, x: number, y: number): void {
  let sums = shared.get(other);
  if (sums === undefined) {
    sums = { count: 0, xy: 0, xx: 0, yy: 0, x: 0, y: 0 };
    shared.set(other, sums);
  }
  sums.count++;
  sums.xy += x * y;
  sums.xx += x * x;
  sums.yy += y * y;
  sums.x += x;
  sums.y += y;
}

/** 0 where the rows share nothing, too little, or one of them does not vary. */
export function similarityOf(
  measure: Measure,
  { count, xy, xx, yy, x, y }: PairSums,
  xFact: number,
  yFact: number,
  { minOverlap, shrinkage }: { readonly minOverlap: number; readonly shrinkage: number },
): number {
  if (count === 0 || (measure !== measures.dot && count < minOverlap)) return 0;
  let similarity: number;
  if (measure === measures.count) similarity = count * xFact * yFact;
  else if (measure === measures.jaccard) similarity = count / (xFact + yFact - count);
  else if (measure === measures.dot || measure === measures.cosine) similarity = xy * xFact * yFact;
  else if (measure === measures.commonCosine) similarity = ratio(xy, xx, yy);
  else if (measure === measures.differences) similarity = 1 / (1 + Math.max(0, xx + yy - 2 * xy) / count);
  else similarity = ratio(count * xy - x * y, spread(count * xx, x), spread(count * yy, y));
  if (shrinkage === 0 || measure === measures.dot) return similarity;
  const freedom = measure === measures.commonCosine || measure === measures.pearson ? count - 1 : count;
  return similarity * (freedom / (freedom + shrinkage));
}

const ratio = (product: number, xx: number, yy: number): number =>
  xx > 0 && yy > 0 ? Math.min(1, Math.max(-1, product / Math.sqrt(xx * yy))) : 0;

/** n Σx² − (Σx)², 0 where rounding alone makes it differ. */
function spread(squares: number, sum: number): number {
  const variance = squares - sum * sum;
  return variance > 1e-5 * squares ? variance : 0;
}

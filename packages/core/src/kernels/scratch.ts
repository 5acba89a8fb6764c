/** Private working memory of kernels, bytes a thread; assembly/ lays it out. */

/** Gathered rows of one row's entries: as GATHER_BYTES in assembly/als-conjugate-gradient.ts. */
const GATHER_BYTES = 524288;
const PANEL_DEPTH = 128;

/**
 * For alsDirect, alsConjugateGradient, alsBlock and alsObjective. `longestRow` = most entries of a row
 * (of both orientations, when one session solves both).
 */
export function alsScratchBytes(factors: number, longestRow: number): number {
  const row = 4 * factors;
  const perEntry = 8;
  // A matrix, a panel of rows, some vectors; gathered rows with two numbers each; two numbers an entry of the longest row.
  return factors * row + (PANEL_DEPTH + 8) * row + GATHER_BYTES + perEntry * (GATHER_BYTES / row + 4) + perEntry * longestRow;
}

/** For topN: scores of four rows by a group of columns, the four rows, a byte a column. */
export function topNScratchBytes(columns: number, factors: number): number {
  return 4 * 4 * 256 + 4 * 4 * factors + 16 + columns + 64;
}

/** For gaussianRows: a matrix, three vectors and a panel of rows. */
export function gaussianScratchBytes(factors: number): number {
  return 4 * factors * (factors + PANEL_DEPTH + 8);
}

/** For similarPairs: sums of one row with every row of the largest group. */
export function similarPairsScratchBytes(largestGroup: number): number {
  return 32 * (largestGroup + 3);
}

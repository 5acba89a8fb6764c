/** The lower end of Wilson's score interval: where rankings and tests of shares meet. */

/**
 * The upper end is 1 − the lower end of the others. `continuity`: Newcombe's correction, method 4.
 * @param ups ≥ 0 @param downs ≥ 0 @param z normal deviation of the confidence
 */
export function wilsonLowerEnd(ups: number, downs: number, z: number, continuity: boolean): number {
  const n = ups + downs;
  // Without a positive vote the two halves cancel; exactly, not to rounding.
  if (ups === 0) return 0;
  const square = z * z;
  const p = ups / n;
  if (!continuity) return (p + square / (2 * n) - z * Math.sqrt((p * (1 - p)) / n + square / (4 * n * n))) / (1 + square / n);
  const under = Math.max(0, square - 2 - 1 / n + 4 * p * (downs + 1));
  return Math.max(0, (2 * ups + square - 1 - z * Math.sqrt(under)) / (2 * (n + square)));
}

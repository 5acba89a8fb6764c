/** Arguments of the kernels of ordered probit targets, and of predictions that may have one; conventions as in signatures.ts. */
export interface OrderedKernelArguments {
  /**
   * How well cutpoints c_0 < … < c_(K−2) explain classes codes_n in 0 … K−1 around predictions f_n = −residuals[2n]: row n is in its
   * class with probability Φ(c_y − f) − Φ(c_(y−1) − f). sums[chunk × (3K − 2)] = Σ of the logarithm, then its K − 1 slopes in the
   * cutpoints, K − 1 second derivatives, and K − 1 mixed ones of cutpoints j − 1 and j (the first is 0). table: Mills' ratio,
   * math/mills-ratio.ts.
   */
  orderedCurve: [
    codes: Uint32Array,
    residuals: Float32Array,
    cutpoints: Float64Array,
    classes: number,
    table: Float64Array,
    sums: Float64Array,
  ];
  /** residuals[2n] = z_n − f_n, z_n drawn from N(f_n, 1) between the cutpoints of its class, f_n = −residuals[2n] before. */
  orderedLatent: [codes: Uint32Array, residuals: Float32Array, cutpoints: Float64Array, classes: number, table: Float64Array, seed: number];
  /**
   * What a machine predicts for each row of `sides` and each item with known = 1, a mean over samples s of offset + intercept + the
   * sum of both last coordinates + the product of the others, `own` coordinates a sample; NaN elsewhere; scores: [rows × items].
   * With classes > 1 the mean of the rating expected there: levels_0 + Σ_j (levels_(j+1) − levels_j) Φ(f − cutpoints_(s,j)).
   */
  machineScores: [
    sides: Float64Array,
    itemRows: Float32Array,
    known: Uint8Array,
    items: number,
    samples: number,
    own: number,
    intercepts: Float64Array,
    offset: number,
    levels: Float64Array,
    cutpoints: Float64Array,
    classes: number,
    table: Float64Array,
    scores: Float32Array,
  ];
}

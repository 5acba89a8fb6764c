/** Arguments of the kernels of factorization machines over relation blocks, and of their ordered probit targets. */
import type { DrawnSteps, Entries } from './rows.ts';

/** Row of each interaction n in each block b: rowOf[b · interactions + n]; rows and features are numbered through all blocks. */
type BlockRows = [rowOf: Uint32Array, blocks: number, interactions: number];
/** Sums of the features of each row; [rows × width], and what `machineRows` makes of the rest; [rows]. */
type Sums = [rows: Float32Array, biases: Float32Array];
/** width: a multiple of 4 above `factors`, coordinates beyond are 0. */
type Shape = [factors: number, width: number];
/** Tasks [kind, coordinate, group, first, last], and the interactions of each row. */
type Tasks = [tasks: Uint32Array, blocks: number, interactions: number, rowOf: Uint32Array, ...byRow: ByRow];
type ByRow = [rowPointers: Uint32Array, rowEntries: Uint32Array];
/** The rows of each feature. */
type ByFeature = [featurePointers: Uint32Array, featureRows: Uint32Array, featureValues: Float32Array];
type Drawn = [features: Float32Array, rows: Float32Array, records: Float32Array, residuals: Float32Array, priors: Float32Array];
type Learned = [features: Float32Array, squares: Float32Array, intercept: Float32Array, targets: Float32Array];
type Seen = [seenPointers: Uint32Array, seenItems: Uint32Array, itemStart: number];
type Samples = [samples: number, sampleLength: number, intercepts: Float64Array, offset: number, levels: Float64Array];
type Asked = [queries: Float64Array, itemRows: Float32Array, known: Uint8Array, items: number];
/** Cutpoints between the classes; table: Mills' ratio, math/mills-ratio.ts. */
type Cutpoints = [cutpoints: Float64Array, classes: number, table: Float64Array];
type Classes = [codes: Uint32Array, residuals: Float32Array, ...cutpoints: Cutpoints];

export interface MachineKernels {
  /**
   * Row r of `rows` = Σ_e value_e · features_e, then its coordinate `factors` (the linear sum) is moved into biases_r, which also
   * takes ½(‖V‖² − Σ_e value_e² ‖v_e‖²), the pairs inside the row.
   */
  machineRows: [...entries: Entries, features: Float32Array, ...sums: Sums, ...shape: Shape];
  /**
   * Error of each interaction n: targets_n − intercept − Σ_b bias − Σ_{b<c} V_b · V_c over its rows in the ≥ 2 blocks; written to
   * residuals[2n]. sums[chunk × 2] = Σ error, Σ error². Scratch: 4 · width bytes.
   */
  machineErrors: [
    ...blockRows: BlockRows,
    ...sums: Sums,
    targets: Float32Array,
    intercept: number,
    width: number,
    residuals: Float32Array,
    sums: Float64Array,
  ];
  /**
   * Gibbs draws of all coordinates of all features. Rows of the run are tasks [kind, coordinate, group, first, last], cut with grain
   * 1; meet between tasks that touch the same numbers. Kind 0: interactions first … last − 1: error −= shift (coordinate `factors`,
   * the linear one) or sum of V over the blocks; 1: gathers block rows into records; 2: draws features in turn, their prior the
   * group's (mean, precision) in priors [groups × width × 2]; 3: scatters block rows to errors. rowPointers/rowEntries list the
   * interactions of a row, featurePointers/Rows/Values the rows of a feature. residuals [interactions × 2] = error, sum of V;
   * records [rows × 8].
   */
  machineSweep: [
    ...tasks: Tasks,
    ...byFeature: ByFeature,
    ...drawn: Drawn,
    precision: number,
    shift: number,
    ...shape: Shape,
    seed: number,
  ];
  /**
   * Stochastic gradient descent with AdaGrad over interactions in the given order; block 0 is the user's, block 1 the item's. With
   * negatives > 0 targets are 1 and each interaction comes with so many others of 0, their item drawn among those of `choices` that
   * the user does not have, under the logistic loss; else squared loss on `targets`. The entries are the features of each block row;
   * `squares` gathers squared slopes; intercept: [value, squared slopes]. sums[chunk] = Σ loss. Steps depend on those before: meet at
   * every chunk. Scratch: 4 · width bytes.
   */
  machineEpoch: [
    order: Uint32Array,
    ...blockRows: BlockRows,
    ...entries: Entries,
    ...learned: Learned,
    ...seen: Seen,
    ...drawnSteps: DrawnSteps,
    ...shape: Shape,
    seed: number,
    sums: Float64Array,
  ];
  /**
   * What a machine predicts for each row of `queries` (a user in a context) and each item with known = 1, a mean over samples s of
   * offset + intercept + the sum of both last coordinates + the product of the others, `sampleLength` coordinates a sample; NaN
   * elsewhere; scores: [rows × items]. With classes > 1 the mean of the rating expected there:
   * levels_0 + Σ_j (levels_(j+1) − levels_j) Φ(f − cutpoints_(s,j)).
   */
  machineScores: [...asked: Asked, ...samples: Samples, ...cutpoints: Cutpoints, scores: Float32Array];
  /**
   * How well cutpoints c_0 < … < c_(K−2) explain classes codes_n in 0 … K−1 around predictions f_n = −residuals[2n]: row n is in its
   * class with probability Φ(c_y − f) − Φ(c_(y−1) − f). sums[chunk × (3K − 2)] = Σ of the logarithm, then its K − 1 slopes in the
   * cutpoints, K − 1 second derivatives, and K − 1 mixed ones of cutpoints j − 1 and j (the first is 0).
   */
  orderedCurve: [...classes: Classes, sums: Float64Array];
  /** residuals[2n] = z_n − f_n, z_n drawn from N(f_n, 1) between the cutpoints of its class, f_n = −residuals[2n] before. */
  orderedLatent: [...classes: Classes, seed: number];
}

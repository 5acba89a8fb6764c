/** Arguments of the kernels that pass once over the data by stochastic gradient descent, over blocked grids or row by row. */
import type { DrawnSteps, RowsAgainst } from './rows.ts';

/**
 * A blocked grid (`RatingGrid`). Rows of the run are places 0 … groups²−1, place = rank of the diagonal · groups + user group; meet at
 * multiples of `groups`. `diagonals` is the order of the diagonals.
 */
export type Grid = [diagonals: Uint32Array, groups: number, blockRuns: Uint32Array, runUsers: Uint32Array, runPointers: Uint32Array];
type Vectors = [userFactors: Float32Array, itemFactors: Float32Array];
/** `rates` = mean, rates (userBias, itemBias, user, item), then 1 − rate · penalty in the same order. */
type Learned = [...vectors: Vectors, userBiases: Float32Array, itemBiases: Float32Array, rates: Float32Array];
type GridOfRatings = [...grid: Grid, items: Uint32Array, ratings: Float32Array, ...learned: Learned];
/** What the arguments end with. */
type Pass = [factors: number, seed: number, sums: Float64Array];

/** A grid of pairs (`PairGrid`). `deal` lists the packs of item group 0, then of 1, … */
type Packs = [deal: Uint32Array, groups: number, packs: number, packSize: number, groupSize: number, packCounts: Uint32Array];
type GridOfPairs = [...packs: Packs, blockPointers: Uint32Array, pairUsers: Uint32Array, pairItems: Uint32Array];
/** Of `candidates` negatives the one scored highest is taken; popular = 1 draws them among pairs, 0 among items. */
type Negatives = [candidates: number, popular: number];

export interface EpochKernels {
  /**
   * One pass of biased matrix factorization. bounded = 1 predicts low + (high − low) σ(…); inTurn = 1 moves the item vector by the
   * user vector just moved, 0 by the one before. Writes Σ error² of each block into sums [groups²].
   */
  svdEpoch: [...gridOfRatings: GridOfRatings, low: number, high: number, bounded: number, inTurn: number, ...pass: Pass];
  /** The same for SVD++: `rates` goes on with the rate of y and rate · penalty of y. Scratch: 4 · factors bytes. */
  svdPPEpoch: [
    ...gridOfRatings: GridOfRatings,
    ...pass: Pass,
    implicitFactors: Float32Array,
    implicitSums: Float32Array,
    userScales: Float32Array,
  ];
  /**
   * One pass of Bayesian personalized ranking over a grid of pairs (`PairGrid`); rows of the run are places 0 … groups²−1, place =
   * diagonal · groups + user group; meet at multiples of `groups`. `rates` = rate of vectors, rate of biases, then 1 − rate · penalty of
   * users, of positive and of negative items, of biases. Writes Σ max(0, −margin), how many margins were above 0 and how many there
   * were for each place into sums [groups² × 3]. Scratch: groupSize · ⌈packs · packSize ÷ 32⌉ · 4 bytes.
   */
  bprEpoch: [
    ...gridOfPairs: GridOfPairs,
    ...vectors: Vectors,
    itemBiases: Float32Array,
    rates: Float32Array,
    ...negatives: Negatives,
    ...pass: Pass,
  ];
  /**
   * Half-step of logistic matrix factorization: one AdaGrad step of each row of x towards Σ_e value_e ln σ(x·y_e) + Σ_c ln σ(−x·y_c)
   * − regularization/2 ‖x‖², c = all of choices [choiceCount]: `negatives` of them an entry are drawn and stand for all; all are
   * taken where that is no more. Coordinate `bias` has no penalty, coordinate `fixed` does not move; squares [x] gathers squared
   * slopes. A row without entries stays. Adds Σ weight · max(0, score on the wrong side) and Σ weight of the chunk to sums
   * [chunks × 2]. Scratch: 4 · factors bytes.
   */
  logisticRows: [...rowsAgainst: RowsAgainst, squares: Float32Array, ...drawnSteps: DrawnSteps, bias: number, fixed: number, ...pass: Pass];
}

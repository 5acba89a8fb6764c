import type { FactorKernelArguments } from './factors.ts';
import type { OrderedKernelArguments } from './ordered.ts';

/** Normal equations of the rows of x against y, see `alsDirect`. */
export type AlsSystem = [
  pointers: Uint32Array,
  indexes: Uint32Array,
  weights: Float32Array,
  x: Float32Array,
  y: Float32Array,
  gram: Float32Array,
  penalties: Float32Array,
  unobserved: number,
  factors: number,
];

/**
 * Arguments of every kernel, in order. A kernel is called once a chunk as
 * `kernel(...args, begin, end, chunk, scratch)` and returns a status: 0 = done, r + 1 = it failed at row r.
 * All matrices are row-major Float32; `factors` is a multiple of 4 (models pad), vectors are rows.
 */
export interface KernelArguments extends FactorKernelArguments, OrderedKernelArguments {
  /**
   * partials[chunk] += upper triangle of Σ_{r in chunk} y_r y_rᵀ; partials: [chunks × factors × factors], zeroed by the caller.
   */
  gram: [y: Float32Array, factors: number, partials: Float32Array];
  /**
   * ALS half-step of implicit feedback, exact. Row r of x becomes the solution of
   * (G + Σ_e w_e y_e y_eᵀ + penalty_r I) x = Σ_e (w_e + unobserved) y_e + priorShare · penalty_r · prior_r, with w_e = weights[e] ≥ 0
   * (confidence above the unobserved weight), G = unobserved · YᵀY, full symmetric [factors × factors]. A row without entries becomes
   * 0. priors: as x, not read where priorShare is 0. Fails at a row whose matrix is not positive definite. Scratch: see `alsScratchBytes`.
   */
  alsDirect: [...AlsSystem, priors: Float32Array, priorShare: number];
  /** The same system without prior, `steps` steps of conjugate gradient from the present x. */
  alsConjugateGradient: [...AlsSystem, steps: number];
  /** The same system without prior, one pass of exact solves over blocks of `block` coordinates, a multiple of 4, from the present x (iALS++). */
  alsBlock: [...AlsSystem, block: number];
  /**
   * errors[chunk] += Σ_e (w_e + unobserved)(1 − x·y_e)² − unobserved (x·y_e)² over the rows of the chunk, plus x G xᵀ and Σ penalty_r‖x_r‖²:
   * the objective's part of these rows; errors: Float64 [chunks].
   */
  alsObjective: [...AlsSystem, errors: Float64Array];
  /**
   * The n best columns of x_r · y_c for each of the listed rows, seen columns left out (pointers and indexes of the
   * pattern [x rows × y rows]; pass `exclude` = 0 to keep them); best first, ties by lower column.
   * `packed` is y packed by `packPanels` in the order `columnOf` (by falling norm), `norms` the norm of each packed column.
   * Writes bestColumns and bestScores [listed × n], unused slots −1 and −Infinity. Scratch: see `topNScratchBytes`.
   */
  topN: [
    rows: Uint32Array,
    x: Float32Array,
    packed: Float32Array,
    norms: Float32Array,
    columnOf: Uint32Array,
    positionOf: Uint32Array,
    columns: number,
    pointers: Uint32Array,
    indexes: Uint32Array,
    exclude: number,
    factors: number,
    n: number,
    bestColumns: Int32Array,
    bestScores: Float32Array,
  ];
  /**
   * One pass of biased matrix factorization by SGD over a blocked grid (`RatingGrid`); rows of the run are places 0 … side²−1,
   * place = rank of the diagonal · side + user group; meet at multiples of `side`. `diagonals` is the order of the diagonals;
   * `rates` = mean, rates (userBias, itemBias, user, item), then 1 − rate · penalty in the same order; bounded = 1 predicts
   * low + (high − low) σ(…); inTurn = 1 moves the item vector by the user vector just moved, 0 by the one before. Writes
   * Σ error² of each block into squaredErrors [side²].
   */
  svdEpoch: [
    diagonals: Uint32Array,
    side: number,
    blockRuns: Uint32Array,
    runUsers: Uint32Array,
    runPointers: Uint32Array,
    items: Uint32Array,
    ratings: Float32Array,
    userFactors: Float32Array,
    itemFactors: Float32Array,
    userBiases: Float32Array,
    itemBiases: Float32Array,
    rates: Float32Array,
    low: number,
    high: number,
    bounded: number,
    inTurn: number,
    factors: number,
    seed: number,
    squaredErrors: Float64Array,
  ];
  /** The same for SVD++: `rates` goes on with the rate of y and rate · penalty of y. Scratch: 4 · factors bytes. */
  svdPPEpoch: [
    diagonals: Uint32Array,
    side: number,
    blockRuns: Uint32Array,
    runUsers: Uint32Array,
    runPointers: Uint32Array,
    items: Uint32Array,
    ratings: Float32Array,
    userFactors: Float32Array,
    itemFactors: Float32Array,
    userBiases: Float32Array,
    itemBiases: Float32Array,
    rates: Float32Array,
    factors: number,
    seed: number,
    squaredErrors: Float64Array,
    implicitFactors: Float32Array,
    implicitSums: Float32Array,
    userScales: Float32Array,
  ];
  /** sums_r = scales_r · Σ_e y_e over the entries of row r. */
  implicitSums: [pointers: Uint32Array, indexes: Uint32Array, y: Float32Array, scales: Float32Array, sums: Float32Array, factors: number];
  /**
   * Row r of x becomes the solution of (prior + penalties_r · diag(penalized) + precision Σ_e y_e y_eᵀ) x = priorRight +
   * precision Σ_e target_e y_e; prior is symmetric [factors × factors], its upper triangle is read. With draw = 1 it becomes
   * a draw from the normal distribution with that mean and the inverse of that matrix as covariance; `seed` makes it
   * repeatable. Coordinate `fixed` of x is held at 1 (−1: none). Without draw a row without entries becomes 0.
   * Fails at a row whose matrix is not positive definite. Scratch: see `gaussianScratchBytes`.
   */
  gaussianRows: [
    pointers: Uint32Array,
    indexes: Uint32Array,
    targets: Float32Array,
    x: Float32Array,
    y: Float32Array,
    prior: Float32Array,
    priorRight: Float32Array,
    penalties: Float32Array,
    penalized: Float32Array,
    precision: number,
    fixed: number,
    factors: number,
    draw: number,
    seed: number,
  ];
  /** sums[chunk] += Σ (target_e − x_r · y_e)² over the rows of the chunk; sums: Float64 [chunks]. */
  squaredErrors: [
    pointers: Uint32Array,
    indexes: Uint32Array,
    targets: Float32Array,
    x: Float32Array,
    y: Float32Array,
    factors: number,
    sums: Float64Array,
  ];
  /**
   * One pass of Bayesian personalized ranking over a grid of pairs (`PairGrid`); rows of the run are places 0 … side²−1, place =
   * diagonal · side + user group; meet at multiples of `side`. `deal` lists the packs of item group 0, then of 1, …;
   * `rates` = rate of vectors, rate of biases, then 1 − rate · penalty of users, of positive and of negative items, of biases.
   * Of `candidates` negatives the one scored highest is taken; popular = 1 draws them among pairs, 0 among items. Writes
   * Σ max(0, −margin), how many margins were above 0 and how many there were for each place into sums [side² × 3].
   * Scratch: groupSize · ⌈packs · packSize ÷ 32⌉ · 4 bytes.
   */
  bprEpoch: [
    deal: Uint32Array,
    side: number,
    packs: number,
    packSize: number,
    groupSize: number,
    packCounts: Uint32Array,
    blockPointers: Uint32Array,
    pairUsers: Uint32Array,
    pairItems: Uint32Array,
    userFactors: Float32Array,
    itemFactors: Float32Array,
    itemBiases: Float32Array,
    rates: Float32Array,
    candidates: number,
    popular: number,
    factors: number,
    seed: number,
    sums: Float64Array,
  ];
  /**
   * Half-step of logistic matrix factorization: one AdaGrad step of each row of x towards Σ_e w_e ln σ(x·y_e) + Σ_c ln σ(−x·y_c)
   * − regularization/2 ‖x‖², c = all of choices [choiceCount]: `negatives` of them an entry are drawn and stand for all; all are
   * taken where that is no more. Coordinate `bias` has no penalty, coordinate `fixed` does not move; squares [x] gathers squared
   * slopes. A row without entries stays. Adds Σ weight · max(0, score on the wrong side) and Σ weight of the chunk to sums
   * [chunks × 2]. Scratch: 4 · factors bytes.
   */
  logisticRows: [
    pointers: Uint32Array,
    indexes: Uint32Array,
    weights: Float32Array,
    x: Float32Array,
    y: Float32Array,
    squares: Float32Array,
    choices: Uint32Array,
    choiceCount: number,
    negatives: number,
    learningRate: number,
    regularization: number,
    bias: number,
    fixed: number,
    factors: number,
    seed: number,
    sums: Float64Array,
  ];
  /**
   * One step of PageRank; rows of the run are blocks of `blockNodes` ≤ 65,536 nodes, cut with grain 1. rank_v = damping · Σ_e w_e
   * shares[source_e] + spread · teleport_v over the links e into node v (w_e = 1 unless weighted = 1; teleport_v = uniform where that
   * is above 0). Then nextShares_v = rank_v · inverseOut_v, inverseOut_v = 1 ÷ outgoing weight, 0 for a node without links. Links
   * stand by block of the target, in it by source; tiles [blocks × ⌈nodes ÷ 65,536⌉ + 1] tell where the links from the next 65,536
   * sources start; a link is (target − first node of its block) · 65,536 + source mod 65,536. Writes Σ|change| and Σ rank of the
   * nodes without links of each block into sums [blocks × 2]. Scratch: 8 · blockNodes bytes.
   */
  pageRankStep: [
    tiles: Uint32Array,
    links: Uint32Array,
    weights: Float64Array,
    weighted: number,
    nodes: number,
    blockNodes: number,
    shares: Float64Array,
    nextShares: Float64Array,
    ranks: Float64Array,
    inverseOut: Float64Array,
    teleport: Float64Array,
    uniform: number,
    damping: number,
    spread: number,
    sums: Float64Array,
  ];
  /**
   * As `pageRankStep`, for links in sparse rows by target: pointers [nodes + 1], sources [links]. What arrives at a node is added up in
   * four sums, of every fourth link each, and the last links one by one. No scratch.
   */
  pageRankGather: [
    pointers: Uint32Array,
    sources: Uint32Array,
    weights: Float64Array,
    weighted: number,
    nodes: number,
    blockNodes: number,
    shares: Float64Array,
    nextShares: Float64Array,
    ranks: Float64Array,
    inverseOut: Float64Array,
    teleport: Float64Array,
    uniform: number,
    damping: number,
    spread: number,
    sums: Float64Array,
  ];
  /**
   * Similarities of all pairs of rows; the `length` best of each row are kept. Rows of the run are tiles: tiles[2t] ≥ tiles[2t + 1]
   * are two groups of rows, groups = first row of each group and the end. Tiles that share no group may run together; meet between
   * those that do. The matrix stands by row (pointers, indexes, values) and, group by group, by column (columnRows, columnValues);
   * column c of group g begins at columnStarts[g · (columns + 1) + c]; columnRows holds places in the group, at most 65,536, two in
   * a word. Measures and `facts`: see similarity.ts; those of patterns read no values. signed = 1 keeps similarities below 0 too; 0 is never kept. Lists [rows × length], `counts` 0 and
   * `floors` (least score that is wanted) a tiny number or −Infinity at the start; finish with `sortLists`. Scratch:
   * see `similarPairsScratchBytes`.
   */
  similarPairs: [
    tiles: Uint32Array,
    groups: Uint32Array,
    columns: number,
    pointers: Uint32Array,
    indexes: Uint32Array,
    values: Float32Array,
    columnStarts: Uint32Array,
    columnRows: Uint32Array,
    columnValues: Float32Array,
    facts: Float32Array,
    measure: number,
    minOverlap: number,
    shrinkage: number,
    signed: number,
    length: number,
    listRows: Uint32Array,
    listScores: Float32Array,
    counts: Uint32Array,
    floors: Float32Array,
  ];
  /** Lists of `similarPairs`, each sorted: best first, ties by lower row. */
  sortLists: [length: number, listRows: Uint32Array, listScores: Float32Array, counts: Uint32Array];
  /**
   * Gram matrix of a sparse matrix, upper triangle: products_r[c] = Σ_u v_u,i v_u,c for c ≥ i = first + r; float64 [rows × columns].
   * Rows of [pointers, indexes, values] are people; entries and entryUsers list, for each item (itemPointers), where its entries
   * stand there and whose they are, as `transpose` gives them.
   */
  coOccurrences: [
    itemPointers: Uint32Array,
    entries: Uint32Array,
    entryUsers: Uint32Array,
    pointers: Uint32Array,
    indexes: Uint32Array,
    values: Float32Array,
    columns: number,
    first: number,
    products: Float64Array,
  ];
  /**
   * Inverse of a symmetric positive definite matrix in float64 by block sweeps: for step = 0 … side − 1 one after the other
   * sweepPivot (1 row), sweepPanels and sweepTiles (side rows each) leave the negative inverse. `tiles`: the upper triangle in
   * tiles of 64 × 64, row-major, tile (i, j) at i(2 side − i + 1)/2 + j − i (`tiles.ts`); of a diagonal tile the upper half is
   * read. `diagonal`: the matrix's own, [64 side]; packed: [64 × 64]. Fails at a row whose pivot is not above 1e-14 of it.
   */
  sweepPivot: [tiles: Float64Array, diagonal: Float64Array, side: number, step: number, packed: Float64Array];
  /** Packs S, the rows of the pivot, into `left` and D⁻¹S into `right` and the tiles; left, right: [side × 64 × 64], strips of four columns. */
  sweepPanels: [tiles: Float64Array, side: number, step: number, packed: Float64Array, left: Float64Array, right: Float64Array];
  /** tile(i, j) −= left_iᵀ right_j for j ≥ i = row, both not the pivot's. */
  sweepTiles: [tiles: Float64Array, side: number, step: number, left: Float64Array, right: Float64Array];
  /**
   * Elastic net of item j = first + r on all others: weights_r minimizes ½ wᵀGw − G_j·w + penalty/2 ‖w‖² + sparsity ‖w‖₁ with
   * w_j = 0, and w ≥ 0 where nonNegative = 1, by coordinate descent from 0, largest G_jk first; it ends after a pass over all columns that moves no
   * weight by more than `tolerance`, or after `sweeps` passes. gram: [columns × stride], stride a multiple of 4; weights: [rows ×
   * stride]. Items of length 0 get and give nothing. Scratch: 12 · stride bytes.
   */
  elasticNetRows: [
    gram: Float32Array,
    stride: number,
    columns: number,
    sparsity: number,
    penalty: number,
    nonNegative: number,
    sweeps: number,
    tolerance: number,
    first: number,
    weights: Float32Array,
  ];
  /**
   * The n largest scales_c · Σ_e left_e right_{index_e, c} above 0 of each row r, c ≠ r: a sparse matrix times another, each row
   * cut to its best; ties by lower column, unused slots −1 and −Infinity; both outputs [rows × n]. Scratch: 12 · columns bytes.
   */
  productTopN: [
    leftPointers: Uint32Array,
    leftIndexes: Uint32Array,
    leftValues: Float32Array,
    pointers: Uint32Array,
    indexes: Uint32Array,
    values: Float32Array,
    scales: Float32Array,
    columns: number,
    n: number,
    bestColumns: Int32Array,
    bestScores: Float32Array,
  ];
  /**
   * The n best columns of Σ_e value_e · weights_{index_e} for each row, summed in float64 in the order of entries; columns with
   * known = 0 and, of row r, seenIndexes from seenPointers[r] to seenPointers[r + 1] − 1 are left out. weights: [items × stride],
   * stride a multiple of 4. As topN otherwise. Scratch: 12 · stride bytes.
   */
  denseTopN: [
    pointers: Uint32Array,
    indexes: Uint32Array,
    values: Float32Array,
    weights: Float32Array,
    stride: number,
    columns: number,
    known: Uint8Array,
    seenPointers: Uint32Array,
    seenIndexes: Uint32Array,
    n: number,
    bestColumns: Int32Array,
    bestScores: Float32Array,
  ];
  /** The same with sparse weights. Scratch: 12 · columns bytes. */
  sparseTopN: [
    pointers: Uint32Array,
    indexes: Uint32Array,
    values: Float32Array,
    weightPointers: Uint32Array,
    weightIndexes: Uint32Array,
    weights: Float32Array,
    columns: number,
    known: Uint8Array,
    seenPointers: Uint32Array,
    seenIndexes: Uint32Array,
    n: number,
    bestColumns: Int32Array,
    bestScores: Float32Array,
  ];
  /** The first `factors` of the `rowLength` coordinates of each row become normal numbers around 0; `seed` makes them repeatable. */
  normalRows: [out: Float32Array, factors: number, rowLength: number, deviation: number, seed: number];
  /**
   * For every pair of rows r > s: Σ (x − y) over the columns they share, x the value of r and y that of s, and how many these are.
   * The matrix stands by row and by column (rows ascending). Triangles without diagonal: pair (r, s) at r (r − 1) / 2 + s; zeros
   * at the start.
   */
  pairDifferences: [
    pointers: Uint32Array,
    indexes: Uint32Array,
    values: Float32Array,
    columnPointers: Uint32Array,
    columnRows: Uint32Array,
    columnValues: Float32Array,
    differences: Float32Array,
    overlaps: Uint32Array,
  ];
  /**
   * Block rows of a factorization machine. Row r of `rows` = Σ_e value_e · features_e, then its coordinate `factors` (the linear sum)
   * is moved into biases_r, which also takes ½(‖V‖² − Σ_e value_e² ‖v_e‖²), the pairs inside the row; width: a multiple of 4 above
   * `factors`, coordinates beyond are 0.
   */
  machineRows: [
    pointers: Uint32Array,
    indexes: Uint32Array,
    values: Float32Array,
    features: Float32Array,
    rows: Float32Array,
    biases: Float32Array,
    factors: number,
    width: number,
  ];
  /**
   * Error of each interaction n: targets_n − intercept − Σ_b bias − Σ_{b<c} V_b · V_c over its rows rowOf[b · interactions + n] in each
   * of the ≥ 2 blocks; written to residuals[2n]. sums[chunk × 2] = Σ error, Σ error². Scratch: 4 · width bytes.
   */
  machineErrors: [
    rowOf: Uint32Array,
    blocks: number,
    interactions: number,
    rows: Float32Array,
    biases: Float32Array,
    targets: Float32Array,
    intercept: number,
    width: number,
    residuals: Float32Array,
    sums: Float64Array,
  ];
  /**
   * Gibbs draws of all coordinates of all features of a factorization machine. Rows of the run are tasks [kind, coordinate, group,
   * first, last], cut with grain 1; meet between tasks that touch the same numbers. Kind 0: interactions first … last − 1: error −=
   * shift (coordinate `factors`, the linear one) or sum of V over the blocks; 1: gathers block rows into records; 2: draws features
   * in turn, their prior the group's (mean, precision) in priors [groups × width × 2]; 3: scatters block rows to errors. Rows and
   * features are numbered through all blocks; rowPointers/rowEntries list the interactions of a row, featurePointers/Rows/Values
   * the rows of a feature. residuals [interactions × 2] = error, sum of V; records [rows × 8].
   */
  machineSweep: [
    tasks: Uint32Array,
    blocks: number,
    interactions: number,
    rowOf: Uint32Array,
    rowPointers: Uint32Array,
    rowEntries: Uint32Array,
    featurePointers: Uint32Array,
    featureRows: Uint32Array,
    featureValues: Float32Array,
    features: Float32Array,
    rows: Float32Array,
    records: Float32Array,
    residuals: Float32Array,
    priors: Float32Array,
    precision: number,
    shift: number,
    factors: number,
    width: number,
    seed: number,
  ];
  /**
   * Stochastic gradient descent with AdaGrad over interactions in the given order; block 0 is the user's, block 1 the item's. With
   * negatives > 0 targets are 1 and each interaction comes with so many others of 0, their item drawn among those of
   * `choices` that the user does not have, under the logistic loss; else squared loss on `targets`. pointers/indexes/values: features of each block row; `squares`
   * gathers squared slopes; intercept: [value, squared slopes]. sums[chunk] = Σ loss. Steps depend on those before: meet at every
   * chunk. Scratch: 4 · width bytes.
   */
  machineEpoch: [
    order: Uint32Array,
    rowOf: Uint32Array,
    blocks: number,
    interactions: number,
    pointers: Uint32Array,
    indexes: Uint32Array,
    values: Float32Array,
    features: Float32Array,
    squares: Float32Array,
    intercept: Float32Array,
    targets: Float32Array,
    seenPointers: Uint32Array,
    seenItems: Uint32Array,
    itemStart: number,
    choices: Uint32Array,
    choiceCount: number,
    negatives: number,
    learningRate: number,
    regularization: number,
    factors: number,
    width: number,
    seed: number,
    sums: Float64Array,
  ];
}

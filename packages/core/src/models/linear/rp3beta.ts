/**
 * RP³β: a random walk of three steps from a user over their items, to users who have those, to their items:
 *   score(u,i) = Σ_j x_uj w_ji,   w_ji = Σ_v p(j→v)^α p(v→i)^α / d_i^β,
 * with p(j→v) = x_vj / Σ_v' x_v'j, p(v→i) = x_vi / Σ_i' x_vi' and d_i = Σ_v x_vi: popular items are where walks end anyway, so
 * they are held back by β. Of the weights w_ji into each item i the `neighbors` largest are kept.
 *
 * Source: Paudel, Christoffel, Newell, Bernstein: Updatable, Accurate, Diverse, and Scalable Recommendations for Interactive
 * Applications, ACM TiiS 2017, doi:10.1145/2955101.
 * Differs: the first step's normalization by the user's number of items is left out, which changes no list; walks into an item
 * are cut to the likeliest starts, as the library irspack does, which also keeps popular items from having more of them.
 */
import { float32, int32, type Kernels, type StopSignal } from '../../kernels/kernels.ts';
import { portableExp, portableLog } from '../../math/portable.ts';
import { type SparseRows, sparseFromRows, transpose } from '../../matrix/sparse.ts';
import { integer, number, type OptionSpecs } from '../../options.ts';
import { defineEstimator, type Factory, kernelsOf } from '../contract/define-estimator.ts';
import type { CatalogEntry } from '../contract/estimator.ts';
import { LinearItemModel, linearShapes, positiveRows, type WeightingOption, weightingOption } from '../item-weights/item-weights-model.ts';

export interface RP3BetaOptions extends WeightingOption {
  /** Exponent α of the probabilities of a step: above 1, walks keep to what is likely; > 0. @default 1 */
  readonly alpha: number;
  /** Exponent β of the popularity that holds an item back; ≥ 0. @default 0.1 */
  readonly beta: number;
  /** Weights kept into each item; integer ≥ 1. @default 200 */
  readonly neighbors: number;
}

const options: OptionSpecs<RP3BetaOptions> = {
  alpha: number(1, { above: 0 }, 'exponent α of the probabilities of a step: above 1, walks keep to what is likely'),
  beta: number(0.1, { min: 0 }, 'exponent β of the popularity that holds an item back'),
  neighbors: integer(200, { min: 1 }, 'weights kept into each item'),
  weighting: weightingOption,
};

/** Row by row of targets i, so that each keeps the likeliest starts j of its walks; then turned to rows of starts. */
async function walkWeights(x: SparseRows, settings: RP3BetaOptions, kernels: Kernels, signal?: StopSignal): Promise<SparseRows> {
  const { matrix: byItem, order } = transpose(x);
  const toUsers = stepProbabilities(byItem, settings.alpha);
  const toItems = stepProbabilities(x, settings.alpha);
  const items = x.columns;
  const n = Math.min(settings.neighbors, items);
  const fromUsers = new Float32Array(toUsers.length);
  order.forEach((entry, e) => {
    fromUsers[entry] = toUsers[e];
  });
  const session = await kernels.open(
    {
      leftPointers: byItem.pointers,
      leftIndexes: byItem.indexes,
      leftValues: Float32Array.from(order, (entry) => toItems[entry]),
      pointers: x.pointers,
      indexes: x.indexes,
      values: fromUsers,
      scales: new Float32Array(items).fill(1),
      bestColumns: int32(items * n),
      bestScores: float32(items * n),
    },
    { scratchBytes: 12 * items + 16 },
  );
  try {
    const a = session.arrays;
    await session.run(
      'productTopN',
      [a.leftPointers, a.leftIndexes, a.leftValues, a.pointers, a.indexes, a.values, a.scales, items, n, a.bestColumns, a.bestScores],
      { rows: items, costs: byItem.pointers, signal },
    );
    const heldBack = Float64Array.from(rowSums(byItem), (sum) => (sum > 0 ? power(sum, -settings.beta) : 0));
    return transpose(sortedRows(a.bestColumns, a.bestScores, heldBack, n)).matrix;
  } finally {
    session.close();
  }
}

/** (value ÷ sum of its row)^exponent of each entry. */
function stepProbabilities(matrix: SparseRows, exponent: number): Float32Array {
  const sums = rowSums(matrix);
  const probabilities = new Float32Array(matrix.values.length);
  for (let row = 0; row < matrix.rows; row++)
    for (let e = matrix.pointers[row]; e < matrix.pointers[row + 1]; e++) probabilities[e] = power(matrix.values[e] / sums[row], exponent);
  return probabilities;
}

function rowSums({ rows, pointers, values }: SparseRows): Float64Array {
  const sums = new Float64Array(rows);
  for (let row = 0; row < rows; row++) for (let e = pointers[row]; e < pointers[row + 1]; e++) sums[row] += values[e];
  return sums;
}

/** base^exponent for base > 0, the same bits on every host. */
function power(base: number, exponent: number): number {
  return exponent === 1 ? base : portableExp(exponent * portableLog(base));
}

/** Lists of the best columns as sparse rows, columns ascending, each row times its scale. */
function sortedRows(columns: Int32Array, scores: Float32Array, scales: Float64Array, n: number): SparseRows {
  const rows = scales.length;
  const entries = columns.reduce((count, column) => count + (column >= 0 ? 1 : 0), 0);
  return sparseFromRows(rows, rows, entries, (row, add) => {
    const slots: number[] = [];
    for (let slot = row * n; slot < (row + 1) * n && columns[slot] >= 0; slot++) slots.push(slot);
    for (const slot of slots.sort((a, b) => columns[a] - columns[b])) add(columns[slot], scores[slot] * scales[row]);
  });
}

/** Weights are never negative. */
export class RP3BetaModel extends LinearItemModel<RP3BetaOptions> {}

export const rp3betaEntry: CatalogEntry<RP3BetaOptions, RP3BetaModel, 'rp3beta'> = defineEstimator({
  name: 'rp3beta',
  factory: 'rp3beta',
  family: 'linear',
  summary: 'Random walks of three steps over who has what, popular items held back: fast, sparse, for catalogs of any size.',
  feedback: 'implicit',
  weights: 'if-given',
  abilities: ['score', 'recommend', 'batch', 'similar', 'fold-in', 'vector', 'explain'],
  options,
  formula: 'score(u,i) = Σ_j x_uj w_ji, w_ji = Σ_v (x_vj / Σ_v′ x_v′j)^α (x_vi / Σ_i′ x_vi′)^α / (Σ_v x_vi)^β, the largest into each i',
  source:
    'Paudel, Christoffel, Newell, Bernstein: Updatable, Accurate, Diverse, and Scalable Recommendations for Interactive Applications, ACM TiiS 2017, doi:10.1145/2955101',
  presets: {
    'movielens-1m': {
      settings: { alpha: 1, beta: 0.3, neighbors: 300 },
      found:
        'what likewise evaluate folds2to5.csv --positive ">=4" --model rp3beta:… --split random:0.9 --metric ndcg@20 measures, on the rows whose fold is not 1; grid alpha 0.8, 1; beta 0.1, 0.2, 0.3; neighbors 200, 300, 500',
    },
  },
  async fit(settings, train, context) {
    const { signal, onEpoch } = context;
    const x = positiveRows('rp3beta', train, settings.weighting);
    const weights = await walkWeights(x, settings, await kernelsOf(context), signal);
    await onEpoch?.({ epoch: 1, epochs: 1 });
    signal?.throwIfAborted();
    return { seen: train.userItems, weights };
  },
  shapes: linearShapes,
  model: RP3BetaModel,
});

/**
 * Values are feedback of liking: what is above 0 counts. Memory: the data and items × neighbors weights.
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`, `negative-weight`, `too-large`.
 * @example const model = await rp3beta({ beta: 0.3 }).fit(train);
 */
export const rp3beta: Factory<RP3BetaOptions, RP3BetaModel> = rp3betaEntry.create;

/**
 * SANSA: EASE for large catalogs, its inverse approximated by sparse factors. score(u,·) = x_u B, B = I − P · diag(1 / diag P),
 * P ≈ (XᵀX + p/(1 − p) · diag(XᵀX) + λI)⁻¹ = KᵀD⁻¹K, with so many entries of each item in the triangle K and in B.
 *
 * Source: Spišák, Bartyzal, Hoskovec, Peška, Tůma: Scalable Approximate NonSymmetric Autoencoder for Collaborative Filtering, RecSys 2023,
 * doi:10.1145/3604915.3608827; Kolotilina, Yeremin: Factorized Sparse Approximate Inverse Preconditionings, SIMAX 1993.
 * Differs: the paper factorizes incompletely and then inverts the factor; here the factor of the inverse is found directly, by a regression of
 * each item on its nearest more popular ones, which cannot break down. B itself is formed and cut, so that lists and reasons are those of any
 * linear model. With as many entries as items it is EASE.
 */

import { type SparseRows, sparseFromRows } from '../../../matrix/sparse.ts';
import { integer, number, type OptionSpecs } from '../../../options.ts';
import { defineEstimator, type Factory, kernelsOf } from '../../contract/define-estimator.ts';
import type { CatalogEntry } from '../../contract/estimator.ts';
import { withoutEmptyColumns } from '../../item-weights/gram-blocks.ts';
import {
  LinearItemModel,
  linearShapes,
  positiveRows,
  type WeightingOption,
  weightingOption,
} from '../../item-weights/item-weights-model.ts';
import { requireSansaRoom, sansaWeights } from './sparse-inverse.ts';

export interface SansaOptions extends WeightingOption {
  /** λ: penalty of large weights, in people; larger for more data; > 0. @default 500 */
  readonly regularization: number;
  /** P: probability of leaving out an entry of the input while training (EDLAE); ≥ 0 and < 1. @default 0 */
  readonly dropout: number;
  /**
   * Items that each item is regressed on, and weights kept of each: more is closer to ease, and slower by the cube; integer ≥ 1. @default
   * 200
   */
  readonly entries: number;
}

const options: OptionSpecs<SansaOptions> = {
  regularization: number(500, { above: 0 }, 'λ: penalty of large weights, in people; larger for more data'),
  dropout: number(0, { min: 0, below: 1 }, 'p: probability of leaving out an entry of the input while training (EDLAE)'),
  entries: integer(
    200,
    { min: 1 },
    'items that each item is regressed on, and weights kept of each: more is closer to ease, and slower by the cube',
  ),
  weighting: weightingOption,
};

/** Weights may be negative: what a user has can also speak against an item. */
export class SansaModel extends LinearItemModel<SansaOptions> {}

export const sansaEntry: CatalogEntry<SansaOptions, SansaModel, 'sansa'> = defineEstimator({
  name: 'sansa',
  factory: 'sansa',
  family: 'linear',
  summary: 'ease by a sparse inverse: for catalogs of tens of thousands of items, in a memory that is told before.',
  feedback: 'implicit',
  weights: 'if-given',
  abilities: ['score', 'recommend', 'batch', 'similar', 'fold-in', 'vector', 'explain'],
  options,
  formula:
    'score(u,i) = Σ_j x_uj B_ji, B = I − P · diag(1 / diag P), P = (XᵀX + p/(1 − p) · diag(XᵀX) + λI)⁻¹ ≈ KᵀD⁻¹K, K a sparse triangle',
  source:
    'Spišák, Bartyzal, Hoskovec, Peška, Tůma: Scalable Approximate NonSymmetric Autoencoder for Collaborative Filtering, RecSys 2023, doi:10.1145/3604915.3608827',
  async fit(settings, train, context) {
    const { signal, onEpoch } = context;
    const { x, kept } = withoutEmptyColumns(positiveRows('sansa', train, settings.weighting));
    requireSansaRoom(x, settings.entries);
    const compact = await sansaWeights(x, settings, await kernelsOf(context), signal);
    await onEpoch?.({ epoch: 1, epochs: 1 });
    signal?.throwIfAborted();
    return { seen: train.userItems, weights: amongAll(compact, kept, train.items.size) };
  },
  shapes: linearShapes,
  model: SansaModel,
});

/** The weights among all items: those nobody has get and give nothing. */
function amongAll(compact: SparseRows, kept: Uint32Array, items: number): SparseRows {
  if (kept.length === items) return compact;
  let row = 0;
  return sparseFromRows(items, items, compact.indexes.length, (item, add) => {
    if (kept[row] !== item) return;
    for (let e = compact.pointers[row]; e < compact.pointers[row + 1]; e++) add(kept[compact.indexes[e]], compact.values[e]);
    row++;
  });
}

/**
 * Values are feedback of liking: what is above 0 counts. Memory: 8 bytes for each pair of items that somebody has both of and 48 · items ·
 * entries bytes while it works, 8 · items · entries for the model and its file. Time: items · entries³.
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`, `negative-weight`, `too-large` with the
 *   estimate, `not-positive-definite` where the penalty is nothing beside the values.
 * @example const model = await sansa({ entries: 300 }).fit(train);
 */
export const sansa: Factory<SansaOptions, SansaModel> = sansaEntry.create;

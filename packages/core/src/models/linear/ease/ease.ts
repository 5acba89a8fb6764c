/**
 * EASE, embarrassingly shallow autoencoders: score(u,·) = x_u B, where B minimizes ‖X − XB‖² + λ‖B‖² with diag B = 0. In closed
 * form B = I − P · diag(1 / diag P) with P = (XᵀX + λI)⁻¹. With `dropout` p > 0 it is EDLAE, the expected loss when each entry
 * of the input is left out with probability p: P = (XᵀX + p/(1 − p) · diag(XᵀX) + λI)⁻¹.
 *
 * Source: Steck: Embarrassingly Shallow Autoencoders for Sparse Data, WWW 2019, doi:10.1145/3308558.3313710; Steck:
 * Autoencoders that don't overfit towards the Identity, NeurIPS 2020 (EDLAE).
 * Differs: items nobody has are left out of the system; weights below `threshold` may be dropped, which the paper does not do.
 */
import type { DenseMatrix } from '../../../matrix/dense.ts';
import { type SparseRows, sparseFromRows } from '../../../matrix/sparse.ts';
import { number, type OptionSpecs } from '../../../options.ts';
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
import { easeWeights, requireRoom } from './inverse.ts';

export interface EaseOptions extends WeightingOption {
  /** λ: penalty of large weights, in people; larger for more data; > 0. @default 500 */
  readonly regularization: number;
  /** P: probability of leaving out an entry of the input while training (EDLAE); ≥ 0 and < 1. @default 0 */
  readonly dropout: number;
  /** Weights of a smaller absolute value are dropped and the rest kept sparse; 0: dense; ≥ 0. @default 0 */
  readonly threshold: number;
}

const options: OptionSpecs<EaseOptions> = {
  regularization: number(500, { above: 0 }, 'λ: penalty of large weights, in people; larger for more data'),
  dropout: number(0, { min: 0, below: 1 }, 'p: probability of leaving out an entry of the input while training (EDLAE)'),
  threshold: number(0, { min: 0 }, 'weights of a smaller absolute value are dropped and the rest kept sparse; 0: dense'),
  weighting: weightingOption,
};

/** B among all items: rows and columns of items nobody has are 0. */
function dense(compact: Float32Array, kept: Uint32Array, items: number): DenseMatrix {
  if (kept.length === items) return { rows: items, columns: items, values: compact };
  const values = new Float32Array(items * items);
  kept.forEach((j, row) => {
    for (let k = 0; k < kept.length; k++) values[j * items + kept[k]] = compact[row * kept.length + k];
  });
  return { rows: items, columns: items, values };
}

function sparse(compact: Float32Array, kept: Uint32Array, items: number, threshold: number): SparseRows {
  const isKept = (weight: number): boolean => weight !== 0 && Math.abs(weight) >= threshold;
  let entries = 0;
  for (const weight of compact) if (isKept(weight)) entries++;
  let row = 0;
  return sparseFromRows(items, items, entries, (j, add) => {
    if (kept[row] !== j) return;
    for (let k = 0; k < kept.length; k++) {
      const weight = compact[row * kept.length + k];
      if (isKept(weight)) add(kept[k], weight);
    }
    row++;
  });
}

/** Weights may be negative: what a user has can also speak against an item. */
export class EaseModel extends LinearItemModel<EaseOptions> {}

export const easeEntry: CatalogEntry<EaseOptions, EaseModel, 'ease'> = defineEstimator({
  name: 'ease',
  factory: 'ease',
  family: 'linear',
  summary: 'A weight for each pair of items in closed form: hard to beat where the catalog has up to some 20,000 items.',
  feedback: 'implicit',
  weights: 'if-given',
  abilities: ['score', 'recommend', 'batch', 'similar', 'fold-in', 'vector', 'explain'],
  options,
  formula: 'score(u,i) = Σ_j x_uj B_ji, B = I − P · diag(1 / diag P), P = (XᵀX + p/(1 − p) · diag(XᵀX) + λI)⁻¹',
  source:
    'Steck: Embarrassingly Shallow Autoencoders for Sparse Data, WWW 2019, doi:10.1145/3308558.3313710; Steck: Autoencoders that don’t overfit towards the Identity, NeurIPS 2020',
  presets: {
    'movielens-1m': {
      settings: { regularization: 300, dropout: 0.5 },
      found:
        'what likewise evaluate folds2to5.csv --positive ">=4" --model ease:… --split random:0.9 --metric ndcg@20 measures, on the rows whose fold is not 1; grid regularization 200, 300, 500, 600; dropout 0, 0.3, 0.4, 0.5, 0.65',
    },
  },
  async fit(settings, train, context) {
    const { signal, onEpoch } = context;
    const { x, kept } = withoutEmptyColumns(positiveRows('ease', train, settings.weighting));
    requireRoom(kept.length);
    const compact = await easeWeights(x, settings, await kernelsOf(context), signal);
    await onEpoch?.({ epoch: 1, epochs: 1 });
    signal?.throwIfAborted();
    const { items, userItems: seen } = train;
    const weights = settings.threshold > 0 ? sparse(compact, kept, items.size, settings.threshold) : dense(compact, kept, items.size);
    return { seen, weights };
  },
  shapes: linearShapes,
  model: EaseModel,
});

/**
 * Values are feedback of liking: what is above 0 counts. Needs half a matrix of float64 over the items while it works and
 * 4 · items² bytes for the weights.
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`, `negative-weight`, `too-large` (beyond about
 *   31,000 items), `not-positive-definite` where the penalty is nothing beside the values.
 * @example const model = await ease({ regularization: 300 }).fit(train);
 */
export const ease: Factory<EaseOptions, EaseModel> = easeEntry.create;

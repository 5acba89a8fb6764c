/**
 * SLIM, sparse linear methods: score(u,·) = x_u W, where column j of W minimizes
 *   ½ ‖x_j − X w_j‖² + λ₂/2 ‖w_j‖² + λ₁ ‖w_j‖₁   with w_jj = 0, and w ≥ 0 unless `nonNegative` is false.
 * With `dropout` p > 0, λ₂ becomes λ₂ + p/(1 − p) G_kk for weight w_kj: the expected loss when entries of the input are left out.
 * Coordinate descent on G = XᵀX: w_k ← soft(G_jk − Σ_{l≠k} G_kl w_l, λ₁) / (G_kk + λ₂), over all items, then over those with a
 * weight until they rest, and so on. Each item is a problem of its own.
 *
 * Source: Ning, Karypis: SLIM: Sparse Linear Methods for Top-N Recommender Systems, ICDM 2011, doi:10.1109/ICDM.2011.134;
 * Friedman, Hastie, Tibshirani: Regularization Paths for Generalized Linear Models via Coordinate Descent, J. Stat. Softw. 2010,
 * doi:10.18637/jss.v033.i01; dropout: Steck, NeurIPS 2020 (EDLAE).
 * Differs: the Gram matrix takes the place of passes over the users, and with w ≥ 0 items with G_jk ≤ λ₁ are never tried.
 */
import { boolean, integer, number, type OptionSpecs } from '../../../options.ts';
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
import { requireSlimRoom, slimWeights } from './regressions.ts';

export interface SlimOptions extends WeightingOption {
  /** λ₁: larger leaves fewer weights, in people; ≥ 0. @default 3 */
  readonly sparsity: number;
  /** λ₂: penalty of large weights, in people; larger for more data; ≥ 0. @default 300 */
  readonly regularization: number;
  /** Probability p of leaving out an entry of the input while training, as in EDLAE; ≥ 0 and < 1. @default 0 */
  readonly dropout: number;
  /** Only weights ≥ 0: items speak for each other, never against. @default true */
  readonly nonNegative: boolean;
  /** Most passes over an item's coordinates; integer ≥ 1. @default 50 */
  readonly epochs: number;
  /** A pass that moves no weight by more ends an item's problem; ≥ 0. @default 0.0001 */
  readonly tolerance: number;
}

const options: OptionSpecs<SlimOptions> = {
  sparsity: number(3, { min: 0 }, 'λ₁: larger leaves fewer weights, in people'),
  regularization: number(300, { min: 0 }, 'λ₂: penalty of large weights, in people; larger for more data'),
  dropout: number(0, { min: 0, below: 1 }, 'probability p of leaving out an entry of the input while training, as in EDLAE'),
  nonNegative: boolean(true, 'only weights ≥ 0: items speak for each other, never against'),
  epochs: integer(50, { min: 1 }, "most passes over an item's coordinates"),
  tolerance: number(0.0001, { min: 0 }, "a pass that moves no weight by more ends an item's problem"),
  weighting: weightingOption,
};

/** Most pairs of items have no weight: lists and explanations touch few numbers. */
export class SlimModel extends LinearItemModel<SlimOptions> {}

export const slimEntry: CatalogEntry<SlimOptions, SlimModel, 'slim'> = defineEstimator({
  name: 'slim',
  factory: 'slim',
  family: 'linear',
  summary: 'A sparse regression of each item on the others: nearly the quality of ease with few weights, each of them readable.',
  feedback: 'implicit',
  weights: 'if-given',
  abilities: ['score', 'recommend', 'batch', 'similar', 'fold-in', 'vector', 'explain'],
  options,
  formula: 'score(u,i) = Σ_j x_uj w_ji, minimizing ½ ‖x_i − Σ_j x_j w_ji‖² + λ₂/2 ‖w_i‖² + λ₁ ‖w_i‖₁, w_ii = 0, w ≥ 0',
  source:
    'Ning, Karypis: SLIM: Sparse Linear Methods for Top-N Recommender Systems, ICDM 2011, doi:10.1109/ICDM.2011.134; Friedman, Hastie, Tibshirani: Regularization Paths for Generalized Linear Models via Coordinate Descent, J. Stat. Softw. 2010, doi:10.18637/jss.v033.i01',
  presets: {
    'movielens-1m': {
      settings: { sparsity: 3, regularization: 100, dropout: 0.5 },
      found:
        'what likewise evaluate folds2to5.csv --positive ">=4" --model slim:… --split random:0.9 --metric ndcg@20 measures, on the rows whose fold is not 1; grid sparsity 3, 6; regularization 100, 200, 300; dropout 0, 0.5, 0.7',
    },
  },
  async fit(settings, train, context) {
    const { signal, onEpoch } = context;
    const { x, kept } = withoutEmptyColumns(positiveRows('slim', train, settings.weighting));
    requireSlimRoom(kept.length);
    const weights = await slimWeights(x, kept, train.items.size, settings, await kernelsOf(context), signal);
    await onEpoch?.({ epoch: 1, epochs: 1 });
    signal?.throwIfAborted();
    return { seen: train.userItems, weights };
  },
  shapes: linearShapes,
  model: SlimModel,
});

/**
 * Values are feedback of liking: what is above 0 counts. Keeps sparse weights; while it works it needs 4 · items² bytes.
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`, `negative-weight`, `too-large` (beyond about 32,000 items).
 * @example const model = await slim({ sparsity: 5 }).fit(train);
 */
export const slim: Factory<SlimOptions, SlimModel> = slimEntry.create;

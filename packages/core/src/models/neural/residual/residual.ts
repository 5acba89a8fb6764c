/**
 * A factorization with biases, and layers over the same embeddings that learn what it leaves:
 *   r̂(u,i) = link(μ + b_u + b_i + p_u · q_i + W_L f(… f(W_1 [p_u, q_i] + c_1) …) + c_L);
 * minimizes the mean squared error of batches plus penalties, by steps of the chosen optimizer.
 *
 * Source: He, Liao, Zhang, Nie, Hu, Chua: Neural Collaborative Filtering, WWW 2017, doi:10.1145/3038912.3052569 (a product and layers side
 * by side); He, Zhang, Ren, Sun: Deep Residual Learning, CVPR 2016, doi:10.1109/CVPR.2016.90.
 * Differs: both branches share one pair of embeddings and are added, as courses do. Someone new gets bias and embedding by steps down the
 * same objective with all else held.
 */
import { defineEstimator, type Factory } from '../../contract/define-estimator.ts';
import type { CatalogEntry } from '../../contract/estimator.ts';
import { fitLayered } from '../../networks/fit-layered.ts';
import { LayeredModel } from '../../networks/layered-model.ts';
import {
  type BiasSettings,
  biasOptions,
  hiddenWidths,
  type LayerSettings,
  layerOptions,
  type NetworkSettings,
  networkOptions,
} from '../../networks/settings.ts';
import { residualPresets } from './presets.ts';

export interface ResidualOptions extends NetworkSettings, BiasSettings, LayerSettings {}

/** A fitted model. No method changes it; treat the arrays in `state` as read-only. */
export class ResidualModel extends LayeredModel<ResidualOptions> {
  protected override get hasProduct(): boolean {
    return true;
  }
}

export const residualEntry: CatalogEntry<ResidualOptions, ResidualModel, 'residual'> = defineEstimator({
  name: 'residual',
  factory: 'residual',
  family: 'neural',
  summary: 'Factorization with biases plus hidden layers over the same embeddings, as courses build it; learns ratings.',
  feedback: 'ratings',
  abilities: ['predict', 'score', 'recommend', 'batch', 'similar', 'fold-in', 'vector'],
  checkpoints: true,
  options: { ...networkOptions, ...biasOptions, ...layerOptions('64', 'elu') },
  formula:
    'r̂(u,i) = link(μ + b_u + b_i + p_u·q_i + layers([p_u, q_i])), minimizing the mean of (r − r̂)² + λ(‖p_u‖² + ‖q_i‖²) + λ_b(b_u² + b_i²)',
  source:
    'He et al.: Neural Collaborative Filtering, WWW 2017, doi:10.1145/3038912.3052569; He, Zhang, Ren, Sun: Deep Residual Learning, CVPR 2016, doi:10.1109/CVPR.2016.90',
  presets: residualPresets,
  check: (settings) => void hiddenWidths('residual', settings),
  fit: (settings, train, context) => fitLayered('residual', train, settings, { product: true, biases: settings }, context),
  shapes: LayeredModel.shapes,
  model: ResidualModel,
});

/**
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`, `missing-ratings`, `diverged`, `too-large`.
 * @example const model = await residual({ hidden: '64', validation: 0.1 }).fit(train);
 */
export const residual: Factory<ResidualOptions, ResidualModel> = residualEntry.create;

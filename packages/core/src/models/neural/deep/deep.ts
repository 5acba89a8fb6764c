/**
 * A network on the embeddings of user and item, side by side:
 *   r̂(u,i) = link(μ + W_L f(… f(W_1 [p_u, q_i] + c_1) …) + c_L),
 * with hidden layers of function f; minimizes the mean squared error of batches plus penalties, by steps of the chosen optimizer.
 *
 * Source: Covington, Adams, Sargin: Deep Neural Networks for YouTube Recommendations, RecSys 2016, doi:10.1145/2959100.2959190 (embeddings
 * side by side into layers); He, Liao, Zhang, Nie, Hu, Chua: Neural Collaborative Filtering, WWW 2017, doi:10.1145/3038912.3052569.
 * Differs: it learns ratings, as courses do. Someone new gets an embedding by steps down the same objective with all else held.
 */
import { defineEstimator, type Factory } from '../../contract/define-estimator.ts';
import type { CatalogEntry } from '../../contract/estimator.ts';
import { fitLayered } from '../../networks/fit-layered.ts';
import { LayeredModel } from '../../networks/layered-model.ts';
import { hiddenWidths, type LayerSettings, layerOptions, type NetworkSettings, networkOptions } from '../../networks/settings.ts';
import { deepPresets } from './presets.ts';

export interface DeepOptions extends NetworkSettings, LayerSettings {}

/** A fitted model. No method changes it; treat the arrays in `state` as read-only. */
export class DeepModel extends LayeredModel<DeepOptions> {
  protected override get hasProduct(): boolean {
    return false;
  }
}

export const deepEntry: CatalogEntry<DeepOptions, DeepModel, 'deep'> = defineEstimator({
  name: 'deep',
  factory: 'deep',
  family: 'neural',
  summary: 'Hidden layers on the embeddings of user and item, as courses build it; learns ratings, less accurately than svd.',
  feedback: 'ratings',
  abilities: ['predict', 'score', 'recommend', 'batch', 'similar', 'fold-in', 'vector'],
  checkpoints: true,
  options: { ...networkOptions, ...layerOptions('64+32', 'relu') },
  formula: 'r̂(u,i) = link(μ + W_L f(… f(W₁ [p_u, q_i] + c₁) …) + c_L), minimizing the mean of (r − r̂)² + λ(‖p_u‖² + ‖q_i‖²)',
  source:
    'Covington, Adams, Sargin: Deep Neural Networks for YouTube Recommendations, RecSys 2016, doi:10.1145/2959100.2959190; He et al.: Neural Collaborative Filtering, WWW 2017, doi:10.1145/3038912.3052569',
  presets: deepPresets,
  check: (settings) => void hiddenWidths('deep', settings),
  fit: (settings, train, context) => fitLayered('deep', train, settings, { product: false, biases: undefined }, context),
  shapes: LayeredModel.shapes,
  model: DeepModel,
});

/**
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`, `missing-ratings`, `diverged`, `too-large`.
 * @example const model = await deep({ hidden: '128+64', validation: 0.1 }).fit(train);
 */
export const deep: Factory<DeepOptions, DeepModel> = deepEntry.create;

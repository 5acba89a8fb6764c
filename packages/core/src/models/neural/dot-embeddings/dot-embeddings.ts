/**
 * Embeddings of user and item, their product and biases, as networks train it:
 *   r̂(u,i) = μ + b_u + b_i + p_u · q_i, or with link "sigmoid" low + (high − low) σ(b_u + b_i + p_u · q_i);
 * minimizes the mean squared error of batches plus λ(‖p_u‖² + ‖q_i‖²) + λ_b(b_u² + b_i²), by steps of the chosen optimizer.
 *
 * Source: Koren, Bell, Volinsky: Matrix Factorization Techniques for Recommender Systems, IEEE Computer 2009, doi:10.1109/MC.2009.263, in
 * the form of courses: an embedding layer for each side, a dot product of each row of the batch, an optimizer of networks.
 * Differs: the step of a batch moves only the embeddings it meets, unless `rows` is all. A new user's bias and embedding are the exact
 * minimum of the objective with the items held.
 */
import { patternOf } from '../../../matrix/sparse.ts';
import { defineEstimator, type Factory } from '../../contract/define-estimator.ts';
import type { CatalogEntry } from '../../contract/estimator.ts';
import { tellingStates } from '../../contract/train-as-asked.ts';
import { type BiasSettings, biasOptions, type NetworkSettings, networkOptions } from '../../networks/settings.ts';
import { type TrainedNetwork, trainNetwork } from '../../networks/training.ts';
import { DotEmbeddingsModel } from './model.ts';
import { dotEmbeddingsPresets } from './presets.ts';

export interface DotEmbeddingsOptions extends NetworkSettings, BiasSettings {}

export const dotEmbeddingsEntry: CatalogEntry<DotEmbeddingsOptions, DotEmbeddingsModel, 'dot-embeddings'> = defineEstimator({
  name: 'dot-embeddings',
  factory: 'dotEmbeddings',
  family: 'neural',
  summary: 'Embeddings, their product and biases trained like a network, as courses build it; learns ratings, less accurately than svd.',
  feedback: 'ratings',
  abilities: ['predict', 'score', 'recommend', 'batch', 'similar', 'fold-in', 'vector', 'new-items'],
  checkpoints: true,
  options: { ...networkOptions, ...biasOptions },
  formula: 'r̂(u,i) = link(μ + b_u + b_i + p_u·q_i), minimizing the mean of (r − r̂)² + λ(‖p_u‖² + ‖q_i‖²) + λ_b(b_u² + b_i²)',
  source: 'Koren, Bell, Volinsky: Matrix Factorization Techniques for Recommender Systems, IEEE Computer 2009, doi:10.1109/MC.2009.263',
  presets: dotEmbeddingsPresets,
  async fit(settings, train, context) {
    const { users, items, userItems } = train;
    const { factors } = settings;
    const parts = { product: true, biases: settings, layers: undefined };
    const stateOf = ({ values, ratingScale, meanRating, curve }: TrainedNetwork) => {
      return {
        seen: patternOf(userItems),
        ratingScale,
        meanRating,
        userFactors: { rows: users.size, columns: factors, values: values('userFactors') },
        itemFactors: { rows: items.size, columns: factors, values: values('itemFactors') },
        userBias: values('userBias') ?? new Float32Array(users.size),
        itemBias: values('itemBias') ?? new Float32Array(items.size),
        curve,
      };
    };
    return stateOf(await trainNetwork('dotEmbeddings', train, settings, parts, tellingStates(context, stateOf)));
  },
  shapes: DotEmbeddingsModel.shapes,
  model: DotEmbeddingsModel,
});

/**
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`, `missing-ratings`, `diverged`, `too-large`.
 * @example const model = await dotEmbeddings({ factors: 20, validation: 0.1 }).fit(train);
 */
export const dotEmbeddings: Factory<DotEmbeddingsOptions, DotEmbeddingsModel> = dotEmbeddingsEntry.create;

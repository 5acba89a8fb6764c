/**
 * AutoRec: an autoencoder of ratings. A row of ratings r, an item's by its users ("item") or a user's by their items ("user"), is encoded in
 * one hidden layer and decoded to a rating of every column:
 *   r̂ = m + W f(V (r − m) + a) + b,   minimizing Σ_observed (r − r̂)² + λ/2 (‖V‖² + ‖W‖²)
 *
 * Source: Sedhain, Menon, Sanner, Xie: AutoRec: Autoencoders Meet Collaborative Filtering, WWW 2015, doi:10.1145/2740908.2742726.
 * Differs: ratings are centered at m, the damped mean of their row, so that a missing one counts as average, not as 0; Adam in batches instead of
 * resilient propagation; ratings of the input and hidden units may be left out while training.
 */
import { patternOf } from '../../../matrix/sparse.ts';
import type { FoldInRow } from '../../answering/user-row.ts';
import { encodedRows } from '../../autoencoders/encoded-rows.ts';
import { defineEstimator, type Factory } from '../../contract/define-estimator.ts';
import type { CatalogEntry } from '../../contract/estimator.ts';
import { tellingStates } from '../../contract/train-as-asked.ts';
import { codeOf } from './code.ts';
import { AutoRecModel } from './model.ts';
import { type AutoRecOptions, autoRecOptions, autoRecPresets } from './options.ts';
import { type TrainedAutoRec, trainAutoRec } from './training.ts';

export const autoRecEntry: CatalogEntry<AutoRecOptions, AutoRecModel, 'autorec'> = defineEstimator({
  name: 'autorec',
  factory: 'autoRec',
  family: 'neural',
  summary: 'An autoencoder of ratings with one hidden layer: items by their users, or users by their items.',
  feedback: 'ratings',
  abilities: ['predict', 'score', 'recommend', 'batch', 'similar', 'fold-in', 'vector', 'new-items'],
  checkpoints: true,
  options: autoRecOptions,
  formula: 'r̂ = m + W f(V (r − m) + a) + b of a row r of ratings and its damped mean m, minimizing Σ_observed (r − r̂)² + λ/2 (‖V‖² + ‖W‖²)',
  source: 'Sedhain, Menon, Sanner, Xie: AutoRec: Autoencoders Meet Collaborative Filtering, WWW 2015, doi:10.1145/2740908.2742726',
  presets: autoRecPresets,
  async fit(settings, train, context) {
    const { userItems, itemUsers } = train;
    const { min, max } = train.ratingScale!;
    const stateOf = async (trained: TrainedAutoRec) => {
      const { meanRating, encoder, encoderBias, decoder, decoderBias, curve } = trained;
      const shared = { seen: patternOf(userItems), ratingScale: { min, max }, meanRating, encoder, encoderBias, curve };
      const rows = settings.form === 'item' ? itemUsers : userItems;
      const biases = new Float32Array(rows.rows);
      const encode = (row: FoldInRow, index: number): Float32Array => {
        const { vector, bias } = codeOf(trained, row, settings);
        biases[index] = bias;
        return vector;
      };
      const codes = await encodedRows(rows, settings.factors, encode, context.signal);
      return settings.form === 'item'
        ? { ...shared, itemFactors: codes, itemBias: biases, userFactors: decoder, userBias: decoderBias }
        : { ...shared, userFactors: codes, userBias: biases, itemFactors: decoder, itemBias: decoderBias };
    };
    return await stateOf(await trainAutoRec(train, settings, tellingStates(context, stateOf)));
  },
  shapes: AutoRecModel.shapes,
  model: AutoRecModel,
});

/**
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`, `missing-ratings`, `diverged`, `too-large`.
 * @example const model = await autoRec({ validation: 0.1 }).fit(train);
 */
export const autoRec: Factory<AutoRecOptions, AutoRecModel> = autoRecEntry.create;

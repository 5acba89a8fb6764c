/**
 * Mult-VAE: a variational autoencoder of likes with a multinomial likelihood. A user's likes x, at length 1, become the mean and variance of
 * a code z; what is drawn from them becomes scores of all items:
 *   m, v = layers(x ÷ ‖x‖), z ~ N(m, e^v), maximizing Σ_i x_i log softmax_i(layers(z)) − β KL(N(m, e^v) ‖ N(0, 1)),
 * β rising from 0 over the first epochs. Without `variational` it is Mult-DAE: z = tanh(m), no divergence. Answers take z = m.
 *
 * Source: Liang, Krishnan, Hoffman, Jebara: Variational Autoencoders for Collaborative Filtering, WWW 2018, arXiv:1802.05814.
 * Differs: biases start at 0; the decoder may be one layer.
 */
import type { DenseMatrix } from '../../../matrix/dense.ts';
import { inPlace } from '../../../matrix/numbered-rows.ts';
import { patternOf } from '../../../matrix/sparse.ts';
import { requirePositives } from '../../answering/positives.ts';
import { encodedRows } from '../../autoencoders/encoded-rows.ts';
import { defineEstimator, type Factory } from '../../contract/define-estimator.ts';
import type { CatalogEntry } from '../../contract/estimator.ts';
import { tellingStates } from '../../contract/train-as-asked.ts';
import { lastUnits } from './code.ts';
import { layersOf, MultVAEModel, widthsOf } from './model.ts';
import { type MultVAEOptions, multVAEOptions, multVAEPresets } from './options.ts';
import { type TrainedMultVAE, trainMultVAE } from './training.ts';

export const multVAEEntry: CatalogEntry<MultVAEOptions, MultVAEModel, 'mult-vae'> = defineEstimator({
  name: 'mult-vae',
  factory: 'multVAE',
  family: 'neural',
  summary: 'A variational autoencoder of likes (or, without it, a denoising one): strong top-n lists, also for people who come later.',
  feedback: 'implicit',
  weights: 'counted',
  abilities: ['score', 'recommend', 'batch', 'similar', 'fold-in', 'vector'],
  checkpoints: true,
  options: multVAEOptions,
  formula:
    'score(u,·) = layers(m), m, v = layers(x ÷ ‖x‖), maximizing Σ_i x_i log softmax_i(layers(z)) − β KL(N(m, e^v) ‖ N(0, 1)), z ~ N(m, e^v)',
  source: 'Liang, Krishnan, Hoffman, Jebara: Variational Autoencoders for Collaborative Filtering, WWW 2018, arXiv:1802.05814',
  presets: multVAEPresets,
  async fit(settings, train, context) {
    const likes = requirePositives('multVAE', train);
    const stateOf = async ({ parameters, metItems, curve }: TrainedMultVAE) => {
      const { first, code, decoder, last } = widthsOf(settings);
      const ofItems = (values: Float32Array, width: number): DenseMatrix => inPlace(values, width, metItems, train.items.size);
      const layer = (name: string, [rows, columns]: readonly [number, number]): DenseMatrix => ({
        rows,
        columns,
        values: rows === 0 ? new Float32Array(0) : parameters[`${name}.weight`],
      });
      const biasOf = (name: string, [rows]: readonly [number, number]): Float32Array =>
        rows === 0 ? new Float32Array(0) : parameters[`${name}.bias`];
      const start = settings.hidden > 0 ? 'encoder' : 'code';
      const learned = {
        itemFactors: ofItems(parameters['items.weight'], last),
        itemBias: ofItems(parameters['items.bias'], 1).values,
        encoder: ofItems(parameters[`${start}.weight`], first),
        encoderBias: parameters[`${start}.bias`],
        code: layer('code', code),
        codeBias: biasOf('code', code),
        decoder: layer('decoder', decoder),
        decoderBias: biasOf('decoder', decoder),
        curve,
      };
      const layers = layersOf(learned);
      const userFactors = await encodedRows(likes, last, ({ indexes }) => lastUnits(layers, indexes, settings), context.signal);
      return { seen: patternOf(train.userItems), userFactors, ...learned };
    };
    return await stateOf(await trainMultVAE(train, likes, settings, tellingStates(context, stateOf)));
  },
  shapes: MultVAEModel.shapes,
  model: MultVAEModel,
});

/**
 * Every value above 0 is a like, whatever its size; keep only what users liked first. 0 is seen, but no like.
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`, `negative-weight`, `diverged`, `too-large`.
 * @example const model = await multVAE({ validation: 0.1 }).fit(train);
 */
export const multVAE: Factory<MultVAEOptions, MultVAEModel> = multVAEEntry.create;

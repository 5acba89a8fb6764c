/**
 * RecVAE: a variational autoencoder of likes whose prior is a mixture, and whose encoder and decoder train in turns. With the likes x of a
 * user at length 1,
 *   m, v = encoder(x ÷ ‖x‖), z ~ N(m, e^v), maximizing Σ_i x_i log softmax_i(z · y_i + b_i) − γ ‖x‖² KL(N(m, e^v) ‖ p),
 *   p = 0.15 N(0, 1) + 0.75 N(m', e^v') + 0.1 N(0, e^10), m' and v' what the encoder said of x an epoch before.
 * Each hidden layer takes the sum of what all before it give, swish, and a layer norm. Answers take z = m.
 *
 * Source: Shenbin, Alekseev, Tutubalina, Malykh, Nikolenko: RecVAE, WSDM 2020, arXiv:1912.11160.
 * Differs: the entropy of N(m, e^v) is taken in closed form; weights start by Glorot and biases at 0; the rate may go
 * down.
 */
import type { DenseMatrix } from '../../../matrix/dense.ts';
import { inPlace } from '../../../matrix/numbered-rows.ts';
import { patternOf } from '../../../matrix/sparse.ts';
import { requirePositives } from '../../answering/positives.ts';
import { encodedRows } from '../../autoencoders/encoded-rows.ts';
import { defineEstimator, type Factory } from '../../contract/define-estimator.ts';
import type { CatalogEntry } from '../../contract/estimator.ts';
import { tellingStates } from '../../contract/train-as-asked.ts';
import { meanOfCode } from './code.ts';
import { RecVAEModel } from './model.ts';
import { type RecVAEOptions, recVAEOptions, recVAEPresets } from './options.ts';
import { type TrainedRecVAE, trainRecVAE } from './training.ts';

export const recVAEEntry: CatalogEntry<RecVAEOptions, RecVAEModel, 'rec-vae'> = defineEstimator({
  name: 'rec-vae',
  factory: 'recVAE',
  family: 'neural',
  summary: 'A variational autoencoder of likes held to what it said an epoch before: encoder and decoder train in turns.',
  feedback: 'implicit',
  weights: 'counted',
  abilities: ['score', 'recommend', 'batch', 'similar', 'fold-in', 'vector'],
  checkpoints: true,
  options: recVAEOptions,
  formula:
    "score(u,i) = m · y_i + b_i, m, v = encoder(x ÷ ‖x‖), maximizing Σ_i x_i log softmax_i(z · y_i + b_i) − γ ‖x‖² KL(N(m, e^v) ‖ mixture of N(0, 1), N(m', e^v'), N(0, e^10)), z ~ N(m, e^v)",
  source: 'Shenbin, Alekseev, Tutubalina, Malykh, Nikolenko: RecVAE, WSDM 2020, arXiv:1912.11160',
  presets: recVAEPresets,
  async fit(settings, train, context) {
    const { factors, hidden, layers } = settings;
    const likes = requirePositives('recVAE', train);
    const stateOf = async ({ parameters, metItems, curve }: TrainedRecVAE) => {
      const ofItems = (values: Float32Array, width: number): DenseMatrix => inPlace(values, width, metItems, train.items.size);
      const ofLayers = (names: readonly string[], rows: number): DenseMatrix => {
        const values = new Float32Array(names.length * rows * hidden);
        names.forEach((name, k) => {
          values.set(parameters[name], k * rows * hidden);
        });
        return { rows: names.length * rows, columns: hidden, values };
      };
      const deeper = Array.from({ length: layers - 1 }, (_, k) => `layer${k + 2}`);
      const norms = Array.from({ length: layers }, (_, k) => `norm${k + 1}`);
      const learned = {
        itemFactors: ofItems(parameters['items.weight'], factors),
        itemBias: ofItems(parameters['items.bias'], 1).values,
        encoder: ofItems(parameters['encoder.weight'], hidden),
        deeper: ofLayers(
          deeper.map((name) => `${name}.weight`),
          hidden,
        ),
        biases: ofLayers(
          ['encoder', ...deeper].map((name) => `${name}.bias`),
          1,
        ),
        gains: ofLayers(
          norms.map((name) => `${name}.gain`),
          1,
        ),
        shifts: ofLayers(
          norms.map((name) => `${name}.bias`),
          1,
        ),
        code: { rows: hidden, columns: factors, values: parameters['code.weight'] },
        codeBias: parameters['code.bias'],
        curve,
      };
      const userFactors = await encodedRows(likes, factors, ({ indexes }) => meanOfCode(learned, indexes), context.signal);
      return { seen: patternOf(train.userItems), userFactors, ...learned };
    };
    return await stateOf(await trainRecVAE(train, likes, settings, tellingStates(context, stateOf)));
  },
  shapes: RecVAEModel.shapes,
  model: RecVAEModel,
});

/**
 * Every value above 0 is a like, whatever its size; keep only what users liked first. 0 is seen, but no like.
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`, `negative-weight`, `diverged`, `too-large`.
 * @example const model = await recVAE({ validation: 0.1 }).fit(train);
 */
export const recVAE: Factory<RecVAEOptions, RecVAEModel> = recVAEEntry.create;

/**
 * NeuMF: a generalized factorization and layers side by side, for likes:
 *   score(u,i) = h · [p_u ⊙ q_i, f(W_L … f(W_1 [p'_u, q'_i] + c_1) … + c_L)] + c, a logit;
 * minimizes the binary cross-entropy of likes (1) and of `negatives` items a like that the user did not like (0), drawn anew every epoch.
 *
 * Source: He, Liao, Zhang, Nie, Hu, Chua: Neural Collaborative Filtering, WWW 2017, doi:10.1145/3038912.3052569.
 * Differs: both halves start at random and learn together, by Adam, without the paper's training of each beforehand. Someone new gets their
 * embeddings by steps down the same objective with all else held.
 */
import { type DenseMatrix, rowOf } from '../../../matrix/dense.ts';
import { patternOf } from '../../../matrix/sparse.ts';
import { requirePositives } from '../../answering/positives.ts';
import { defineEstimator, type Factory } from '../../contract/define-estimator.ts';
import type { CatalogEntry } from '../../contract/estimator.ts';
import { tellingStates } from '../../contract/train-as-asked.ts';
import { hiddenWidths } from '../../networks/settings.ts';
import { NeuMFModel } from './model.ts';
import { type NeuMFOptions, neuMFOptions, neuMFPresets } from './options.ts';
import { type TrainedNeuMF, trainNeuMF } from './training.ts';

export const neuMFEntry: CatalogEntry<NeuMFOptions, NeuMFModel, 'neumf'> = defineEstimator({
  name: 'neumf',
  factory: 'neuMF',
  family: 'neural',
  summary:
    'Factorization and hidden layers side by side, trained on likes against drawn items; well known, less accurate than implicit-als.',
  feedback: 'implicit',
  weights: 'counted',
  abilities: ['score', 'recommend', 'batch', 'similar', 'fold-in', 'vector'],
  checkpoints: true,
  options: neuMFOptions,
  formula:
    "score(u,i) = h·[p_u ⊙ q_i, layers([p'_u, q'_i])] + c, minimizing −Σ_likes ln σ(score) − Σ_drawn ln(1 − σ(score)) + λ(‖p‖² + ‖q‖²) a like",
  source: 'He et al.: Neural Collaborative Filtering, WWW 2017, doi:10.1145/3038912.3052569',
  presets: neuMFPresets,
  check: (settings) => void hiddenWidths('neuMF', settings),
  async fit(settings, train, context) {
    const likes = requirePositives('neuMF', train);
    const stateOf = ({ parameters, metUsers, metItems, curve }: TrainedNeuMF) => {
      const { factors, layerFactors } = settings;
      const hidden = hiddenWidths('neuMF', settings).length;
      const output = parameters['output.weight'];
      const side = (name: 'users' | 'items', places: Uint32Array, rows: number, times: (f: number) => number): DenseMatrix => {
        const values = new Float32Array(rows * (factors + layerFactors));
        const [multiplied, layered] = [parameters[`${name} multiplied`], parameters[`${name} layered`]];
        const matrix = { rows, columns: factors + layerFactors, values };
        places.forEach((place, k) => {
          const row = rowOf(matrix, place);
          for (let f = 0; f < factors; f++) row[f] = multiplied[k * factors + f] * times(f);
          row.set(layered.subarray(k * layerFactors, (k + 1) * layerFactors), factors);
        });
        return matrix;
      };
      const layers = Array.from({ length: hidden }, (_, k) => [...parameters[`layer${k}.weight`], ...parameters[`layer${k}.bias`]]);
      return {
        seen: patternOf(train.userItems),
        userFactors: side('users', metUsers, train.users.size, () => 1),
        itemFactors: side('items', metItems, train.items.size, (f) => output[f]),
        userBias: new Float32Array(0),
        itemBias: new Float32Array(0),
        layers: Float32Array.from([...layers.flat(), ...output.subarray(factors), ...parameters['output.bias']]),
        curve,
      };
    };
    return stateOf(await trainNeuMF(train, likes, settings, tellingStates(context, stateOf)));
  },
  shapes: NeuMFModel.shapes,
  model: NeuMFModel,
});

/**
 * Every value above 0 is a like, whatever its size; keep only what users liked first. 0 is seen, but no like.
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`, `negative-weight`, `diverged`, `too-large`.
 * @example const model = await neuMF({ validation: 0.1 }).fit(train);
 */
export const neuMF: Factory<NeuMFOptions, NeuMFModel> = neuMFEntry.create;

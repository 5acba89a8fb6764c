/**
 * PureSVD: the best approximation of the whole user × item matrix by one of low rank, unknown cells counting as 0.
 *
 * A ≈ U Σ Vᵀ with `factors` singular values; score(u,i) = r_u · V v_iᵀ, r_u the user's row of A: V alone is the model, and
 * someone new is scored as someone of training. With centering item means m are subtracted first, A − 1 mᵀ, and added back.
 *
 * Source: Cremonesi, Koren, Turrin: Performance of Recommender Algorithms on Top-N Recommendation Tasks, RecSys 2010,
 * doi:10.1145/1864708.1864721; computed as in Halko, Martinsson, Tropp: Finding Structure with Randomness, SIAM Review 2011,
 * arXiv:0909.4061.
 * Differs: values other than 0 may be taken as 1 ("binary") and the mean may be subtracted; the matrix is never made dense for it.
 */
import { type SparseRows, transpose } from '../../../matrix/sparse.ts';
import { defineEstimator, type Factory, kernelsOf } from '../../contract/define-estimator.ts';
import type { CatalogEntry } from '../../contract/estimator.ts';
import { PureSVDModel } from './model.ts';
import { type PureSVDOptions, pureSVDOptions, pureSVDPresets } from './options.ts';
import { openSubspace } from './subspace.ts';

export const pureSVDEntry: CatalogEntry<PureSVDOptions, PureSVDModel, 'pure-svd'> = defineEstimator({
  name: 'pure-svd',
  factory: 'pureSVD',
  family: 'factorization',
  summary: 'The truncated singular value decomposition of the whole matrix: strong top-n lists with one number to choose.',
  feedback: 'any',
  weights: 'weighed',
  abilities: ['score', 'recommend', 'batch', 'similar', 'fold-in', 'vector', 'new-items', 'explain'],
  options: pureSVDOptions,
  formula: 'score(u,i) = r_u·V·v_i, A ≈ U Σ Vᵀ the nearest matrix of rank `factors`, unknown cells 0',
  source:
    'Cremonesi, Koren, Turrin: Performance of Recommender Algorithms on Top-N Recommendation Tasks, RecSys 2010, doi:10.1145/1864708.1864721; Halko, Martinsson, Tropp: Finding Structure with Randomness, SIAM Review 2011, arXiv:0909.4061',
  presets: pureSVDPresets,
  async fit(settings, train, context) {
    const { epochs, weighting, centering } = settings;
    const { signal, onEpoch } = context;
    const seen = weighted(train.userItems, weighting);
    const { matrix: itemUsers } = transpose(seen);
    const itemMeans = centering === 'none' ? new Float32Array(train.items.size) : meansOf(itemUsers);
    const subspace = await openSubspace(seen, itemUsers, itemMeans, settings, await kernelsOf(context));
    const learned = async () => ({ seen, itemMeans, ...(await subspace.rightVectors(signal)) });
    try {
      await subspace.start(signal);
      for (let epoch = 1; epoch <= epochs; epoch++) {
        signal?.throwIfAborted();
        const keptSquares = await subspace.turn(signal);
        await onEpoch?.({ epoch, epochs, figures: { keptSquares }, learned });
      }
      return await learned();
    } finally {
      subspace.close();
    }
  },
  shapes: PureSVDModel.shapes,
  model: PureSVDModel,
});

/**
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`, `too-large`.
 * @example const model = await pureSVD({ factors: 20 }).fit(train);
 */
export const pureSVD: Factory<PureSVDOptions, PureSVDModel> = pureSVDEntry.create;

function weighted(matrix: SparseRows, weighting: 'given' | 'binary'): SparseRows {
  return weighting === 'given' ? matrix : { ...matrix, values: matrix.values.map((value) => (value === 0 ? 0 : 1)) };
}

/** Over all users, those without the item counting 0. */
function meansOf({ rows, columns, pointers, values }: SparseRows): Float32Array {
  return Float32Array.from({ length: rows }, (_, item) => {
    let sum = 0;
    for (let e = pointers[item]; e < pointers[item + 1]; e++) sum += values[e];
    return sum / columns;
  });
}

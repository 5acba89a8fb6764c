/**
 * ELSA, scalable linear shallow autoencoder: EASE's matrix of weights among items at low rank. score(u,·) = x_u (AAᵀ − I), with rows of A of
 * length 1, so that no item speaks for itself. Training lowers Σ_u ‖norm(x_u) − norm(x_u (AAᵀ − I))‖² = Σ_u 2 − 2 cos.
 *
 * Source: Vančura, Alves, Kasalický, Kordík: Scalable Linear Shallow Autoencoder for Collaborative Filtering, RecSys 2022,
 * doi:10.1145/3523227.3551482.
 * Differs: gradients are taken through AᵀA, exactly and without a row of scores; Adam without Nesterov's momentum.
 */
import type { DenseMatrix } from '../../../matrix/dense.ts';
import { inPlace } from '../../../matrix/numbered-rows.ts';
import { filledRows } from '../../../matrix/sparse.ts';
import { defineEstimator, type Factory, kernelsOf } from '../../contract/define-estimator.ts';
import type { CatalogEntry } from '../../contract/estimator.ts';
import { withoutEmptyColumns } from '../../item-weights/gram-blocks.ts';
import { positiveRows } from '../../item-weights/item-weights-model.ts';
import { ElsaModel } from './model.ts';
import { type ElsaOptions, elsaOptions } from './options.ts';
import { trainElsa } from './training.ts';

export const elsaEntry: CatalogEntry<ElsaOptions, ElsaModel, 'elsa'> = defineEstimator({
  name: 'elsa',
  factory: 'elsa',
  family: 'linear',
  summary: 'Weights among items at low rank, learned in batches: what ease does for catalogs whose matrix of items does not fit.',
  feedback: 'implicit',
  weights: 'if-given',
  abilities: ['score', 'recommend', 'batch', 'similar', 'fold-in', 'vector', 'explain'],
  options: elsaOptions,
  formula: 'score(u,·) = x_u (AAᵀ − I), rows of A of length 1; least Σ_u ‖norm(x_u) − norm(x_u (AAᵀ − I))‖²',
  source:
    'Vančura, Alves, Kasalický, Kordík: Scalable Linear Shallow Autoencoder for Collaborative Filtering, RecSys 2022, doi:10.1145/3523227.3551482',
  async fit(settings, train, context) {
    const { signal, onEpoch } = context;
    const { x, kept } = withoutEmptyColumns(positiveRows('elsa', train, settings.weighting));
    // Empty rows hold no entries: without them the others stand as they stood.
    const filled = filledRows(x);
    const pointers = Uint32Array.from({ length: filled.length + 1 }, (_, k) => (k === 0 ? 0 : x.pointers[filled[k - 1] + 1]));
    const learned = ({ values, columns }: DenseMatrix) => ({
      seen: train.userItems,
      itemFactors: inPlace(values, columns, kept, train.items.size),
    });
    const factors = await trainElsa({ ...x, rows: filled.length, pointers }, settings, {
      kernels: await kernelsOf(context),
      signal,
      onEpoch: onEpoch && ((report, directions) => onEpoch({ ...report, learned: () => learned(directions()) })),
    });
    return learned(factors);
  },
  shapes: ({ users, items, seen }, { factors }) => ({
    seen: [users.size, items.size],
    'seen.values': [seen?.indexes.length],
    itemFactors: [items.size, factors],
  }),
  model: ElsaModel,
});

/**
 * Values are feedback of liking: what is above 0 counts. Memory: the data, and five times items × factors float32 while it trains.
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`, `negative-weight`, `too-large`.
 * @example const model = await elsa({ factors: 128 }).fit(train);
 */
export const elsa: Factory<ElsaOptions, ElsaModel> = elsaEntry.create;

/**
 * Content: users get what resembles what they liked. An item is the vector of its words, levels and numbers,
 *   x_i = ⊕_f ω_f x_if / √Σ_f ω_f²,   ‖x_if‖ = 1 or 0 where the item has nothing of f,
 * each text and each set of levels f weighted by tf-idf, tf · (ln((1 + N)/(1 + df)) + 1), or by BM25,
 *   ln(1 + (N − df + ½)/(df + ½)) · tf (k₁ + 1) / (tf + k₁ (1 − b + b · length / mean length)), and brought to length 1;
 * so that ⟨x_i, x_j⟩ is the weighted mean of the cosines of the fields; a user is the mean of the items they liked less γ times the mean of the others,
 *   p_u = mean_{i liked} x_i − γ mean_{i disliked} x_i;   score(u,i) = ⟨p_u, x_i⟩ / ‖p_u‖.
 *
 * Source: Lops, de Gemmis, Semeraro: Content-based Recommender Systems: State of the Art and Trends, Recommender Systems Handbook,
 * Springer 2011, doi:10.1007/978-0-387-85820-3_3; profile: Rocchio: Relevance Feedback in Information Retrieval, The SMART Retrieval
 * System, 1971; tf-idf: Salton, Buckley, 1988, doi:10.1016/0306-4573(88)90021-0; BM25: Robertson, Zaragoza, 2009,
 * doi:10.1561/1500000019.
 * Differs: an item that nobody has is recommended like any other, also one that only the item features know; each field is brought to
 * length 1, so that a long text does not drown the categories, but not the whole item: what is known of more fields scores in more of
 * them; the idf of BM25 is never negative.
 */
import type { Features } from '../../../data/features.ts';
import { unitedIds } from '../../../data/id-map.ts';
import type { Interactions } from '../../../data/interactions.ts';
import { meanOf } from '../../../data/rating-scale.ts';
import { LikewiseError } from '../../../errors.ts';
import { fieldsOf } from '../../attributes/fields.ts';
import { itemVectors } from '../../attributes/item-vectors.ts';
import { defineEstimator, type Factory } from '../../contract/define-estimator.ts';
import type { CatalogEntry } from '../../contract/estimator.ts';
import { ContentModel } from './model.ts';
import { type ContentOptions, contentOptions, contentPresets } from './options.ts';

/** @throws LikewiseError `no-features` */
function requireUsefulFeatures(train: Interactions, described: Uint8Array, { fields, minDf }: ContentOptions): void {
  if (train.userItems.indexes.some((item) => described[item] === 1)) return;
  const wanted = minDf === 1 ? 'a feature' : `a feature that at least ${minDf} items have`;
  throw new LikewiseError(
    'no-features',
    `content: no item of the ${train.size} interactions has ${wanted} (fields: ${fields}); check that both name items alike, choose other fields${minDf === 1 ? '' : ', or lower minDf'}.`,
    { fields, minDf },
  );
}

export const contentEntry: CatalogEntry<ContentOptions, ContentModel, 'content'> = defineEstimator({
  name: 'content',
  factory: 'content',
  family: 'content',
  summary:
    'What resembles what the person liked, by texts, categories, numbers or your own vectors: also recommends items that nobody has yet.',
  feedback: 'any',
  weights: 'counted',
  needs: ['item-features'],
  abilities: ['score', 'recommend', 'similar', 'fold-in', 'vector', 'explain'],
  options: contentOptions,
  formula: 'score(u,i) = ⟨p_u, x_i⟩ / ‖p_u‖, p_u = mean of liked x_i − γ mean of disliked x_i, x_i the tf-idf or BM25 of words and levels',
  source:
    'Lops, de Gemmis, Semeraro: Content-based Recommender Systems: State of the Art and Trends, Recommender Systems Handbook 2011, doi:10.1007/978-0-387-85820-3_3',
  presets: contentPresets,
  async fit(settings, train, { signal, onEpoch }) {
    const { userItems, ratingScale } = train;
    const itemFeatures = train.itemFeatures as Features;
    const items = unitedIds(train.items, itemFeatures.ids);
    const fields = fieldsOf('content', itemFeatures, settings.fields);
    const { features, vectors, languages } = itemVectors('content', items, itemFeatures, fields, settings, signal);
    const described = Uint8Array.from(items.ids, (_, item) => (vectors.pointers[item + 1] > vectors.pointers[item] ? 1 : 0));
    requireUsefulFeatures(train, described, settings);
    const itemsWithFeatures = described.reduce((sum, one) => sum + one, 0);
    await onEpoch?.({ epoch: 1, epochs: 1, figures: { features: features.size, itemsWithFeatures } });
    signal?.throwIfAborted();
    const ratings = ratingScale === undefined ? null : { mean: meanOf(userItems.values), min: ratingScale.min, max: ratingScale.max };
    return { items, seen: { ...userItems, columns: items.size }, features, vectors, languages, ratings };
  },
  shapes: ({ users, items, features }) => ({ seen: [users.size, items.size], vectors: [items.size, features?.size] }),
  restored(state) {
    const hasValues = state.seen.values !== undefined && state.vectors.values !== undefined;
    if (hasValues && (state.ratings === null || Number.isFinite(state.ratings?.mean))) return state;
    throw new LikewiseError('invalid-state', 'content: it does not say what its values are. The model file is damaged.');
  },
  model: ContentModel,
});

/**
 * Values may be ratings, weights or nothing; liked are ratings at or above the user's own mean (damped towards everyone's), or
 * weights above 0. Items of the features that training does not have follow those of training in `items`.
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`, `missing-item-features`, `unknown-field`,
 *   `no-features` where no item of training has one that another has, `invalid-value`, `too-large` with an estimate.
 * @example const model = await content({ fields: 'category*2+description' }).fit(train);
 */
export const content: Factory<ContentOptions, ContentModel> = contentEntry.create;

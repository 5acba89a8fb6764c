/**
 * Feature ALS: a factorization in which a user and an item are sums of embeddings of their features, their own id being one of them,
 * so that new items and new users are placed by their features alone.
 *   x_u = e_u + Σ_g b_ug W_g,   y_i = e_i + Σ_f a_if V_f,   score(u,i) = x_u · y_i
 * minimizes, over all pairs of a user and an item that have a positive,
 *   Σ_observed c_ui (1 − x_u·y_i)² + w₀ Σ_unobserved (x_u·y_i)² + Σ_u λ_u ‖e_u‖² + Σ_i λ_i ‖e_i‖² + κ_W ‖W‖² + κ_V ‖V‖²
 * with c_ui = w₀ + the confidence of a positive (see `weighting`), w₀ = unobservedWeight, λ_row = regularization · (count + w₀ · others),
 * count = its positives, others = the rows of the other axis, and κ = featureRegularization times the mean λ of the axis.
 *
 * Features of a row have together length at most 1, its id has 1, and so has one more that every row has: with it the model contains
 * biases, x_u · V_* of a user and W_* · y_i of an item.
 *
 * By alternation in the variables x, y, W, V: given Y and V, X and W likewise, each vector is a system of its own,
 *   (w₀ YᵀY + Σ (c − w₀) y yᵀ + λ_u) x_u = Σ c y_i + λ_u Σ_g b_ug W_g,
 * and given X the embeddings W solve a sparse ridge regression of X on the features, weighted by λ_u, by conjugate gradient.
 *
 * Source: Kula: Metadata Embeddings for User and Item Cold-start Recommendations, CBRecSys 2015, arXiv:1507.08439 (the sums);
 * objective and penalties: Rendle, Krichene, Zhang, Koren, RecSys 2022, arXiv:2110.14037.
 * Differs: LightFM learns by logistic, BPR or WARP loss with AdaGrad, penalizes all embeddings alike and has a bias for each feature;
 * here squares over the whole catalog are minimized, which needs no negative samples and is the same for any number of threads. Items
 * and users without a positive take no part in training.
 */
import type { Features } from '../../../data/features.ts';
import { type IdMap, unitedIds } from '../../../data/id-map.ts';
import { LikewiseError } from '../../../errors.ts';
import { type SparseRows, withEmptyRows } from '../../../matrix/sparse.ts';
import { requirePositives } from '../../answering/positives.ts';
import { attributeMoments } from '../../attributes/attribute-space.ts';
import { defineEstimator, type Factory } from '../../contract/define-estimator.ts';
import type { CatalogEntry } from '../../contract/estimator.ts';
import { everyoneKnown } from '../../friends/friends.ts';
import { type EncodedRows, encoded } from './encoding.ts';
import { FeatureALSModel } from './model.ts';
import { type FeatureALSOptions, featureALSOptions, featureALSPresets } from './options.ts';
import { type LearnedSums, withSummedRows } from './training.ts';

/** Steps of conjugate gradient that fit the features, in an epoch and at the end. */
const FEATURE_STEPS = 10;
const LAST_FEATURE_STEPS = 100;

export const featureALSEntry: CatalogEntry<FeatureALSOptions, FeatureALSModel, 'feature-als'> = defineEstimator({
  name: 'feature-als',
  factory: 'featureALS',
  family: 'content',
  summary:
    'Vectors of people and items that are sums of those of their features: the hybrid for likes and attributes, new items and new people.',
  feedback: 'implicit',
  weights: 'weighed',
  abilities: ['score', 'recommend', 'batch', 'similar', 'fold-in', 'vector', 'by-features', 'explain'],
  options: featureALSOptions,
  formula:
    'score(u,i) = x_u·y_i, x_u = e_u + Σ_g b_ug W_g, y_i = e_i + Σ_f a_if V_f, minimizing Σ_observed c (1 − x_u·y_i)² + w₀ Σ_unobserved (x_u·y_i)² + Σ λ (‖e_u‖² + ‖e_i‖²) + κ_W ‖W‖² + κ_V ‖V‖²',
  source: 'Kula: Metadata Embeddings for User and Item Cold-start Recommendations, CBRecSys 2015, arXiv:1507.08439',
  presets: featureALSPresets,
  async fit(settings, train, context) {
    const { factors, epochs, fields, userFields, featureWeighting, minDf, maxFeatures } = settings;
    const { signal, onEpoch } = context;
    const { userFeatures, itemFeatures } = train;
    const positives = requirePositives('featureALS', train);
    const items = unitedIds(train.items, itemFeatures?.ids ?? train.items);
    const { users, userItems } = everyoneKnown(train, userFeatures?.ids ?? train.users);
    const ofItems = encoded(items, itemFeatures, { fields, weighting: featureWeighting, minDf, maxFeatures }, signal);
    const ofUsers = encoded(users, userFeatures, { fields: userFields, weighting: 'count', minDf, maxFeatures }, signal);
    requireRoom(ofItems, ofUsers, factors);
    const liked = withEmptyRows(positives, users.size, items.size);
    const figures = { ...coverage('Items', train.items, itemFeatures, ofItems), ...coverage('Users', train.users, userFeatures, ofUsers) };
    const data = { users, items, liked, userFeatures: ofUsers.rows, itemFeatures: ofItems.rows };
    const stateOf = (learned: LearnedSums) => ({
      users,
      items,
      seen: { ...userItems, columns: items.size },
      ...learned,
      userFeatures: ofUsers.features,
      userRows: ofUsers.rows,
      userScales: ofUsers.scales,
      moments: attributeMoments(userFeatures),
      itemFeatures: ofItems.features,
      itemRows: ofItems.rows,
    });
    const learned = await withSummedRows(data, settings, context, async (rows) => {
      for (let epoch = 1; epoch <= epochs; epoch++) {
        for (const half of [rows.items, rows.users]) {
          signal?.throwIfAborted();
          if (epoch > 1) half.fitFeatures(FEATURE_STEPS); // at first vectors are random: features have nothing to learn from them
          await half.solve(epoch === epochs && half === rows.users);
        }
        await onEpoch?.({ epoch, epochs, objective: await rows.objective(), figures, learned: () => stateOf(rows.learned()) });
      }
      // Users' features stay those of their last solution, so that folding in repeats it.
      rows.items.fitFeatures(LAST_FEATURE_STEPS);
    });
    return stateOf(learned);
  },
  shapes({ users, items, userFeatures, itemFeatures }, { factors }) {
    const [ofUsers, ofItems] = [userFeatures?.size ?? 0, itemFeatures?.size ?? 0];
    return {
      seen: [users.size, items.size],
      userFactors: [users.size, factors],
      itemFactors: [items.size, factors],
      itemGram: [factors, factors],
      userRows: [users.size, ofUsers],
      userEmbeddings: [ofUsers, factors],
      userScales: [ofUsers],
      itemRows: [items.size, ofItems],
      itemEmbeddings: [ofItems, factors],
    };
  },
  model: FeatureALSModel,
});

/**
 * Values are confidences of implicit feedback; 0 is seen, but no like. Features of items, of users, of both or of neither: what is not
 * told is learned from ids alone. Items and users that only the features have follow those of training in `items` and
 * `users`, and are answered for by their features.
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`, `unexpected-ratings`, `negative-weight`,
 *   `invalid-value`, `unknown-field`, `not-positive-definite` naming the row whose values outweigh the penalty, `too-large` with an
 *   estimate where vectors of features would not fit into memory.
 * @example const model = await featureALS({ factors: 32 }).fit(train); model.recommend({ ratings: [], features: { age: 24 } });
 */
export const featureALS: Factory<FeatureALSOptions, FeatureALSModel> = featureALSEntry.create;

/** More than the feature that every row has. */
const isDescribed = ({ pointers }: SparseRows, row: number): boolean => pointers[row + 1] - pointers[row] > 1;

/** How many ids of training have features, and how many others do, as figures of an epoch. */
function coverage(
  of: 'Items' | 'Users',
  ids: IdMap,
  features: Features | undefined,
  { features: names, rows }: EncodedRows,
): Record<string, number> {
  if (features === undefined) return {};
  let known = 0;
  for (let row = 0; row < ids.size; row++) if (isDescribed(rows, row)) known++;
  return { [`features${of}`]: names.size - 1, [`without${of}`]: ids.size - known, [`only${of}`]: rows.rows - ids.size };
}

/** Bytes that the vectors of features may take. */
const ROOM = 2 ** 31;

/** @throws LikewiseError `too-large` with an estimate, before anything is trained */
function requireRoom(items: EncodedRows, users: EncodedRows, factors: number): void {
  const features = items.features.size + users.features.size;
  const bytes = features * (4 * Math.ceil(factors / 4) * 4 + 4 * factors + 4 * 64);
  if (bytes <= ROOM) return;
  throw new LikewiseError(
    'too-large',
    `featureALS: the vectors of ${features} features with ${factors} factors need about ${(bytes / 1e9).toFixed(1)} GB, more than ${(ROOM / 1e9).toFixed(1)}; raise minDf, set maxFeatures, leave fields out, or take fewer factors.`,
    { features, factors, bytes },
  );
}

/**
 * Feature ALS: a factorization in which a person and an item are sums of embeddings of their features, their own id being one of
 * them, so that new items and new people are placed by their features alone.
 *   x_u = e_u + Σ_g b_ug W_g,   y_i = e_i + Σ_f a_if V_f,   score(u,i) = x_u · y_i
 * minimizes, over all pairs of a user and an item that have a positive,
 *   Σ_observed c_ui (1 − x_u·y_i)² + w₀ Σ_unobserved (x_u·y_i)² + Σ_u λ_u ‖e_u‖² + Σ_i λ_i ‖e_i‖² + κ_W ‖W‖² + κ_V ‖V‖²
 * with c_ui = w₀ + the confidence of a positive (see `weighting`), w₀ = unobservedWeight, λ_row = regularization · (count + w₀ · others),
 * count = its positives, others = the rows of the other side, and κ = featureRegularization times the mean λ of the side.
 *
 * Features of a row have together length at most 1, its id has 1, and so has one more that every row has: with it the model contains
 * biases, x_u · V_* of a person and W_* · y_i of an item.
 *
 * By alternation in the variables x, y, W, V: given Y and V, X and W likewise, each vector is a system of its own,
 *   (w₀ YᵀY + Σ (c − w₀) y yᵀ + λ_u) x_u = Σ c y_i + λ_u Σ_g b_ug W_g,
 * and given X the embeddings W solve a sparse ridge regression of X on the features, weighted by λ_u, by conjugate gradient.
 *
 * Source: Kula: Metadata Embeddings for User and Item Cold-start Recommendations, CBRecSys 2015, arXiv:1507.08439 (the sums);
 * objective and penalties: Rendle, Krichene, Zhang, Koren, RecSys 2022, arXiv:2110.14037.
 * Differs: LightFM learns by logistic, BPR or WARP loss with AdaGrad, penalizes all embeddings alike and has a bias for each feature;
 * here squares over the whole catalog are minimized, which needs no negative samples and is the same for any number of threads. Items
 * and people without a positive take no part in training.
 */

import type { Features } from '../../../data/features.ts';
import { type IdMap, unitedIds } from '../../../data/id-map.ts';
import type { Interactions } from '../../../data/interactions.ts';
import { LikewiseError } from '../../../errors.ts';
import { loadKernels } from '../../../kernels/load-kernels.ts';
import type { DenseMatrix } from '../../../matrix/dense.ts';
import type { SparseRows } from '../../../matrix/sparse.ts';
import { choice, integer, number, type OptionSpecs, resolveOptions, text } from '../../../options.ts';
import { requirePositives } from '../../answering/positives.ts';
import { attributeMoments } from '../../attributes/attribute-space.ts';
import { checkShapes } from '../../contract/check-shapes.ts';
import type { CatalogEntry, Estimator, FitContext } from '../../contract/estimator.ts';
import { refuseRefit } from '../../contract/requirements.ts';
import type { ModelState } from '../../contract/state.ts';
import { everyoneKnown } from '../../friends/friends.ts';
import { type EncodedRows, encoded } from './encoding.ts';
import { FeatureALSModel, type FeatureALSState } from './model.ts';
import { trainHybrid } from './training.ts';

export interface FeatureALSOptions {
  /** Length of every vector; integer ≥ 1. @default 64 */
  readonly factors: number;
  /** λ of an id's own vector before it is scaled by its frequency: the larger, the more features decide; > 0. @default 0.012 */
  readonly regularization: number;
  /** Penalty of the vectors of features, in rows of average frequency; > 0. @default 1 */
  readonly featureRegularization: number;
  /** Confidence w₀ that an unobserved pair is a no; > 0. @default 0.2 */
  readonly unobservedWeight: number;
  /** Confidence that a value of 1 adds (see weighting); > 0. @default 1 */
  readonly alpha: number;
  /** Confidence that a positive of value r adds: linear alpha·r, log alpha·ln(1 + r), binary alpha. @default 'linear' */
  readonly weighting: 'linear' | 'log' | 'binary';
  /** Passes over the data; integer ≥ 1. @default 16 */
  readonly epochs: number;
  /** Attributes and texts of items that count: `all`, or names joined by +, each possibly with a weight, as "category*2+tag". @default 'all' */
  readonly fields: string;
  /** Attributes of users that count, alike. @default 'all' */
  readonly userFields: string;
  /** Of words and levels of items: how often they occur, tf-idf, or BM25. @default 'count' */
  readonly featureWeighting: 'count' | 'tf-idf' | 'bm25';
  /** Least items, or users, that have a word or level; integer ≥ 1. @default 2 */
  readonly minDf: number;
  /** Terms kept of each text, those of most items first; integer ≥ 1. Left out: all. */
  readonly maxFeatures: number | undefined;
  /** Same seed, data and version: same model, bit for bit; integer ≥ 0. @default 0 */
  readonly seed: number;
}

const options: OptionSpecs<FeatureALSOptions> = {
  factors: integer(64, { min: 1, max: 4096 }, 'length of every vector'),
  regularization: number(0.012, { above: 0 }, "penalty of an id's own vector, before it is scaled by its frequency"),
  featureRegularization: number(1, { above: 0 }, 'penalty of the vectors of features, in rows of average frequency'),
  unobservedWeight: number(0.2, { above: 0 }, 'confidence that an unobserved pair is a no'),
  alpha: number(1, { above: 0 }, 'confidence that a value of 1 adds'),
  weighting: choice('linear', ['linear', 'log', 'binary'], 'from values to confidences'),
  epochs: integer(16, { min: 1 }, 'passes over the data'),
  fields: text('all', 'attributes and texts of items that count: all, or names joined by +, with weights as in category*2+tag'),
  userFields: text('all', 'attributes of users that count, alike'),
  featureWeighting: choice('count', ['count', 'tf-idf', 'bm25'], 'of words and levels of items'),
  minDf: integer(2, { min: 1 }, 'least items, or users, that have a word or level'),
  maxFeatures: integer(undefined, { min: 1 }, 'terms kept of each text, those of most items first; left out: all'),
  seed: integer(0, { min: 0 }, 'start of randomness'),
};

/**
 * Values are confidences of implicit feedback; 0 is seen, but no like. Features of items, of users, of both or of neither: what is not
 * told is learned from ids alone. Items and people of the features that training does not have follow those of training in `items` and
 * `users`, and are answered for by their features.
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`, `unexpected-ratings`, `negative-weight`,
 *   `invalid-value`, `unknown-field`, `not-positive-definite` naming the row whose values outweigh the penalty, `too-large` with an
 *   estimate where vectors of features would not fit into memory.
 * @example const model = await featureALS({ factors: 32 }).fit(train); model.recommend({ ratings: [], features: { age: 24 } });
 */
export function featureALS(given: Partial<FeatureALSOptions> = {}): Estimator<FeatureALSModel, FeatureALSOptions> {
  const settings = resolveOptions('featureALS', options, given);
  return Object.freeze({ name: 'feature-als', settings, fit });

  async function fit(train: Interactions, context: FitContext = {}): Promise<FeatureALSModel> {
    refuseRefit('featureALS', context.refit);
    const { signal } = context;
    signal?.throwIfAborted();
    const positives = requirePositives('featureALS', train);
    const { userFeatures, itemFeatures } = train;
    const items = unitedIds(train.items, itemFeatures?.ids ?? train.items);
    const { users, userItems } = everyoneKnown(train, userFeatures?.ids ?? train.users);
    const { featureWeighting: weighting, fields, userFields, minDf, maxFeatures } = settings;
    const ofItems = encoded(items, itemFeatures, { fields, weighting, minDf, maxFeatures }, signal);
    const ofUsers = encoded(users, userFeatures, { fields: userFields, weighting: 'count', minDf, maxFeatures }, signal);
    requireRoom(ofItems, ofUsers, settings.factors);
    const liked = widened(positives, users.size, items.size);
    const kernels = context.kernels ?? (await loadKernels({ threads: context.threads }));
    const figures = { ...coverage('Items', train.items, itemFeatures, ofItems), ...coverage('Users', train.users, userFeatures, ofUsers) };
    const trained = await trainHybrid(liked, ofUsers.rows, ofItems.rows, settings, kernels, context, figures).catch((error: unknown) => {
      throw rowNamed(error, { user: users, item: items });
    });
    const likes = new Uint32Array(items.size);
    for (const item of liked.indexes) likes[item]++;
    return new FeatureALSModel({
      settings: { ...settings },
      users,
      items,
      seen: { ...userItems, columns: items.size },
      userFactors: trained.users.factors,
      itemFactors: cleared(trained.items.factors, (item) => likes[item] === 0 && !isDescribed(ofItems.rows, item)),
      itemGram: trained.itemGram,
      trainedItems: likes.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0),
      userFeatures: ofUsers.features,
      userRows: ofUsers.rows,
      userEmbeddings: trained.users.embeddings,
      userScales: ofUsers.scales,
      moments: attributeMoments(userFeatures),
      itemFeatures: ofItems.features,
      itemRows: ofItems.rows,
      itemEmbeddings: trained.items.embeddings,
    });
  }
}

/** The error of a row that has no solution, with the id of the user or item. */
function rowNamed(error: unknown, ids: Readonly<Record<'user' | 'item', IdMap>>): unknown {
  if (!(error instanceof LikewiseError) || error.code !== 'not-positive-definite') return error;
  const { side, row } = error.data as { side: 'user' | 'item'; row: number };
  const id = ids[side].ids[row];
  return new LikewiseError(
    error.code,
    `featureALS.fit: the normal equations of ${side} ${id} are not positive definite: the penalty is nothing beside its confidences. Increase regularization, lower alpha, or bring the values to a smaller scale (weighting log).`,
    { [side]: id },
  );
}

/** More than the feature that every row has. */
const isDescribed = ({ pointers }: SparseRows, row: number): boolean => pointers[row + 1] - pointers[row] > 1;

/** What is told of the ids of training, and of others, as figures of an epoch. */
function coverage(
  side: 'Items' | 'Users',
  ids: IdMap,
  features: Features | undefined,
  { features: names, rows }: EncodedRows,
): Record<string, number> {
  if (features === undefined) return {};
  let known = 0;
  for (let row = 0; row < ids.size; row++) if (isDescribed(rows, row)) known++;
  return { [`features${side}`]: names.size - 1, [`without${side}`]: ids.size - known, [`only${side}`]: rows.rows - ids.size };
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

/** The same entries in a matrix with more rows and columns. */
function widened(matrix: SparseRows, rows: number, columns: number): SparseRows {
  const pointers = new Uint32Array(rows + 1).fill(matrix.indexes.length);
  pointers.set(matrix.pointers);
  return { ...matrix, rows, columns, pointers };
}

function cleared(matrix: DenseMatrix, isUnknown: (row: number) => boolean): DenseMatrix {
  const { rows, columns, values } = matrix;
  for (let row = 0; row < rows; row++) if (isUnknown(row)) values.fill(0, row * columns, (row + 1) * columns);
  return matrix;
}

/** @throws LikewiseError `invalid-option`, `unknown-option`; `invalid-state` where the parts do not fit each other. */
function restored(given: ModelState): FeatureALSModel {
  const state = given as FeatureALSState;
  const { factors } = resolveOptions('featureALS', options, state.settings as Partial<FeatureALSOptions>);
  const { users, items, userFeatures, itemFeatures } = state;
  checkShapes('feature-als', [
    ['seen', state.seen, users.size, items.size],
    ['userFactors', state.userFactors, users.size, factors],
    ['itemFactors', state.itemFactors, items.size, factors],
    ['itemGram', state.itemGram, factors, factors],
    ['userRows', state.userRows, users.size, userFeatures?.size ?? 0],
    ['userEmbeddings', state.userEmbeddings, userFeatures?.size ?? 0, factors],
    ['userScales', state.userScales, userFeatures?.size ?? 0, undefined],
    ['itemRows', state.itemRows, items.size, itemFeatures?.size ?? 0],
    ['itemEmbeddings', state.itemEmbeddings, itemFeatures?.size ?? 0, factors],
  ]);
  return new FeatureALSModel(state);
}

export const featureALSEntry: CatalogEntry<FeatureALSOptions, FeatureALSModel> = {
  name: 'feature-als',
  factory: 'featureALS',
  family: 'content',
  summary:
    'Vectors of people and items that are sums of those of their features: the hybrid for likes and attributes, new items and new people.',
  feedback: 'implicit',
  abilities: ['score', 'recommend', 'batch', 'similar', 'fold-in', 'vector', 'by-features', 'explain'],
  options,
  formula:
    'score(u,i) = x_u·y_i, x_u = e_u + Σ_g b_ug W_g, y_i = e_i + Σ_f a_if V_f, minimizing Σ_observed c (1 − x_u·y_i)² + w₀ Σ_unobserved (x_u·y_i)² + Σ λ (‖e_u‖² + ‖e_i‖²) + κ_W ‖W‖² + κ_V ‖V‖²',
  source: 'Kula: Metadata Embeddings for User and Item Cold-start Recommendations, CBRecSys 2015, arXiv:1507.08439',
  presets: {
    'movielens-small': {
      settings: { factors: 128 },
      found:
        'greatest NDCG@10 on MovieLens latest-small with movies.csv and tags.csv, ratings >= 4, films numbered at random, cold-items:0.8 with seed 7 of the training part of cold-items:0.8 with seed 1; one option after the other around the defaults: factors 16, 32, 64, 128 (0.221, 0.245, 0.254, 0.260), then with 32 or 64 factors regularization 0.006 to 0.1, featureRegularization 0.3, 1, 3, unobservedWeight 0.1 to 0.4, featureWeighting, minDf 1, 2, tags times 1, 1.5, 3, with titles and without, epochs 8, 16: none above the defaults by more than 0.001 but featureRegularization 0.3 at 32 factors (0.251), which was below them at 64 (0.2536) and 128 (0.256)',
    },
    'movielens-1m': {
      settings: { factors: 64, regularization: 0.012, featureRegularization: 1, unobservedWeight: 0.2, fields: 'all', userFields: 'all' },
      found:
        'greatest NDCG@20 on a random tenth (random:0.9, seed 0) of the positives (>= 4) of folds 2 to 5, the rest training, with movies.dat and users.dat; the defaults, of three: all fields 0.1936; genres with sex, age and occupation alone 0.1922, and 0.1927 with featureRegularization 5; implicit-als 0.1952 there',
    },
  },
  create: featureALS,
  restore: restored,
};

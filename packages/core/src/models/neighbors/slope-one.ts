/**
 * Slope One: how much better than item j do users rate item i? With dev(i,j) the mean of r(v,i) − r(v,j) over the n(i,j) users v who
 * rated both,
 *   r̂(u,i) = Σ_j n(i,j) (r(u,j) + dev(i,j)) ÷ Σ_j n(i,j) over the items j ≠ i that u rated (weighted), or
 *   r̂(u,i) = mean of u's ratings + mean of dev(i,j) over those j (not weighted).
 *
 * Source: Lemire, Maclachlan: Slope One Predictors for Online Rating-Based Collaborative Filtering, SDM 2005,
 * doi:10.1137/1.9781611972757.43, arXiv:cs/0702144.
 * Differs: pairs with fewer than `minOverlap` common users are left out; without any pair the user's mean is predicted. The
 * Python library Surprise has the form that is not weighted.
 */
import type { Id } from '../../data/id-map.ts';
import type { RatingScale } from '../../data/interaction-columns.ts';
import { clipped, meanOf } from '../../data/rating-scale.ts';
import { LikewiseError } from '../../errors.ts';
import { float32, uint32 } from '../../kernels/kernels.ts';
import { columnCounts, meanOfColumn, rowIndexes, rowValues, type SparsePattern, type SparseRows } from '../../matrix/sparse.ts';
import { boolean, integer, type OptionSpecs } from '../../options.ts';
import { recommendByScores } from '../answering/recommend.ts';
import { type FoldInRow, foldInRow, trainingIndex } from '../answering/user-row.ts';
import { defineEstimator, type Factory, kernelsOf } from '../contract/define-estimator.ts';
import type { CatalogEntry } from '../contract/estimator.ts';
import { FittedModel } from '../contract/fitted-model.ts';
import type { RatingPredictor, Recommender, RecommendOptions, ScoredItem, UserQuery } from '../contract/model.ts';
import type { ModelState } from '../contract/state.ts';

export interface SlopeOneOptions {
  /** Pairs count by how many people rated both; else all alike. @default true */
  readonly weighted: boolean;
  /** People who must have rated both items of a pair; integer ≥ 1. @default 1 */
  readonly minOverlap: number;
}
const options: OptionSpecs<SlopeOneOptions> = {
  weighted: boolean(true, 'pairs count by how many people rated both; else all alike'),
  minOverlap: integer(1, { min: 1 }, 'people who must have rated both items of a pair'),
};

export interface SlopeOneState extends ModelState {
  readonly settings: { readonly weighted: boolean; readonly minOverlap: number };
  /** Training ratings; [users × items]. */
  readonly ratings: SparseRows;
  readonly ratingScale: { readonly min: number; readonly max: number };
  /** dev(i,j) in points of the scale, for i > j at i (i − 1) / 2 + j; dev(j,i) = −dev(i,j); [items (items − 1) / 2]. */
  readonly deviations: Float32Array;
  /** n(i,j), likewise. */
  readonly overlaps: Uint32Array;
}

/** Two triangles of this size together; they exist twice while training ends. */
const LIMIT_BYTES = 2 ** 31;

function requireMemory(items: number): void {
  const bytes = 4 * items * (items - 1);
  if (bytes <= LIMIT_BYTES) return;
  throw new LikewiseError(
    'too-large',
    `slopeOne: differences of all pairs of ${items} items need ${(bytes / 2 ** 30).toFixed(1)} GiB, more than the ${LIMIT_BYTES / 2 ** 30} GiB allowed; take item-knn, which keeps a list for each item, or fewer items.`,
    { bytes, items, instead: ['item-knn'] },
  );
}

/** Ranks by predicted rating before clipping, so that items above the top of the scale keep their order. */
export class SlopeOneModel extends FittedModel<SlopeOneState, SlopeOneOptions> implements RatingPredictor, Recommender {
  #counts: Uint32Array | undefined;

  get seen(): SparsePattern {
    return this.state.ratings;
  }

  /** `undefined` for a user or an item without training ratings. @throws LikewiseError `invalid-value` */
  predict(user: UserQuery, item: Id): number | undefined {
    const { settings } = this;
    const { items, deviations, overlaps, ratingScale } = this.state;
    const itemIndex = items.indexOf(item);
    const row = this.#rowOf(user);
    if (itemIndex === undefined || this.#ratedCounts()[itemIndex] === 0) return undefined;
    if (row === undefined) return typeof user === 'object' ? meanOfColumn(this.state.ratings, itemIndex) : undefined;
    let sum = 0;
    let size = 0;
    for (let k = 0; k < row.indexes.length; k++) {
      const other = row.indexes[k];
      if (other === itemIndex) continue;
      const [high, low, sign] = other < itemIndex ? [itemIndex, other, 1] : [other, itemIndex, -1];
      const pair = (high * (high - 1)) / 2 + low;
      if (overlaps[pair] < settings.minOverlap) continue;
      const share = settings.weighted ? overlaps[pair] : 1;
      sum += share * (sign * deviations[pair] + (settings.weighted ? row.values[k] : 0));
      size += share;
    }
    return clipped(this.#rating(sum, size, meanOf(row.values)), ratingScale as RatingScale);
  }

  /** Predicted rating of each item, not clipped; NaN where nobody rated it. */
  scoreItems(user: UserQuery): Float32Array | undefined {
    const row = this.#rowOf(user);
    if (row === undefined) return undefined;
    const { deviations, overlaps, items } = this.state;
    const { weighted, minOverlap } = this.settings;
    const mean = meanOf(row.values);
    const sums = new Float64Array(items.size);
    const sizes = new Float64Array(items.size);
    // Row by row of the triangle, so that memory is read in its order: each rated item speaks to those before and after it.
    for (let high = 1, rated = 0; high < items.size; high++) {
      const start = (high * (high - 1)) / 2;
      while (rated < row.indexes.length && row.indexes[rated] < high) rated++;
      for (let k = 0; k < rated; k++) {
        const pair = start + row.indexes[k];
        if (overlaps[pair] < minOverlap) continue;
        const share = weighted ? overlaps[pair] : 1;
        sums[high] += share * (deviations[pair] + (weighted ? row.values[k] : 0));
        sizes[high] += share;
      }
      if (row.indexes[rated] !== high) continue;
      const value = weighted ? row.values[rated] : 0;
      for (let low = 0; low < high; low++) {
        const pair = start + low;
        if (overlaps[pair] < minOverlap) continue;
        const share = weighted ? overlaps[pair] : 1;
        sums[low] += share * (value - deviations[pair]);
        sizes[low] += share;
      }
    }
    const counts = this.#ratedCounts();
    return Float32Array.from(sums, (sum, i) => (counts[i] === 0 ? Number.NaN : this.#rating(sum, sizes[i], mean)));
  }

  recommend(user: UserQuery, recommendOptions?: RecommendOptions): readonly ScoredItem[] | undefined {
    return recommendByScores(this, user, recommendOptions);
  }

  #rating(sum: number, size: number, mean: number): number {
    if (size === 0) return mean;
    return this.settings.weighted ? sum / size : mean + sum / size;
  }

  #rowOf(user: UserQuery): FoldInRow | undefined {
    const { users, items, ratings } = this.state;
    if (typeof user === 'object') return foldInRow(items, user.ratings, (itemIndex) => this.#ratedCounts()[itemIndex] > 0);
    const userIndex = trainingIndex(users, ratings, user);
    return userIndex === undefined ? undefined : { indexes: rowIndexes(ratings, userIndex), values: rowValues(ratings, userIndex) };
  }

  #ratedCounts(): Uint32Array {
    this.#counts ??= columnCounts(this.state.ratings);
    return this.#counts;
  }
}

export const slopeOneEntry: CatalogEntry<SlopeOneOptions, SlopeOneModel, 'slope-one'> = defineEstimator({
  name: 'slope-one',
  factory: 'slopeOne',
  family: 'neighbors',
  summary: 'How much better than each item that the person rated do people rate this one? Nothing to tune.',
  feedback: 'ratings',
  abilities: ['predict', 'score', 'recommend', 'fold-in'],
  options,
  formula: 'r̂(u,i) = Σ_j n(i,j) (r(u,j) + dev(i,j)) ÷ Σ_j n(i,j), dev(i,j) = mean of r(v,i) − r(v,j) over the n(i,j) people who rated both',
  source:
    'Lemire, Maclachlan: Slope One Predictors for Online Rating-Based Collaborative Filtering, SDM 2005, doi:10.1137/1.9781611972757.43',
  async fit(_settings, train, context) {
    const { items, userItems, itemUsers, ratingScale } = train;
    requireMemory(items.size);
    const pairs = (items.size * (items.size - 1)) / 2;
    const session = await (await kernelsOf(context)).open({
      pointers: itemUsers.pointers,
      indexes: itemUsers.indexes,
      values: itemUsers.values,
      columnPointers: userItems.pointers,
      columnRows: userItems.indexes,
      columnValues: userItems.values,
      differences: float32(pairs),
      overlaps: uint32(pairs),
    });
    try {
      const a = session.arrays;
      await session.run(
        'pairDifferences',
        [a.pointers, a.indexes, a.values, a.columnPointers, a.columnRows, a.columnValues, a.differences, a.overlaps],
        { rows: items.size, costs: itemUsers.pointers, signal: context.signal },
      );
      const overlaps = a.overlaps.slice();
      const deviations = a.differences.slice();
      for (let pair = 0; pair < pairs; pair++) if (overlaps[pair] > 0) deviations[pair] /= overlaps[pair];
      const { min, max } = ratingScale as RatingScale;
      return { ratings: userItems, ratingScale: { min, max }, deviations, overlaps };
    } finally {
      session.close();
    }
  },
  shapes: ({ users, items, ratings }) => {
    const pairs = (items.size * (items.size - 1)) / 2;
    return {
      ratings: [users.size, items.size],
      'ratings.values': [ratings?.indexes?.length],
      deviations: [pairs],
      overlaps: [pairs, undefined, 'integers'],
      ratingScale: 'scale',
    };
  },
  model: SlopeOneModel,
});

/**
 * Predicts ratings from mean differences between items.
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`, `missing-ratings`, `too-large` with an estimate.
 */
export const slopeOne: Factory<SlopeOneOptions, SlopeOneModel> = slopeOneEntry.create;

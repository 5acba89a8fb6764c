/** What user-knn and item-knn have in common once fitted. */
import type { Id } from '../../data/id-map.ts';
import type { RatingScale } from '../../data/interaction-columns.ts';
import { clipped, meanOf } from '../../data/rating-scale.ts';
import { loadKernels } from '../../kernels/load-kernels.ts';
import {
  columnCounts,
  meanOfColumn,
  rowIndexes,
  rowValues,
  type SparsePattern,
  type SparseRows,
  withoutZeros,
} from '../../matrix/sparse.ts';
import { positivePart } from '../answering/positives.ts';
import { recommendByScores } from '../answering/recommend.ts';
import { topItemsByScores } from '../answering/recommend-many.ts';
import { topItemsByWeights, type WeightedRows } from '../answering/top-items-by-weights.ts';
import { type FoldInRow, foldInRow, trainingIndex } from '../answering/user-row.ts';
import { solveUserBias } from '../biases/solve-biases.ts';
import { FittedModel, type ModelAbout } from '../contract/fitted-model.ts';
import type {
  BatchRecommender,
  RatingPredictor,
  RecommendOptions,
  ScoredItem,
  TopItems,
  TopItemsOptions,
  UserQuery,
} from '../contract/model.ts';
import { spreadOf } from './baseline.ts';
import type { NeighborSettings } from './settings.ts';
import type { NeighborState } from './training.ts';

/** A user of training, or a new one, as the neighborhoods read them. */
export interface QueriedUser {
  readonly userIndex: number | undefined;
  readonly row: FoldInRow;
  /** b_u of the baseline. */
  readonly bias: number;
  /** Mean of the user's own ratings, and how far they spread. */
  readonly mean: number;
  readonly deviation: number;
}

/** Ranks by predicted rating before clipping, or by the sum of similarities where values are no ratings. */
export abstract class NeighborModel extends FittedModel<NeighborState, NeighborSettings> implements RatingPredictor, BatchRecommender {
  readonly hasRatings: boolean;
  #counts: Uint32Array | undefined;
  /** What was learned from: a weight of 0 was seen and not liked; [users × items]. */
  protected readonly taught: SparseRows;

  constructor(about: ModelAbout, state: NeighborState) {
    super(about, state);
    this.hasRatings = state.valueKind === 'rating';
    this.taught = this.hasRatings ? state.interactions : withoutZeros(state.interactions);
  }
  get seen(): SparsePattern {
    return this.state.interactions;
  }

  /** Predicted rating of each item before clipping, NaN for an item that nobody rated; [items]. */
  protected abstract ratingsOf(user: QueriedUser): Float32Array;
  protected abstract ratingOf(user: QueriedUser, itemIndex: number): number;
  /** Where values are no ratings a score is a row of the user times these; [any × items]. */
  protected abstract get weights(): SparseRows;
  /** Rows of the weights and their factors. */
  protected abstract weightedRowsOf(user: QueriedUser): WeightedRows;

  /** `undefined` for a user or an item without training ratings, and always where values are no ratings. @throws LikewiseError `invalid-value` */
  predict(user: UserQuery, item: Id): number | undefined {
    const { items, ratingScale } = this.state;
    const itemIndex = items.indexOf(item);
    if (!this.hasRatings || itemIndex === undefined || this.counts[itemIndex] === 0) return undefined;
    const queried = this.queriedUser(user);
    if (queried === undefined && typeof user !== 'object') return undefined;
    return clipped(queried === undefined ? this.#ofEveryone(itemIndex) : this.ratingOf(queried, itemIndex), ratingScale as RatingScale);
  }

  /** The item's baseline, or the mean of its ratings. */
  #ofEveryone(itemIndex: number): number {
    const { meanRating, itemBias } = this.state;
    if (this.settings.prediction === 'baseline') return meanRating + itemBias[itemIndex];
    return meanOfColumn(this.taught, itemIndex);
  }

  /** NaN for an item that nobody has. */
  scoreItems(query: UserQuery): Float32Array | undefined {
    const user = this.queriedUser(query);
    return user && (this.hasRatings ? this.ratingsOf(user) : this.#sumsOf(user));
  }

  /** Rows of the weights that hold none of the user's are never looked at. */
  #sumsOf(user: QueriedUser): Float32Array {
    const asked = this.weightedRowsOf(user);
    const { pointers, indexes, values } = this.weights;
    const sums = new Float64Array(this.items.size);
    asked.values.forEach((factor, k) => {
      const row = asked.indexes[k];
      for (let e = pointers[row]; e < pointers[row + 1]; e++) sums[indexes[e]] += factor * values[e];
    });
    return Float32Array.from(this.counts, (count, itemIndex) => (count === 0 ? Number.NaN : sums[itemIndex]));
  }

  recommend(user: UserQuery, options?: RecommendOptions): readonly ScoredItem[] | undefined {
    return recommendByScores(this, user, options);
  }

  /** By kernel where values are no ratings, else user by user. */
  async topItems(userIndexes: Uint32Array, options: TopItemsOptions): Promise<TopItems> {
    if (this.hasRatings) return topItemsByScores(this, userIndexes, options);
    const rowOf = (userIndex: number): WeightedRows | undefined => {
      const user = this.queriedUser(this.users.ids[userIndex]);
      return user && this.weightedRowsOf(user);
    };
    const known = Uint8Array.from(this.counts, (count) => (count > 0 ? 1 : 0));
    const kernels = await loadKernels({ threads: options.threads });
    return topItemsByWeights({ seen: this.seen, weights: this.weights, known, rowOf }, userIndexes, options, kernels);
  }

  /** Interactions of each item; [items]. */
  protected get counts(): Uint32Array {
    this.#counts ??= columnCounts(this.taught);
    return this.#counts;
  }

  protected queriedUser(query: UserQuery): QueriedUser | undefined {
    const { taught } = this;
    const { userBias, itemBias, meanRating } = this.state;
    if (typeof query !== 'object') {
      const userIndex = trainingIndex(this.users, taught, query);
      if (userIndex === undefined) return undefined;
      const row = { indexes: rowIndexes(taught, userIndex), values: rowValues(taught, userIndex) };
      return { userIndex, row, bias: userBias[userIndex] ?? 0, ...this.#moments(row) };
    }
    const given = foldInRow(this.items, query.ratings, (itemIndex) => this.counts[itemIndex] > 0);
    const row = this.hasRatings ? given : positivePart(this.about.factory, 'item', this.items, given);
    if (row === undefined) return undefined;
    const bias = itemBias.length > 0 ? solveUserBias(row, meanRating, itemBias, this.settings.userRegularization) : 0;
    return { userIndex: undefined, row, bias, ...this.#moments(row) };
  }

  #moments({ values }: FoldInRow): { readonly mean: number; readonly deviation: number } {
    if (!this.hasRatings) return { mean: 0, deviation: 1 };
    const mean = meanOf(values);
    return { mean, deviation: spreadOf(values, mean) || this.overallDeviation };
  }

  #overall: number | undefined;
  /** Spread of all ratings. */
  protected get overallDeviation(): number {
    this.#overall ??= spreadOf(this.state.interactions.values, this.state.meanRating) || 1;
    return this.#overall;
  }
}

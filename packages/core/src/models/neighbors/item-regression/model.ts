/** What a fitted item-regression can be asked. */
import type { Id } from '../../../data/id-map.ts';
import { clipped } from '../../../data/rating-scale.ts';
import { columnCounts, rowIndexes, rowValues, type SparseRows, transpose } from '../../../matrix/sparse.ts';
import { atOnce, checkedMost, largestFirst } from '../../answering/explanation.ts';
import { checkedN, topIndexes } from '../../answering/recommend.ts';
import { topItemsByScores } from '../../answering/recommend-many.ts';
import { ScoringModel, type ScoringState } from '../../answering/scoring-model.ts';
import { type FoldInRow, foldInRow, trainingIndex } from '../../answering/user-row.ts';
import { solveUserBias } from '../../biases/solve-biases.ts';
import type {
  BatchRecommender,
  Explainer,
  ExplainOptions,
  Explains,
  Explanation,
  ItemSimilarity,
  RatingPredictor,
  ScoredItem,
  TopItems,
  TopItemsOptions,
  UserQuery,
} from '../../contract/model.ts';
import type { Baseline } from '../../neighborhoods/baseline.ts';
import type { ItemRegressionOptions } from './options.ts';

export interface ItemRegressionState extends ScoringState, Baseline {
  /** Training ratings; [users × items]. */
  readonly seen: SparseRows;
  readonly ratingScale: { readonly min: number; readonly max: number };
  /** w_ij: what a point that j is rated above its baseline adds to i; row i, column j; [items × items]. */
  readonly weights: SparseRows;
}

/** What a user's ratings say. */
interface Said {
  /** μ + b_u. */
  readonly level: number;
  /** Items rated, ascending, and r − b(u,j) of each. */
  readonly indexes: Uint32Array;
  readonly residuals: Float64Array;
}

/** Ranks by predicted rating before clipping, so that items above the top of the scale keep their order. */
export class ItemRegressionModel
  extends ScoringModel<ItemRegressionState, ItemRegressionOptions>
  implements RatingPredictor, BatchRecommender, ItemSimilarity, Explains
{
  #counts: Uint32Array | undefined;
  #byNeighbor: SparseRows | undefined;
  #last: { readonly userIndex: number; readonly said: Said } | undefined;

  /** `undefined` for a user or an item without training ratings. @throws LikewiseError `invalid-value` */
  predict(user: UserQuery, item: Id): number | undefined {
    const itemIndex = this.#knownItem(item);
    const said = this.#saidBy(user);
    if (itemIndex === undefined) return undefined;
    const { meanRating, itemBias, ratingScale } = this.state;
    // Someone of whom no rating is told rates as everyone does.
    if (said === undefined) return typeof user === 'object' ? clipped(meanRating + itemBias[itemIndex], ratingScale) : undefined;
    let sum = 0;
    this.#eachShare(said, itemIndex, (_, share) => {
      sum += share;
    });
    return clipped(Math.fround(said.level + itemBias[itemIndex] + sum), ratingScale);
  }

  /** Predicted rating of each item, not clipped; NaN where nobody rated it. */
  scoreItems(user: UserQuery): Float32Array | undefined {
    const said = this.#saidBy(user);
    if (said === undefined) return undefined;
    this.#byNeighbor ??= transpose(this.state.weights).matrix;
    const { pointers, indexes, values } = this.#byNeighbor;
    const sums = new Float64Array(this.items.size);
    said.indexes.forEach((rated, k) => {
      for (let w = pointers[rated]; w < pointers[rated + 1]; w++) sums[indexes[w]] += values[w] * said.residuals[k];
    });
    const { itemBias } = this.state;
    return Float32Array.from(this.#ratedCounts(), (count, i) => (count === 0 ? Number.NaN : said.level + itemBias[i] + sums[i]));
  }

  async topItems(userIndexes: Uint32Array, options: TopItemsOptions): Promise<TopItems> {
    return topItemsByScores(this, userIndexes, options);
  }

  /** The neighbors by w_ij: how much their ratings say of `item`; `undefined` also for an item that nobody rated. */
  similarItems(item: Id, { n }: { readonly n?: number | undefined } = {}): readonly ScoredItem[] | undefined {
    const length = checkedN(n);
    const itemIndex = this.#knownItem(item);
    if (itemIndex === undefined) return undefined;
    const neighbors = rowIndexes(this.state.weights, itemIndex);
    const weights = rowValues(this.state.weights, itemIndex);
    return topIndexes(weights, length).map((k) => ({ item: this.items.ids[neighbors[k]], score: weights[k] }));
  }

  /** w_ij (r − b(u,j)) of each neighbor that the user rated, largest first; they add up to what lies above b(u,i). */
  explain(user: UserQuery, item: Id): Explanation | undefined {
    return this.explainer(user)?.explain(item);
  }

  explainer(user: UserQuery, options?: ExplainOptions): Explainer | undefined {
    const most = checkedMost(options);
    const said = this.#saidBy(user);
    if (said === undefined) return undefined;
    return atOnce((item) => {
      const itemIndex = this.#knownItem(item);
      if (itemIndex === undefined) return undefined;
      const rated: number[] = [];
      const shares: number[] = [];
      let sum = 0;
      this.#eachShare(said, itemIndex, (j, share) => {
        sum += share;
        rated.push(j);
        shares.push(share);
      });
      const because = largestFirst(shares.map(Math.abs), most).map((k) => ({ item: this.items.ids[rated[k]], contribution: shares[k] }));
      return { score: Math.fround(said.level + this.state.itemBias[itemIndex] + sum), because };
    });
  }

  /** Calls with each neighbor of the item that the user rated, ascending, and what it adds. */
  #eachShare({ indexes, residuals }: Said, itemIndex: number, call: (neighbor: number, share: number) => void): void {
    const { pointers, indexes: neighbors, values } = this.state.weights;
    let k = 0;
    for (let w = pointers[itemIndex]; w < pointers[itemIndex + 1]; w++) {
      while (k < indexes.length && indexes[k] < neighbors[w]) k++;
      if (k < indexes.length && indexes[k] === neighbors[w]) call(neighbors[w], values[w] * residuals[k]);
    }
  }

  #knownItem(item: Id): number | undefined {
    const itemIndex = this.items.indexOf(item);
    return itemIndex === undefined || this.#ratedCounts()[itemIndex] === 0 ? undefined : itemIndex;
  }

  /** A new user's bias is the half-step that training ended with, so telling a training user's ratings gives the same answers. */
  #saidBy(user: UserQuery): Said | undefined {
    const { users, items, seen, meanRating, userBias, itemBias } = this.state;
    if (typeof user === 'object') {
      const row = foldInRow(items, user.ratings, (itemIndex) => this.#ratedCounts()[itemIndex] > 0);
      return row && this.#said(row, solveUserBias(row, meanRating, itemBias, this.settings.userRegularization));
    }
    const userIndex = trainingIndex(users, seen, user);
    if (userIndex === undefined) return undefined;
    // Predictions come user by user.
    if (this.#last?.userIndex === userIndex) return this.#last.said;
    const said = this.#said({ indexes: rowIndexes(seen, userIndex), values: rowValues(seen, userIndex) }, userBias[userIndex]);
    this.#last = { userIndex, said };
    return said;
  }

  #said({ indexes, values }: FoldInRow, bias: number): Said {
    const { meanRating, itemBias } = this.state;
    const level = meanRating + bias;
    // Rounded as in training.
    return { level, indexes, residuals: Float64Array.from(indexes, (j, k) => Math.fround(values[k] - (level + itemBias[j]))) };
  }

  /** Ratings of each item; [items]. */
  #ratedCounts(): Uint32Array {
    this.#counts ??= columnCounts(this.state.seen);
    return this.#counts;
  }
}

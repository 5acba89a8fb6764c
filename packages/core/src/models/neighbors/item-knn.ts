/**
 * Item neighborhoods: what the user gave to similar items. Ratings:
 *   r̂(u,i) = b(u,i) + σ_i Σ_j s(i,j) (r(u,j) − b(u,j)) / σ_j ÷ Σ_j |s(i,j)|,
 * over the K items j most similar to i that u rated, with b(u,i) the baseline μ + b_u + b_i, the item's mean, or 0 (σ = 1 unless
 * z-score). Other interactions: score(u,i) = Σ_j s(i,j) w(u,j) over the K items most similar to i, w the user's weight.
 *
 * Source: Sarwar, Karypis, Konstan, Riedl: Item-Based Collaborative Filtering Recommendation Algorithms, WWW 2001,
 * doi:10.1145/371920.372071; Deshpande, Karypis, ACM TOIS 2004, doi:10.1145/963770.963776 (top-n); baseline and shrinkage from
 * Koren, ACM TKDD 2010, doi:10.1145/1644873.1644874.
 * Differs: only the `listLength` most similar items of each item are kept, and the K are sought among them; with listLength = number
 * of items ratings are those of the Python library Surprise. For top-n the list of the item that is ranked counts, not the lists of
 * the items that the user has: it reaches more items.
 */
import type { Id } from '../../data/id-map.ts';
import { type SparseRows, sparseFromRows, transpose } from '../../matrix/sparse.ts';
import { atOnce, checkedMost } from '../answering/explanation.ts';
import { checkedN } from '../answering/recommend.ts';
import type { WeightedRows } from '../answering/top-items-by-weights.ts';
import { defineEstimator, type Factory } from '../contract/define-estimator.ts';
import type { CatalogEntry } from '../contract/estimator.ts';
import type { Explainer, ExplainOptions, Explains, Explanation, ItemSimilarity, ScoredItem, UserQuery } from '../contract/model.ts';
import { momentsOf, type RowMoments } from '../neighborhoods/baseline.ts';
import { NeighborModel, type QueriedUser } from '../neighborhoods/neighborhood-model.ts';
import { checkNorms, type NeighborSettings, neighborOptions } from '../neighborhoods/settings.ts';
import { fitNeighbors, type NeighborState, neighborShapes, restoredNeighbors } from '../neighborhoods/training.ts';

export interface ItemKNNOptions extends NeighborSettings {}

/** What a user's items say, ready to be looked up by item. */
interface Said {
  readonly user: QueriedUser;
  /** Deviation or weight of each item, NaN for items the user does not have; [items]. */
  readonly values: Float64Array;
}

export class ItemKNNModel extends NeighborModel implements ItemSimilarity, Explains {
  #moments: RowMoments | undefined;
  #last: Said | undefined;
  #listedIn: SparseRows | undefined;

  /** By the similarity of training; at most `listLength` items; `undefined` also for an item that nobody has. */
  similarItems(item: Id, { n }: { readonly n?: number | undefined } = {}): readonly ScoredItem[] | undefined {
    const length = checkedN(n);
    const itemIndex = this.items.indexOf(item);
    if (itemIndex === undefined || this.counts[itemIndex] === 0) return undefined;
    const { listPointers, listRows, listSimilarities } = this.state;
    const list: ScoredItem[] = [];
    for (let k = listPointers[itemIndex]; k < listPointers[itemIndex + 1] && list.length < length; k++)
      list.push({ item: this.items.ids[listRows[k]], score: listSimilarities[k] });
    return list;
  }

  /**
   * The neighbors that were asked, largest share first. Of ratings the shares add up to what lies above the base (baseline or
   * mean), otherwise to the score.
   */
  explain(query: UserQuery, item: Id): Explanation | undefined {
    return this.explainer(query)?.explain(item);
  }

  explainer(query: UserQuery, options?: ExplainOptions): Explainer | undefined {
    const most = checkedMost(options);
    const user = this.queriedUser(query);
    if (user === undefined) return undefined;
    const said = this.#saidBy(user);
    return atOnce((item) => {
      const itemIndex = this.items.indexOf(item);
      if (itemIndex === undefined || this.counts[itemIndex] === 0) return undefined;
      const found: { item: Id; contribution: number }[] = [];
      const score = this.#scoreOf(said, itemIndex, (other, contribution) => found.push({ item: this.items.ids[other], contribution }));
      found.sort((x, y) => Math.abs(y.contribution) - Math.abs(x.contribution));
      return { score: Math.fround(score), because: found.slice(0, most) };
    });
  }

  protected override ratingOf(user: QueriedUser, itemIndex: number): number {
    return Math.fround(this.#scoreOf(this.#saidBy(user), itemIndex));
  }

  protected override ratingsOf(user: QueriedUser): Float32Array {
    const said = this.#saidBy(user);
    return Float32Array.from(this.counts, (count, itemIndex) => (count === 0 ? Number.NaN : this.#scoreOf(said, itemIndex)));
  }

  protected override get weights(): SparseRows {
    this.#listedIn ??= listedIn(this.state, this.settings.neighbors);
    return this.#listedIn;
  }

  protected override weightedRowsOf({ row }: QueriedUser): WeightedRows {
    return row;
  }

  #scoreOf({ user, values }: Said, itemIndex: number, tell?: (other: number, contribution: number) => void): number {
    const { listPointers, listRows, listSimilarities, meanRating, itemBias } = this.state;
    const { neighbors, minNeighbors, prediction } = this.settings;
    const begin = listPointers[itemIndex];
    const end = this.hasRatings ? listPointers[itemIndex + 1] : Math.min(listPointers[itemIndex + 1], begin + neighbors);
    let sum = 0;
    let size = 0;
    let count = 0;
    let last = begin;
    for (; last < end && count < neighbors; last++) {
      const value = values[listRows[last]];
      if (Number.isNaN(value)) continue;
      count++;
      sum += listSimilarities[last] * value;
      size += Math.abs(listSimilarities[last]);
    }
    const enough = this.hasRatings ? count >= minNeighbors && size > 0 : true;
    const scale = !this.hasRatings ? 1 : (prediction === 'z-score' ? this.#momentsOfItems().deviations[itemIndex] : 1) / size;
    if (tell !== undefined && enough) {
      for (let k = begin; k < last; k++) {
        const value = values[listRows[k]];
        if (!Number.isNaN(value)) tell(listRows[k], scale * listSimilarities[k] * value);
      }
    }
    if (!this.hasRatings) return sum;
    if (prediction === 'plain') return enough ? sum / size : meanRating;
    const base = prediction === 'baseline' ? meanRating + user.bias + itemBias[itemIndex] : this.#momentsOfItems().means[itemIndex];
    return enough ? base + scale * sum : base;
  }

  /** Predictions come user by user: what the last one said is kept. */
  #saidBy(user: QueriedUser): Said {
    if (user.userIndex !== undefined && this.#last?.user.userIndex === user.userIndex) return this.#last;
    const { meanRating, itemBias } = this.state;
    const { prediction } = this.settings;
    const values = new Float64Array(this.items.size).fill(Number.NaN);
    user.row.indexes.forEach((itemIndex, k) => {
      const value = user.row.values[k];
      if (!this.hasRatings || prediction === 'plain') values[itemIndex] = value;
      else if (prediction === 'baseline') values[itemIndex] = value - (meanRating + user.bias + itemBias[itemIndex]);
      else {
        const { means, deviations } = this.#momentsOfItems();
        values[itemIndex] = (value - means[itemIndex]) / (prediction === 'z-score' ? deviations[itemIndex] : 1);
      }
    });
    const said = { user, values };
    if (user.userIndex !== undefined) this.#last = said;
    return said;
  }

  #momentsOfItems(): RowMoments {
    this.#moments ??= momentsOf(transpose(this.state.interactions).matrix, this.state.meanRating);
    return this.#moments;
  }
}

/** For each item, the items among whose `neighbors` nearest it stands, with the similarity. */
function listedIn({ items, listPointers, listRows, listSimilarities }: NeighborState, neighbors: number): SparseRows {
  const lists = sparseFromRows(items.size, items.size, listRows.length, (i, add) => {
    const end = Math.min(listPointers[i + 1], listPointers[i] + neighbors);
    for (let k = listPointers[i]; k < end; k++) add(listRows[k], listSimilarities[k]);
  });
  return transpose(lists).matrix;
}

export const itemKNNEntry: CatalogEntry<ItemKNNOptions, ItemKNNModel, 'item-knn'> = defineEstimator({
  name: 'item-knn',
  factory: 'itemKNN',
  family: 'neighbors',
  summary: 'What the person gave to similar items: for ratings and for implicit feedback; explains itself by what the person has.',
  feedback: 'any',
  weights: 'weighed',
  abilities: ['predict', 'score', 'recommend', 'batch', 'similar', 'fold-in', 'explain'],
  options: neighborOptions,
  formula:
    'r̂(u,i) = b(u,i) + Σ_j s(i,j) (r(u,j) − b(u,j)) ÷ Σ_j |s(i,j)| over the K most similar rated items j; without ratings Σ_j s(i,j)',
  source:
    'Sarwar, Karypis, Konstan, Riedl: Item-Based Collaborative Filtering Recommendation Algorithms, WWW 2001, doi:10.1145/371920.372071',
  presets: {
    'movielens-100k': {
      settings: { neighbors: 40, norms: 'all', shrinkage: 20, userRegularization: 4, itemRegularization: 2.5, baselineEpochs: 20 },
      found:
        'norms common and all, shrinkage 0, 20, 50, 100, neighbors 40 and 80, baseline of the defaults and of bias:preset=movielens-100k: least mean RMSE on a random fifth of the training parts u1…u3; the test parts never read',
    },
    'movielens-1m': {
      settings: { similarity: 'tf-idf', neighbors: 200 },
      found:
        'cosine, jaccard, tf-idf, bm25 (k1 1.2 to 100, b 0.2 to 0.75), neighbors 20 to 200: greatest NDCG@20 on fold 2 (ratings >= 4), folds 3 to 5 training; fold 1 never read',
    },
  },
  check: (settings) => checkNorms('itemKNN', settings),
  fit: (settings, train, context) => fitNeighbors('itemKNN', 'items', settings, train, context),
  shapes: neighborShapes('items'),
  restored: restoredNeighbors('items'),
  model: ItemKNNModel,
});

/**
 * Predicts and ranks by what the user gave to similar items.
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`, `not-finite` for values above 1e15, `missing-ratings` for a similarity of ratings
 *   on data without, `negative-weight`, `too-large` with an estimate.
 */
export const itemKNN: Factory<ItemKNNOptions, ItemKNNModel> = itemKNNEntry.create;

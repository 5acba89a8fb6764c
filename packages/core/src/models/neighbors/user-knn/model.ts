/** What a fitted user-knn can be asked. */
import type { Id } from '../../../data/id-map.ts';
import { addShared, type PairSums, similarityOf } from '../../../kernels/similarity.ts';
import { entryOf, type SparseRows, transpose } from '../../../matrix/sparse.ts';
import { atOnce, checkedMost } from '../../answering/explanation.ts';
import { checkedN } from '../../answering/recommend.ts';
import type { WeightedRows } from '../../answering/top-items-by-weights.ts';
import type { Explainer, ExplainOptions, Explains, Explanation, UserQuery } from '../../contract/model.ts';
import { deviationsOf } from '../../neighborhoods/baseline.ts';
import { NeighborModel, type QueriedUser } from '../../neighborhoods/neighborhood-model.ts';
import { keptNeighbors, resolvedSimilarity } from '../../neighborhoods/settings.ts';
import { comparedMatrix } from '../../neighborhoods/similarity.ts';
import { comparisonFor, pairRules } from '../../neighborhoods/training.ts';

export class UserKNNModel extends NeighborModel implements Explains {
  #deviations: Float32Array | undefined;
  #last: { readonly userIndex: number; readonly scores: Float32Array } | undefined;
  #newcomer: ((user: QueriedUser) => WeightedRows) | undefined;

  /** The n most similar users, best first, and how similar; `undefined` for someone unknown. @throws LikewiseError `invalid-option` for a bad n. */
  similarUsers(
    user: Id,
    { n }: { readonly n?: number | undefined } = {},
  ): readonly { readonly user: Id; readonly similarity: number }[] | undefined {
    const length = checkedN(n);
    const queried = this.queriedUser(user);
    if (queried === undefined) return undefined;
    const { indexes, values } = this.#neighborsOf(queried);
    return Array.from(indexes.subarray(0, length), (row, k) => ({ user: this.users.ids[row], similarity: values[k] }));
  }

  /**
   * The users who were asked and what they gave, largest share first. Of ratings the shares add up to what lies above the base
   * (baseline or mean), otherwise to the score.
   */
  explain(query: UserQuery, item: Id): Explanation | undefined {
    return this.explainer(query)?.explain(item);
  }

  explainer(query: UserQuery, options?: ExplainOptions): Explainer | undefined {
    const most = checkedMost(options);
    const user = this.queriedUser(query);
    if (user === undefined) return undefined;
    const nearest = this.#neighborsOf(user);
    const ratings = this.hasRatings ? this.ratingsOf(user, nearest) : undefined;
    return atOnce((item) => {
      const itemIndex = this.items.indexOf(item);
      if (itemIndex === undefined || this.counts[itemIndex] === 0) return undefined;
      const because = this.#becauseOf(user, nearest, itemIndex);
      const score = ratings === undefined ? because.reduce((sum, { contribution }) => sum + contribution, 0) : ratings[itemIndex];
      return { score, because: because.slice(0, most) };
    });
  }

  #becauseOf(user: QueriedUser, { indexes, values }: WeightedRows, itemIndex: number): { user: Id; value: number; contribution: number }[] {
    const { taught } = this;
    const { minNeighbors, prediction } = this.settings;
    const deviations = this.#neighborDeviations();
    const found: { readonly neighbor: number; readonly entry: number }[] = [];
    let size = 0;
    const most = this.hasRatings ? indexes.length : Math.min(indexes.length, this.settings.neighbors);
    for (let k = 0; k < most && found.length < this.settings.neighbors; k++) {
      const entry = entryOf(taught, indexes[k], itemIndex);
      if (entry === undefined) continue;
      found.push({ neighbor: k, entry });
      size += Math.abs(values[k]);
    }
    const enoughNeighbors = !this.hasRatings || (found.length >= minNeighbors && size > 0);
    const scale = !this.hasRatings ? 1 : (prediction === 'z-score' ? user.deviation : 1) / size;
    const because = (enoughNeighbors ? found : []).map(({ neighbor, entry }) => ({
      user: this.users.ids[indexes[neighbor]],
      value: taught.values[entry],
      contribution: scale * values[neighbor] * deviations[entry],
    }));
    return because.sort((x, y) => Math.abs(y.contribution) - Math.abs(x.contribution));
  }

  protected override ratingOf(user: QueriedUser, itemIndex: number): number {
    // Predictions come user by user: the ratings of the last one are kept.
    if (user.userIndex === undefined) return this.ratingsOf(user)[itemIndex];
    if (this.#last?.userIndex !== user.userIndex) this.#last = { userIndex: user.userIndex, scores: this.ratingsOf(user) };
    return this.#last.scores[itemIndex];
  }

  protected override ratingsOf(user: QueriedUser, nearest: WeightedRows = this.#neighborsOf(user)): Float32Array {
    const { interactions } = this.state;
    const { pointers, indexes } = interactions;
    const { neighbors, minNeighbors } = this.settings;
    const { indexes: rows, values: similarities } = nearest;
    const sums = new Float64Array(this.items.size);
    const sizes = new Float64Array(this.items.size);
    const counts = new Uint32Array(this.items.size);
    const values = this.#neighborDeviations();
    for (let k = 0; k < rows.length; k++) {
      const similarity = similarities[k];
      for (let e = pointers[rows[k]], end = pointers[rows[k] + 1]; e < end; e++) {
        const itemIndex = indexes[e];
        if (counts[itemIndex] === neighbors) continue;
        counts[itemIndex]++;
        sums[itemIndex] += similarity * values[e];
        sizes[itemIndex] += Math.abs(similarity);
      }
    }
    const known = this.counts;
    const { prediction } = this.settings;
    const scale = prediction === 'z-score' ? user.deviation : 1;
    const { meanRating, itemBias } = this.state;
    return Float32Array.from(sums, (sum, i) => {
      if (known[i] === 0) return Number.NaN;
      const enough = counts[i] >= minNeighbors && sizes[i] > 0;
      if (prediction === 'plain') return enough ? sum / sizes[i] : meanRating;
      const base = prediction === 'baseline' ? meanRating + user.bias + itemBias[i] : user.mean;
      return enough ? base + (scale * sum) / sizes[i] : base;
    });
  }

  protected override get weights(): SparseRows {
    return this.taught;
  }

  /** The K nearest and how similar they are. */
  protected override weightedRowsOf(user: QueriedUser): WeightedRows {
    const { indexes, values } = this.#neighborsOf(user);
    const { neighbors } = this.settings;
    return { indexes: indexes.subarray(0, neighbors), values: values.subarray(0, neighbors) };
  }

  /** What each interaction says; along the entries. */
  #neighborDeviations(): Float32Array {
    this.#deviations ??= this.hasRatings ? deviationsOf(this.state, this.settings, 'users') : this.taught.values;
    return this.#deviations;
  }

  #neighborsOf(user: QueriedUser): WeightedRows {
    const { listPointers, listRows, listSimilarities } = this.state;
    if (user.userIndex === undefined) {
      this.#newcomer ??= this.#comparing();
      return this.#newcomer(user);
    }
    const [begin, end] = [listPointers[user.userIndex], listPointers[user.userIndex + 1]];
    return { indexes: listRows.subarray(begin, end), values: listSimilarities.subarray(begin, end) };
  }

  /** Compares someone new with everyone, by the rules of training. */
  #comparing(): (user: QueriedUser) => WeightedRows {
    const { valueKind } = this.state;
    const { settings, hasRatings, taught } = this;
    const similarity = resolvedSimilarity('userKNN', 'users', settings, { hasRatings, valueKind });
    const { comparison, rowBias } = comparisonFor('users', settings, similarity, this.state, taught);
    const rules = pairRules(settings, similarity, hasRatings);
    const longest = keptNeighbors(settings, hasRatings);
    const { matrix, facts } = comparedMatrix(comparison, taught, rowBias);
    const itemUsers = transpose(matrix).matrix;
    const counted = !comparison.readsValues;
    return ({ row, bias }) => {
      const own = comparison.compared(row.indexes, row.values, bias);
      const shared = new Map<number, PairSums>();
      row.indexes.forEach((itemIndex, k) => {
        for (let e = itemUsers.pointers[itemIndex]; e < itemUsers.pointers[itemIndex + 1]; e++) {
          const u = itemUsers.indexes[e];
          addShared(shared, u, counted ? 1 : own.values[k], counted ? 1 : itemUsers.values[e]);
        }
      });
      const nearest: [number, number][] = [];
      for (const [u, sums] of shared) {
        const score = Math.fround(similarityOf(comparison.measure, sums, own.fact, facts[u], rules));
        if (score > 0 || (score < 0 && !rules.onlyPositive)) nearest.push([u, score]);
      }
      nearest.sort((x, y) => y[1] - x[1] || x[0] - y[0]);
      nearest.length = Math.min(nearest.length, longest);
      return { indexes: Uint32Array.from(nearest, ([u]) => u), values: Float32Array.from(nearest, ([, score]) => score) };
    };
  }
}

/**
 * User neighborhoods: what people of like taste say. Ratings:
 *   r̂(u,i) = b(u,i) + σ_u Σ_v s(u,v) (r(v,i) − b(v,i)) / σ_v ÷ Σ_v |s(u,v)|,
 * over the K most similar people v who rated i, with b(u,i) the baseline μ + b_u + b_i, the user's mean, or 0 (σ = 1 unless z-score).
 * Other interactions: score(u,i) = Σ_v s(u,v) w(v,i) over the K most similar people, w their weight (1 when in doubt).
 *
 * Source: Herlocker, Konstan, Borchers, Riedl: An Algorithmic Framework for Performing Collaborative Filtering, SIGIR 1999,
 * doi:10.1145/312624.312682; baseline and shrinkage from Koren, ACM TKDD 2010, doi:10.1145/1644873.1644874.
 * Differs: only the `listLength` most similar people of each user are kept, and the K are sought among them; with listLength =
 * number of users the answers are those of the Python library Surprise.
 */
import type { Id } from '../../data/id-map.ts';
import type { Interactions } from '../../data/interactions.ts';
import { transpose } from '../../data/sparse-rows.ts';
import { addShared } from '../../kernels/reference-neighbors.ts';
import { type PairSums, similarityOf } from '../../kernels/similarity.ts';
import { integer, number, type OptionSpecs, resolveOptions } from '../../options.ts';
import type { CatalogEntry, Estimator, FitContext } from '../estimator.ts';
import { checkedN } from '../recommend.ts';
import { refuseRefit } from '../requirements.ts';
import { comparisonFor, deviationsOf, fitNeighbors, NeighborModel, type NeighborState, type Person, pairRules } from './shared-model.ts';
import { checkNorms, type Norms, type Prediction, resolvedSimilarity, type SimilarityName, sharedSpecs } from './shared-settings.ts';

export interface UserKNNOptions {
  /** K: most people who say something about one item; integer ≥ 1. @default 40 */
  readonly neighbors: number;
  /** Similar people kept for each user, of whom the K nearest who rated an item are taken; integer ≥ 1. Left out: 500 for ratings, K for all else. */
  readonly listLength: number | undefined;
  /** Fewer neighbors than this count as none (ratings); integer ≥ 1. @default 1 */
  readonly minNeighbors: number;
  /** What makes two people alike; `auto`: pearson-baseline for ratings, cosine for all else. @default 'auto' */
  readonly similarity: SimilarityName;
  /** Vector lengths of cosines over common items or over all; `auto`: common for pearson-baseline, else all. @default 'auto' */
  readonly norms: Norms;
  /** Common items that a pair needs to count as similar; integer ≥ 1. @default 1 */
  readonly minOverlap: number;
  /** λ: similarities are multiplied by n / (n + λ), n the common items (less one for correlations); ≥ 0. Left out: 100 for pearson-baseline, else 0. */
  readonly shrinkage: number | undefined;
  /** Neighbors of positive similarity only, or also of negative (ratings). @default 'positive' */
  readonly weights: 'positive' | 'all';
  /** What the neighbors' deviation is from; `plain`: their ratings themselves. @default 'baseline' */
  readonly prediction: Prediction;
  /** How strongly user biases of the baseline are drawn to 0, in ratings; ≥ 0. @default 15 */
  readonly userRegularization: number;
  /** How strongly item biases of the baseline are drawn to 0, in ratings; ≥ 0. @default 10 */
  readonly itemRegularization: number;
  /** Passes that fit the baseline; integer ≥ 1. @default 10 */
  readonly baselineEpochs: number;
  /** How slowly repeated interactions saturate (bm25); ≥ 0. @default 1.2 */
  readonly k1: number;
  /** How much long rows are held down (bm25); 0 to 1. @default 0.75 */
  readonly b: number;
}
const options: OptionSpecs<UserKNNOptions> = {
  neighbors: integer(40, { min: 1 }, 'K: most people who say something about one item'),
  listLength: integer(undefined, { min: 1 }, 'similar people kept for each user; left out: 500 for ratings, K for all else'),
  shrinkage: number(
    undefined,
    { min: 0 },
    'similarities count n / (n + this), n the common items; left out: 100 for pearson-baseline, else 0',
  ),
  ...sharedSpecs,
};

/** Rows of the lists are users. */
export interface UserKNNState extends NeighborState {}

/**
 * Predicts and ranks by what similar people gave.
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`, `missing-ratings` for a similarity of ratings
 *   on data without, `invalid-value` for a negative weight, `too-large` with an estimate.
 */
export function userKNN(given: Partial<UserKNNOptions> = {}): Estimator<UserKNNModel, UserKNNOptions> {
  const settings = resolveOptions('userKNN', options, given);
  checkNorms('userKNN', settings);
  return Object.freeze({ name: 'user-knn', settings, fit });

  async function fit(train: Interactions, context: FitContext = {}): Promise<UserKNNModel> {
    refuseRefit('userKNN', context.refit);
    const length = (_rows: number, hasRatings: boolean): number =>
      settings.listLength ?? (hasRatings ? Math.max(500, settings.neighbors) : settings.neighbors);
    return new UserKNNModel(await fitNeighbors('userKNN', 'users', settings, length, train, context));
  }
}

interface NeighborsOfOne {
  readonly rows: Uint32Array;
  readonly similarities: Float32Array;
}

export class UserKNNModel extends NeighborModel<UserKNNState> {
  readonly name = 'user-knn';
  #deviations: Float32Array | undefined;
  #last: { readonly userIndex: number; readonly scores: Float32Array } | undefined;
  #newcomer: ((person: Person) => NeighborsOfOne) | undefined;

  /** The n most similar people, best first, and how similar; `undefined` for someone unknown. @throws LikewiseError `invalid-option` for a bad n. */
  similarUsers(
    user: Id,
    { n }: { readonly n?: number | undefined } = {},
  ): readonly { readonly user: Id; readonly similarity: number }[] | undefined {
    const length = checkedN(n);
    const person = this.personOf(user);
    if (person === undefined) return undefined;
    const { rows, similarities } = this.#neighborsOf(person);
    return Array.from(rows.subarray(0, length), (row, k) => ({ user: this.users.ids[row], similarity: similarities[k] }));
  }

  protected override ratingOf(person: Person, itemIndex: number): number {
    // Predictions come user by user: the scores of the last one are kept.
    if (person.userIndex === undefined) return this.scoresOf(person)[itemIndex];
    if (this.#last?.userIndex !== person.userIndex) this.#last = { userIndex: person.userIndex, scores: this.scoresOf(person) };
    return this.#last.scores[itemIndex];
  }

  protected override scoresOf(person: Person): Float32Array {
    const { interactions } = this.state;
    const { pointers, indexes } = interactions;
    const { neighbors, minNeighbors } = this.settings;
    const { rows, similarities } = this.#neighborsOf(person);
    const sums = new Float64Array(this.items.size);
    const sizes = new Float64Array(this.items.size);
    const counts = new Uint32Array(this.items.size);
    const values = this.#said();
    const taken = this.hasRatings ? rows.length : Math.min(rows.length, neighbors);
    for (let k = 0; k < taken; k++) {
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
    if (!this.hasRatings) return Float32Array.from(sums, (sum, i) => (known[i] === 0 ? Number.NaN : sum));
    const { prediction } = this.settings;
    const scale = prediction === 'z-score' ? person.deviation : 1;
    const { meanRating, itemBias } = this.state;
    return Float32Array.from(sums, (sum, i) => {
      if (known[i] === 0) return Number.NaN;
      const heard = counts[i] >= minNeighbors && sizes[i] > 0;
      if (prediction === 'plain') return heard ? sum / sizes[i] : meanRating;
      const base = prediction === 'baseline' ? meanRating + person.bias + itemBias[i] : person.mean;
      return heard ? base + (scale * sum) / sizes[i] : base;
    });
  }

  /** What each interaction says; along the entries. */
  #said(): Float32Array {
    this.#deviations ??= this.hasRatings ? deviationsOf(this.state, this.settings, 'users') : this.state.interactions.values;
    return this.#deviations;
  }

  #neighborsOf(person: Person): NeighborsOfOne {
    const { listPointers, listRows, listSimilarities } = this.state;
    if (person.userIndex === undefined) {
      this.#newcomer ??= this.#comparing();
      return this.#newcomer(person);
    }
    const [begin, end] = [listPointers[person.userIndex], listPointers[person.userIndex + 1]];
    return { rows: listRows.subarray(begin, end), similarities: listSimilarities.subarray(begin, end) };
  }

  /** Compares someone new with everyone, by the rules of training. */
  #comparing(): (person: Person) => NeighborsOfOne {
    const { interactions, valueKind } = this.state;
    const { settings, hasRatings } = this;
    const similarity = resolvedSimilarity('userKNN', settings, { hasRatings, valueKind });
    const { comparison, rowBias } = comparisonFor('users', settings, similarity, this.state, interactions);
    const rules = pairRules(settings, similarity, hasRatings);
    const longest = settings.listLength ?? (hasRatings ? Math.max(500, settings.neighbors) : settings.neighbors);
    const { rows: users, pointers, indexes, values } = interactions;
    const itemUsers = transpose(interactions).matrix;
    const facts = new Float32Array(users);
    // Entries as compared, by user; looked up from the item's side below.
    const compared = new Float32Array(values.length);
    for (let u = 0; u < users; u++) {
      const [begin, end] = [pointers[u], pointers[u + 1]];
      const one = comparison.compared(indexes.subarray(begin, end), values.subarray(begin, end), rowBias?.[u] ?? 0);
      compared.set(one.values, begin);
      facts[u] = one.fact;
    }
    const said = transpose({ ...interactions, values: compared }).matrix.values;
    const counted = !comparison.readsValues;
    return ({ row, bias }) => {
      const own = comparison.compared(row.indexes, row.values, bias);
      const shared = new Map<number, PairSums>();
      row.indexes.forEach((itemIndex, k) => {
        for (let e = itemUsers.pointers[itemIndex]; e < itemUsers.pointers[itemIndex + 1]; e++) {
          const u = itemUsers.indexes[e];
          let sums = shared.get(u);
          if (sums === undefined) {
            sums = { count: 0, xy: 0, xx: 0, yy: 0, x: 0, y: 0 };
            shared.set(u, sums);
          }
          addShared(sums, counted ? 1 : own.values[k], counted ? 1 : said[e]);
        }
      });
      const found: [number, number][] = [];
      for (const [u, sums] of shared) {
        const score = Math.fround(similarityOf(comparison.measure, sums, own.fact, facts[u], rules));
        if (score > 0 || (score < 0 && !rules.onlyPositive)) found.push([u, score]);
      }
      found.sort((x, y) => y[1] - x[1] || x[0] - y[0]);
      found.length = Math.min(found.length, longest);
      return { rows: Uint32Array.from(found, ([u]) => u), similarities: Float32Array.from(found, ([, score]) => score) };
    };
  }
}

export const userKNNEntry: CatalogEntry<UserKNNOptions, UserKNNModel> = {
  name: 'user-knn',
  factory: 'userKNN',
  family: 'neighbors',
  summary: 'What people of like taste gave: for ratings and for implicit feedback, with many common items between people.',
  feedback: 'any',
  abilities: ['predict', 'score', 'recommend', 'fold-in'],
  options,
  formula: 'r̂(u,i) = b(u,i) + Σ_v s(u,v) (r(v,i) − b(v,i)) ÷ Σ_v |s(u,v)| over the K most similar raters v; without ratings Σ_v s(u,v)',
  source:
    'Herlocker, Konstan, Borchers, Riedl: An Algorithmic Framework for Performing Collaborative Filtering, SIGIR 1999, doi:10.1145/312624.312682',
  create: userKNN,
  restore: (state) => new UserKNNModel(state as UserKNNState),
};

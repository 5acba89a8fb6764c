/** What a fitted content model can be asked: products of a user's profile with the vectors of items. */
import type { Id, IdMap } from '../../../data/id-map.ts';
import { rowIndexes, rowValues, type SparsePattern, type SparseRows, transpose } from '../../../matrix/sparse.ts';
import { atOnce, checkedMost } from '../../answering/explanation.ts';
import { taughtPart } from '../../answering/positives.ts';
import { bestItems, checkedN } from '../../answering/recommend.ts';
import { ScoringModel, type ScoringState } from '../../answering/scoring-model.ts';
import { rowOfUser } from '../../answering/user-row.ts';
import type {
  Explainer,
  ExplainOptions,
  Explains,
  Explanation,
  FoldIn,
  History,
  ItemSimilarity,
  ScoredItem,
  UserQuery,
} from '../../contract/model.ts';
import type { ContentOptions } from './options.ts';

/** Of training: the mean rating and the ends of the scale; `null` where values are no ratings. */
export type RatingsOfTraining = { readonly mean: number; readonly min: number; readonly max: number } | null;

export interface ContentState extends ScoringState {
  /** What training users had, with the values they gave; [users × items]. */
  readonly seen: SparseRows;
  /** Names of the features. */
  readonly features: IdMap;
  /** Length at most 1; [items × features]. */
  readonly vectors: SparseRows;
  /** Language that each text was read in. */
  readonly languages: Readonly<Record<string, string>>;
  /** `null` where values are no ratings. */
  readonly ratings: RatingsOfTraining;
}

/** A user's items with their weights in the profile, and the profile of length 1. */
interface Profile {
  readonly items: Uint32Array;
  /** Each over the length of the sum. */
  readonly weights: Float64Array;
  /** Ascending. */
  readonly features: Uint32Array;
  readonly values: Float64Array;
}

export class ContentModel extends ScoringModel<ContentState, ContentOptions> implements ItemSimilarity, FoldIn, Explains {
  #itemsOf: SparseRows | undefined;

  /**
   * ⟨p, x_i⟩ of the profile p of length 1 with each item, in [−1, 1]; NaN for an item without features. `undefined` for someone of whom no
   * liked item with features is known.
   */
  scoreItems(user: UserQuery): Float32Array | undefined {
    const profile = this.#profileOf(user);
    return profile === undefined ? undefined : this.#products(profile.features, profile.values);
  }

  /** By ⟨x_i, x_j⟩, the weighted mean of the fields' cosines, those that share a feature. `undefined` also for an item without features. */
  similarItems(item: Id, { n }: { readonly n?: number | undefined } = {}): readonly ScoredItem[] | undefined {
    const length = checkedN(n);
    const itemIndex = this.items.indexOf(item);
    const { vectors } = this.state;
    if (itemIndex === undefined || !isDescribed(vectors, itemIndex)) return undefined;
    const products = this.#products(rowIndexes(vectors, itemIndex), Float64Array.from(rowValues(vectors, itemIndex)));
    const out = Uint8Array.from(products, (product) => (product > 0 ? 0 : 1));
    out[itemIndex] = 1;
    return bestItems(this.items, products, length, out);
  }

  /** The profile of length 1; [features]. @throws LikewiseError `invalid-value`. */
  foldIn(ratings: History): Float32Array | undefined {
    const profile = this.#profileOf({ ratings });
    if (profile === undefined) return undefined;
    const vector = new Float32Array(this.state.features.size);
    profile.features.forEach((feature, k) => {
      vector[feature] = profile.values[k];
    });
    return vector;
  }

  /** What the item shares with the user's items, by item and by feature; both add up to the score. `undefined` also without features. */
  explain(user: UserQuery, item: Id): Explanation | undefined {
    return this.explainer(user)?.explain(item);
  }

  explainer(user: UserQuery, options?: ExplainOptions): Explainer | undefined {
    const most = checkedMost(options);
    const profile = this.#profileOf(user);
    if (profile === undefined) return undefined;
    const { vectors, features: names } = this.state;
    const ofItem = new Float32Array(names.size);
    return atOnce((item) => {
      const itemIndex = this.items.indexOf(item);
      if (itemIndex === undefined || !isDescribed(vectors, itemIndex)) return undefined;
      const columns = rowIndexes(vectors, itemIndex);
      const values = rowValues(vectors, itemIndex);
      columns.forEach((feature, k) => {
        ofItem[feature] = values[k];
      });
      const explanation = this.#becauseOf(profile, ofItem, most);
      for (const feature of columns) ofItem[feature] = 0;
      return explanation;
    });
  }

  /** `ofItem`: the item's vector; [features]. */
  #becauseOf(profile: Profile, ofItem: Float32Array, most: number | undefined): Explanation {
    const { vectors, features: names } = this.state;
    const shared = new Map<number, { sum: number; items: { item: Id; contribution: number }[] }>();
    const because: { item: Id; contribution: number }[] = [];
    let score = 0;
    profile.items.forEach((own, k) => {
      const ownItem = this.items.ids[own];
      let total = 0;
      for (let e = vectors.pointers[own]; e < vectors.pointers[own + 1]; e++) {
        const value = ofItem[vectors.indexes[e]];
        if (value === 0) continue;
        const contribution = profile.weights[k] * vectors.values[e] * value;
        total += contribution;
        const feature = shared.get(vectors.indexes[e]) ?? { sum: 0, items: [] };
        feature.sum += contribution;
        feature.items.push({ item: ownItem, contribution });
        shared.set(vectors.indexes[e], feature);
      }
      if (total !== 0) because.push({ item: ownItem, contribution: total });
      score += total;
    });
    const features = Array.from(shared, ([feature, { sum, items }]) => ({ feature, contribution: sum, items })).sort(byContribution);
    return {
      score,
      because: because.sort(byContribution).slice(0, most),
      features: features.slice(0, most).map(({ feature, contribution, items }) => ({
        feature: String(names.ids[feature]),
        contribution,
        items: items.sort(byContribution).map((one) => one.item),
      })),
    };
  }

  #profileOf(user: UserQuery): Profile | undefined {
    const { vectors, ratings } = this.state;
    const described = (itemIndex: number): boolean => isDescribed(vectors, itemIndex);
    const given = rowOfUser(user, this.state, described);
    // Where values are no ratings, a 0 is no like.
    const row = ratings === null ? taughtPart(given) : given;
    if (row === undefined) return undefined;
    // Items without features say nothing: not even what a high rating is.
    const items = row.indexes.filter(described);
    const weights = profileWeights(
      row.values.filter((_, k) => described(row.indexes[k])),
      ratings,
      this.settings,
    );
    const sums = new Map<number, number>();
    items.forEach((item, k) => {
      if (weights[k] === 0) return;
      for (let e = vectors.pointers[item]; e < vectors.pointers[item + 1]; e++)
        sums.set(vectors.indexes[e], (sums.get(vectors.indexes[e]) ?? 0) + weights[k] * vectors.values[e]);
    });
    const features = Uint32Array.from(sums.keys()).sort();
    const values = Float64Array.from(features, (feature) => sums.get(feature) as number);
    const length = Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0));
    if (length === 0) return undefined;
    return { items, weights: weights.map((weight) => weight / length), features, values: values.map((value) => value / length) };
  }

  /** Through the items of each feature: what shares nothing is never looked at. Sums run over ascending features. */
  #products(features: Uint32Array, values: Float64Array): Float32Array {
    const { vectors } = this.state;
    this.#itemsOf ??= transpose(vectors).matrix;
    const { pointers, indexes, values: weights } = this.#itemsOf;
    const sums = new Float64Array(this.items.size);
    features.forEach((feature, k) => {
      const value = values[k];
      for (let e = pointers[feature], end = pointers[feature + 1]; e < end; e++) sums[indexes[e]] += value * weights[e];
    });
    return Float32Array.from(sums, (sum, item) => (isDescribed(vectors, item) ? sum : Number.NaN));
  }
}

const isDescribed = ({ pointers }: SparsePattern, item: number): boolean => pointers[item + 1] > pointers[item];

const byContribution = (a: { readonly contribution: number }, b: { readonly contribution: number }): number =>
  b.contribution - a.contribution;

/** Ratings of the overall mean that every user is given in addition: one rating alone says little of what is high for them. */
const DAMPING = 5;

/**
 * What a user gave to items → how much each counts in their profile: weights that add up to 1 over what is liked and to −γ over what is not; 0 for what counts as neither; [entries].
 * Liked are ratings at or above the user's damped mean, or weights above 0. How strongly: alike, or of ratings by the distance to the
 * far end of the scale and one point, of weights by their size.
 */
function profileWeights(
  values: Float32Array,
  ratings: RatingsOfTraining,
  { likes, dislikes }: Pick<ContentOptions, 'likes' | 'dislikes'>,
): Float64Array {
  const bound = ratings === null ? 0 : dampedMean(values, ratings.mean) - 1e-6;
  const isLiked = (value: number): boolean => (ratings === null ? value > 0 : value >= bound);
  const strength = (value: number): number => {
    if (likes === 'equal') return 1;
    if (ratings === null) return Math.abs(value);
    // Ratings of a new user may lie outside the scale.
    return Math.max(1, 1 + (isLiked(value) ? value - ratings.min : ratings.max - value));
  };
  const weights = Float64Array.from(values, (value) =>
    isLiked(value) || (dislikes > 0 && (ratings !== null || value < 0)) ? strength(value) : 0,
  );
  const sumOf = (liked: boolean): number => weights.reduce((sum, weight, e) => (isLiked(values[e]) === liked ? sum + weight : sum), 0);
  const [ofLiked, ofDisliked] = [sumOf(true), sumOf(false)];
  return weights.map((weight, e) => (weight === 0 ? 0 : isLiked(values[e]) ? weight / ofLiked : (-dislikes * weight) / ofDisliked));
}

function dampedMean(values: Float32Array, mean: number): number {
  return values.reduce((sum, value) => sum + value, DAMPING * mean) / (values.length + DAMPING);
}

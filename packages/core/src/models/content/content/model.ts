/** Everything that can be asked of a content model: products of a person's profile with the vectors of items. */
import type { Id, IdMap } from '../../../data/id-map.ts';
import { LikewiseError } from '../../../errors.ts';
import { patternOf, rowIndexes, rowValues, type SparsePattern, type SparseRows, transpose } from '../../../matrix/sparse.ts';
import { taughtPart } from '../../answering/positives.ts';
import { bestItems, checkedN, recommendByScores } from '../../answering/recommend.ts';
import { type FoldInRow, foldInRow, trainingIndex } from '../../answering/user-row.ts';
import type {
  Explains,
  Explanation,
  FoldIn,
  History,
  ItemSimilarity,
  Recommender,
  RecommendOptions,
  ScoredItem,
  SharedFeature,
  UserQuery,
} from '../../contract/model.ts';
import type { ModelState } from '../../contract/state.ts';
import { type ProfileRules, profileWeights } from './profile.ts';

export interface ContentState extends ModelState {
  /** What training users had, with the values they gave; [users × items]. */
  readonly seen: SparseRows;
  /** Names of the features. */
  readonly features: IdMap;
  /** Length at most 1; [items × features]. */
  readonly vectors: SparseRows;
  /** Language that each text was read in. */
  readonly languages: Readonly<Record<string, string>>;
  /** `null` where values are no ratings. */
  readonly ratings: { readonly mean: number; readonly min: number; readonly max: number } | null;
}

/** A person's items with their weights in the profile, and the profile of length 1. */
interface Profile {
  readonly items: Uint32Array;
  /** Each over the length of the sum. */
  readonly weights: Float64Array;
  /** Ascending. */
  readonly features: Uint32Array;
  readonly values: Float64Array;
}

export class ContentModel implements Recommender, ItemSimilarity, FoldIn, Explains {
  readonly name = 'content';
  readonly state: ContentState;
  readonly #rules: ProfileRules;
  #itemsOf: SparseRows | undefined;

  constructor(state: ContentState, profile: Pick<ProfileRules, 'likes' | 'dislikes'>) {
    this.state = Object.freeze({ ...state });
    const { ratings } = state;
    this.#rules = {
      likes: profile.likes,
      dislikes: profile.dislikes,
      hasRatings: ratings !== null,
      meanRating: ratings?.mean ?? 0,
      scale: ratings ?? undefined,
    };
  }
  get users(): IdMap {
    return this.state.users;
  }
  get items(): IdMap {
    return this.state.items;
  }
  get seen(): SparsePattern {
    return patternOf(this.state.seen);
  }

  /**
   * ⟨p, x_i⟩ of the profile p of length 1 with each item, in [−1, 1]; NaN for an item without features. `undefined` for someone of whom no liked
   * item with features is known.
   */
  scoreItems(who: UserQuery): Float32Array | undefined {
    const profile = this.#profileOf(who);
    return profile === undefined ? undefined : this.#products(profile.features, profile.values);
  }

  recommend(who: UserQuery, recommendOptions?: RecommendOptions): readonly ScoredItem[] | undefined {
    return recommendByScores(this, who, recommendOptions);
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

  /** What the item shares with the person's items, by item and by feature; both add up to the score. `undefined` also without features. */
  explain(who: UserQuery, item: Id): Explanation | undefined {
    const itemIndex = this.items.indexOf(item);
    const profile = this.#profileOf(who);
    const { vectors } = this.state;
    if (itemIndex === undefined || profile === undefined || !isDescribed(vectors, itemIndex)) return undefined;
    const asked = new Map<number, number>();
    for (let e = vectors.pointers[itemIndex]; e < vectors.pointers[itemIndex + 1]; e++) asked.set(vectors.indexes[e], vectors.values[e]);
    const shared = new Map<number, { sum: number; items: { item: Id; contribution: number }[] }>();
    const because: { item: Id; contribution: number }[] = [];
    let score = 0;
    profile.items.forEach((own, k) => {
      let total = 0;
      for (let e = vectors.pointers[own]; e < vectors.pointers[own + 1]; e++) {
        const value = asked.get(vectors.indexes[e]);
        if (value === undefined) continue;
        const contribution = profile.weights[k] * vectors.values[e] * value;
        total += contribution;
        const feature = shared.get(vectors.indexes[e]) ?? { sum: 0, items: [] };
        feature.sum += contribution;
        feature.items.push({ item: this.items.ids[own], contribution });
        shared.set(vectors.indexes[e], feature);
      }
      if (total !== 0) because.push({ item: this.items.ids[own], contribution: total });
      score += total;
    });
    because.sort((a, b) => b.contribution - a.contribution);
    const features: SharedFeature[] = [...shared].map(([feature, { sum, items }]) => ({
      feature: String(this.state.features.ids[feature]),
      contribution: sum,
      items: items.sort((a, b) => b.contribution - a.contribution).map((one) => one.item),
    }));
    features.sort((a, b) => b.contribution - a.contribution);
    return { score, because, features };
  }

  #profileOf(who: UserQuery): Profile | undefined {
    const row = this.#rowOf(who);
    if (row === undefined) return undefined;
    const { vectors } = this.state;
    const weights = profileWeights(row.values, this.#rules);
    const sums = new Map<number, number>();
    row.indexes.forEach((item, k) => {
      if (weights[k] === 0) return;
      for (let e = vectors.pointers[item]; e < vectors.pointers[item + 1]; e++)
        sums.set(vectors.indexes[e], (sums.get(vectors.indexes[e]) ?? 0) + weights[k] * vectors.values[e]);
    });
    const features = Uint32Array.from(sums.keys()).sort();
    const values = Float64Array.from(features, (feature) => sums.get(feature) as number);
    let squares = 0;
    for (const value of values) squares += value ** 2;
    if (squares === 0) return undefined;
    const length = Math.sqrt(squares);
    return { items: row.indexes, weights: weights.map((w) => w / length), features, values: values.map((x) => x / length) };
  }

  /** What teaches: where values are no ratings, a 0 is no like. */
  #rowOf(who: UserQuery): FoldInRow | undefined {
    const row = this.#describedRowOf(who);
    return this.#rules.hasRatings ? row : taughtPart(row);
  }

  /** Items without features say nothing: not even what a high rating is. */
  #describedRowOf(who: UserQuery): FoldInRow | undefined {
    const { seen, vectors } = this.state;
    const described = (itemIndex: number): boolean => isDescribed(vectors, itemIndex);
    if (typeof who === 'object') return foldInRow(this.items, who.ratings, described);
    const userIndex = trainingIndex(this.users, seen, who);
    if (userIndex === undefined) return undefined;
    const indexes = rowIndexes(seen, userIndex);
    const values = rowValues(seen, userIndex);
    const kept = [...indexes.keys()].filter((k) => described(indexes[k]));
    return { indexes: Uint32Array.from(kept, (k) => indexes[k]), values: Float32Array.from(kept, (k) => values[k]) };
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

/** @throws LikewiseError `invalid-state` where matrices and ids do not fit each other */
export function checkedContentState(given: ModelState): ContentState {
  const state = given as ContentState;
  const { users, items, features, seen, vectors } = state;
  for (const [name, matrix, rows, columns] of [
    ['seen', seen, users.size, items.size],
    ['vectors', vectors, items.size, features?.size],
  ] as const) {
    if (matrix?.rows === rows && matrix.columns === columns && matrix.values !== undefined) continue;
    const came = matrix === undefined ? 'none' : `${matrix.rows} × ${matrix.columns}`;
    throw new LikewiseError('invalid-state', `content: ${name} must be ${rows} × ${columns}; got ${came}. The model file is damaged.`, {
      name,
    });
  }
  if (state.ratings === null || Number.isFinite(state.ratings?.mean)) return state;
  throw new LikewiseError('invalid-state', 'content: it does not say what its ratings are. The model file is damaged.');
}

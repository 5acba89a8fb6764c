/**
 * What a fitted factorization of ratings can be asked: r̂(u,i) = μ + b_u + b_i + p_u · q_i. Shared by every model of that
 * form; they differ in how the numbers were found and in how a new person's are. `RatingModel` (rating-model.ts) is this on the contract of
 * `ScoringModel`, new items included: models extend it, and this file goes with its last subclass.
 */
import type { Id, IdMap } from '../../data/id-map.ts';
import type { RatingScale } from '../../data/interaction-columns.ts';
import { loadKernels } from '../../kernels/load-kernels.ts';
import type { Panels } from '../../kernels/panels.ts';
import { type DenseMatrix, dotRow, lengthsOf, rowOf } from '../../matrix/dense.ts';
import type { SparsePattern } from '../../matrix/sparse.ts';
import { checkedN, recommendByScores } from '../answering/recommend.ts';
import { type FoldInRow, foldInRow } from '../answering/user-row.ts';
import { checkShapes } from '../contract/check-shapes.ts';
import type {
  BatchRecommender,
  FoldIn,
  History,
  ItemSimilarity,
  NewUser,
  RatingPredictor,
  RecommendOptions,
  ScoredItem,
  TopItems,
  TopItemsOptions,
  UserQuery,
} from '../contract/model.ts';
import type { ModelState } from '../contract/state.ts';
import { panelsOf, topItemsByFactors } from './top-items.ts';
import { similarByCosine } from './vectors.ts';

export interface BiasedState extends ModelState {
  /** What training users had. */
  readonly seen: SparsePattern;
  readonly ratingScale: { readonly min: number; readonly max: number };
  /** μ, in points of the scale. */
  readonly meanRating: number;
  /** b_u, in points of the scale; [users]. */
  readonly userBias: Float32Array;
  /** b_i; [items]. */
  readonly itemBias: Float32Array;
  /** p_u; [users × factors]. */
  readonly userFactors: DenseMatrix;
  /** q_i; [items × factors]; 0 for an item without a training rating. */
  readonly itemFactors: DenseMatrix;
  /** How many of the last items came after training, by `withItem`: nobody's vector has learned from them. */
  readonly addedItems?: number | undefined;
}

/** A person's side of a prediction. */
export interface PersonSide {
  readonly bias: number;
  /** [factors]. */
  readonly vector: Float32Array;
}

/** Ranks by predicted rating before clipping, so that items above the top of the scale keep their order. */
export abstract class BiasedFactorModel<S extends BiasedState> implements RatingPredictor, BatchRecommender, ItemSimilarity, FoldIn {
  abstract readonly name: string;
  readonly state: S;
  #rated: Uint8Array | undefined;
  #compared: DenseMatrix | undefined;
  #lengths: Float64Array | undefined;
  #panels: Panels | undefined;
  #people: DenseMatrix | undefined;

  constructor(state: S) {
    this.state = Object.freeze({ ...state });
  }
  get users(): IdMap {
    return this.state.users;
  }
  get items(): IdMap {
    return this.state.items;
  }
  get seen(): SparsePattern {
    return this.state.seen;
  }

  /** A new person's side, from at least one rating of items that were rated in training. */
  protected abstract solve(row: FoldInRow): PersonSide;

  /** Whether a row of the users has learned anything. */
  protected knows(userIndex: number): boolean {
    return this.seen.pointers[userIndex + 1] > this.seen.pointers[userIndex];
  }

  /** Someone new; `undefined` where nothing known is told of them. */
  protected newPerson(_person: NewUser, row: FoldInRow | undefined): PersonSide | undefined {
    return row && this.solve(row);
  }

  /** Link from μ + b_u + b_i + p·q to the scale; models with a bounded link override it. */
  protected linked(raw: number): number {
    return raw;
  }

  /** Item vectors whose cosine is similarity; a model that keeps more than taste in its vectors overrides it. */
  protected comparedVectors(): DenseMatrix {
    return this.state.itemFactors;
  }

  /** `undefined` for a user or an item without training ratings. */
  predict(user: Id, item: Id): number | undefined {
    const itemIndex = this.items.indexOf(item);
    const person = this.#personOf(user);
    if (itemIndex === undefined || person === undefined || this.rated[itemIndex] === 0) return undefined;
    const { min, max } = this.state.ratingScale as RatingScale;
    return Math.min(max, Math.max(min, this.#ratingOf(person, itemIndex)));
  }

  /** Predicted rating of each item, not clipped; NaN where nobody rated it in training. */
  scoreItems(who: UserQuery): Float32Array | undefined {
    const person = this.#personOf(who);
    if (person === undefined) return undefined;
    return Float32Array.from(this.rated, (known, itemIndex) => (known === 1 ? this.#ratingOf(person, itemIndex) : Number.NaN));
  }

  recommend(who: UserQuery, options?: RecommendOptions): readonly ScoredItem[] | undefined {
    return recommendByScores(this, who, options);
  }

  /** Lists by kernel: vectors grow by one coordinate, so that the item's bias is part of the product. */
  async topItems(userIndexes: Uint32Array, options: TopItemsOptions): Promise<TopItems> {
    const { userFactors, itemFactors, itemBias, userBias, meanRating, seen } = this.state;
    // A 1 more in front tells a rated item of value 0 from an unrated one, whose vector is 0 and never listed.
    this.#panels ??= panelsOf(widened(itemFactors, (i) => (this.rated[i] === 1 ? [1, itemBias[i]] : [0, 0])));
    this.#people ??= widened(userFactors, (u) => (this.knows(u) ? [meanRating + userBias[u], 1] : [0, 0]));
    const parts = { userFactors: this.#people, seen, panels: this.#panels, items: this.items.size };
    const top = await topItemsByFactors(parts, userIndexes, options, await loadKernels({ threads: options.threads }));
    for (let slot = 0; slot < top.scores.length; slot++) if (top.items[slot] >= 0) top.scores[slot] = this.linked(top.scores[slot]);
    return top;
  }

  /** By the cosine of item vectors, in [−1, 1]; `undefined` also for an item without training ratings. */
  similarItems(item: Id, { n }: { readonly n?: number | undefined } = {}): readonly ScoredItem[] | undefined {
    const length = checkedN(n);
    const itemIndex = this.items.indexOf(item);
    if (itemIndex === undefined || this.rated[itemIndex] === 0) return undefined;
    this.#compared ??= this.comparedVectors();
    this.#lengths ??= lengthsOf(this.#compared);
    return similarByCosine(this.items, this.#compared, this.#lengths, itemIndex, length);
  }

  /** The user's vector, then their bias; [factors + 1]. @throws LikewiseError `invalid-value`. */
  foldIn(ratings: History): Float32Array | undefined {
    const row = foldInRow(this.items, ratings, (itemIndex) => this.rated[itemIndex] === 1);
    const person = row && this.newPerson({ ratings }, row);
    if (person === undefined) return undefined;
    return Float32Array.of(...person.vector, person.bias);
  }

  /** 1 for each item with a training rating; [items]. */
  protected get rated(): Uint8Array {
    if (this.#rated === undefined) {
      this.#rated = new Uint8Array(this.items.size);
      for (const itemIndex of this.state.seen.indexes) this.#rated[itemIndex] = 1;
    }
    return this.#rated;
  }

  #personOf(who: UserQuery): PersonSide | undefined {
    if (typeof who === 'object') {
      const row = foldInRow(this.items, who.ratings, (itemIndex) => this.rated[itemIndex] === 1);
      return this.newPerson(who, row);
    }
    const userIndex = this.users.indexOf(who);
    if (userIndex === undefined || !this.knows(userIndex)) return undefined;
    return { bias: this.state.userBias[userIndex], vector: rowOf(this.state.userFactors, userIndex) };
  }

  #ratingOf({ bias, vector }: PersonSide, itemIndex: number): number {
    const { meanRating, itemBias, itemFactors } = this.state;
    return this.linked(meanRating + bias + itemBias[itemIndex] + dotRow(vector, itemFactors, itemIndex));
  }
}

/** @throws LikewiseError `invalid-state` where the parts do not fit each other; `factors` = coordinates of a vector. */
export function restoredBiased(model: string, given: ModelState, factors: number): BiasedState {
  const state = given as BiasedState;
  const { users, items, seen, userBias, itemBias, userFactors, itemFactors } = state;
  checkShapes(model, [
    ['seen', seen, users.size, items.size],
    ['userBias', userBias, users.size, undefined],
    ['itemBias', itemBias, items.size, undefined],
    ['userFactors', userFactors, users.size, factors],
    ['itemFactors', itemFactors, items.size, factors],
  ]);
  return state;
}

/** The matrix with further coordinates at the end of each row. */
function widened({ rows, columns, values }: DenseMatrix, more: (row: number) => readonly number[]): DenseMatrix {
  const added = more(0).length;
  const wider = new Float32Array(rows * (columns + added));
  for (let row = 0; row < rows; row++) {
    wider.set(values.subarray(row * columns, (row + 1) * columns), row * (columns + added));
    wider.set(more(row), row * (columns + added) + columns);
  }
  return { rows, columns: columns + added, values: wider };
}

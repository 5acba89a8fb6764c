/**
 * A fitted factorization of ratings: r̂(u,i) = μ + b_u + b_i + p_u · q_i. Models of that form differ in how the numbers were found and in
 * how those of a new user or item are.
 */
import type { Id } from '../../data/id-map.ts';
import { dotRow, rowOf, withValue } from '../../matrix/dense.ts';
import { type FoldInRow, foldInColumn, foldInRow } from '../answering/user-row.ts';
import type { History, ItemHistory, NewUser, RatingPredictor, TopItems, TopItemsOptions, UserQuery } from '../contract/model.ts';
import type { Shape } from '../contract/state-shapes.ts';
import { GrowingModel, type NewItem } from './growing-model.ts';
import { type Biases, biasedShapes, type UserVector, type VectorState } from './vector-model.ts';

export interface RatingState extends VectorState {
  readonly ratingScale: { readonly min: number; readonly max: number };
  /** μ, in points of the scale. */
  readonly meanRating: number;
  /** b_u, in points of the scale; [users]. */
  readonly userBias: Float32Array;
  /** b_i; [items]. */
  readonly itemBias: Float32Array;
}

/** Parts of every model of ratings that are no arrays, for files. */
export const ratingParts: Readonly<Record<'ratingScale' | 'meanRating', Shape>> = { ratingScale: 'scale', meanRating: 'number' };

/** What a prediction takes of a user, p and b_u, or of an item, q and b_i. */
export interface EntityVector {
  /** In points of the scale. */
  readonly bias: number;
  /** [factors]. */
  readonly vector: Float32Array;
}

/** Ends of the scale, in points. */
export interface Bounds {
  readonly low: number;
  readonly high: number;
}

/** Where a link "sigmoid" squeezes sums into the scale: low + (high − low) σ(sum); `undefined` without it, and where all ratings are equal. */
export function boundsOf(settings: object, { min, max }: RatingState['ratingScale']): Bounds | undefined {
  return 'link' in settings && settings.link === 'sigmoid' && max > min ? { low: min, high: max } : undefined;
}

export function linkedBy(bounds: Bounds | undefined, sum: number): number {
  return bounds === undefined ? sum : bounds.low + (bounds.high - bounds.low) / (1 + Math.exp(-sum));
}

/** Ranks by predicted rating before clipping, so that items above the top of the scale keep their order. */
export abstract class RatingModel<State extends RatingState = RatingState, Settings extends object = object>
  extends GrowingModel<State, Settings>
  implements RatingPredictor
{
  #average: EntityVector | undefined;

  /** Shapes of the parts, for files. */
  static shapes(state: RatingState, { factors }: { readonly factors: number }): Record<string, Shape> {
    return { ...biasedShapes(state, factors), ...ratingParts };
  }

  /** A new user, from at least one rating of items that were rated in training; row indexes are items. */
  protected abstract solve(row: FoldInRow): EntityVector;

  /** A new item, from at least one rating of users known from training; row indexes are users. */
  protected abstract solveItem(row: FoldInRow): EntityVector;

  /** A new user, also one without such a rating; `undefined` where nothing that the model knows is known of them. */
  protected newUser(_user: NewUser, row: FoldInRow | undefined): EntityVector | undefined {
    return row && this.solve(row);
  }

  /** Ends of the scale that sums are squeezed into, in models with a setting `link`. */
  protected get bounds(): Bounds | undefined {
    return boundsOf(this.settings, this.state.ratingScale);
  }

  /** Sums that the sigmoid makes equal ratings of are ranked by item, as they would not be before it. */
  protected override get ranksByProduct(): boolean {
    return this.bounds === undefined;
  }

  /** Parts of the state with a row an item, beside bias and vector: with one row more. */
  protected otherItemParts(): Partial<State> {
    return {};
  }

  /** `undefined` for a user or an item without training ratings. @throws LikewiseError `invalid-value` */
  predict(user: UserQuery, item: Id): number | undefined {
    const itemIndex = this.items.indexOf(item);
    if (itemIndex === undefined || this.knownItems[itemIndex] === 0) return undefined;
    const asked =
      typeof user === 'object' ? (this.newUser(user, this.#rowOf(user.ratings)) ?? this.#averageUser()) : this.#trainedUser(user);
    if (asked === undefined) return undefined;
    const { min, max } = this.state.ratingScale;
    const rating = Math.min(max, Math.max(min, this.#ratingOf(asked.bias, asked.vector, itemIndex)));
    return Number.isNaN(rating) ? undefined : rating;
  }

  #trainedUser(user: Id): EntityVector | undefined {
    const userIndex = this.users.indexOf(user);
    if (userIndex === undefined || !this.knowsUser(userIndex)) return undefined;
    const { userBias, userFactors } = this.state;
    return { bias: userBias[userIndex], vector: rowOf(userFactors, userIndex) };
  }

  /** Mean of the users that training knows: who stands for someone of whom nothing is told. */
  #averageUser(): EntityVector {
    if (this.#average !== undefined) return this.#average;
    const { userBias, userFactors } = this.state;
    const sums = new Float64Array(userFactors.columns);
    let [known, bias] = [0, 0];
    for (let user = 0; user < userFactors.rows; user++) {
      if (!this.knowsUser(user)) continue;
      known++;
      bias += userBias[user];
      const at = user * sums.length;
      for (let f = 0; f < sums.length; f++) sums[f] += userFactors.values[at + f];
    }
    this.#average = { bias: bias / known, vector: Float32Array.from(sums, (sum) => sum / known) };
    return this.#average;
  }

  override async topItems(userIndexes: Uint32Array, options: TopItemsOptions): Promise<TopItems> {
    const top = await super.topItems(userIndexes, options);
    for (let slot = 0; slot < top.scores.length; slot++)
      if (top.items[slot] >= 0) top.scores[slot] = linkedBy(this.bounds, top.scores[slot]);
    return top;
  }

  /** The user's vector, then their bias; [factors + 1]. @throws LikewiseError `invalid-value`. */
  foldIn(history: History): Float32Array | undefined {
    const row = this.#rowOf(history);
    const vector = row && this.newUser({ ratings: history }, row);
    return vector && Float32Array.of(...vector.vector, vector.bias);
  }

  protected override newVector(user: NewUser): UserVector | undefined {
    const found = this.newUser(user, this.#rowOf(user.ratings));
    return found && Float64Array.of(...found.vector, found.bias);
  }

  protected override trainedVector(userIndex: number): UserVector {
    return Float32Array.of(...rowOf(this.state.userFactors, userIndex), this.state.userBias[userIndex]);
  }

  protected override scorer(vector: UserVector): (itemIndex: number) => number {
    const bias = vector[this.state.itemFactors.columns];
    return (itemIndex) => this.#ratingOf(bias, vector, itemIndex);
  }

  protected override productVector(vector: UserVector): UserVector {
    const product = new Float32Array(vector.length + 1).fill(1);
    product.set(vector);
    product[vector.length - 1] += this.state.meanRating;
    return product;
  }

  protected override biases(): Biases {
    const { meanRating, userBias, itemBias } = this.state;
    return { ofUser: (userIndex) => meanRating + userBias[userIndex], ofItem: (itemIndex) => itemBias[itemIndex] };
  }

  protected override knowsUser(userIndex: number): boolean {
    return this.seen.pointers[userIndex + 1] > this.seen.pointers[userIndex];
  }

  /** Those with a training rating. */
  protected override findKnownItems(): Uint8Array {
    const rated = new Uint8Array(this.items.size);
    for (const itemIndex of this.state.seen.indexes) rated[itemIndex] = 1;
    return rated;
  }

  protected override newItem(users: ItemHistory): NewItem<State> | undefined {
    const met = foldInColumn(this.users, users, (userIndex) => this.knowsUser(userIndex));
    if (met === undefined) return undefined;
    const { bias, vector } = this.solveItem(met);
    return { met, vector, bias, grown: { ...this.otherItemParts(), itemBias: withValue(this.state.itemBias, bias) } };
  }

  #ratingOf(bias: number, vector: UserVector, itemIndex: number): number {
    const { meanRating, itemBias, itemFactors } = this.state;
    return linkedBy(this.bounds, meanRating + bias + itemBias[itemIndex] + dotRow(vector, itemFactors, itemIndex));
  }

  #rowOf(history: History): FoldInRow | undefined {
    return foldInRow(this.items, history, (itemIndex) => this.knownItems[itemIndex] === 1);
  }
}

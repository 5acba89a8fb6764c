/** What a fitted feature ALS can be asked. */
import type { Id, IdMap } from '../../../data/id-map.ts';
import { type RowProblem, sensitivity, solveRow } from '../../../kernels/solve-row.ts';
import { type DenseMatrix, dotRow, rowOf } from '../../../matrix/dense.ts';
import { rowIndexes, rowValues, type SparseRows } from '../../../matrix/sparse.ts';
import { positivePart } from '../../answering/positives.ts';
import { type FoldInRow, foldInRow } from '../../answering/user-row.ts';
import { AttributeSpace, type Moments } from '../../attributes/attribute-space.ts';
import type { Explains, Explanation, History, NewUser, Reason, SharedFeature, UserQuery } from '../../contract/model.ts';
import { penaltyOf, weightsOf } from '../../vectors/confidence.ts';
import { VectorModel, type VectorState } from '../../vectors/vector-model.ts';
import { addFeatureSum } from './embeddings.ts';
import { EVERY, encodedUser } from './encoding.ts';
import type { FeatureALSOptions } from './options.ts';

export interface FeatureALSState extends VectorState {
  /** What training users had, with its values as given; [users × items]. */
  readonly seen: SparseRows;
  /** w₀ · YᵀY of the items with a positive; [factors × factors]. */
  readonly itemGram: DenseMatrix;
  /** Items with a positive: their number is part of a user's penalty. */
  readonly trainedItems: number;
  /** Names; the last, "*", is the feature that everyone has. */
  readonly userFeatures: IdMap;
  /** [users × userFeatures]. */
  readonly userRows: SparseRows;
  /** W; [userFeatures × factors]. */
  readonly userEmbeddings: DenseMatrix;
  /** What a new user's level or number is multiplied by; [userFeatures]. */
  readonly userScales: Float32Array;
  readonly moments: Moments;
  readonly itemFeatures: IdMap;
  /** [items × itemFeatures]. */
  readonly itemRows: SparseRows;
  /** V; [itemFeatures × factors]. */
  readonly itemEmbeddings: DenseMatrix;
}

/** A user's features, and what they like of the known items. */
interface FeaturedUser {
  readonly rows: SparseRows;
  readonly row: number;
  readonly liked: FoldInRow | undefined;
}

/**
 * Scores are near 1 for what fits, near 0 for what does not; NaN for an item of which neither a positive nor a feature is known. A new user
 * without likes and features is answered by what everyone has in common. What takes `features` throws `unknown-feature` and `invalid-value`,
 * what takes a history `invalid-value` and `negative-weight`.
 */
export class FeatureALSModel extends VectorModel<FeatureALSState, FeatureALSOptions> implements Explains {
  readonly #space = new AttributeSpace(this.state.userFeatures.ids.slice(0, -1).map(String), this.state.moments);

  /** Attributes that a new user can state. */
  get attributes(): readonly string[] {
    return this.#space.attributes;
  }

  /**
   * The vector [factors] of a user of whom only what they like is known: the users' half-step of training, solved exactly.
   * `undefined` when no item is known or no value is above 0. @throws LikewiseError `invalid-value`, `negative-weight`
   */
  foldIn(history: History): Float32Array | undefined {
    const user = this.#newUser({ ratings: history });
    return user.liked && this.#solved(user);
  }

  /**
   * `because`: what each liked item and each attribute of the user contributes; "everyone" is what all users have in common.
   * `features`: what each feature of the item contributes, with the user's items that have it; the last names are "itself", what is
   * known of the item beyond its features, and "everything", what all items have in common. Both add up to the score.
   */
  explain(query: UserQuery, item: Id): Explanation | undefined {
    const itemIndex = this.items.indexOf(item);
    const user = typeof query === 'object' ? this.#newUser(query) : this.#trainedUser(query);
    if (itemIndex === undefined || user === undefined || this.knownItems[itemIndex] === 0) return undefined;
    const because = this.#becauseOf(user, rowOf(this.state.itemFactors, itemIndex));
    const features = this.#featuresOf(user, itemIndex);
    return { score: because.reduce((sum, { contribution }) => sum + contribution, 0), because, features };
  }

  protected newVector(user: NewUser): Float32Array {
    return this.#solved(this.#newUser(user));
  }

  /** Their features tell of all, at least what everyone has in common. */
  protected override knowsUser(): boolean {
    return true;
  }

  #becauseOf(user: FeaturedUser, target: Float32Array): Reason[] {
    const { userFeatures, userEmbeddings, itemFactors } = this.state;
    const problem = this.#problemOf(user);
    const share = problem === undefined ? Float64Array.from(target) : sensitivity(problem, target);
    const because: Reason[] = [];
    problem?.indexes.forEach((index, e) => {
      const confidence = problem.weights[e] + problem.unobserved;
      because.push({ item: this.items.ids[index], contribution: confidence * dotRow(share, itemFactors, index) });
    });
    const scale = problem?.penalty ?? 1;
    const columns = rowIndexes(user.rows, user.row);
    const values = rowValues(user.rows, user.row);
    columns.forEach((column, k) => {
      const name = String(userFeatures.ids[column]);
      because.push({
        attribute: name === EVERY ? 'everyone' : name,
        contribution: scale * values[k] * dotRow(share, userEmbeddings, column),
      });
    });
    return because.sort((a, b) => b.contribution - a.contribution);
  }

  #featuresOf(user: FeaturedUser, itemIndex: number): SharedFeature[] {
    const { itemFeatures, itemRows, itemEmbeddings, itemFactors } = this.state;
    const vector = this.#solved(user);
    const columns = rowIndexes(itemRows, itemIndex);
    const values = rowValues(itemRows, itemIndex);
    const liked = user.liked?.indexes ?? new Uint32Array(0);
    let rest = dotRow(vector, itemFactors, itemIndex);
    const features = Array.from(columns, (column, k): SharedFeature => {
      const name = String(itemFeatures.ids[column]);
      const contribution = values[k] * dotRow(vector, itemEmbeddings, column);
      rest -= contribution;
      const has = (index: number): boolean => rowIndexes(itemRows, index).includes(column);
      const items = name === EVERY ? [] : Array.from(liked.filter(has), (index) => this.items.ids[index]);
      return { feature: name === EVERY ? 'everything' : name, contribution, items };
    });
    features.push({ feature: 'itself', contribution: rest, items: [] });
    return features.sort((a, b) => b.contribution - a.contribution);
  }

  #newUser({ ratings, features = {} }: NewUser): FeaturedUser {
    const row = foldInRow(this.items, ratings, (itemIndex) => this.knownItems[itemIndex] === 1);
    const liked = positivePart('featureALS', 'item', this.items, row);
    return { rows: encodedUser(this.#space, this.state.userScales, features), row: 0, liked };
  }

  #trainedUser(user: Id): FeaturedUser | undefined {
    const { userRows, seen } = this.state;
    const row = this.users.indexOf(user);
    if (row === undefined) return undefined;
    const liked = positivePart('featureALS', 'item', this.items, { indexes: rowIndexes(seen, row), values: rowValues(seen, row) });
    return { rows: userRows, row, liked };
  }

  #solved(user: FeaturedUser): Float32Array {
    const problem = this.#problemOf(user);
    return problem === undefined ? Float32Array.from(this.#centreOf(user)) : solveRow(problem, this.#centreOf(user));
  }

  /** `undefined` where nothing is liked: the features alone answer. */
  #problemOf({ liked }: FeaturedUser): RowProblem | undefined {
    if (liked === undefined) return undefined;
    const { itemFactors, itemGram, trainedItems } = this.state;
    const { indexes, values } = liked;
    return {
      factors: itemFactors,
      gram: itemGram,
      unobserved: this.settings.unobservedWeight,
      indexes,
      weights: weightsOf('featureALS', values, this.settings),
      penalty: Math.fround(penaltyOf(indexes.length, trainedItems, this.settings)),
    };
  }

  #centreOf({ rows, row }: FeaturedUser): Float64Array {
    const { columns, values } = this.state.userEmbeddings;
    const centre = new Float64Array(columns);
    addFeatureSum(rows, row, values, columns, centre);
    return centre;
  }
}

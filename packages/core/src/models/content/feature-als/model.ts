/** What a fitted feature ALS can be asked. */
import type { Id, IdMap } from '../../../data/id-map.ts';
import { type RowProblem, rowFactor, solveRow } from '../../../kernels/solve-row.ts';
import { choleskySolve } from '../../../matrix/cholesky.ts';
import { type DenseMatrix, dotRow, rowOf } from '../../../matrix/dense.ts';
import { rowIndexes, rowValues, type SparseRows } from '../../../matrix/sparse.ts';
import { checkedMost, inPieces, largestFirst, type Pieces } from '../../answering/explanation.ts';
import { positivePart } from '../../answering/positives.ts';
import { type FoldInRow, foldInRow } from '../../answering/user-row.ts';
import { AttributeSpace, type Moments } from '../../attributes/attribute-space.ts';
import type {
  Explainer,
  ExplainOptions,
  Explains,
  Explanation,
  History,
  NewUser,
  Reason,
  SharedFeature,
  UserQuery,
} from '../../contract/model.ts';
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

/** What every explanation to one user takes of them. */
interface Standing {
  readonly user: FeaturedUser;
  /** `undefined` where nothing is liked; with it the factor. */
  readonly problem: RowProblem | undefined;
  readonly factor: Float64Array | undefined;
  /** [factors]. */
  readonly vector: Float32Array;
  /** Liked items with each item feature. */
  readonly having: ReadonlyMap<number, readonly number[]>;
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
    return this.explainer(query)?.explain(item);
  }

  explainer(query: UserQuery, options?: ExplainOptions): Explainer | undefined {
    const most = checkedMost(options);
    const user = typeof query === 'object' ? this.#newUser(query) : this.#trainedUser(query);
    if (user === undefined) return undefined;
    return inPieces(this.#standingOf(user), (standing, item) => {
      const itemIndex = this.items.indexOf(item);
      if (itemIndex === undefined || this.knownItems[itemIndex] === 0) return undefined;
      const { score, because } = this.#becauseOf(standing, rowOf(this.state.itemFactors, itemIndex), most);
      return { score, because, features: this.#featuresOf(standing, itemIndex, most) };
    });
  }

  protected newVector(user: NewUser): Float32Array {
    return this.#solved(this.#newUser(user));
  }

  /** Their features tell of all, at least what everyone has in common. */
  protected override knowsUser(): boolean {
    return true;
  }

  *#standingOf(user: FeaturedUser): Pieces<Standing> {
    const problem = this.#problemOf(user);
    const factor = problem && (yield* rowFactor(problem));
    const having = new Map<number, number[]>();
    const { itemRows } = this.state;
    for (const index of user.liked?.indexes ?? [])
      for (const column of rowIndexes(itemRows, index)) {
        const items = having.get(column);
        if (items === undefined) having.set(column, [index]);
        else items.push(index);
      }
    return { user, problem, factor, vector: this.#solved(user), having };
  }

  #becauseOf({ user, problem, factor }: Standing, target: Float32Array, most: number | undefined): Omit<Explanation, 'features'> {
    const { userFeatures, userEmbeddings, itemFactors } = this.state;
    const towards = Float64Array.from(target);
    const share = factor === undefined ? towards : choleskySolve(factor, towards, target.length);
    const liked = problem?.indexes ?? new Uint32Array(0);
    const columns = rowIndexes(user.rows, user.row);
    const values = rowValues(user.rows, user.row);
    const scale = problem?.penalty ?? 1;
    const shares = new Float64Array(liked.length + columns.length);
    liked.forEach((index, e) => {
      shares[e] = ((problem as RowProblem).weights[e] + (problem as RowProblem).unobserved) * dotRow(share, itemFactors, index);
    });
    columns.forEach((column, k) => {
      shares[liked.length + k] = scale * values[k] * dotRow(share, userEmbeddings, column);
    });
    const because = largestFirst(shares, most).map((e): Reason => {
      if (e < liked.length) return { item: this.items.ids[liked[e]], contribution: shares[e] };
      const name = String(userFeatures.ids[columns[e - liked.length]]);
      return { attribute: name === EVERY ? 'everyone' : name, contribution: shares[e] };
    });
    // In the order of size, so that the sum has the same bits however many reasons are asked for.
    return { score: shares.toSorted().reduceRight((sum, one) => sum + one, 0), because };
  }

  #featuresOf({ vector, having }: Standing, itemIndex: number, most: number | undefined): SharedFeature[] {
    const { itemFeatures, itemRows, itemEmbeddings, itemFactors } = this.state;
    const columns = rowIndexes(itemRows, itemIndex);
    const values = rowValues(itemRows, itemIndex);
    let rest = dotRow(vector, itemFactors, itemIndex);
    const parts = Array.from(columns, (column, k) => {
      const contribution = values[k] * dotRow(vector, itemEmbeddings, column);
      rest -= contribution;
      return { column, contribution };
    });
    parts.push({ column: -1, contribution: rest });
    parts.sort((a, b) => b.contribution - a.contribution);
    return parts.slice(0, most).map(({ column, contribution }) => {
      if (column < 0) return { feature: 'itself', contribution, items: [] };
      const name = String(itemFeatures.ids[column]);
      if (name === EVERY) return { feature: 'everything', contribution, items: [] };
      return { feature: name, contribution, items: (having.get(column) ?? []).map((index) => this.items.ids[index]) };
    });
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

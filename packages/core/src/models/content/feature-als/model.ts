/** What a fitted feature ALS can be asked. */
import type { Id, IdMap } from '../../../data/id-map.ts';
import { loadKernels } from '../../../kernels/load-kernels.ts';
import type { Panels } from '../../../kernels/panels.ts';
import { type RowProblem, sensitivity, solveRow } from '../../../kernels/solve-row.ts';
import { type DenseMatrix, dotRow, knownRows, lengthsOf, rowOf } from '../../../matrix/dense.ts';
import { patternOf, rowIndexes, rowValues, type SparsePattern, type SparseRows } from '../../../matrix/sparse.ts';
import { positivePart } from '../../answering/positives.ts';
import { checkedN, recommendByScores } from '../../answering/recommend.ts';
import { foldInRow } from '../../answering/user-row.ts';
import { AttributeSpace, type Moments } from '../../attributes/attribute-space.ts';
import type {
  Attributes,
  BatchRecommender,
  Explains,
  Explanation,
  FoldIn,
  History,
  ItemSimilarity,
  Reason,
  RecommendOptions,
  ScoredItem,
  SharedFeature,
  TopItems,
  TopItemsOptions,
  UserQuery,
} from '../../contract/model.ts';
import type { ModelState } from '../../contract/state.ts';
import { panelsOf, topItemsByFactors } from '../../vectors/top-items.ts';
import { scoresOf, similarByCosine } from '../../vectors/vectors.ts';
import { addForeseen } from './embeddings.ts';
import { EVERY, encodedNewcomer } from './encoding.ts';
import { confidencesOf, type HybridConfidence, idPenalty } from './weights.ts';

export interface FeatureALSState extends ModelState {
  /** What training users had, with its values as given; [users × items]. */
  readonly seen: SparseRows;
  /** x_u; [users × factors]. */
  readonly userFactors: DenseMatrix;
  /** y_i; [items × factors]; a row of zeros for an item of which nothing is known. */
  readonly itemFactors: DenseMatrix;
  /** w₀ · YᵀY of the items with a positive; [factors × factors]. */
  readonly itemGram: DenseMatrix;
  /** Items with a positive: their number is part of a person's penalty. */
  readonly trainedItems: number;
  /** Names; the last, "*", is the feature that everyone has. */
  readonly userFeatures: IdMap;
  /** [users × userFeatures]. */
  readonly userRows: SparseRows;
  /** W; [userFeatures × factors]. */
  readonly userEmbeddings: DenseMatrix;
  /** What a newcomer's level or number is multiplied by; [userFeatures]. */
  readonly userScales: Float32Array;
  readonly moments: Moments;
  readonly itemFeatures: IdMap;
  /** [items × itemFeatures]. */
  readonly itemRows: SparseRows;
  /** V; [itemFeatures × factors]. */
  readonly itemEmbeddings: DenseMatrix;
}

interface Settings extends HybridConfidence {
  readonly regularization: number;
}

/** A person: their features, and what they like of the known items. */
interface Person {
  readonly rows: SparseRows;
  readonly row: number;
  readonly liked: { readonly indexes: Uint32Array; readonly values: Float32Array } | undefined;
}

export class FeatureALSModel implements BatchRecommender, ItemSimilarity, FoldIn, Explains {
  readonly name = 'feature-als';
  readonly state: FeatureALSState;
  readonly #settings: Settings;
  readonly #space: AttributeSpace;
  #known: Uint8Array | undefined;
  #lengths: Float64Array | undefined;
  #panels: Panels | undefined;

  constructor(state: FeatureALSState) {
    this.state = Object.freeze({ ...state });
    this.#settings = state.settings as unknown as Settings;
    this.#space = new AttributeSpace(state.userFeatures.ids.slice(0, -1).map(String), state.moments);
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
  /** Attributes that a newcomer can state. */
  get attributes(): readonly string[] {
    return this.#space.attributes;
  }

  /**
   * x · y of every item: near 1 for what fits, near 0 for what does not; NaN for an item of which neither a positive nor a feature is
   * known. A newcomer without likes and features is answered by what everyone has in common.
   * @throws LikewiseError `invalid-value`, `negative-weight`, `unknown-feature`
   */
  scoreItems(who: UserQuery): Float32Array | undefined {
    const vector = this.#vectorOf(who);
    if (vector === undefined) return undefined;
    this.#known ??= knownRows(this.state.itemFactors);
    return scoresOf(vector, this.state.itemFactors, this.#known);
  }

  recommend(who: UserQuery, recommendOptions?: RecommendOptions): readonly ScoredItem[] | undefined {
    return recommendByScores(this, who, recommendOptions);
  }

  async topItems(userIndexes: Uint32Array, options: TopItemsOptions): Promise<TopItems> {
    const { userFactors, itemFactors } = this.state;
    this.#panels ??= panelsOf(itemFactors);
    const parts = { userFactors, seen: this.seen, panels: this.#panels, items: this.items.size };
    return topItemsByFactors(parts, userIndexes, options, await loadKernels({ threads: options.threads }));
  }

  /** By the cosine of item vectors, in [−1, 1]; `undefined` also for an item of which nothing is known. */
  similarItems(item: Id, { n }: { readonly n?: number | undefined } = {}): readonly ScoredItem[] | undefined {
    const length = checkedN(n);
    const itemIndex = this.items.indexOf(item);
    this.#lengths ??= lengthsOf(this.state.itemFactors);
    if (itemIndex === undefined || this.#lengths[itemIndex] === 0) return undefined;
    return similarByCosine(this.items, this.state.itemFactors, this.#lengths, itemIndex, length);
  }

  /**
   * The vector [factors] of a person of whom only what they like is known: the users' half-step of training, solved exactly.
   * `undefined` when no item is known or no value is above 0. @throws LikewiseError `invalid-value`, `negative-weight`
   */
  foldIn(ratings: History): Float32Array | undefined {
    const person = this.#personOf({ ratings });
    return person?.liked && this.#solved(person);
  }

  /**
   * `because`: what each liked item and each attribute of the person contributes; "everyone" is what all people have in common.
   * `features`: what each feature of the item contributes, with the person's items that have it; the last names are "itself", what is
   * known of the item beyond its features, and "everything", what all items have in common. Both add up to the score.
   */
  explain(who: UserQuery, item: Id): Explanation | undefined {
    const itemIndex = this.items.indexOf(item);
    const person = this.#personOf(who);
    if (itemIndex === undefined || person === undefined) return undefined;
    const target = rowOf(this.state.itemFactors, itemIndex);
    if (target.every((value) => value === 0)) return undefined;
    const because = this.#becauseOf(person, target);
    const features = this.#featuresOf(person, itemIndex);
    return { score: because.reduce((sum, { contribution }) => sum + contribution, 0), because, features };
  }

  #becauseOf(person: Person, target: Float32Array): Reason[] {
    const { userFeatures, userEmbeddings, itemFactors } = this.state;
    const problem = this.#problemOf(person);
    const share = problem === undefined ? Float64Array.from(target) : sensitivity(problem, target);
    const because: Reason[] = [];
    problem?.indexes.forEach((index, e) => {
      const confidence = problem.weights[e] + problem.unobserved;
      because.push({ item: this.items.ids[index], contribution: confidence * dotRow(share, itemFactors, index) });
    });
    const scale = problem?.penalty ?? 1;
    const columns = rowIndexes(person.rows, person.row);
    const values = rowValues(person.rows, person.row);
    columns.forEach((column, k) => {
      const name = String(userFeatures.ids[column]);
      because.push({
        attribute: name === EVERY ? 'everyone' : name,
        contribution: scale * values[k] * dotRow(share, userEmbeddings, column),
      });
    });
    return because.sort((a, b) => b.contribution - a.contribution);
  }

  #featuresOf(person: Person, itemIndex: number): SharedFeature[] {
    const { itemFeatures, itemRows, itemEmbeddings, itemFactors } = this.state;
    const vector = this.#solved(person);
    const columns = rowIndexes(itemRows, itemIndex);
    const values = rowValues(itemRows, itemIndex);
    const liked = person.liked?.indexes ?? new Uint32Array(0);
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

  #vectorOf(who: UserQuery): Float32Array | undefined {
    if (typeof who !== 'object') {
      const userIndex = this.users.indexOf(who);
      return userIndex === undefined ? undefined : rowOf(this.state.userFactors, userIndex);
    }
    const person = this.#personOf(who);
    return person && this.#solved(person);
  }

  #personOf(who: UserQuery): Person | undefined {
    const { userRows, userScales, seen } = this.state;
    if (typeof who === 'object') {
      const rows = encodedNewcomer(this.#space, userScales, who.features ?? ({} as Attributes));
      return { rows, row: 0, liked: positivePart('featureALS', 'item', this.items, foldInRow(this.items, who.ratings, this.#learned)) };
    }
    const userIndex = this.users.indexOf(who);
    if (userIndex === undefined) return undefined;
    const row = { indexes: rowIndexes(seen, userIndex), values: rowValues(seen, userIndex) };
    return { rows: userRows, row: userIndex, liked: positivePart('featureALS', 'item', this.items, row) };
  }

  readonly #learned = (itemIndex: number): boolean => {
    this.#known ??= knownRows(this.state.itemFactors);
    return this.#known[itemIndex] === 1;
  };

  #solved(person: Person): Float32Array {
    const problem = this.#problemOf(person);
    return problem === undefined ? Float32Array.from(this.#foreseen(person)) : solveRow(problem, this.#foreseen(person));
  }

  /** `undefined` where nothing is liked: what the features foresee is the answer. */
  #problemOf(person: Person): RowProblem | undefined {
    if (person.liked === undefined) return undefined;
    const { itemFactors, itemGram, trainedItems } = this.state;
    const { indexes, values } = person.liked;
    return {
      factors: itemFactors,
      gram: itemGram,
      unobserved: this.#settings.unobservedWeight,
      indexes,
      weights: confidencesOf(values, this.#settings),
      penalty: idPenalty(indexes.length, trainedItems, this.#settings),
    };
  }

  #foreseen({ rows, row }: Person): Float64Array {
    const { columns, values } = this.state.userEmbeddings;
    const centre = new Float64Array(columns);
    addForeseen(rows, row, values, columns, centre);
    return centre;
  }
}

/** What a fitted factorization machine can be asked, with and without a context, of users it knows and of anyone else. */
import type { Id } from '../../../data/id-map.ts';
import type { Interactions } from '../../../data/interactions.ts';
import { clipped } from '../../../data/rating-scale.ts';
import { loadKernels } from '../../../kernels/load-kernels.ts';
import { rowOf } from '../../../matrix/dense.ts';
import type { SparsePattern } from '../../../matrix/sparse.ts';
import { taughtPart } from '../../answering/positives.ts';
import { bestItems, checkedN, recommendByScores } from '../../answering/recommend.ts';
import { ScoringModel } from '../../answering/scoring-model.ts';
import { foldInRow, trainingIndex } from '../../answering/user-row.ts';
import { AttributeSpace } from '../../attributes/attribute-space.ts';
import type {
  Attributes,
  BatchRecommender,
  Contextual,
  ContextValues,
  FoldIn,
  History,
  ItemSimilarity,
  NewUser,
  RecommendOptions,
  ScoredItem,
  TopItems,
  TopItemsOptions,
  Uncertain,
  UserQuery,
} from '../../contract/model.ts';
import { contextOf, levelsOf } from './context.ts';
import { newItemVector, newUserVector } from './new-entities.ts';
import type { FactorizationMachineOptions } from './options.ts';
import {
  addContext,
  levelShares,
  meanPrediction,
  ratingInterval,
  type SampledVector,
  sampledPredictions,
  vectorOfRow,
} from './predictions.ts';
import type { MachineState } from './samples.ts';
import { topItemsByMachine } from './top-items.ts';

/** How likely one rating is. */
export interface RatingShare {
  readonly rating: number;
  /** In [0, 1]. */
  readonly probability: number;
}

/**
 * A fitted model. Someone new is known by their ratings, by `features`, or by both; what is not known of them is as the prior expects it.
 * Of a context, a column that is not given, or a level that training did not have, counts as on average in training: see
 * `unknownContext`.
 */
export class FactorizationMachineModel
  extends ScoringModel<MachineState, FactorizationMachineOptions>
  implements BatchRecommender, Contextual, FoldIn, ItemSimilarity, Uncertain
{
  readonly #userSpace: AttributeSpace = new AttributeSpace(this.state.userFeatureNames, this.state.userMoments);
  readonly #itemSpace: AttributeSpace = new AttributeSpace(this.state.itemFeatureNames, this.state.itemMoments);
  #known: Uint8Array | undefined;
  #lengths: Float64Array | undefined;

  /** Columns that `context` may name, with their levels (empty for a number). */
  get contextColumns(): ReadonlyMap<string, readonly string[]> {
    return new Map(this.state.contexts.map(({ name, levels }) => [name, levels]));
  }
  /** Attributes that someone new can state. */
  get attributes(): readonly string[] {
    return this.#userSpace.attributes;
  }

  /**
   * Rating in points of the scale, clipped to it; of a model trained without ratings the odds of a like, in [0, 1]. `undefined` for a
   * user without interactions, and for an item with neither interactions nor attributes. Someone new of whom nothing is told is as the
   * prior expects them.
   * @throws LikewiseError `unknown-context`, `unknown-feature`, `invalid-value`
   */
  predict(user: UserQuery, item: Id, context: ContextValues = {}): number | undefined {
    const vectors = this.#vectorsOf(user, item, context);
    return vectors && this.#rating(...vectors);
  }

  /**
   * The prediction for an item that training did not have, by its attributes. `undefined` for a user as in `predict`.
   * @throws LikewiseError `unknown-feature`, `unknown-context`, `invalid-value`
   * @example model.predictNewItem('ann', { genre: ['Comedy', 'Crime'], year: 1998 })
   */
  predictNewItem(user: UserQuery, features: Attributes, context: ContextValues = {}): number | undefined {
    const vector = this.#vectorOf(orAnyone(user), context);
    return vector && this.#rating(vector, newItemVector(this.state, this.#itemSpace.profileOf('factorizationMachine', features)));
  }

  /**
   * How likely each rating is, of a model with target `ordered-probit`; shares add up to 1. `undefined` like `predict`, and for
   * other targets. @throws LikewiseError as `predict`
   */
  probabilities(user: UserQuery, item: Id, context: ContextValues = {}): readonly RatingShare[] | undefined {
    const vectors = this.#vectorsOf(user, item, context);
    if (vectors === undefined || this.state.levels.length === 0) return undefined;
    const shares = levelShares(this.state, sampledPredictions(this.state, ...vectors));
    return Array.from(shares, (probability, level) => ({ rating: this.state.levels[level], probability }));
  }

  /**
   * Central interval that holds `level` of the ratings to be expected, over the kept draws; within the scale. `undefined` like
   * `predict`, and for a model trained by SGD, which knows one answer alone.
   * @throws LikewiseError `invalid-option`, and as `predict`
   */
  predictInterval(
    user: UserQuery,
    item: Id,
    level = 0.95,
    context: ContextValues = {},
  ): { readonly low: number; readonly high: number; readonly mean: number } | undefined {
    const vectors = this.#vectorsOf(user, item, context);
    const scale = this.state.ratingScale;
    if (vectors === undefined || scale === null || this.state.trainedBy === 'sgd') return undefined;
    const { low, high } = ratingInterval(this.state, sampledPredictions(this.state, ...vectors), level);
    return { low: clipped(low, scale), high: clipped(high, scale), mean: this.#rating(...vectors) };
  }

  /**
   * Predicted rating of each item, not clipped, or log-odds of a like; NaN for an item with neither interactions nor attributes.
   * @throws LikewiseError as `predict`
   */
  scoreItems(user: UserQuery, context: ContextValues = {}): Float32Array | undefined {
    const vector = this.#vectorOf(user, context);
    const { values, columns } = this.state.itemRows;
    return (
      vector &&
      Float32Array.from(this.#knownItems(), (known, i) =>
        known === 1 ? meanPrediction(this.state, vector, values, i * columns) : Number.NaN,
      )
    );
  }

  override recommend(user: UserQuery, options?: RecommendOptions, context: ContextValues = {}): readonly ScoredItem[] | undefined {
    const { name, state, users, items, seen } = this;
    return recommendByScores({ name, state, users, items, seen, scoreItems: (asked) => this.scoreItems(asked, context) }, user, options);
  }

  /** Lists of many users under an average context, on all threads. @throws LikewiseError `invalid-option`, `invalid-index` */
  async topItems(userIndexes: Uint32Array, options: TopItemsOptions): Promise<TopItems> {
    const vectorOfUser = (userIndex: number): SampledVector | undefined => this.#vectorOf(this.users.ids[userIndex], {});
    const kernels = await loadKernels({ threads: options.threads });
    return topItemsByMachine(this, vectorOfUser, this.#knownItems(), userIndexes, options, kernels);
  }

  /** What interaction `entry` says of the model's columns: the context to ask under when it is held out. */
  contextAt(interactions: Interactions, entry: number): ContextValues {
    return contextOf(this.state.contexts, this.settings, interactions, entry);
  }

  /** Columns of which `context` says nothing that training knew: the mean over training stands for them. @throws LikewiseError `unknown-context` */
  unknownContext(context: ContextValues): readonly string[] {
    const levels = levelsOf(this.state.contexts, context);
    return this.state.contexts.flatMap(({ name }, c) => (levels[c] === undefined ? [name] : []));
  }

  /** By the cosine of the items' summed vectors, in [−1, 1]; `undefined` also for an item with neither interactions nor attributes. */
  similarItems(item: Id, { n }: { readonly n?: number | undefined } = {}): readonly ScoredItem[] | undefined {
    const length = checkedN(n);
    const itemIndex = this.items.indexOf(item);
    const { itemRows } = this.state;
    const known = this.#knownItems();
    if (itemIndex === undefined || known[itemIndex] === 0) return undefined;
    const product = (a: Float32Array, b: Float32Array): number => {
      let sum = 0;
      for (let k = 0; k < a.length; k++) if ((k + 1) % (this.settings.factors + 1) !== 0) sum += a[k] * b[k];
      return sum;
    };
    this.#lengths ??= Float64Array.from(known, (_, i) => Math.sqrt(product(rowOf(itemRows, i), rowOf(itemRows, i))));
    const lengths = this.#lengths;
    const cosines = Float32Array.from(known, (isKnown, i) => {
      const scale = lengths[i] * lengths[itemIndex];
      if (isKnown === 0 || i === itemIndex) return Number.NaN;
      return scale === 0 ? 0 : Math.max(-1, Math.min(1, product(rowOf(itemRows, itemIndex), rowOf(itemRows, i)) / scale));
    });
    return bestItems(this.items, cosines, length);
  }

  /** [V, bias] of each sample, one after the other; [samples · (factors + 1)]. @throws LikewiseError `invalid-value`. */
  foldIn(history: History): Float32Array | undefined {
    const vector = this.#newUser({ ratings: history });
    if (vector) addContext(vector, this.state, []);
    return vector && Float32Array.from(vector);
  }

  #rating(user: SampledVector, item: SampledVector): number {
    const scale = this.state.ratingScale;
    // As a score: one pair has one value wherever it is asked for.
    const rounded = Math.fround(meanPrediction(this.state, user, item));
    return scale === null ? 1 / (1 + Math.exp(-rounded)) : clipped(rounded, scale);
  }

  /** What was learned from. */
  get #taught(): SparsePattern {
    return this.state.taught ?? this.state.seen;
  }

  /** 1 for each item that can be scored: with interactions or attributes; [items]. */
  #knownItems(): Uint8Array {
    if (this.#known === undefined) {
      this.#known = this.state.itemAttributes.slice();
      for (const itemIndex of this.#taught.indexes) this.#known[itemIndex] = 1;
    }
    return this.#known;
  }

  #vectorsOf(user: UserQuery, item: Id, context: ContextValues): readonly [user: SampledVector, item: SampledVector] | undefined {
    const vector = this.#vectorOf(orAnyone(user), context);
    const itemIndex = this.items.indexOf(item);
    if (vector === undefined || itemIndex === undefined || this.#knownItems()[itemIndex] === 0) return undefined;
    return [vector, vectorOfRow(this.state.itemRows, itemIndex)];
  }

  #vectorOf(user: UserQuery, context: ContextValues): SampledVector | undefined {
    const levels = levelsOf(this.state.contexts, context);
    const vector = typeof user === 'object' ? this.#newUser(user) : this.#trainingUser(user);
    if (vector) addContext(vector, this.state, levels);
    return vector;
  }

  #trainingUser(user: Id): SampledVector | undefined {
    const userIndex = trainingIndex(this.users, this.#taught, user);
    return userIndex === undefined ? undefined : vectorOfRow(this.state.userRows, userIndex);
  }

  #newUser({ ratings, features }: NewUser): SampledVector | undefined {
    const known = this.#knownItems();
    const given = foldInRow(this.items, ratings, (itemIndex) => known[itemIndex] === 1);
    const row = this.state.ratingScale === null ? taughtPart(given) : given;
    if (row === undefined && features === undefined) return undefined;
    const profile = this.#userSpace.profileOf('factorizationMachine', features ?? {});
    return newUserVector(this.state, this.settings, profile, row, known);
  }
}

/** Someone new of whom nothing need be told: the prior says what to expect. */
const orAnyone = (user: UserQuery): UserQuery => (typeof user === 'object' ? { ...user, features: user.features ?? {} } : user);

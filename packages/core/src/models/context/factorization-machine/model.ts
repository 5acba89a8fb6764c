/** What a fitted factorization machine can be asked, with and without a context, of people it knows and of newcomers. */
import type { Id, IdMap } from '../../../data/id-map.ts';
import type { Interactions } from '../../../data/interactions.ts';
import { LikewiseError } from '../../../errors.ts';
import { loadKernels } from '../../../kernels/load-kernels.ts';
import { intervalShare } from '../../../math/ordered-probit.ts';
import type { DenseMatrix } from '../../../matrix/dense.ts';
import type { SparsePattern } from '../../../matrix/sparse.ts';
import { unknownName } from '../../../options.ts';
import { taughtPart } from '../../answering/positives.ts';
import { bestItems, checkedN, recommendByScores } from '../../answering/recommend.ts';
import { type FoldInRow, foldInRow, trainingIndex } from '../../answering/user-row.ts';
import type {
  BatchRecommender,
  Contextual,
  ContextValues,
  FoldIn,
  History,
  ItemSimilarity,
  RecommendOptions,
  ScoredItem,
  TopItems,
  TopItemsOptions,
  Uncertain,
  UserQuery,
} from '../../contract/model.ts';
import { levelShares, meanPrediction, ratingInterval, sampledPredictions } from './answers.ts';
import type { ContextShape } from './blocks.ts';
import { DAY, dayOf } from './day.ts';
import { addFeature, addPriorMean, foldedSide, type Loss, type Side, sideOf } from './person.ts';
import type { MachineState } from './state.ts';
import { topItemsByMachine } from './top-items.ts';

/** Value of each attribute that is known: "genre=Comedy" is 1, "year" a number as the training features have it. */
export type AttributeValues = Readonly<Record<string, number>>;

/** Someone, or something, that training did not have. */
export interface Newcomer {
  readonly features?: AttributeValues | undefined;
  /** Of a user: what they rated. */
  readonly ratings?: History | undefined;
}

/** A fitted model. No method changes it; treat the arrays in `state` as read-only. */
export class FactorizationMachineModel implements BatchRecommender, Contextual, FoldIn, ItemSimilarity, Uncertain {
  readonly name = 'factorization-machine';
  readonly state: MachineState;
  readonly #own: number;
  #rated: Uint8Array | undefined;
  #lengths: Float64Array | undefined;

  constructor(state: MachineState) {
    this.state = Object.freeze({ ...state });
    this.#own = (state.settings['factors'] as number) + 1;
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
  /** Columns that `context` may name, with their levels (empty for a number). */
  get contextColumns(): ReadonlyMap<string, readonly string[]> {
    return new Map(this.state.contexts.map(({ name, levels }) => [name, levels]));
  }

  /**
   * Rating in points of the scale, clipped to it; of a model trained without ratings the odds of a like, in [0, 1]. A context column
   * that is not given, or a level that training did not have, counts as on average in training: see `unknownContext`.
   * `undefined` for a user without interactions and for an item that is in no part of the data.
   * @throws LikewiseError `unknown-context`, `invalid-value`
   */
  predict(user: Id, item: Id, context: ContextValues = {}): number | undefined {
    const side = this.#sideOf(user, context);
    const itemIndex = this.items.indexOf(item);
    return side === undefined || itemIndex === undefined
      ? undefined
      : this.#rating(this.#score(side, sideOf(this.state.itemRows, itemIndex)));
  }

  /**
   * How likely each rating is, of a model with target `ordered-probit`; shares add up to 1. `undefined` like `predict`, and for
   * other targets. @throws LikewiseError `unknown-context`, `invalid-value`
   */
  probabilities(user: Id, item: Id, context: ContextValues = {}): readonly RatingShare[] | undefined {
    const predictions = this.#predictions(user, item, context);
    if (predictions === undefined || this.state.levels.length === 0) return undefined;
    return Array.from(levelShares(this.state, predictions), (probability, level) => ({ rating: this.state.levels[level], probability }));
  }

  /**
   * Central interval that holds `level` of the ratings to be expected, over the kept draws; within the scale. `undefined` like
   * `predict`, and for a model trained by SGD, which knows one answer alone.
   * @throws LikewiseError `invalid-option`, `unknown-context`, `invalid-value`
   */
  predictInterval(
    user: Id,
    item: Id,
    level = 0.95,
    context: ContextValues = {},
  ): { readonly low: number; readonly high: number; readonly mean: number } | undefined {
    const mean = this.predict(user, item, context);
    const predictions = this.#predictions(user, item, context);
    const scale = this.state.ratingScale;
    if (mean === undefined || predictions === undefined || scale === null || this.state.trainedBy === 'sgd') return undefined;
    const { low, high } = ratingInterval(this.state, predictions, level);
    const inScale = (value: number): number => Math.min(scale.max, Math.max(scale.min, value));
    return { low: inScale(low), high: inScale(high), mean };
  }

  /**
   * Predicted rating of each item, not clipped, or log-odds of a like; NaN for an item with neither interactions nor attributes.
   * @throws LikewiseError `unknown-context`, `invalid-value`
   */
  scoreItems(who: UserQuery, context: ContextValues = {}): Float32Array | undefined {
    const side = this.#sideOf(who, context);
    return side && this.#scores(side);
  }

  recommend(who: UserQuery, options?: RecommendOptions, context: ContextValues = {}): readonly ScoredItem[] | undefined {
    const { name, state, users, items, seen } = this;
    return recommendByScores({ name, state, users, items, seen, scoreItems: (person) => this.scoreItems(person, context) }, who, options);
  }

  /** Lists of many users under an average context, on all threads. @throws LikewiseError `invalid-option`, `invalid-index` */
  async topItems(userIndexes: Uint32Array, options: TopItemsOptions): Promise<TopItems> {
    const sideOfUser = (userIndex: number): Side | undefined => this.#sideOf(this.users.ids[userIndex], {});
    const known = Uint8Array.from({ length: this.items.size }, (_, itemIndex) => this.#answered(itemIndex));
    return topItemsByMachine(this.state, sideOfUser, known, userIndexes, options, await loadKernels({ threads: options.threads }));
  }

  /** What interaction `entry` says of the model's columns: the context to ask under when it is held out. */
  contextAt(interactions: Interactions, entry: number): ContextValues {
    const values: Record<string, string | number> = {};
    for (const { name } of this.state.contexts) {
      const column = interactions.context.get(name);
      const value =
        name === DAY && this.state.settings['day'] === true
          ? dayOf(interactions.timestamps?.[entry] ?? Number.NaN)
          : column?.kind === 'category'
            ? column.levels[column.codes[entry]]
            : column?.values[entry];
      if (value !== undefined && !Number.isNaN(value)) values[name] = value;
    }
    return values;
  }

  /** Columns of which `context` says nothing that training knew: the mean over training stands for them. @throws LikewiseError `unknown-context` */
  unknownContext(context: ContextValues): readonly string[] {
    this.#checkContext(context);
    return this.state.contexts.filter((shape) => this.#levelOf(shape, context) === undefined).map(({ name }) => name);
  }

  /** By the cosine of the items' summed vectors, in [−1, 1]; `undefined` also for an item with neither interactions nor attributes. */
  similarItems(item: Id, { n }: { readonly n?: number | undefined } = {}): readonly ScoredItem[] | undefined {
    const length = checkedN(n);
    const itemIndex = this.items.indexOf(item);
    if (itemIndex === undefined || this.#answered(itemIndex) === 0) return undefined;
    const vector = sideOf(this.state.itemRows, itemIndex);
    this.#lengths ??= Float64Array.from({ length: this.items.size }, (_, i) => {
      const other = sideOf(this.state.itemRows, i);
      return Math.sqrt(this.#product(other, other));
    });
    const lengths = this.#lengths;
    const cosines = Float32Array.from({ length: this.items.size }, (_, i) => {
      if (this.#answered(i) === 0) return Number.NaN;
      const scale = lengths[i] * lengths[itemIndex];
      return scale === 0 ? 0 : Math.max(-1, Math.min(1, this.#product(vector, sideOf(this.state.itemRows, i)) / scale));
    });
    const self = new Uint8Array(cosines.length);
    self[itemIndex] = 1;
    return bestItems(this.items, cosines, length, self);
  }

  /** [V, bias] of each sample, one after the other; [samples · (factors + 1)]. @throws LikewiseError `invalid-value`. */
  foldIn(ratings: History): Float32Array | undefined {
    const side = this.#foldedIn(ratings, {});
    return side && Float32Array.from(side);
  }

  /**
   * The prediction for a user, an item, or both, that training did not have: by their attributes, and a user also by ratings; what
   * is not known is as the prior expects it. An id stands for someone or something known.
   * `undefined` where an id is unknown or nothing at all is said of a newcomer.
   * @throws LikewiseError `unknown-feature`, `unknown-context`, `invalid-value`
   * @example model.predictNew({ features: { 'age=20s': 1 } }, 'film-7')
   */
  predictNew(user: Id | Newcomer, item: Id | Newcomer, context: ContextValues = {}): number | undefined {
    const person = typeof user === 'object' ? this.#newcomer(user, context) : this.#sideOf(user, context);
    const itemIndex = typeof item === 'object' ? undefined : this.items.indexOf(item);
    const thing =
      typeof item === 'object' ? this.#newItem(item) : itemIndex === undefined ? undefined : sideOf(this.state.itemRows, itemIndex);
    return person === undefined || thing === undefined ? undefined : this.#rating(this.#score(person, thing));
  }

  /** The list for someone known by attributes, and by ratings where there are some. @throws LikewiseError `unknown-feature` and as `recommend` */
  recommendNew(user: Newcomer, options?: RecommendOptions, context: ContextValues = {}): readonly ScoredItem[] | undefined {
    const side = this.#newcomer(user, context);
    if (side === undefined) return undefined;
    const { name, state, users, items, seen } = this;
    return recommendByScores(
      { name, state, users, items, seen, scoreItems: () => this.#scores(side) },
      { ratings: user.ratings ?? [] },
      options,
    );
  }

  #scores(side: Side): Float32Array {
    const { itemRows } = this.state;
    return Float32Array.from({ length: this.items.size }, (_, i) =>
      this.#answered(i) === 1 ? this.#score(side, itemRows.values, i * itemRows.columns) : Number.NaN,
    );
  }

  /** Mean over the samples, before clipping and the link of odds. */
  #score(side: Side, item: Side | Float32Array, at = 0): number {
    return meanPrediction(this.state, this.#own, side, item, at);
  }

  #predictions(user: Id, item: Id, context: ContextValues): Float64Array | undefined {
    const side = this.#sideOf(user, context);
    const itemIndex = this.items.indexOf(item);
    return side && itemIndex !== undefined
      ? sampledPredictions(this.state, this.#own, side, sideOf(this.state.itemRows, itemIndex))
      : undefined;
  }

  #product(a: Side, b: Side): number {
    let sum = 0;
    for (let k = 0; k < a.length; k++) if ((k + 1) % this.#own !== 0) sum += a[k] * b[k];
    return sum;
  }

  #rating(score: number): number {
    const scale = this.state.ratingScale;
    // As a score: one pair has one value wherever it is asked for.
    const rounded = Math.fround(score);
    return scale === null ? 1 / (1 + Math.exp(-rounded)) : Math.min(scale.max, Math.max(scale.min, rounded));
  }

  /** What was learned from. */
  get #taught(): SparsePattern {
    return this.state.taught ?? this.state.seen;
  }

  #answered(itemIndex: number): number {
    if (this.#rated === undefined) {
      this.#rated = this.state.itemAttributes.slice();
      for (const index of this.#taught.indexes) this.#rated[index] = 1;
    }
    return this.#rated[itemIndex];
  }

  #sideOf(who: UserQuery, context: ContextValues): Side | undefined {
    this.#checkContext(context);
    if (typeof who === 'object') return this.#foldedIn(who.ratings, context);
    const userIndex = trainingIndex(this.users, this.#taught, who);
    if (userIndex === undefined) return undefined;
    const side = sideOf(this.state.userRows, userIndex);
    this.#addContext(side, context);
    return side;
  }

  #foldedIn(ratings: History, context: ContextValues, features: AttributeValues = {}): Side | undefined {
    const { settings, trainedBy, ratingScale, meanRating } = this.state;
    const given = foldInRow(this.items, ratings, (itemIndex) => this.#answered(itemIndex) === 1);
    const row = ratingScale === null ? taughtPart(given) : given;
    if (row === undefined) return undefined;
    const known = this.#empty();
    const bag = settings['userBag'] === true ? this.items.size : 0;
    if (bag > 0)
      for (const itemIndex of row.indexes)
        addFeature(known, this.state.userFeatureRows, itemIndex, 1 / Math.sqrt(row.indexes.length), this.#own);
    this.#addAttributes(known, features, this.state.userFeatureNames, this.state.userFeatureRows, bag);
    const logistic = ratingScale === null;
    const negatives = settings['negatives'] as number;
    const everyItem = logistic ? this.#amongOthers(row, negatives) : undefined;
    const loss = everyItem === undefined ? this.#orderedLoss(row) : logisticLoss(everyItem.row.values, everyItem.weights);
    const side = foldedSide({
      kept: this.state,
      own: this.#own,
      known,
      addContext: (around) => this.#addContext(around, {}),
      row: everyItem?.row ?? { indexes: row.indexes, values: row.values.map((rating) => rating - meanRating) },
      loss,
      priorScale: trainedBy === 'gibbs' ? 1 : row.indexes.length * (logistic ? 1 + negatives : 1),
    });
    this.#addContext(side, context);
    return side;
  }

  /** Of an ordered probit target; a rating that training did not have counts as the nearest that it had. */
  #orderedLoss({ values }: FoldInRow): Loss | undefined {
    const { levels, cutpoints } = this.state;
    if (levels.length === 0) return undefined;
    const classes = Array.from(values, (value) =>
      levels.reduce((best, level, k) => (Math.abs(level - value) < Math.abs(levels[best] - value) ? k : best), 0),
    );
    return (predicted, entry, sample) => {
      const from = sample * cutpoints.columns + classes[entry];
      const low = classes[entry] === 0 ? Number.NEGATIVE_INFINITY : cutpoints.values[from - 1] - predicted;
      const high = classes[entry] === cutpoints.columns ? Number.POSITIVE_INFINITY : cutpoints.values[from] - predicted;
      const { lowRatio, highRatio } = intervalShare(low, high);
      const slope = lowRatio - highRatio;
      const curve = slope * slope + (highRatio === 0 ? 0 : high * highRatio) - (lowRatio === 0 ? 0 : low * lowRatio);
      return { slope, curve: Math.max(curve, 1e-6) };
    };
  }

  /** What the person has as 1; everything else as 0, weighing together what its draws would. */
  #amongOthers({ indexes }: FoldInRow, negatives: number): { readonly row: FoldInRow; readonly weights: Float32Array } {
    const mine = new Uint8Array(this.items.size);
    for (const itemIndex of indexes) mine[itemIndex] = 1;
    const all = Uint32Array.from(mine.keys()).filter((itemIndex) => this.#answered(itemIndex) === 1);
    const other = (negatives * indexes.length) / Math.max(1, all.length - indexes.length);
    return {
      row: { indexes: all, values: Float32Array.from(all, (i) => mine[i]) },
      weights: Float32Array.from(all, (i) => (mine[i] === 1 ? 1 : other)),
    };
  }

  #newcomer({ features, ratings }: Newcomer, context: ContextValues): Side | undefined {
    this.#checkContext(context);
    const folded = ratings === undefined ? undefined : this.#foldedIn(ratings, context, features);
    if (folded !== undefined || features === undefined) return folded;
    const side = this.#empty();
    this.#addAttributes(
      side,
      features,
      this.state.userFeatureNames,
      this.state.userFeatureRows,
      this.state.settings['userBag'] === true ? this.items.size : 0,
    );
    addPriorMean(side, this.state.userPriors, this.#own);
    this.#addContext(side, context);
    return side;
  }

  #newItem({ features }: Newcomer): Side | undefined {
    if (features === undefined) return undefined;
    const side = this.#empty();
    this.#addAttributes(side, features, this.state.itemFeatureNames, this.state.itemFeatureRows, 0);
    addPriorMean(side, this.state.itemPriors, this.#own);
    return side;
  }

  #empty(): Side {
    return new Float64Array(this.state.intercepts.length * this.#own);
  }

  #addAttributes(side: Side, features: AttributeValues, names: readonly string[], rows: DenseMatrix, first: number): void {
    const attribute = (name: string): string => name.slice(0, Math.max(0, name.indexOf('=')));
    const levels = Object.keys(features).map(attribute);
    for (const [name, value] of Object.entries(features)) {
      const index = names.indexOf(name);
      if (index < 0) throw unknownName('unknown-feature', `predictNew: training had no attribute "${name}"`, name, names);
      requireFinite(name, value);
      // Several levels of one attribute weigh together what one does, as in training.
      const alike = attribute(name) === '' ? 1 : levels.filter((other) => other === attribute(name)).length;
      addFeature(side, rows, first + index, value / Math.sqrt(alike), this.#own);
    }
  }

  #addContext(side: Side, context: ContextValues): void {
    let first = 0;
    this.state.contexts.forEach((shape, c) => {
      const level = this.#levelOf(shape, context);
      if (level === undefined) addFeature(side, this.state.contextMeans, c, 1, this.#own);
      else if (shape.kind === 'category') addFeature(side, this.state.contextRows, first + level, 1, this.#own);
      else addFeature(side, this.state.contextRows, first, (level - shape.mean) / shape.deviation, this.#own);
      first += shape.kind === 'category' ? shape.levels.length : 1;
    });
  }

  /** Index of the level, or the number itself; `undefined` where nothing known is said. */
  #levelOf({ name, kind, levels }: ContextShape, context: ContextValues): number | undefined {
    const value = Object.hasOwn(context, name) ? context[name] : undefined;
    if (value === undefined || value === '') return undefined;
    if (kind === 'number') return requireFinite(name, Number(value));
    const level = levels.indexOf(String(value));
    return level < 0 ? undefined : level;
  }

  #checkContext(context: ContextValues): void {
    const names = this.state.contexts.map(({ name }) => name);
    for (const name of Object.keys(context))
      if (!names.includes(name))
        throw unknownName('unknown-context', `factorization-machine: training had no context column "${name}"`, name, names);
  }
}

/** How likely one rating is. */
export interface RatingShare {
  readonly rating: number;
  /** In [0, 1]. */
  readonly probability: number;
}

const logisticLoss =
  (values: Float32Array, weights: Float32Array): Loss =>
  (predicted, entry) => {
    const share = 1 / (1 + Math.exp(-predicted));
    return { slope: weights[entry] * (values[entry] - share), curve: weights[entry] * Math.max(share * (1 - share), 1e-6) };
  };

function requireFinite(name: string, value: number): number {
  if (Number.isFinite(value)) return value;
  throw new LikewiseError('invalid-value', `factorization-machine: ${name} must be a finite number; got ${value}.`, { field: name, value });
}

/** @throws LikewiseError `invalid-state` where the parts do not fit each other. */
export function checkedMachine(state: MachineState, settings: { readonly factors: number; readonly userBag: boolean }): MachineState {
  const { users, items, intercepts, contexts } = state;
  const samples = intercepts?.length ?? 0;
  const columns = samples * (settings.factors + 1);
  const levels = Array.isArray(contexts)
    ? contexts.reduce((sum, shape) => sum + (shape.kind === 'category' ? shape.levels.length : 1), 0)
    : -1;
  const shapes: readonly (readonly [string, DenseMatrix | DenseMatrix<Float64Array> | undefined, number, number])[] = [
    ['userRows', state.userRows, users.size, columns],
    ['itemRows', state.itemRows, items.size, columns],
    ['contextRows', state.contextRows, levels, columns],
    ['contextMeans', state.contextMeans, contexts?.length, columns],
    ['userFeatureRows', state.userFeatureRows, (settings.userBag ? items.size : 0) + (state.userFeatureNames?.length ?? -1), columns],
    ['itemFeatureRows', state.itemFeatureRows, state.itemFeatureNames?.length ?? -1, columns],
    ['cutpoints', state.cutpoints, samples, Math.max(0, (state.levels?.length ?? 0) - 1)],
    ['userPriors', state.userPriors, samples, 2 * (settings.factors + 1)],
    ['itemPriors', state.itemPriors, samples, 2 * (settings.factors + 1)],
  ];
  for (const [name, matrix, rows, expected] of shapes) {
    if (samples > 0 && matrix?.rows === rows && matrix.columns === expected) continue;
    throw new LikewiseError(
      'invalid-state',
      `factorization-machine: ${name} must be ${rows} × ${expected}; got ${matrix?.rows} × ${matrix?.columns}. The model file is damaged.`,
      { name },
    );
  }
  for (const [name, length, expected] of [
    ['itemAttributes', state.itemAttributes?.length, items.size],
    ['precisions', state.precisions?.length, samples],
  ] as const)
    if (length !== expected)
      throw new LikewiseError(
        'invalid-state',
        `factorization-machine: ${name} must have ${expected} entries; got ${length}. The model file is damaged.`,
        { name },
      );
  return state;
}

/** What a fitted neighborhood model holds, and what user-knn and item-knn have in common once fitted. */
import type { Id, IdMap } from '../../data/id-map.ts';
import type { RatingScale } from '../../data/interaction-columns.ts';
import type { Interactions } from '../../data/interactions.ts';
import { teachingPart } from '../../data/likes.ts';
import { clipped, meanOf } from '../../data/rating-scale.ts';
import { LikewiseError } from '../../errors.ts';
import { loadKernels } from '../../kernels/load-kernels.ts';
import { rowIndexes, rowValues, type SparsePattern, type SparseRows, transpose, withoutZeros } from '../../matrix/sparse.ts';
import { taughtPart } from '../answering/positives.ts';
import { recommendByScores } from '../answering/recommend.ts';
import { topItemsByScores } from '../answering/recommend-many.ts';
import { type Factors, topItemsByWeights } from '../answering/top-items-by-weights.ts';
import { type FoldInRow, foldInRow, trainingIndex } from '../answering/user-row.ts';
import { solveUserBias } from '../biases/solve-biases.ts';
import type { FitContext } from '../contract/estimator.ts';
import type {
  BatchRecommender,
  RatingPredictor,
  RecommendOptions,
  ScoredItem,
  TopItems,
  TopItemsOptions,
  UserQuery,
} from '../contract/model.ts';
import { requireInteractions } from '../contract/requirements.ts';
import type { ModelState } from '../contract/state.ts';
import { nearestRows } from './all-pairs.ts';
import { type Baseline, fitBaseline, momentsOf, spreadOf } from './baseline.ts';
import { keptNeighbors, type NeighborSettings, plainSettings, type ResolvedSimilarity, resolvedSimilarity } from './settings.ts';
import { type Comparison, comparedMatrix, comparisonOf } from './similarity.ts';

export interface NeighborState extends ModelState {
  /** What training users had, with values; [users × items]. */
  readonly interactions: SparseRows;
  readonly valueKind: Interactions['valueKind'];
  /** Absent unless values are ratings. */
  readonly ratingScale?: { readonly min: number; readonly max: number } | undefined;
  /** μ, in points of the scale; 0 without ratings. */
  readonly meanRating: number;
  /** b_u of the baseline; [users], or empty where nothing needs it. */
  readonly userBias: Float64Array;
  /** b_i of the baseline; [items], or empty. */
  readonly itemBias: Float64Array;
  /** Neighbors of row r stand at listPointers[r] … listPointers[r+1]−1, best first; [rows + 1]. */
  readonly listPointers: Uint32Array;
  /** Row of each neighbor; [entries]. */
  readonly listRows: Uint32Array;
  /** [entries]. */
  readonly listSimilarities: Float32Array;
}

/** A user of training, or someone new. */
export interface Person {
  readonly userIndex: number | undefined;
  readonly row: FoldInRow;
  /** b_u of the baseline. */
  readonly bias: number;
  /** Mean of the person's own ratings, and how far they spread. */
  readonly mean: number;
  readonly deviation: number;
}

/** Trains either model: `side` says whose neighbors are looked for. */
export async function fitNeighbors(
  owner: string,
  side: 'users' | 'items',
  settings: NeighborSettings,
  train: Interactions,
  { signal, threads, kernels }: FitContext,
): Promise<NeighborState> {
  signal?.throwIfAborted();
  requireInteractions(owner, train);
  const { users, items, valueKind, hasRatings, ratingScale } = train;
  const { userItems, itemUsers } = teachingPart(train);
  const similarity = resolvedSimilarity(owner, side, settings, train);
  if (!hasRatings) requirePositive(owner, train);
  requireSquares(owner, userItems.values);
  const needsBaseline = hasRatings && (settings.prediction === 'baseline' || similarity.name === 'pearson-baseline');
  const none: Baseline = {
    meanRating: hasRatings ? meanOf(userItems.values) : 0,
    userBias: new Float64Array(0),
    itemBias: new Float64Array(0),
  };
  const baseline = needsBaseline ? fitBaseline(userItems, settings) : none;
  const state: NeighborState = {
    settings: plainSettings(settings),
    users,
    items,
    interactions: train.userItems,
    valueKind,
    ratingScale: ratingScale && { min: ratingScale.min, max: ratingScale.max },
    ...baseline,
    listPointers: new Uint32Array(0),
    listRows: new Uint32Array(0),
    listSimilarities: new Float32Array(0),
  };
  const matrix = side === 'users' ? userItems : itemUsers;
  const { comparison, rowBias } = comparisonFor(side, settings, similarity, state, matrix);
  const { matrix: byRow, facts } = comparedMatrix(comparison, matrix, rowBias);
  signal?.throwIfAborted();
  const lists = await nearestRows(
    owner,
    byRow,
    { measure: comparison.measure, facts, ...pairRules(settings, similarity, hasRatings) },
    keptNeighbors(settings, hasRatings),
    kernels ?? (await loadKernels({ threads })),
    signal,
  );
  return { ...state, listPointers: lists.pointers, listRows: lists.rows, listSimilarities: lists.similarities };
}

export function pairRules(
  { minOverlap, weights }: NeighborSettings,
  { shrinkage }: ResolvedSimilarity,
  hasRatings: boolean,
): { readonly minOverlap: number; readonly shrinkage: number; readonly onlyPositive: boolean } {
  return { minOverlap, shrinkage, onlyPositive: !hasRatings || weights === 'positive' };
}

/** The comparison of training, made again from the state where a new person asks for it. */
export function comparisonFor(
  side: 'users' | 'items',
  settings: NeighborSettings,
  similarity: ResolvedSimilarity,
  { meanRating, userBias, itemBias, valueKind }: NeighborState,
  matrix: SparseRows,
): { readonly comparison: Comparison; readonly rowBias: Float64Array | undefined } {
  const [rowBias, columnBias] = side === 'users' ? [userBias, itemBias] : [itemBias, userBias];
  const isPattern = valueKind === 'none';
  return { comparison: comparisonOf(similarity, settings, { matrix, isPattern, meanRating, columnBias }), rowBias };
}

/** Weights below 0 have no meaning as a count. */
function requirePositive(owner: string, { userItems, users, items }: Interactions): void {
  const { pointers, indexes, values } = userItems;
  const wrong = values.findIndex((value) => !(value >= 0));
  if (wrong < 0) return;
  const userIndex = pointers.findIndex((_, u) => pointers[u + 1] > wrong);
  const [user, item] = [users.ids[userIndex], items.ids[indexes[wrong]]];
  throw new LikewiseError(
    'invalid-value',
    `${owner}: weights must be ≥ 0; user ${user} gave item ${item} ${values[wrong]}. Leave such rows out, or read the column as ratings.`,
    { user, item, value: values[wrong] },
  );
}

/** Similarities are sums of products in 32-bit numbers, which end at 3e38. */
const LARGEST = 1e15;
function requireSquares(owner: string, values: Float32Array): void {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (largest <= LARGEST) return;
  throw new LikewiseError(
    'not-finite',
    `${owner}: with values up to ${Number(largest.toPrecision(4))} similarities leave the range of 32-bit numbers. Bring the values to a smaller scale.`,
    { largest },
  );
}

/** Ranks by predicted rating before clipping, or by the sum of similarities where values are no ratings. */
export abstract class NeighborModel<S extends NeighborState> implements RatingPredictor, BatchRecommender {
  abstract readonly name: string;
  readonly state: S;
  readonly hasRatings: boolean;
  #counts: Uint32Array | undefined;
  /** What was learned from: a weight of 0 was seen and not liked; [users × items]. */
  protected readonly taught: SparseRows;

  constructor(state: S) {
    this.state = Object.freeze({ ...state });
    this.hasRatings = state.valueKind === 'rating';
    this.taught = this.hasRatings ? state.interactions : withoutZeros(state.interactions);
  }
  get users(): IdMap {
    return this.state.users;
  }
  get items(): IdMap {
    return this.state.items;
  }
  get seen(): SparsePattern {
    return this.state.interactions;
  }
  protected get settings(): NeighborSettings {
    return this.state.settings as unknown as NeighborSettings;
  }

  /** Predicted rating of each item before clipping, NaN for an item that nobody rated; [items]. */
  protected abstract ratingsOf(person: Person): Float32Array;
  protected abstract ratingOf(person: Person, itemIndex: number): number;
  /** Where values are no ratings a score is a row of the person times these; [any × items]. */
  protected abstract get weights(): SparseRows;
  /** Rows of the weights and their factors. */
  protected abstract factorsOf(person: Person): Factors;

  /**
   * `undefined` for an unknown user or item, where nothing was learned about either, and always where values are no ratings.
   * A baseline is enough where one of both is known.
   */
  predict(user: Id, item: Id): number | undefined {
    const { users, items, ratingScale, settings } = this.state;
    const itemIndex = items.indexOf(item);
    if (!this.hasRatings || itemIndex === undefined) return undefined;
    const rated = this.counts[itemIndex] > 0;
    const person = this.personOf(user);
    if (person !== undefined && rated) return clipped(this.ratingOf(person, itemIndex), ratingScale as RatingScale);
    const userIndex = users.indexOf(user);
    if (userIndex === undefined || (person === undefined && !rated) || settings['prediction'] !== 'baseline') return undefined;
    return clipped(this.state.meanRating + this.state.userBias[userIndex] + this.state.itemBias[itemIndex], ratingScale as RatingScale);
  }

  /** NaN for an item that nobody has. */
  scoreItems(who: UserQuery): Float32Array | undefined {
    const person = this.personOf(who);
    return person && (this.hasRatings ? this.ratingsOf(person) : this.#sumsOf(person));
  }

  /** Rows of the weights that hold none of the person's are never looked at. */
  #sumsOf(person: Person): Float32Array {
    const factors = this.factorsOf(person);
    const { pointers, indexes, values } = this.weights;
    const sums = new Float64Array(this.items.size);
    factors.values.forEach((factor, k) => {
      const row = factors.indexes[k];
      for (let e = pointers[row]; e < pointers[row + 1]; e++) sums[indexes[e]] += factor * values[e];
    });
    return Float32Array.from(this.counts, (count, itemIndex) => (count === 0 ? Number.NaN : sums[itemIndex]));
  }

  recommend(who: UserQuery, options?: RecommendOptions): readonly ScoredItem[] | undefined {
    return recommendByScores(this, who, options);
  }

  /** By kernel where values are no ratings, else user by user. */
  async topItems(userIndexes: Uint32Array, options: TopItemsOptions): Promise<TopItems> {
    if (this.hasRatings) return topItemsByScores(this, userIndexes, options);
    const rowOf = (userIndex: number): Factors | undefined => {
      const person = this.personOf(this.users.ids[userIndex]);
      return person && this.factorsOf(person);
    };
    const known = Uint8Array.from(this.counts, (count) => (count > 0 ? 1 : 0));
    const kernels = await loadKernels({ threads: options.threads });
    return topItemsByWeights({ seen: this.seen, weights: this.weights, known, rowOf }, userIndexes, options, kernels);
  }

  /** Interactions of each item; [items]. */
  protected get counts(): Uint32Array {
    if (this.#counts === undefined) {
      this.#counts = new Uint32Array(this.items.size);
      for (const itemIndex of this.taught.indexes) this.#counts[itemIndex]++;
    }
    return this.#counts;
  }

  protected personOf(who: UserQuery): Person | undefined {
    const { taught } = this;
    const { userBias, itemBias, meanRating } = this.state;
    if (typeof who !== 'object') {
      const userIndex = trainingIndex(this.users, taught, who);
      if (userIndex === undefined) return undefined;
      const row = { indexes: rowIndexes(taught, userIndex), values: rowValues(taught, userIndex) };
      return { userIndex, row, bias: userBias[userIndex] ?? 0, ...this.#moments(row) };
    }
    const given = foldInRow(this.items, who.ratings, (itemIndex) => this.counts[itemIndex] > 0);
    const row = this.hasRatings ? given : taughtPart(given);
    if (row === undefined) return undefined;
    if (!this.hasRatings) for (const [e, value] of row.values.entries()) this.#requireWeight(row.indexes[e], value);
    const bias = itemBias.length > 0 ? solveUserBias(row, meanRating, itemBias, this.settings.userRegularization) : 0;
    return { userIndex: undefined, row, bias, ...this.#moments(row) };
  }

  #requireWeight(itemIndex: number, value: number): void {
    if (value >= 0) return;
    const item = this.items.ids[itemIndex];
    throw new LikewiseError('invalid-value', `ratings: the weight of item ${item} must be ≥ 0; got ${value}.`, { item, value });
  }

  #moments({ values }: FoldInRow): { readonly mean: number; readonly deviation: number } {
    if (!this.hasRatings) return { mean: 0, deviation: 1 };
    const mean = meanOf(values);
    return { mean, deviation: spreadOf(values, mean) || this.overallDeviation };
  }

  #overall: number | undefined;
  /** Spread of all ratings. */
  protected get overallDeviation(): number {
    this.#overall ??= spreadOf(this.state.interactions.values, this.state.meanRating) || 1;
    return this.#overall;
  }
}

/** Deviation of each rating from what it is compared with, along `interactions`; plain: the ratings; [entries]. */
export function deviationsOf(
  { interactions, meanRating, userBias, itemBias }: NeighborState,
  { prediction }: NeighborSettings,
  side: 'users' | 'items',
): Float32Array {
  const { rows, pointers, indexes, values } = interactions;
  if (prediction === 'plain') return values;
  const moments =
    prediction === 'baseline' ? undefined : momentsOf(side === 'users' ? interactions : transpose(interactions).matrix, meanRating);
  const deviations = new Float32Array(values.length);
  for (let u = 0; u < rows; u++) {
    for (let e = pointers[u]; e < pointers[u + 1]; e++) {
      const row = side === 'users' ? u : indexes[e];
      const base = moments === undefined ? meanRating + userBias[u] + itemBias[indexes[e]] : moments.means[row];
      deviations[e] = (values[e] - base) / (prediction === 'z-score' ? moments!.deviations[row] : 1);
    }
  }
  return deviations;
}

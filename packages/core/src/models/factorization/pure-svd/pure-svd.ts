/**
 * PureSVD: the best approximation of the whole user × item matrix by one of low rank, unknown cells counting as 0.
 *
 * A ≈ U Σ Vᵀ with `factors` singular values; score(u,i) = r_u · V v_iᵀ, r_u the person's row of A: V alone is the model, and
 * someone new is scored as someone of training. With centering item means m are subtracted first, A − 1 mᵀ, and added back.
 *
 * Source: Cremonesi, Koren, Turrin: Performance of Recommender Algorithms on Top-N Recommendation Tasks, RecSys 2010,
 * doi:10.1145/1864708.1864721; computed as in Halko, Martinsson, Tropp: Finding Structure with Randomness, SIAM Review 2011,
 * arXiv:0909.4061.
 * Differs: values other than 0 may be taken as 1 ("binary") and the mean may be subtracted; the matrix is never made dense for it.
 */
import { type Id, IdMap } from '../../../data/id-map.ts';
import type { Interactions } from '../../../data/interactions.ts';
import { paddedFactors } from '../../../kernels/kernels.ts';
import { loadKernels } from '../../../kernels/load-kernels.ts';
import type { Panels } from '../../../kernels/panels.ts';
import { runOnce } from '../../../kernels/run-once.ts';
import { type DenseMatrix, dotRow, lengthsOf, rowOf, withRow, withRowLength, withValue } from '../../../matrix/dense.ts';
import { type SparseRows, transpose, withColumn, withoutZeros } from '../../../matrix/sparse.ts';
import { choice, integer, type OptionSpecs, resolveOptions } from '../../../options.ts';
import { taughtPart } from '../../answering/positives.ts';
import { checkedN, recommendByScores } from '../../answering/recommend.ts';
import { type FoldInRow, foldInColumn, foldInRow, rowOfUser, trainingIndex } from '../../answering/user-row.ts';
import { checkShapes } from '../../contract/check-shapes.ts';
import type { CatalogEntry, Estimator, FitContext } from '../../contract/estimator.ts';
import type {
  BatchRecommender,
  Explains,
  Explanation,
  FoldIn,
  History,
  ItemHistory,
  ItemSimilarity,
  NewItems,
  RecommendOptions,
  ScoredItem,
  TopItems,
  TopItemsOptions,
  UserQuery,
} from '../../contract/model.ts';
import { refuseRefit, requireInteractions } from '../../contract/requirements.ts';
import type { ModelState } from '../../contract/state.ts';
import { refuseKnownItem } from '../../vectors/grown.ts';
import { explanationOf } from '../../vectors/ridge-model.ts';
import { panelsOf, topItemsByFactors } from '../../vectors/top-items.ts';
import { similarByCosine } from '../../vectors/vectors.ts';
import { rightVectors, weightedSum } from './subspace.ts';

export interface PureSVDOptions {
  /** Number of singular values kept; as many as the data has items would repeat the matrix; integer ≥ 1 and ≤ 1024. @default 20 */
  readonly factors: number;
  /** What an entry of the matrix is: the value as given, or 1 (0 stays 0). @default 'given' */
  readonly weighting: 'given' | 'binary';
  /** What is subtracted first: nothing, or the mean of each item over all people. @default 'none' */
  readonly centering: 'none' | 'item';
  /** Directions beyond `factors` that the iteration carries along; integer ≥ 0 and ≤ 1024. @default 10 */
  readonly oversampling: number;
  /** Times that the subspace is turned through the matrix and back; integer ≥ 0. @default 8 */
  readonly epochs: number;
  /** Start of randomness; integer ≥ 0. @default 0 */
  readonly seed: number;
}

const options: OptionSpecs<PureSVDOptions> = {
  factors: integer(20, { min: 1, max: 1024 }, 'number of singular values kept; as many as the data has items would repeat the matrix'),
  weighting: choice('given', ['given', 'binary'], 'what an entry of the matrix is: the value as given, or 1 (0 stays 0)'),
  centering: choice('none', ['none', 'item'], 'what is subtracted first: nothing, or the mean of each item over all people'),
  oversampling: integer(10, { min: 0, max: 1024 }, 'directions beyond `factors` that the iteration carries along'),
  epochs: integer(8, { min: 0 }, 'times that the subspace is turned through the matrix and back'),
  seed: integer(0, { min: 0 }, 'start of randomness'),
};

export interface PureSVDState extends ModelState {
  /** What training users had, as the matrix holds it. */
  readonly seen: SparseRows;
  /** Largest first; shorter than `factors` where the matrix has a lower rank; [rank]. */
  readonly singularValues: Float64Array;
  /** Row of the (centered) matrix times V; [users × factors]. */
  readonly userFactors: DenseMatrix;
  /** V; [items × factors]. */
  readonly itemFactors: DenseMatrix;
  /** What was subtracted from each item's column; [items]. */
  readonly itemMeans: Float32Array;
  /** How many of the last items came after training, by `withItem`: nobody's vector holds their value. */
  readonly addedItems?: number | undefined;
}

/**
 * @throws LikewiseError `unknown-option`, `invalid-option`; from `fit`: `empty-data`, `too-large`.
 * @example const model = await pureSVD({ factors: 20 }).fit(train);
 */
export function pureSVD(given: Partial<PureSVDOptions> = {}): Estimator<PureSVDModel, PureSVDOptions> {
  const settings = resolveOptions('pureSVD', options, given);
  return Object.freeze({ name: 'pure-svd', settings, fit });

  async function fit(train: Interactions, context: FitContext = {}): Promise<PureSVDModel> {
    refuseRefit('pureSVD', context.refit);
    context.signal?.throwIfAborted();
    requireInteractions('pureSVD', train);
    const { users, items } = train;
    const userItems = weighted(train.userItems, settings.weighting);
    const { matrix: itemUsers } = transpose(userItems);
    const itemMeans = settings.centering === 'none' ? new Float32Array(items.size) : meansOf(itemUsers);
    const kernels = context.kernels ?? (await loadKernels({ threads: context.threads }));
    const learned = await rightVectors(userItems, itemUsers, itemMeans, settings, kernels, context);
    return new PureSVDModel({ settings: { ...settings }, users, items, seen: userItems, itemMeans, ...learned });
  }
}

function weighted(matrix: SparseRows, weighting: 'given' | 'binary'): SparseRows {
  return weighting === 'given' ? matrix : { ...matrix, values: matrix.values.map((value) => (value === 0 ? 0 : 1)) };
}

/** Over all people, those without the item counting 0. */
function meansOf({ rows, columns, pointers, values }: SparseRows): Float32Array {
  return Float32Array.from({ length: rows }, (_, item) => {
    let sum = 0;
    for (let e = pointers[item]; e < pointers[item + 1]; e++) sum += values[e];
    return sum / columns;
  });
}

/** A fitted model. No method changes it; treat the arrays in `state` as read-only. */
export class PureSVDModel implements BatchRecommender, ItemSimilarity, FoldIn, NewItems, Explains {
  readonly name = 'pure-svd';
  readonly state: PureSVDState;
  #known: Uint8Array | undefined;
  #entries: SparseRows | undefined;
  #lengths: Float64Array | undefined;
  #panels: Panels | undefined;
  #people: DenseMatrix | undefined;
  #offset: Float32Array | undefined;

  constructor(state: PureSVDState) {
    this.state = Object.freeze({ ...state });
  }
  get users(): IdMap {
    return this.state.users;
  }
  get items(): IdMap {
    return this.state.items;
  }
  get seen(): SparseRows {
    return this.state.seen;
  }

  /** The approximated entry of the matrix for each item; NaN for an item nobody has. */
  scoreItems(who: UserQuery): Float32Array | undefined {
    const vector = this.#vectorOf(who);
    if (vector === undefined) return undefined;
    const { itemFactors, itemMeans } = this.state;
    return Float32Array.from(this.#knownItems(), (known, i) => (known === 1 ? itemMeans[i] + dotRow(vector, itemFactors, i) : Number.NaN));
  }

  recommend(who: UserQuery, recommendOptions?: RecommendOptions): readonly ScoredItem[] | undefined {
    const person: UserQuery = typeof who === 'object' ? { ratings: [...who.ratings] } : who;
    return recommendByScores(this, person, recommendOptions);
  }

  async topItems(userIndexes: Uint32Array, topOptions: TopItemsOptions): Promise<TopItems> {
    const { userFactors, itemFactors, itemMeans, seen } = this.state;
    const known = this.#knownItems();
    const { pointers } = this.#taught();
    // The mean is one more coordinate; a 1 beside it, which people have as 0, tells a known item of score 0 from an unknown one.
    this.#panels ??= panelsOf(widened(itemFactors, (i) => (known[i] === 1 ? [itemMeans[i], 1] : [0, 0])));
    this.#people ??= widened(userFactors, (u) => (pointers[u + 1] > pointers[u] ? [1, 0] : [0, 0]));
    const parts = { userFactors: this.#people, panels: this.#panels, items: this.items.size, seen };
    return topItemsByFactors(parts, userIndexes, topOptions, await loadKernels({ threads: topOptions.threads }));
  }

  /** By the cosine of item vectors, in [−1, 1]; `undefined` also for an item nobody has. */
  similarItems(item: Id, { n }: { readonly n?: number | undefined } = {}): readonly ScoredItem[] | undefined {
    const length = checkedN(n);
    const itemIndex = this.items.indexOf(item);
    if (itemIndex === undefined || this.#knownItems()[itemIndex] === 0) return undefined;
    this.#lengths ??= lengthsOf(this.state.itemFactors);
    return similarByCosine(this.items, this.state.itemFactors, this.#lengths, itemIndex, length);
  }

  /** r·V, less the means' share with centering; [factors]. The same sum as in training, bit for bit. @throws LikewiseError `invalid-value`. */
  foldIn(ratings: History): Float32Array | undefined {
    const known = this.#knownItems();
    const row = this.#weighted(foldInRow(this.items, ratings, (itemIndex) => known[itemIndex] === 1));
    return row && this.#project(row);
  }

  /**
   * The vector of an item absent from training, by the values people gave it: its column projected on what people have in common,
   * Σ⁻² (A V)ᵀ a; [factors]. `undefined` when none of them is known. An item of training gets its own vector up to rounding.
   * @throws LikewiseError `invalid-value`
   */
  foldInItem(met: ItemHistory): Float32Array | undefined {
    const column = this.#columnOf(met);
    return column && this.#itemVector(column);
  }

  /**
   * A new model that also knows one more item; everyone's vector stays as it is, this model too. `undefined` like `foldInItem`.
   * @throws LikewiseError `known-item` where the model has the item; `invalid-value`
   */
  withItem(item: Id, met: ItemHistory): PureSVDModel | undefined {
    refuseKnownItem(this, item);
    const column = this.#columnOf(met);
    if (column === undefined) return undefined;
    const { state } = this;
    return new PureSVDModel({
      ...state,
      items: new IdMap([...this.items.ids, item]),
      seen: withColumn(state.seen, column),
      itemFactors: withRow(state.itemFactors, this.#itemVector(column)),
      itemMeans: withValue(state.itemMeans, this.#meanOf(column)),
      addedItems: (state.addedItems ?? 0) + 1,
    });
  }

  /**
   * What each value r_j of the person adds: r_j (v_j · v_i), so that contributions add up to the score. With centering "everyone" is the
   * rest: the mean of the item, less what people's means say of it.
   */
  explain(who: UserQuery, item: Id): Explanation | undefined {
    const { itemFactors, itemMeans } = this.state;
    const known = this.#knownItems();
    const itemIndex = this.items.indexOf(item);
    const row = this.#weighted(rowOfUser(who, { ...this.state, seen: this.#taught() }, (index) => known[index] === 1));
    if (itemIndex === undefined || row === undefined || known[itemIndex] === 0) return undefined;
    const target = rowOf(itemFactors, itemIndex);
    const shares = Float64Array.from(row.indexes, (index, e) => row.values[e] * dotRow(target, itemFactors, index));
    const centered = this.#settings.centering === 'item';
    return explanationOf(this.items, row, shares, centered ? itemMeans[itemIndex] - dotRow(target, this.#meansRow(), 0) : 0);
  }

  #columnOf(met: ItemHistory): FoldInRow | undefined {
    const { pointers } = this.#taught();
    return this.#weighted(foldInColumn(this.users, met, (userIndex) => pointers[userIndex + 1] > pointers[userIndex]));
  }

  #itemVector(column: FoldInRow): Float32Array {
    const { userFactors, singularValues } = this.state;
    const sums = new Float64Array(userFactors.columns);
    column.indexes.forEach((userIndex, e) => {
      rowOf(userFactors, userIndex).forEach((coordinate, f) => {
        sums[f] += column.values[e] * coordinate;
      });
    });
    const mean = this.#meanOf(column);
    if (mean !== 0) for (let at = 0; at < userFactors.values.length; at++) sums[at % sums.length] -= mean * userFactors.values[at];
    return Float32Array.from(sums, (sum, f) => (f < singularValues.length ? sum / singularValues[f] ** 2 : 0));
  }

  /** What centering subtracts from the column of an item. */
  #meanOf({ values }: FoldInRow): number {
    return this.#settings.centering === 'item' ? values.reduce((sum, value) => sum + value, 0) / this.users.size : 0;
  }

  /** The row as the matrix would hold it. */
  #weighted(row: FoldInRow | undefined): FoldInRow | undefined {
    const taught = taughtPart(row);
    return taught !== undefined && this.#settings.weighting === 'binary' ? { ...taught, values: taught.values.map(() => 1) } : taught;
  }

  /** What was learned from: an entry of 0 was seen, and is no other than an unknown cell. */
  #taught(): SparseRows {
    this.#entries ??= withoutZeros(this.state.seen);
    return this.#entries;
  }

  /** m·V, a matrix of one row. */
  #meansRow(): DenseMatrix {
    const { itemFactors, itemMeans } = this.state;
    if (this.#offset === undefined) {
      this.#offset = new Float32Array(itemFactors.columns);
      weightedSum(itemFactors.values, itemMeans, itemFactors.columns, this.#offset);
    }
    return { rows: 1, columns: itemFactors.columns, values: this.#offset };
  }

  #vectorOf(who: UserQuery): Float32Array | undefined {
    if (typeof who === 'object') return this.foldIn(who.ratings);
    const userIndex = trainingIndex(this.users, this.#taught(), who);
    return userIndex === undefined ? undefined : rowOf(this.state.userFactors, userIndex);
  }

  #project({ indexes, values }: FoldInRow): Float32Array {
    const { itemFactors } = this.state;
    const { columns: factors } = itemFactors;
    const width = paddedFactors(factors);
    const count = indexes.length;
    const y = new Float32Array(count * width);
    for (let e = 0; e < count; e++) y.set(rowOf(itemFactors, indexes[e]), e * width);
    const offset = new Float32Array(width);
    offset.set(this.#meansRow().values);
    const products = new Float32Array(width);
    const entries = Uint32Array.from({ length: count }, (_, e) => e);
    const { centering } = this.#settings;
    const shifts = Float32Array.of(centering === 'none' ? 0 : 1);
    return runOnce('sparseProduct', [Uint32Array.of(0, count), entries, values, y, shifts, offset, width, products], {
      rows: 1,
      scratchBytes: 0,
      result: products,
    }).slice(0, factors);
  }

  #knownItems(): Uint8Array {
    if (this.#known === undefined) {
      this.#known = new Uint8Array(this.items.size);
      for (const itemIndex of this.#taught().indexes) this.#known[itemIndex] = 1;
    }
    return this.#known;
  }

  get #settings(): PureSVDOptions {
    return this.state.settings as unknown as PureSVDOptions;
  }
}

/** Two more coordinates at the end of each row. */
function widened({ rows, columns, values }: DenseMatrix, more: (row: number) => readonly [number, number]): DenseMatrix {
  const wider = withRowLength(values, rows, columns, columns + 2);
  for (let row = 0; row < rows; row++) wider.set(more(row), row * (columns + 2) + columns);
  return { rows, columns: columns + 2, values: wider };
}

/** @throws LikewiseError `invalid-option`, `unknown-option`; `invalid-state` where the parts do not fit each other. */
function restored(given: ModelState): PureSVDModel {
  const state = given as PureSVDState;
  const { factors } = resolveOptions('pureSVD', options, state.settings as Partial<PureSVDOptions>);
  const { users, items } = state;
  checkShapes('pure-svd', [
    ['seen', state.seen, users.size, items.size],
    ['userFactors', state.userFactors, users.size, factors],
    ['itemFactors', state.itemFactors, items.size, factors],
    ['itemMeans', state.itemMeans, items.size, undefined],
    ['seen.values', state.seen.values, state.seen.indexes.length, undefined],
  ]);
  return new PureSVDModel(state);
}

export const pureSVDEntry: CatalogEntry<PureSVDOptions, PureSVDModel> = {
  name: 'pure-svd',
  factory: 'pureSVD',
  family: 'factorization',
  summary: 'The truncated singular value decomposition of the whole matrix: strong top-n lists with one number to choose.',
  feedback: 'any',
  abilities: ['score', 'recommend', 'batch', 'similar', 'fold-in', 'vector', 'new-items', 'explain'],
  options,
  formula: 'score(u,i) = r_u·V·v_i, A ≈ U Σ Vᵀ the nearest matrix of rank `factors`, unknown cells 0',
  source:
    'Cremonesi, Koren, Turrin: Performance of Recommender Algorithms on Top-N Recommendation Tasks, RecSys 2010, doi:10.1145/1864708.1864721; Halko, Martinsson, Tropp: Finding Structure with Randomness, SIAM Review 2011, arXiv:0909.4061',
  presets: {
    'movielens-1m': {
      settings: { factors: 15, weighting: 'binary' },
      found:
        'highest NDCG@20 on fold 2, folds 3 to 5 training, fold 1 never read, as likewise evaluate folds2to5.csv --split column:fold=2 --positive ">=4" --model pure-svd:factors=15,weighting=binary --metric ndcg@20 measures; grid factors 5…50, weighting given, binary, centering none, item',
    },
  },
  create: pureSVD,
  restore: restored,
};

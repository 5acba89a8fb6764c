/**
 * What a fitted factorization of likes can be asked: score(u,i) = b_u + b_i + x_u · y_i, for ranking only. Shared by every
 * model of that form; they differ in how the numbers were found and in how those of a new person or item are.
 */
import { type Id, IdMap } from '../../data/id-map.ts';
import { LikewiseError } from '../../errors.ts';
import { loadKernels } from '../../kernels/load-kernels.ts';
import type { Panels } from '../../kernels/panels.ts';
import type { TopNScan } from '../../kernels/top-n-scan.ts';
import { type DenseMatrix, dotRow, knownRows, lengthsOf, rowOf, withRow, withValue } from '../../matrix/dense.ts';
import { type SparsePattern, withColumn } from '../../matrix/sparse.ts';
import { positivePart } from '../answering/positives.ts';
import { checkedN, markSeen, recommendByScores, unwantedItems } from '../answering/recommend.ts';
import { type FoldInRow, foldInColumn, foldInRow, trainingIndex } from '../answering/user-row.ts';
import type {
  BatchRecommender,
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
} from '../contract/model.ts';
import type { ModelState } from '../contract/state.ts';
import { refuseKnownItem } from './grown.ts';
import { bestByProduct, bestByScan, LONGEST_INSERTED, panelsOf, scanOf, topItemsByFactors } from './top-items.ts';
import { scoresOf, similarByCosine } from './vectors.ts';

export interface PreferenceState extends ModelState {
  /** What training users had. */
  readonly seen: SparsePattern;
  /** x_u; [users × factors]; 0 for a user without a like. */
  readonly userFactors: DenseMatrix;
  /** y_i; [items × factors]; 0 for an item that nobody liked. */
  readonly itemFactors: DenseMatrix;
  /** b_i; [items]. */
  readonly itemBias: Float32Array;
  /** b_u; [users]; 0 in models that only rank. */
  readonly userBias: Float32Array;
}

export abstract class PreferenceModel implements BatchRecommender, ItemSimilarity, FoldIn, NewItems {
  abstract readonly name: string;
  /** Factory, for errors. */
  protected abstract readonly factory: string;
  readonly state: PreferenceState;
  #wideItems: DenseMatrix | undefined;
  #known: Uint8Array | undefined;
  #knownUsers: Uint8Array | undefined;
  #lengths: Float64Array | undefined;
  #panels: Panels | undefined;
  #scan: TopNScan | null | undefined;

  constructor(state: PreferenceState) {
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

  /** A new person's x, then b; [factors + 1]; from at least one known item, each with a value above 0. */
  protected abstract solve(row: FoldInRow): Float32Array;

  /** A new item's y, then b; [factors + 1]; from at least one known person who likes it, among those who met it; indexes are users. */
  protected abstract solveItem(liked: FoldInRow, met: FoldInRow): Float32Array;

  /** NaN for an item that nobody liked. */
  scoreItems(who: UserQuery): Float32Array | undefined {
    const vector = this.#vectorOf(who);
    return vector && scoresOf(vector, this.itemVectors, this.knownItems);
  }

  recommend(who: UserQuery, recommendOptions: RecommendOptions = {}): readonly ScoredItem[] | undefined {
    const n = checkedN(recommendOptions.n);
    // Beyond that, inserting into a sorted list costs more than scoring everything.
    if (n > LONGEST_INSERTED) return recommendByScores(this, who, recommendOptions);
    const person: UserQuery = typeof who === 'object' ? { ratings: [...who.ratings] } : who;
    const { filter, ...others } = recommendOptions;
    const unwanted = unwantedItems(this.items, others);
    const vector = this.#vectorOf(person);
    if (vector === undefined) return undefined;
    if (!recommendOptions.keepSeen) markSeen(this, person, unwanted);
    const scoreOf = (itemIndex: number): number => dotRow(vector, this.itemVectors, itemIndex);
    // A filter is asked only about items that would enter the list, which the kernel cannot do.
    const scan = filter === undefined ? this.#scanOfItems() : undefined;
    if (scan !== undefined) return bestByScan(this.items, vector, scoreOf, scan, n, unwanted);
    const { ids } = this.items;
    const wanted = (itemIndex: number): boolean => unwanted[itemIndex] === 0 && (filter === undefined || filter(ids[itemIndex]));
    return bestByProduct(this.items, vector, scoreOf, this.#panelsOfItems(), n, wanted);
  }

  async topItems(userIndexes: Uint32Array, options: TopItemsOptions): Promise<TopItems> {
    const parts = { userFactors: this.userVectors(), seen: this.seen, panels: this.#panelsOfItems(), items: this.items.size };
    return topItemsByFactors(parts, userIndexes, options, await loadKernels({ threads: options.threads }));
  }

  /** By the cosine of item vectors, in [−1, 1]; `undefined` also for an item that nobody liked. */
  similarItems(item: Id, { n }: { readonly n?: number | undefined } = {}): readonly ScoredItem[] | undefined {
    const length = checkedN(n);
    const itemIndex = this.items.indexOf(item);
    this.#lengths ??= lengthsOf(this.state.itemFactors);
    if (itemIndex === undefined || this.#lengths[itemIndex] === 0) return undefined;
    return similarByCosine(this.items, this.state.itemFactors, this.#lengths, itemIndex, length);
  }

  /**
   * The person's vector, then their bias; [factors + 1]. `undefined` when no item is known or no value is above 0.
   * @throws LikewiseError `invalid-value`, `negative-weight`
   */
  foldIn(ratings: History): Float32Array | undefined {
    const known = this.knownItems;
    const row = foldInRow(this.items, ratings, (itemIndex) => known[itemIndex] === 1);
    const liked = positivePart(this.factory, 'item', this.items, row);
    return liked && this.solve(liked);
  }

  /**
   * The item's vector, then its bias; [factors + 1], by who met it and the value each gave. `undefined` when nobody known likes it.
   * @throws LikewiseError `invalid-value`, `negative-weight`
   */
  foldInItem(users: ItemHistory): Float32Array | undefined {
    return this.#solvedItem(users)?.solved;
  }

  /**
   * A new model that also knows one more item; everyone's side stays as it is, this model too. `undefined` like `foldInItem`.
   * @throws LikewiseError `known-item` where the model has the item; `invalid-value`, `negative-weight`
   */
  withItem(item: Id, users: ItemHistory): this | undefined {
    refuseKnownItem(this, item);
    const found = this.#solvedItem(users);
    if (found === undefined) return undefined;
    const { state } = this;
    const factors = state.itemFactors.columns;
    const Same = this.constructor as new (state: PreferenceState) => this;
    return new Same({
      ...state,
      items: new IdMap([...this.items.ids, item]),
      seen: withColumn(state.seen, found.met),
      itemBias: withValue(state.itemBias, found.solved[factors]),
      itemFactors: withRow(state.itemFactors, found.solved.subarray(0, factors)),
    });
  }

  #solvedItem(users: ItemHistory): { readonly solved: Float32Array; readonly met: FoldInRow } | undefined {
    const known = this.knownUsers;
    const met = foldInColumn(this.users, users, (userIndex) => known[userIndex] === 1);
    const liked = positivePart(this.factory, 'user', this.users, met);
    return met && liked && { solved: this.solveItem(liked, met), met };
  }

  /** 1 for each user who liked something; [users]. */
  protected get knownUsers(): Uint8Array {
    this.#knownUsers ??= knownRows(this.state.userFactors);
    return this.#knownUsers;
  }

  /** 1 for each item that somebody liked; [items]. */
  protected get knownItems(): Uint8Array {
    this.#known ??= knownRows(this.state.itemFactors);
    return this.#known;
  }

  /** A person's side of the product: x, b_u, 1. */
  #vectorOf(who: UserQuery): Float32Array | undefined {
    const { userFactors, userBias } = this.state;
    const vector = new Float32Array(userFactors.columns + 2);
    if (typeof who === 'object') {
      const folded = this.foldIn(who.ratings);
      if (folded === undefined) return undefined;
      vector.set(folded);
    } else {
      const userIndex = trainingIndex(this.users, this.seen, who);
      if (userIndex === undefined) return undefined;
      const own = rowOf(userFactors, userIndex);
      // Someone whose values were all 0 is seen, but nothing was learned.
      if (own.every((value) => value === 0)) return undefined;
      vector.set(own);
      vector[userFactors.columns] = userBias[userIndex];
    }
    vector[userFactors.columns + 1] = 1;
    return vector;
  }

  /** The people's side of the product: x, b_u, 1; 0 for who liked nothing. */
  protected userVectors(): DenseMatrix {
    const { userFactors, userBias } = this.state;
    return wide(userFactors, (u) => (this.knownUsers[u] === 1 ? [userBias[u], 1] : [0, 0]));
  }

  /** The items' side of the product: y, 1, b_i; 0 for an item that nobody liked. */
  protected get itemVectors(): DenseMatrix {
    this.#wideItems ??= wide(this.state.itemFactors, (i) => (this.knownItems[i] === 1 ? [1, this.state.itemBias[i]] : [0, 0]));
    return this.#wideItems;
  }

  #panelsOfItems(): Panels {
    this.#panels ??= panelsOf(this.itemVectors);
    return this.#panels;
  }

  #scanOfItems(): TopNScan | undefined {
    // null: looked for, and there is none.
    if (this.#scan === undefined) this.#scan = scanOf(this.#panelsOfItems(), this.items.size, this.itemVectors.columns) ?? null;
    return this.#scan ?? undefined;
  }
}

/** The matrix with two more coordinates at the end of each row. */
function wide({ rows, columns, values }: DenseMatrix, more: (row: number) => readonly [number, number]): DenseMatrix {
  const wider = new Float32Array(rows * (columns + 2));
  for (let row = 0; row < rows; row++) {
    wider.set(values.subarray(row * columns, (row + 1) * columns), row * (columns + 2));
    wider.set(more(row), row * (columns + 2) + columns);
  }
  return { rows, columns: columns + 2, values: wider };
}

/** The state of a model file. @throws LikewiseError `invalid-state` where its parts do not fit each other. */
export function checkedPreferenceState(name: string, given: ModelState, factors: number): PreferenceState {
  const state = given as PreferenceState;
  const { users, items, seen, userFactors, itemFactors, userBias, itemBias } = state;
  const parts: readonly (readonly [string, { readonly rows: number; readonly columns: number } | undefined, number, number])[] = [
    ['seen', seen, users.size, items.size],
    ['userFactors', userFactors, users.size, factors],
    ['itemFactors', itemFactors, items.size, factors],
    ['userBias', userBias && { rows: userBias.length, columns: 1 }, users.size, 1],
    ['itemBias', itemBias && { rows: itemBias.length, columns: 1 }, items.size, 1],
  ];
  for (const [part, matrix, rows, columns] of parts) {
    if (matrix?.rows === rows && matrix.columns === columns) continue;
    const came = matrix === undefined ? 'none' : `${matrix.rows} × ${matrix.columns}`;
    throw new LikewiseError('invalid-state', `${name}: ${part} must be ${rows} × ${columns}; got ${came}. The model file is damaged.`, {
      name: part,
    });
  }
  return state;
}

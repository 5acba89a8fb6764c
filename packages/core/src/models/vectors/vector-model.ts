/**
 * A fitted model that scores by a product of vectors: score(u,i) = a_u + b_i + x_u · y_i, where a model has a and b. What it can be asked
 * stands here once; models differ in how the numbers were found and in how those of new users and items are.
 */
import type { Id } from '../../data/id-map.ts';
import { loadKernels } from '../../kernels/load-kernels.ts';
import type { Panels } from '../../kernels/panels.ts';
import type { TopNScan } from '../../kernels/top-n-scan.ts';
import { type DenseMatrix, dotRow, knownRows, rowOf, withColumns } from '../../matrix/dense.ts';
import { checkedN, markSeen, recommendByScores, rereadable, unwantedItems } from '../answering/recommend.ts';
import { ScoringModel, type ScoringState } from '../answering/scoring-model.ts';
import type {
  BatchRecommender,
  FoldIn,
  History,
  ItemSimilarity,
  NewUser,
  RecommendOptions,
  ScoredItem,
  TopItems,
  TopItemsOptions,
  UserQuery,
} from '../contract/model.ts';
import type { Shape } from '../contract/state-shapes.ts';
import { CosineSearch } from './cosine-search.ts';
import { bestByProduct, bestByScan, LONGEST_INSERTED, panelsOf, scanOf, topItemsByFactors } from './top-items.ts';

export interface VectorState extends ScoringState {
  /** x_u; [users × factors]; 0 for a user of whom nothing was learned. */
  readonly userFactors: DenseMatrix;
  /** y_i; [items × factors]; 0 for an item of which nothing was learned. */
  readonly itemFactors: DenseMatrix;
  /** How many of the last items came after training, by `withItem`: no user's vector has learned from them. */
  readonly addedItems?: number | undefined;
}

/** Shapes of the parts, for files. */
export const vectorShapes = ({ users, items }: Pick<VectorState, 'users' | 'items'>, factors: number): Record<string, Shape> => ({
  seen: [users.size, items.size],
  userFactors: [users.size, factors],
  itemFactors: [items.size, factors],
});

/** The same of a model with biases. */
export const biasedShapes = (state: Pick<VectorState, 'users' | 'items'>, factors: number): Record<string, Shape> => ({
  ...vectorShapes(state, factors),
  userBias: [state.users.size],
  itemBias: [state.items.size],
});

/** Coordinates in float32; a bias after them may carry float64. */
export type UserVector = Float32Array | Float64Array;

export interface Biases {
  readonly ofUser: (userIndex: number) => number;
  readonly ofItem: (itemIndex: number) => number;
}

export abstract class VectorModel<State extends VectorState = VectorState, Settings extends object = object>
  extends ScoringModel<State, Settings>
  implements BatchRecommender, ItemSimilarity, FoldIn
{
  #knownItems: Uint8Array | undefined;
  #itemVectors: DenseMatrix | undefined;
  #userVectors: DenseMatrix | undefined;
  #compared: CosineSearch | undefined;
  #panels: Panels | undefined;
  #scan: TopNScan | null | undefined;

  /** The vector that scores a new user, laid out as `trainedVector`; `undefined` where nothing that the model knows is known of them. */
  protected abstract newVector(user: NewUser): UserVector | undefined;

  /** a_u and b_i; `undefined` where the product is the whole score. */
  protected biases(): Biases | undefined {
    return undefined;
  }

  /** The vector that scores a user of training who is known. */
  protected trainedVector(userIndex: number): UserVector {
    return rowOf(this.state.userFactors, userIndex);
  }

  /** Score of each known item for the user of the vector. */
  protected scorer(vector: UserVector): (itemIndex: number) => number {
    const { itemVectors } = this;
    return (itemIndex) => dotRow(vector, itemVectors, itemIndex);
  }

  /** Whether products of vectors rank as the scores do, so that lists need not score every item. */
  protected get ranksByProduct(): boolean {
    return true;
  }

  /** The vector as `userVectors` holds it. */
  protected productVector(vector: UserVector): UserVector {
    return vector;
  }

  /** Whether training learned of the user. */
  protected knowsUser(userIndex: number): boolean {
    return rowOf(this.state.userFactors, userIndex).some((value) => value !== 0);
  }

  /** 1 for each item of which training learned; [items]. */
  protected findKnownItems(): Uint8Array {
    return knownRows(this.state.itemFactors);
  }

  /** Item vectors whose cosine is similarity. */
  protected comparedVectors(): DenseMatrix {
    return this.state.itemFactors;
  }

  /** NaN for an item of which training learned nothing. */
  scoreItems(user: UserQuery): Float32Array | undefined {
    const vector = this.#vectorOf(user);
    if (vector === undefined) return undefined;
    const { knownItems } = this;
    const scoreOf = this.scorer(vector);
    const scores = new Float32Array(knownItems.length);
    for (let i = 0; i < scores.length; i++) scores[i] = knownItems[i] === 1 ? scoreOf(i) : Number.NaN;
    return scores;
  }

  override recommend(user: UserQuery, options: RecommendOptions = {}): readonly ScoredItem[] | undefined {
    const n = checkedN(options.n);
    // Beyond that, inserting into a sorted list costs more than scoring everything.
    if (n > LONGEST_INSERTED || !this.ranksByProduct) return recommendByScores(this, user, options);
    const asked = rereadable(user);
    const { filter, ...others } = options;
    const unwanted = unwantedItems(this.items, others);
    const vector = this.#vectorOf(asked);
    if (vector === undefined) return undefined;
    if (!options.keepSeen) markSeen(this, asked, unwanted);
    const product = this.productVector(vector);
    const scoreOf = this.scorer(vector);
    // A filter is asked only about items that would enter the list, which the kernel cannot do.
    const scan = filter === undefined ? this.#scanOfItems() : undefined;
    if (scan !== undefined) return bestByScan(this.items, product, scoreOf, scan, n, unwanted);
    const { ids } = this.items;
    const wanted = (itemIndex: number): boolean => unwanted[itemIndex] === 0 && (filter === undefined || filter(ids[itemIndex]));
    return bestByProduct(this.items, product, scoreOf, this.#panelsOfItems(), n, wanted);
  }

  async topItems(userIndexes: Uint32Array, options: TopItemsOptions): Promise<TopItems> {
    const parts = { userFactors: this.userVectors, panels: this.#panelsOfItems(), items: this.items.size, seen: this.seen };
    return topItemsByFactors(parts, userIndexes, options, await loadKernels({ threads: options.threads }));
  }

  /** By the cosine of item vectors, in [−1, 1]; `undefined` also for an item of which training learned nothing. */
  similarItems(item: Id, { n }: { readonly n?: number | undefined } = {}): readonly ScoredItem[] | undefined {
    const count = checkedN(n);
    const itemIndex = this.items.indexOf(item);
    if (itemIndex === undefined || this.knownItems[itemIndex] === 0) return undefined;
    this.#compared ??= new CosineSearch(this.comparedVectors(), this.ranksByProduct);
    return this.#compared.nearest(itemIndex, count).map(({ row, score }) => ({ item: this.items.ids[row], score }));
  }

  abstract foldIn(history: History): Float32Array | undefined;

  protected get knownItems(): Uint8Array {
    this.#knownItems ??= this.findKnownItems();
    return this.#knownItems;
  }

  /** What items bring to the product: y, and with biases 1 and b_i; 0 for an unknown item, also where a known one has value 0. */
  protected get itemVectors(): DenseMatrix {
    this.#itemVectors ??= withBiases(
      this.state.itemFactors,
      this.biases()?.ofItem,
      (i) => this.knownItems[i] === 1,
      (b) => [1, b],
    );
    return this.#itemVectors;
  }

  /** What users bring to the product: x, and with biases a_u and 1; 0 for an unknown user. */
  protected get userVectors(): DenseMatrix {
    this.#userVectors ??= withBiases(
      this.state.userFactors,
      this.biases()?.ofUser,
      (u) => this.knowsUser(u),
      (a) => [a, 1],
    );
    return this.#userVectors;
  }

  #vectorOf(user: UserQuery): UserVector | undefined {
    if (typeof user === 'object') {
      const vector = this.newVector(user);
      // Values or settings far out of the ordinary: what is no number says nothing.
      return vector?.every((value) => Number.isFinite(value)) ? vector : undefined;
    }
    const userIndex = this.users.indexOf(user);
    return userIndex === undefined || !this.knowsUser(userIndex) ? undefined : this.trainedVector(userIndex);
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

function withBiases(
  factors: DenseMatrix,
  biasOf: ((row: number) => number) | undefined,
  knows: (row: number) => boolean,
  columnsOf: (bias: number) => readonly number[],
): DenseMatrix {
  if (biasOf === undefined) return factors;
  const wider = withColumns(factors, (row) => columnsOf(biasOf(row)));
  for (let row = 0; row < wider.rows; row++) if (!knows(row)) rowOf(wider, row).fill(0);
  return wider;
}

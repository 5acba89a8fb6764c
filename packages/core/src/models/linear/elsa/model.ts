/** What a fitted elsa can be asked. */
import type { Id } from '../../../data/id-map.ts';
import { loadKernels } from '../../../kernels/load-kernels.ts';
import type { Panels } from '../../../kernels/panels.ts';
import { type DenseMatrix, dotRow, knownRows, rowOf } from '../../../matrix/dense.ts';
import { patternOf, rowIndexes, rowValues, type SparsePattern, type SparseRows } from '../../../matrix/sparse.ts';
import { atOnce, checkedMost, largestFirst } from '../../answering/explanation.ts';
import { checkedN } from '../../answering/recommend.ts';
import { topItemsByScores } from '../../answering/recommend-many.ts';
import { ScoringModel, type ScoringState } from '../../answering/scoring-model.ts';
import { type FoldInRow, foldInRow, trainingIndex } from '../../answering/user-row.ts';
import type {
  BatchRecommender,
  Explainer,
  ExplainOptions,
  Explains,
  Explanation,
  FoldIn,
  History,
  ItemSimilarity,
  ScoredItem,
  TopItems,
  TopItemsOptions,
  UserQuery,
} from '../../contract/model.ts';
import { positiveRow } from '../../item-weights/item-weights-model.ts';
import { CosineSearch } from '../../vectors/cosine-search.ts';
import { panelsOf, topItemsByFactors } from '../../vectors/top-items.ts';
import type { ElsaOptions } from './options.ts';

export interface ElsaState extends ScoringState {
  /** What training users had, with its values; [users × items]. */
  readonly seen: SparseRows;
  /** A: rows of length 1, 0 for an item without a positive value; [items × factors]. */
  readonly itemFactors: DenseMatrix;
}

export class ElsaModel extends ScoringModel<ElsaState, ElsaOptions> implements BatchRecommender, ItemSimilarity, FoldIn, Explains {
  #known: Uint8Array | undefined;
  #compared: CosineSearch | undefined;
  #panels: Panels | undefined;

  override get seen(): SparsePattern {
    return patternOf(this.state.seen);
  }

  /** x(AAᵀ − I); NaN for an item without a positive value. */
  scoreItems(user: UserQuery): Float32Array | undefined {
    const row = this.#rowOf(user);
    if (row === undefined) return undefined;
    const vector = this.#vectorOf(row);
    const known = this.#knownItems();
    const scores = Float32Array.from(known, (isKnown, i) => (isKnown === 1 ? dotRow(vector, this.state.itemFactors, i) : Number.NaN));
    row.indexes.forEach((itemIndex, e) => {
      scores[itemIndex] -= row.values[e];
    });
    return scores;
  }

  async topItems(userIndexes: Uint32Array, options: TopItemsOptions): Promise<TopItems> {
    // What someone has is scored otherwise than by a product.
    if (options.keepSeen) return topItemsByScores(this, userIndexes, options);
    const { itemFactors, seen } = this.state;
    const asked = new Uint32Array(userIndexes.length + 1);
    const userFactors = {
      rows: userIndexes.length,
      columns: itemFactors.columns,
      values: new Float32Array(userIndexes.length * itemFactors.columns),
    };
    const indexes = Array.from(userIndexes, (userIndex, row) => {
      const own = userIndex < this.users.size ? this.#trainingRow(userIndex) : undefined;
      if (own !== undefined) rowOf(userFactors, row).set(this.#vectorOf(own));
      const had = userIndex < this.users.size ? rowIndexes(seen, userIndex) : new Uint32Array();
      asked[row + 1] = asked[row] + had.length;
      return had;
    });
    const columns = new Uint32Array(asked[userIndexes.length]);
    for (const [row, had] of indexes.entries()) columns.set(had, asked[row]);
    this.#panels ??= panelsOf(itemFactors);
    const pattern = { rows: userIndexes.length, columns: this.items.size, pointers: asked, indexes: columns };
    const parts = { userFactors, panels: this.#panels, items: this.items.size, seen: pattern };
    return topItemsByFactors(
      parts,
      userIndexes.map((_, row) => row),
      options,
      await loadKernels({ threads: options.threads }),
    );
  }

  /** By a_j · a_i, the cosine of their vectors. `undefined` also for an item without a positive value. */
  similarItems(item: Id, { n }: { readonly n?: number | undefined } = {}): readonly ScoredItem[] | undefined {
    const count = checkedN(n);
    const itemIndex = this.items.indexOf(item);
    if (itemIndex === undefined || this.#knownItems()[itemIndex] === 0) return undefined;
    this.#compared ??= new CosineSearch(this.state.itemFactors, true);
    return this.#compared.nearest(itemIndex, count).map(({ row, score }) => ({ item: this.items.ids[row], score }));
  }

  /** xA of a new user, [factors]. @throws LikewiseError `invalid-value`, `negative-weight` */
  foldIn(history: History): Float32Array | undefined {
    const row = this.#foldInRow(history);
    return row && Float32Array.from(this.#vectorOf(row));
  }

  /** x_j (a_j · a_i) of each item j that the user has; contributions add up to the score. */
  explain(user: UserQuery, item: Id): Explanation | undefined {
    return this.explainer(user)?.explain(item);
  }

  explainer(user: UserQuery, options?: ExplainOptions): Explainer | undefined {
    const most = checkedMost(options);
    const row = this.#rowOf(user);
    if (row === undefined) return undefined;
    const { itemFactors } = this.state;
    return atOnce((item) => {
      const itemIndex = this.items.indexOf(item);
      if (itemIndex === undefined || this.#knownItems()[itemIndex] === 0) return undefined;
      const target = rowOf(itemFactors, itemIndex);
      const shares = Float64Array.from(row.indexes, (j, e) => (j === itemIndex ? 0 : row.values[e] * dotRow(target, itemFactors, j)));
      const score = shares.reduce((sum, share) => sum + share, 0);
      const because = largestFirst(shares, most).map((e) => ({ item: this.items.ids[row.indexes[e]], contribution: shares[e] }));
      return { score, because };
    });
  }

  #rowOf(user: UserQuery): FoldInRow | undefined {
    if (typeof user === 'object') return this.#foldInRow(user.ratings);
    const userIndex = trainingIndex(this.users, this.state.seen, user);
    return userIndex === undefined ? undefined : this.#trainingRow(userIndex);
  }

  #trainingRow(userIndex: number): FoldInRow | undefined {
    const { seen } = this.state;
    const row = { indexes: rowIndexes(seen, userIndex), values: rowValues(seen, userIndex) };
    return positiveRow(this.name, this.items, row, this.settings.weighting);
  }

  #foldInRow(history: History): FoldInRow | undefined {
    const known = this.#knownItems();
    const row = foldInRow(this.items, history, (itemIndex) => known[itemIndex] === 1);
    return positiveRow(this.name, this.items, row, this.settings.weighting);
  }

  /** xA. */
  #vectorOf({ indexes, values }: FoldInRow): Float64Array {
    const { itemFactors } = this.state;
    const vector = new Float64Array(itemFactors.columns);
    indexes.forEach((itemIndex, e) => {
      const own = rowOf(itemFactors, itemIndex);
      for (let f = 0; f < vector.length; f++) vector[f] += values[e] * own[f];
    });
    return vector;
  }

  #knownItems(): Uint8Array {
    this.#known ??= knownRows(this.state.itemFactors);
    return this.#known;
  }
}

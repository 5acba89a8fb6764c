/**
 * Everything that can be asked of a model whose score is a row of X times a matrix of item weights:
 * score(u,i) = Σ_j x_uj w_ji. Sums run in float64 over the user's items in the order of the data, here as in the kernels,
 * so that a score has the same bits wherever it is asked for.
 */
import type { Id, IdMap } from '../../data/id-map.ts';
import type { Interactions } from '../../data/interactions.ts';
import { loadKernels } from '../../kernels/load-kernels.ts';
import type { DenseMatrix } from '../../matrix/dense.ts';
import { patternOf, rowIndexes, rowValues, type SparsePattern, type SparseRows } from '../../matrix/sparse.ts';
import { type ChoiceSpec, choice } from '../../options.ts';
import { atOnce, checkedMost, largestFirst } from '../answering/explanation.ts';
import { positivePart, requirePositives } from '../answering/positives.ts';
import { bestItems, checkedN } from '../answering/recommend.ts';
import { ScoringModel, type ScoringState } from '../answering/scoring-model.ts';
import { topItemsByWeights } from '../answering/top-items-by-weights.ts';
import { type FoldInRow, foldInRow, trainingIndex } from '../answering/user-row.ts';
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
} from '../contract/model.ts';
import type { Shape } from '../contract/state-shapes.ts';

export type Weighting = 'binary' | 'given';

export interface LinearState extends ScoringState {
  /** What training users had, with the values they gave; [users × items]. */
  readonly seen: SparseRows;
  /** w_ji: what having item j adds to the score of item i; row j, column i; [items × items], diagonal 0. */
  readonly weights: DenseMatrix | SparseRows;
}

/** What the estimators of such models have in common. */
export interface WeightingOption {
  /** X of a value above 0: 1, or the value as given. @default 'binary' */
  readonly weighting: Weighting;
}
export const weightingOption: ChoiceSpec<Weighting> = choice(
  'binary',
  ['binary', 'given'],
  'x of a value above 0: 1, or the value as given',
);

/** Shapes of the state, for files. */
export const linearShapes = ({ users, items, seen }: LinearState): Readonly<Record<string, Shape>> => ({
  seen: [users.size, items.size],
  'seen.values': [seen?.indexes.length],
  weights: [items.size, items.size],
});

export class LinearItemModel<Settings extends WeightingOption = WeightingOption>
  extends ScoringModel<LinearState, Settings>
  implements BatchRecommender, ItemSimilarity, FoldIn, Explains
{
  #known: Uint8Array | undefined;

  override get seen(): SparsePattern {
    return patternOf(this.state.seen);
  }

  /** Σ_j x_uj w_ji of every item; NaN for an item without a positive value. */
  scoreItems(user: UserQuery): Float32Array | undefined {
    const row = this.#rowOf(user);
    if (row === undefined) return undefined;
    const { weights } = this.state;
    const sums = new Float64Array(this.items.size);
    row.indexes.forEach((itemIndex, e) => {
      const x = row.values[e];
      if ('pointers' in weights) {
        for (let w = weights.pointers[itemIndex]; w < weights.pointers[itemIndex + 1]; w++)
          sums[weights.indexes[w]] += x * weights.values[w];
      } else {
        const from = weights.values.subarray(itemIndex * weights.columns, (itemIndex + 1) * weights.columns);
        for (let i = 0; i < from.length; i++) sums[i] += x * from[i];
      }
    });
    const known = this.#knownItems();
    return Float32Array.from(sums, (sum, i) => (known[i] === 1 ? sum : Number.NaN));
  }

  async topItems(userIndexes: Uint32Array, options: TopItemsOptions): Promise<TopItems> {
    const { seen, weights } = this.state;
    // Someone without a positive value gets no list.
    const rowOf = (userIndex: number): FoldInRow | undefined => {
      const values = rowValues(seen, userIndex);
      return values.some((value) => value > 0)
        ? { indexes: rowIndexes(seen, userIndex), values: weightedValues(values, this.settings.weighting) }
        : undefined;
    };
    const parts = { seen, weights, known: this.#knownItems(), rowOf };
    return topItemsByWeights(parts, userIndexes, options, await loadKernels({ threads: options.threads }));
  }

  /** By w_ji: what having `item` adds to the score of the others. `undefined` also for an item without a positive value. */
  similarItems(item: Id, { n }: { readonly n?: number | undefined } = {}): readonly ScoredItem[] | undefined {
    const length = checkedN(n);
    const itemIndex = this.items.indexOf(item);
    const known = this.#knownItems();
    if (itemIndex === undefined || known[itemIndex] === 0) return undefined;
    const { weights } = this.state;
    const out = known.map((isKnown) => 1 - isKnown);
    out[itemIndex] = 1;
    return bestItems(this.items, rowOfWeights(weights, itemIndex), length, out);
  }

  /** x of a new user, [items]: their positive values as training weighs them. @throws LikewiseError `invalid-value`, `negative-weight`. */
  foldIn(history: History): Float32Array | undefined {
    const row = this.#foldInRow(history);
    if (row === undefined) return undefined;
    const x = new Float32Array(this.items.size);
    row.indexes.forEach((itemIndex, e) => {
      x[itemIndex] = row.values[e];
    });
    return x;
  }

  /** x_uj w_ji of each item j that has a weight for it; contributions add up to the score. */
  explain(user: UserQuery, item: Id): Explanation | undefined {
    return this.explainer(user)?.explain(item);
  }

  explainer(user: UserQuery, options?: ExplainOptions): Explainer | undefined {
    const most = checkedMost(options);
    const row = this.#rowOf(user);
    if (row === undefined) return undefined;
    return atOnce((item) => {
      const itemIndex = this.items.indexOf(item);
      if (itemIndex === undefined || this.#knownItems()[itemIndex] === 0) return undefined;
      let score = 0;
      const shares: number[] = [];
      const items: number[] = [];
      row.indexes.forEach((j, e) => {
        const contribution = row.values[e] * weightOf(this.state.weights, j, itemIndex);
        if (contribution === 0) return;
        score += contribution;
        shares.push(contribution);
        items.push(j);
      });
      const because = largestFirst(shares, most).map((e) => ({ item: this.items.ids[items[e]], contribution: shares[e] }));
      return { score, because };
    });
  }

  #rowOf(user: UserQuery): FoldInRow | undefined {
    if (typeof user === 'object') return this.#foldInRow(user.ratings);
    const { seen } = this.state;
    const userIndex = trainingIndex(this.users, seen, user);
    if (userIndex === undefined) return undefined;
    const row = { indexes: rowIndexes(seen, userIndex), values: rowValues(seen, userIndex) };
    return positiveRow(this.name, this.items, row, this.settings.weighting);
  }

  /** Items that training saw without a positive value have no weights: nothing is known of who has only those. */
  #foldInRow(history: History): FoldInRow | undefined {
    const known = this.#knownItems();
    const row = foldInRow(this.items, history, (itemIndex) => known[itemIndex] === 1);
    return positiveRow(this.name, this.items, row, this.settings.weighting);
  }

  /** 1 for each item with a positive value. */
  #knownItems(): Uint8Array {
    if (this.#known === undefined) {
      const known = new Uint8Array(this.items.size);
      const { indexes, values } = this.state.seen;
      indexes.forEach((itemIndex, e) => {
        if (values[e] > 0) known[itemIndex] = 1;
      });
      this.#known = known;
    }
    return this.#known;
  }
}

function rowOfWeights(weights: DenseMatrix | SparseRows, row: number): Float32Array {
  if (!('pointers' in weights)) return weights.values.slice(row * weights.columns, (row + 1) * weights.columns);
  const dense = new Float32Array(weights.columns);
  const values = rowValues(weights, row);
  rowIndexes(weights, row).forEach((column, e) => {
    dense[column] = values[e];
  });
  return dense;
}

function weightOf(weights: DenseMatrix | SparseRows, row: number, column: number): number {
  if (!('pointers' in weights)) return weights.values[row * weights.columns + column];
  let low = weights.pointers[row];
  let high = weights.pointers[row + 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (weights.indexes[middle] < column) low = middle + 1;
    else high = middle;
  }
  return low < weights.pointers[row + 1] && weights.indexes[low] === column ? weights.values[low] : 0;
}

/** x of a value: 1 or the value itself where it is above 0; 0 for a stored 0, which is seen but no sign of liking. */
function weightedValues(values: Float32Array, weighting: Weighting): Float32Array {
  return weighting === 'given' ? values.slice() : values.map((value) => (value > 0 ? 1 : 0));
}

/**
 * X: the entries above 0, weighted; [users × items].
 * @throws LikewiseError `empty-data`, `unexpected-ratings`; `negative-weight`, naming user and item.
 */
export function positiveRows(owner: string, train: Interactions, weighting: Weighting): SparseRows {
  const positives = requirePositives(owner, train);
  return { ...positives, values: weightedValues(positives.values, weighting) };
}

/** The part of a new user's row that is above 0, weighted; `undefined` when nothing is. @throws LikewiseError `negative-weight`. */
export function positiveRow(owner: string, items: IdMap, row: FoldInRow | undefined, weighting: Weighting): FoldInRow | undefined {
  const positive = positivePart(owner, 'item', items, row);
  return positive && { ...positive, values: weightedValues(positive.values, weighting) };
}

/** What a fitted pure-svd can be asked. */
import type { Id } from '../../../data/id-map.ts';
import { paddedFactors } from '../../../kernels/kernels.ts';
import { runOnce } from '../../../kernels/run-once.ts';
import { type DenseMatrix, dotRow, rowOf, withValue } from '../../../matrix/dense.ts';
import { type SparseRows, withoutZeros } from '../../../matrix/sparse.ts';
import { atOnce, checkedMost, explanationOf } from '../../answering/explanation.ts';
import { taughtPart } from '../../answering/positives.ts';
import { type FoldInRow, foldInColumn, foldInRow, rowOfUser } from '../../answering/user-row.ts';
import type { Explainer, ExplainOptions, Explains, Explanation, History, ItemHistory, NewUser, UserQuery } from '../../contract/model.ts';
import type { Shape } from '../../contract/state-shapes.ts';
import { GrowingModel, type NewItem } from '../../vectors/growing-model.ts';
import { type Biases, type UserVector, type VectorState, vectorShapes } from '../../vectors/vector-model.ts';
import type { PureSVDOptions } from './options.ts';
import { weightedSum } from './subspace.ts';

export interface PureSVDState extends VectorState {
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
}

/** Scores are the approximated entries of the matrix. */
export class PureSVDModel extends GrowingModel<PureSVDState, PureSVDOptions> implements Explains {
  #entries: SparseRows | undefined;
  #offset: Float32Array | undefined;

  /** Shapes of the parts, for files. */
  static shapes(state: PureSVDState, { factors }: PureSVDOptions): Record<string, Shape> {
    const entries = state.seen?.indexes?.length ?? 0;
    return { ...vectorShapes(state, factors), 'seen.values': [entries], itemMeans: [state.items.size] };
  }

  /** r·V, less the means' share with centering; [factors]. The same sum as in training, bit for bit. @throws LikewiseError `invalid-value`. */
  foldIn(history: History): Float32Array | undefined {
    const row = this.#weighted(foldInRow(this.items, history, (itemIndex) => this.knownItems[itemIndex] === 1));
    return row && this.#project(row);
  }

  /**
   * What each value r_j of the user adds: r_j (v_j · v_i), so that contributions add up to the score. With centering "everyone" is the
   * rest: the mean of the item, less what other items' means say of it.
   */
  explain(user: UserQuery, item: Id): Explanation | undefined {
    return this.explainer(user)?.explain(item);
  }

  explainer(user: UserQuery, options?: ExplainOptions): Explainer | undefined {
    const most = checkedMost(options);
    const { itemFactors, itemMeans } = this.state;
    const known = this.knownItems;
    const row = this.#weighted(rowOfUser(user, { ...this.state, seen: this.#taught }, (index) => known[index] === 1));
    if (row === undefined) return undefined;
    return atOnce((item) => {
      const itemIndex = this.items.indexOf(item);
      if (itemIndex === undefined || known[itemIndex] === 0) return undefined;
      const target = rowOf(itemFactors, itemIndex);
      const shares = Float64Array.from(row.indexes, (index, e) => row.values[e] * dotRow(target, itemFactors, index));
      const centered = this.settings.centering === 'item';
      return explanationOf(this.items, row, shares, centered ? itemMeans[itemIndex] - dotRow(target, this.#meansRow(), 0) : 0, most);
    });
  }

  protected override newVector({ ratings }: NewUser): UserVector | undefined {
    return this.foldIn(ratings);
  }

  protected override scorer(vector: UserVector): (itemIndex: number) => number {
    const { itemFactors, itemMeans } = this.state;
    return (itemIndex) => itemMeans[itemIndex] + dotRow(vector, itemFactors, itemIndex);
  }

  protected override biases(): Biases {
    const { itemMeans } = this.state;
    return { ofUser: () => 0, ofItem: (itemIndex) => itemMeans[itemIndex] };
  }

  protected override productVector(vector: UserVector): UserVector {
    return Float32Array.of(...vector, 0, 1);
  }

  protected override knowsUser(userIndex: number): boolean {
    const { pointers } = this.#taught;
    return pointers[userIndex + 1] > pointers[userIndex];
  }

  protected override findKnownItems(): Uint8Array {
    const known = new Uint8Array(this.items.size);
    for (const itemIndex of this.#taught.indexes) known[itemIndex] = 1;
    return known;
  }

  /** The item's column projected on what users have in common, Σ⁻² (A V)ᵀ a: an item of training gets its own vector up to rounding. */
  protected override newItem(users: ItemHistory): NewItem<PureSVDState> | undefined {
    const met = this.#weighted(foldInColumn(this.users, users, (userIndex) => this.knowsUser(userIndex)));
    if (met === undefined) return undefined;
    const { userFactors, singularValues, itemMeans } = this.state;
    const sums = new Float64Array(userFactors.columns);
    met.indexes.forEach((userIndex, e) => {
      rowOf(userFactors, userIndex).forEach((coordinate, f) => {
        sums[f] += met.values[e] * coordinate;
      });
    });
    const mean = this.settings.centering === 'item' ? met.values.reduce((sum, value) => sum + value, 0) / this.users.size : 0;
    if (mean !== 0) for (let at = 0; at < userFactors.values.length; at++) sums[at % sums.length] -= mean * userFactors.values[at];
    const vector = Float32Array.from(sums, (sum, f) => (f < singularValues.length ? sum / singularValues[f] ** 2 : 0));
    return { met, vector, bias: undefined, grown: { itemMeans: withValue(itemMeans, mean) } };
  }

  /** The row as the matrix would hold it. */
  #weighted(row: FoldInRow | undefined): FoldInRow | undefined {
    const taught = taughtPart(row);
    return taught !== undefined && this.settings.weighting === 'binary' ? { ...taught, values: taught.values.map(() => 1) } : taught;
  }

  /** What was learned from: an entry of 0 was seen, and is no other than an unknown cell. */
  get #taught(): SparseRows {
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

  #project({ indexes, values }: FoldInRow): Float32Array {
    const { itemFactors } = this.state;
    const width = paddedFactors(itemFactors.columns);
    const count = indexes.length;
    const y = new Float32Array(count * width);
    for (let e = 0; e < count; e++) y.set(rowOf(itemFactors, indexes[e]), e * width);
    const offset = new Float32Array(width);
    offset.set(this.#meansRow().values);
    const products = new Float32Array(width);
    const entries = Uint32Array.from({ length: count }, (_, e) => e);
    const shifts = Float32Array.of(this.settings.centering === 'none' ? 0 : 1);
    return runOnce('sparseProduct', [Uint32Array.of(0, count), entries, values, y, shifts, offset, width, products], {
      rows: 1,
      scratchBytes: 0,
      result: products,
    }).slice(0, itemFactors.columns);
  }
}

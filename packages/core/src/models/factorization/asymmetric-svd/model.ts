/** What a fitted asymmetric-svd can be asked. */
import type { Id } from '../../../data/id-map.ts';
import { type DenseMatrix, dotRow, rowOf, withRow } from '../../../matrix/dense.ts';
import type { SparseRows } from '../../../matrix/sparse.ts';
import { atOnce, checkedMost, largestFirst } from '../../answering/explanation.ts';
import { type FoldInRow, rowOfUser } from '../../answering/user-row.ts';
import type { Explainer, ExplainOptions, Explains, Explanation, UserQuery } from '../../contract/model.ts';
import type { Shape } from '../../contract/state-shapes.ts';
import { type EntityVector, RatingModel, type RatingState } from '../../vectors/rating-model.ts';
import { ridge } from '../../vectors/ridge.ts';
import type { AsymmetricSVDOptions } from './options.ts';
import { type ItemLevels, type SumFactors, sumOf, toldBy } from './told.ts';

/** `userFactors` are the sums of training users, which their ratings alone would give again. */
export interface AsymmetricSVDState extends RatingState, SumFactors {
  /** Training ratings; [users × items]. */
  readonly seen: SparseRows;
}

/** A fitted model. No method changes it; treat the arrays in `state` as read-only. */
export class AsymmetricSVDModel extends RatingModel<AsymmetricSVDState, AsymmetricSVDOptions> implements Explains {
  #levels: ItemLevels | undefined;

  static override shapes(state: AsymmetricSVDState, settings: AsymmetricSVDOptions): Record<string, Shape> {
    const rows: Shape = [state.items.size, settings.factors];
    const { seen } = state;
    return { ...RatingModel.shapes(state, settings), 'seen.values': [seen?.indexes?.length], ratedFactors: rows, implicitFactors: rows };
  }

  /** (r − b(u,j)) and the choice of each rated item, as much as each adds; largest first. They add up to what lies above b(u,i). */
  explain(user: UserQuery, item: Id): Explanation | undefined {
    return this.explainer(user)?.explain(item);
  }

  explainer(user: UserQuery, options?: ExplainOptions): Explainer | undefined {
    const most = checkedMost(options);
    const row = rowOfUser(user, this.state, (itemIndex) => this.knownItems[itemIndex] === 1);
    if (row === undefined) return undefined;
    const { itemFactors, itemBias, meanRating } = this.state;
    const told = toldBy(row, this.#itemLevels);
    const parts = Array.from(row.indexes, (j, e): Float64Array => this.#partOf(j, told.residuals[e], row.indexes.length));
    return atOnce((item) => {
      const itemIndex = this.items.indexOf(item);
      if (itemIndex === undefined || this.knownItems[itemIndex] === 0) return undefined;
      const shares = parts.map((part) => dotRow(part, itemFactors, itemIndex));
      const base = meanRating + told.bias + itemBias[itemIndex];
      const because = largestFirst(shares.map(Math.abs), most).map((e) => ({
        item: this.items.ids[row.indexes[e]],
        contribution: shares[e],
      }));
      return { score: Math.fround(base + dotRow(sumOf(row, told, this.state), itemFactors, itemIndex)), because };
    });
  }

  /** Known from the ratings alone: nothing is trained, and a training user's ratings give again what training holds. */
  protected solve(row: FoldInRow): EntityVector {
    const told = toldBy(row, this.#itemLevels);
    return { bias: told.bias, vector: sumOf(row, told, this.state) };
  }

  /** b_i and q, the exact minimum with everyone held fixed; whom having the item makes of a person (x, y) stays 0. */
  protected solveItem(row: FoldInRow): EntityVector {
    const { meanRating, userBias, userFactors } = this.state;
    const { regularization, itemRegularization } = this.settings;
    const { indexes, values } = row;
    const above = Float64Array.from(values, (value, e) => value - meanRating - userBias[indexes[e]]);
    const bias = above.reduce((sum, value) => sum + value, 0) / (itemRegularization + values.length);
    const penalty = Math.max(regularization, 1e-9 * values.length);
    const vector = ridge(
      userFactors.columns,
      values.length,
      (e) => rowOf(userFactors, indexes[e]),
      (e) => above[e] - bias,
      () => penalty,
    );
    return { bias, vector: Float32Array.from(vector) };
  }

  protected override otherItemParts(): Partial<AsymmetricSVDState> {
    const { ratedFactors, implicitFactors } = this.state;
    return { ratedFactors: withRow(ratedFactors), implicitFactors: withRow(implicitFactors) };
  }

  #partOf(item: number, residual: number, count: number): Float64Array {
    const [x, y] = [this.state.ratedFactors, this.state.implicitFactors].map((matrix: DenseMatrix) => rowOf(matrix, item));
    return Float64Array.from(x, (value, f) => (residual * value + y[f]) / Math.sqrt(count));
  }

  get #itemLevels(): ItemLevels {
    const { meanRating, itemBias } = this.state;
    this.#levels ??= { meanRating, itemBias: Float64Array.from(itemBias), userRegularization: this.settings.userRegularization };
    return this.#levels;
  }
}
